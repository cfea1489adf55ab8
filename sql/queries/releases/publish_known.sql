-- Publication, step 3: the revisions that the release shows or hides, and every other one that anybody was ever shown or refused
-- in the same tables (indicator version and period): whatever the audience, under embargo, replaced or withdrawn. Tables are
-- those of the municipalities in the release with what stands above them; of all municipalities where figures of a shared area
-- (a country, a region, a peer group) tie these together. The asker must be an operator: the figures of all are needed.
--
-- A figure that is missing since nobody answered counts as shown: that it is nobody.
-- x is what adds up besides n: the numerator of an unweighted share, and of a mean whose sum is certain what the answers exceed
-- the lowest possible by (stats/disclosure.h).
-- States (0 shown, 1 hidden, 2 open, 3 never) for the readers of internal, partner and public releases, who each read the
-- later ones too; with the partners counts an evaluator, who reads what is now shown inside.
-- $1 release (text), $2 published_at (timestamptz). In the order of their numbers from 0.
-- Row known: observation, revision, n, x, x_most, k, state_internal, state_partners, state_public, table_number, age_band,
-- area, respondent_group, sex, since, views (how many of the states are of readers whom the release reaches), is_few_apart
-- (whether it is hidden since a few persons tell it from an earlier figure), is_for_others (whether it was hidden to protect
-- others only), asked_groups (those that the indicator asks, separated by commas), asked_k (the k of each).
with release as materialized (
    select case l.audience when 'public' then 3 else 2 end as views, s.k_count, s.k_base, s.k_by_group
    from tillit.release l join tillit.sdc_rule s on s.code = l.sdc_rule where l.code = $1
), mine as materialized (
    select d.observation, d.revision, d.conf_status, d.hidden_reason, d.owner, o.indicator_version, o.period
    from tillit.release_cell d join tillit.observation o on o.id = d.observation where d.release = $1
), tables as materialized (
    select t.indicator_version, t.period,
           bool_or(t.owner = 'shared') or exists (
               select from tillit.area a
               join tillit.observation o on o.area = a.code and (o.indicator_version, o.period) = (t.indicator_version, t.period)
               join tillit.published_cell p on p.observation = o.id
               where a.owner = 'shared') as is_wide
    from mine t group by t.indicator_version, t.period
), seen as materialized (
    select o.id from tables t
    join tillit.area a on a.owner = 'shared' or a.owner in (select m.owner from mine m)
    join tillit.observation o on (o.indicator_version, o.area, o.period) = (t.indicator_version, a.code, t.period)
    where not t.is_wide
    union all
    select o.id from tables t
    join tillit.observation o on (o.indicator_version, o.period) = (t.indicator_version, t.period)
    where t.is_wide
), told as (
    select p.observation, p.revision, p.published_at as since, a.place as audience, p.conf_status = 'F' as is_shown, null::boolean as is_open, false as is_draft,
           case when p.conf_status = 'C' then coalesce(e.hidden_reason, 'owner') end as hidden_for
    from seen
    join tillit.published_cell p on p.observation = seen.id
    left join tillit.release_cell e on (e.release, e.observation, e.revision) = (p.release, p.observation, p.revision)
    join (values ('internal', 1), ('partners', 2), ('public', 3)) a (code, place) on a.code = p.audience
    where p.release <> $1 and (p.value is not null or p.conf_status = 'C' or tillit.is_nobody(p.obs_status, p.reason))
    union all
    -- drafts that readers inside see
    select r.observation, r.revision, r.recorded_at, 1, true, null, true, null
    from seen
    join tillit.observation_revision r on r.observation = seen.id and r.release is distinct from $1 and r.value is not null
         and r.conf_status not in ('N', 'C')
    join tillit.observation o on o.id = r.observation
    join tillit.area a on a.code = o.area
    cross join tillit.few_rules() w
    where tillit.is_open_draft(a.area_type, o.respondent_group, o.sex, o.age_band, r.n_valid, r.x, w)
    union all
    select m.observation, m.revision, $2::timestamptz, null, null, m.conf_status = 'F', false, m.hidden_reason
    from mine m
    join tillit.observation_revision r on r.observation = m.observation and r.revision = m.revision
    where r.value is not null or m.conf_status <> 'F' or tillit.is_nobody(r.obs_status, r.reason)
), figures as (
    select t.*, row(r.value, r.n_valid, r.x, r.weighted)::text as figure, t.is_shown and not t.is_draft and r.superseded_at is null as is_now
    from told t join tillit.observation_revision r on r.observation = t.observation and r.revision = t.revision
), marked as (
    select f.*, f.figure is distinct from lag(f.figure) over (partition by f.observation order by f.revision) as is_new from figures f
), runs as (
    -- a revision that says the same as the one before it is the same figure to its readers
    select m.*, count(*) filter (where m.is_new) over (partition by m.observation order by m.revision) as run from marked m
), revisions as (
    -- the widest audience that was shown it, and that was refused it
    select t.observation, max(t.revision) as revision, min(t.since) as since, coalesce(max(t.audience) filter (where t.is_shown), 0) as shown,
           coalesce(max(t.audience) filter (where not t.is_shown), 0) as hidden, bool_or(t.is_open) as is_open, coalesce(bool_or(t.is_now), false) as is_now,
           coalesce(bool_or(t.hidden_for = 'earlier_release'), false) as is_few_apart,
           coalesce(bool_and(t.hidden_for in ('complementary', 'audit')), false) as is_for_others
    from runs t group by t.observation, t.run
)
select u.observation, u.revision, f.n, x.x, case when x.x is not null then x.most end as x_most,
       greatest(base.k, (l.k_by_group ->> o.respondent_group)::int) as k,
       tillit.disclosure_state(u.shown >= 1, u.is_open, u.hidden >= 1) as state_internal,
       tillit.disclosure_state(u.shown >= 2 or u.is_now, u.is_open, u.hidden >= 2) as state_partners,
       tillit.disclosure_state(u.shown >= 3, u.is_open, u.hidden >= 3) as state_public,
       dense_rank() over (order by o.indicator_version, o.period) as table_number, o.age_band, o.area, o.respondent_group, o.sex,
       dense_rank() over (order by u.since) as since, l.views, u.is_few_apart, u.is_for_others,
       asked.groups as asked_groups, asked.k as asked_k
