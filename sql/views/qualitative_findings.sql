-- What interviews and the like found. What the reader may not see is not named.

create view api.qualitative_findings as
select t.code, t.municipality, (select p.code from tillit.plan p where p.code = t.plan) as plan,
       (select e.code from tillit.evaluation e where e.code = t.evaluation) as evaluation, t.area, t.source, t.governance_level,
       t.respondent_group, t.collected_on, t.theme, t.summary, t.n_said, t.uncounted_reason,
       (select coalesce(array_agg(i.code::text order by array_position(t.indicators, i.code::text)), '{}')
        from tillit.indicator i where i.code = any (t.indicators)) as indicators, t.audience,
       t.created_at, t.updated_at, t.row_version
from tillit.qualitative_finding t;
