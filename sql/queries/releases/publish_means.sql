-- Publication, step 3: figures of peer groups that are the unweighted means of their members' (domain.md A8), of the tables that
-- the release touches: whoever knows all members but one knows that one. A mean is one where it fits the newest figures of all
-- members that have any, to the last decimal.
-- $1 release (text). Observation and revision of the mean, and those of the members.
-- Row mean: mean, revision, members (observations with commas), member_revisions.
with tables as (
    select distinct o.indicator_version, o.period
    from tillit.release_cell d join tillit.observation o on o.id = d.observation where d.release = $1
), means as materialized (
    select o.*, g.members
    from tables t
    join tillit.peer_group g on true
    join tillit.observation o on (o.indicator_version, o.area, o.period) = (t.indicator_version, g.code, t.period)
), pairs as (
    -- the mean itself, and each of its members
    select m.id as mean, m.id as cell from means m
    union all
    select m.id, o.id
    from means m
    cross join jsonb_array_elements(m.members) e
    join tillit.observation o on (o.indicator_version, o.area, o.period, o.respondent_group, o.sex, o.age_band)
                               = (m.indicator_version, e ->> 'municipality', m.period, m.respondent_group, m.sex, m.age_band)
), known as (
    select distinct on (p.mean, p.cell) p.mean, p.cell, p.mean = p.cell as is_mean, k.revision, r.value
    from pairs p
    join lateral (select c.revision from tillit.published_cell c where c.observation = p.cell
                  union all select d.revision from tillit.release_cell d where d.release = $1 and d.observation = p.cell) k on true
    join tillit.observation_revision r on r.observation = p.cell and r.revision = k.revision and r.value is not null
    order by p.mean, p.cell, k.revision desc
)
select k.mean, max(k.revision) filter (where k.is_mean) as revision,
       string_agg(k.cell::text, ',' order by k.cell) filter (where not k.is_mean) as members,
       string_agg(k.revision::text, ',' order by k.cell) filter (where not k.is_mean) as member_revisions
from known k
join means m on m.id = k.mean
join tillit.indicator i on i.code = m.indicator
group by k.mean, i.decimals
having abs(avg(k.value) filter (where not k.is_mean) - max(k.value) filter (where k.is_mean)) <= 10 ^ (- i.decimals)::numeric;
