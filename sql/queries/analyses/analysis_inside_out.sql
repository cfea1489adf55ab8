-- The levels of working from the inside out in a municipality: actions of its plans, and indicators that carry the level.
-- $1 municipality. In the order of the list, and last, without a level, the indicators of what those outside think of those inside.
-- Row inside_out: level, n_actions (not cancelled), n_done, indicators (with commas).
with series as materialized (
    select distinct s.indicator, s.inside_out_level,
           s.kind = 'trust' and s.trustee = any (p.inside) and not i.trusters && p.inside as is_outside
    from api.series s
    join api.indicators i on i.code = s.indicator
    cross join (values ('{employee,caseworker,colleagues,manager,politician,municipality,authority,provider,social_services,school}'::text[])) as p (inside)
    where s.municipality = $1 and s.area = any (array(select a.code::text from api.areas a where a.municipality = $1)) -- by the area there is an index
)
select l.code as level,
       (select count(*) from api.asked_actions a where a.municipality = $1 and a.inside_out_level = l.code and a.state <> 'cancelled') as n_actions,
       (select count(*) from api.asked_actions a where a.municipality = $1 and a.inside_out_level = l.code and a.state = 'done') as n_done,
       (select string_agg(s.indicator, ',' order by s.indicator) from series s
        where case when l.code is null then s.is_outside else s.inside_out_level = l.code end) as indicators
from (select c.code, c.sort from api.reference_codes c where c.list = 'inside_out_level' union all select null, null) as l
order by l.sort nulls last
