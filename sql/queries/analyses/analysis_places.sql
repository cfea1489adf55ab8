-- Areas of a type, as the reader sees them. $1 type; $2 municipality, $3 peer group: null for all. $4 the day of its members. One row.
-- Row places: areas (with commas).
select coalesce(string_agg(a.code, ',' order by a.code), '') as areas
from api.areas a
where a.area_type = $1 and ($2::text is null or a.owner = $2)
  and ($3::text is null
       or a.owner in (select m ->> 'municipality'
                      from api.peer_groups g cross join jsonb_array_elements(g.members) as m
                      where g.code = $3 and coalesce((m ->> 'valid_from')::date <= $4::date, true)
                        and coalesce((m ->> 'valid_to')::date >= $4::date, true)))
