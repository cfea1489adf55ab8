-- The other members of a peer group, at a day. $1 peer group, $2 municipality, $3 the day. One row.
-- Row peers: areas (of the members, with commas, the municipality's own left out).
select coalesce(string_agg(m ->> 'municipality', ',' order by m ->> 'municipality'), '') as areas
from api.peer_groups g cross join jsonb_array_elements(g.members) as m
where g.code = $1 and m ->> 'municipality' <> $2
  and coalesce((m ->> 'valid_from')::date <= $3::date, true) and coalesce((m ->> 'valid_to')::date >= $3::date, true)
