-- Publication, step 3: figures of peer groups that are the unweighted means of their members' (domain.md A8), of the tables that
-- the release touches: whoever knows all members but one knows that one. A mean is one where it fits the newest figures of all
-- members that have any, to the last decimal.
-- $1 release (text). Result: observation and revision of the mean, those of the members with commas.
with tables as (
    select distinct o.indicator_version, o.period
    from tillit.release_cell d join tillit.observation o on o.id = d.observation where d.release = $1
), known as (
    select distinct on (o.id) o.*, p.revision, r.value
    from tables t
    join tillit.observation o on (o.indicator_version, o.period) = (t.indicator_version, t.period)
    join (select p.observation, p.revision from tillit.published_cell p
          union all select d.observation, d.revision from tillit.release_cell d where d.release = $1) p on p.observation = o.id
    join tillit.observation_revision r on r.observation = p.observation and r.revision = p.revision and r.value is not null
    where exists (select from tables) and exists (select from tillit.peer_group)
    order by o.id, p.revision desc
), members as (
    select g.code, m ->> 'municipality' as municipality from tillit.peer_group g cross join jsonb_array_elements(g.members) m
)
select g.id, g.revision, string_agg(k.id::text, ',' order by k.id), string_agg(k.revision::text, ',' order by k.id)
from known g
join tillit.indicator i on i.code = g.indicator
join members m on m.code = g.area
join known k on k.area = m.municipality
     and (k.indicator_version, k.period, k.respondent_group, k.sex, k.age_band) = (g.indicator_version, g.period, g.respondent_group, g.sex, g.age_band)
group by g.id, g.revision, g.value, i.decimals
having abs(avg(k.value) - g.value) <= 10 ^ (- i.decimals)::numeric;
