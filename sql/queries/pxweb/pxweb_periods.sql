-- The first and the last period of tables, of what everybody may see: by stepping from one period to the next, as
-- pxweb_outline.sql does. $1: their ids, codes of indicators or of focus areas. No row for a table without figures.
-- Row spanned: id, first_period, last_period.
with recursive period as (
    (select o.period from api.public_observations o order by o.period desc nulls last limit 1)
    union all
    select n.period
    from period p
    cross join lateral (select o.period from api.public_observations o where o.period < p.period order by o.period desc nulls last limit 1) n
),
asked as (
    select t.id, i.code as indicator
    from unnest($1::text[]) t (id)
    join api.indicators i on i.code = t.id or t.id = any (i.focus_areas)
),
spanned as (
    select i.indicator, min(p.period::text collate "C") as first_period, max(p.period::text collate "C") as last_period
    from (select distinct a.indicator from asked a) i
    cross join period p
    cross join lateral (select from api.public_observations o where o.period = p.period and o.indicator = i.indicator and o.stands
                        limit 1) one
    group by i.indicator
)
select a.id, min(s.first_period collate "C") as first_period, max(s.last_period collate "C") as last_period
from asked a
join spanned s using (indicator)
group by a.id