from revisions u
join tillit.observation o on o.id = u.observation
join tillit.observation_revision r on r.observation = u.observation and r.revision = u.revision
join tillit.indicator_version v on v.code = o.indicator_version
join tillit.indicator i on i.code = o.indicator
join release l on true
cross join lateral (select case when v.statistic = 'count' then l.k_count else l.k_base end as k) base
cross join lateral (
    select coalesce(string_agg(g.code, ',' order by g.code), '') as groups,
           coalesce(string_agg(greatest(base.k, (l.k_by_group ->> g.code)::int)::text, ',' order by g.code), '') as k
    from unnest(i.trusters) g (code)) asked
-- a group's mean needs no number of persons to be one
cross join lateral (
    select coalesce(case when tillit.is_nobody(r.obs_status, r.reason) then coalesce(r.n_valid, 0)
                         when v.statistic = 'count' then r.value else r.n_valid end::bigint,
                    case when exists (select from tillit.peer_group g where g.code = o.area) then 0 end) as n) f
-- a numerator that was not given follows from a share of few
cross join lateral (select round(r.value * f.n / 100) as x) nearest
cross join lateral (
    select case when r.value is null and f.n = 0 then 0
                when r.weighted then null
                when i.unit = 'pct' and r.x is not null then r.x
                when v.statistic = 'share' and f.n between 1 and 100 * 10 ^ i.decimals - 1
                     and r.value = round(100 * nearest.x / f.n, i.decimals) then nearest.x
                when v.statistic = 'mean' and f.n * v.items < 10 ^ i.decimals
                then round((r.value - tillit.scale_low(v.scale)) * f.n * v.items) end::bigint as x,
           case when v.statistic = 'mean' then (tillit.scale_high(v.scale) - tillit.scale_low(v.scale)) * f.n * v.items
                else f.n end::bigint as most) x
where f.n is not null
order by o.indicator_version, o.period, o.area, o.respondent_group, o.sex, o.age_band, u.revision;
