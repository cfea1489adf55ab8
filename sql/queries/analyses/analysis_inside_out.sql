-- The levels of working from the inside out in a municipality: actions of its plans, and indicators that carry the level.
-- $1 municipality. Result: level, actions not cancelled, actions done, indicators with commas; in the order of the list.
select l.code,
       (select count(*) from api.actions a where a.municipality = $1 and a.inside_out_level = l.code and a.state <> 'cancelled'),
       (select count(*) from api.actions a where a.municipality = $1 and a.inside_out_level = l.code and a.state = 'done'),
       (select string_agg(distinct s.indicator, ',') from api.series s where s.municipality = $1 and s.inside_out_level = l.code)
from api.reference_codes l
where l.list = 'inside_out_level'
order by l.sort
