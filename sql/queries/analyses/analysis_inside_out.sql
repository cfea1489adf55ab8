-- The levels of working from the inside out in a municipality: actions of its plans, and indicators that carry the level.
-- $1 municipality. In the order of the list.
-- Row inside_out: level, n_actions (not cancelled), n_done, indicators (with commas).
with series as materialized (
    select distinct s.indicator, s.inside_out_level
    from api.series s
    where s.municipality = $1 and s.area = any (array(select a.code::text from api.areas a where a.municipality = $1)) -- by the area there is an index
)
select l.code as level,
       (select count(*) from api.asked_actions a where a.municipality = $1 and a.inside_out_level = l.code and a.state <> 'cancelled') as n_actions,
       (select count(*) from api.asked_actions a where a.municipality = $1 and a.inside_out_level = l.code and a.state = 'done') as n_done,
       (select string_agg(s.indicator, ',' order by s.indicator) from series s where s.inside_out_level = l.code) as indicators
from api.reference_codes l
where l.list = 'inside_out_level'
order by l.sort
