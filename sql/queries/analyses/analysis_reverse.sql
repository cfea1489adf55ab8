-- Who trusts back: indicators of trust in the party that answered, in the same unit. $1 indicator, $2 the party that
-- answered, $3 the group that answers about it or null: then the party that the indicator is about, or who acts for it.
-- Row reverse: indicator, respondent_group.
select r.code as indicator, g as respondent_group
from api.indicators i
join api.indicators r on r.trustee = $2 and r.kind = 'trust' and r.unit = i.unit and r.code <> i.code
cross join unnest(r.trusters) as g
where i.code = $1
  and case when $3::text is not null then g = $3
           else g in (i.trustee, case i.trustee when 'authority' then 'caseworker' end) end
order by g = i.trustee desc, r.code
limit 1
