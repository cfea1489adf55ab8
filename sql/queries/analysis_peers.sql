-- The other members of a peer group and the municipality itself, at a day. $1 peer group, $2 municipality, $3 the day.
-- Result: the codes of their areas with commas, the municipality's own left out.
select coalesce(string_agg(m ->> 'municipality', ','), '')
from api.peer_groups g cross join jsonb_array_elements(g.members) as m
where g.code = $1 and m ->> 'municipality' <> $2
  and coalesce((m ->> 'from')::date <= $3::date, true) and coalesce((m ->> 'to')::date >= $3::date, true)
