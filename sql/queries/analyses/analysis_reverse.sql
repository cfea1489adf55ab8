-- Who trusts back: indicators of trust in the party that answered, in the same unit. $1 indicator, $2 the party that
-- answered, $3 the group that answers about it or null: then the party that the indicator is about, or who acts for it. One row.
-- Row reverse: indicator (null: none measures that), respondent_group (that is looked for).
select r.code as indicator, coalesce(r.respondent_group, $3, i.trustee) as respondent_group
from api.indicators i
left join lateral (
    select r.code, g as respondent_group
    from api.indicators r cross join unnest(r.trusters) as g
    where r.trustee = $2 and r.kind = 'trust' and r.unit = i.unit and r.code <> i.code
      and case when $3::text is not null then g = $3
               else g in (i.trustee, case i.trustee when 'authority' then 'caseworker' end) end
    order by g = i.trustee desc, r.code
    limit 1) r on true
where i.code = $1
