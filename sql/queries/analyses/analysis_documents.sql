-- The steering documents that the caller sees of a municipality, decided by the day or without a day. $1 municipality, $2 kind or null,
-- $3 governance level or null, $4 the day.
-- Row document: code, is_fictional.
select d.code, exists (select from api.municipalities m where m.code = d.municipality and m.is_fictional) as is_fictional
from api.steering_documents d
where d.municipality = $1 and ($2::text is null or d.kind = $2) and ($3::text is null or d.governance_level = $3)
  and coalesce(d.decided_on <= $4::date, true)
order by d.code
