-- Publications. What the reader may not see is not named.

create view api.publications as
select t.code, t.municipality, (select p.code from tillit.plan p where p.code = t.plan) as plan, t.kind, t.title, t.organisations,
       t.published_on, t.language, t.summary, t.url, t.method, t.evidence_strength,
       (select coalesce(array_agg(i.code::text order by i.code), '{}') from tillit.indicator i where i.code = any (t.indicators)) as indicators,
       t.areas, t.focus_areas,
       (select o.code from tillit.publication o where o.code = t.supersedes) as supersedes, t.audience,
       t.created_at, t.updated_at, t.row_version
from tillit.publication t;
