-- Publication, step 3: the revisions that the release shows or hides, and every other one that anybody was ever shown or refused
-- in the same tables: whatever the audience, under embargo, replaced or withdrawn. A table is an indicator version in a period, with
-- all periods that lie in it or around it, since a year is the sum of its halves as a place is that of its parts. Tables are
-- those of the municipalities in the release with what stands above them; of all municipalities where figures of a shared area
-- (a country, a region, a peer group) tie these together. The asker must be an operator: the figures of all are needed.
--
-- A figure that is missing since nobody answered counts as shown: that it is nobody.
-- x is what adds up besides n: the numerator of an unweighted share, and of a mean whose sum is certain what the answers exceed
-- the lowest possible by (stats/disclosure.h).
-- States (0 shown, 1 hidden, 2 open, 3 never) for the readers of internal, partner and public releases, who each read the
-- later ones too; with the partners counts an evaluator, who reads what is now shown inside.
-- What few rows tell of many is joined by hashing, and what large tables tell of each row is looked up: the planner, who takes the
-- release for a row, would loop over all pairs of the first. publish_plan keeps it from that, and `offset 0` keeps the second.
-- $1 release (text), $2 published_at (timestamptz). In the order of their numbers from 0.
-- Row known: observation, revision, n, x, x_most, k, state_internal, state_partners, state_public, table_number, age_band,
-- area, respondent_group, period, sex, since (microseconds), views (how many of the states are of readers whom the release reaches),
-- is_few_apart (whether it is hidden since a few persons tell it from an earlier figure), is_for_others (whether it was hidden to
-- protect others only), asked_groups (those that the indicator asks, separated by commas), asked_k (the k of each), owner (a number of the municipality's, 0
-- of what is shared).
with release as materialized (
    select case l.audience when 'public' then 3 else 2 end as views, s.k_count, s.k_base, s.k_by_group
    from tillit.release l join tillit.sdc_rule s on s.code = l.sdc_rule where l.code = $1
), mine as materialized (
    select d.observation, d.revision, d.conf_status, d.hidden_reason, d.owner, o.indicator_version, o.period
    from tillit.release_cell d
    cross join lateral (select o.indicator_version, o.period from tillit.observation o where o.id = d.observation offset 0) o
    where d.release = $1
), owners as materialized (
    select distinct m.owner from mine m
), years as materialized (
    select y.*, y.has_shared or exists (
               select from tillit.area a
               cross join lateral (select o.id from tillit.observation o
                                   where (o.area, o.indicator) = (a.code, y.indicator) and o.period_start between y.first and y.last
                                     and o.indicator_version = y.indicator_version offset 0) o
               cross join lateral (select from tillit.published_cell p where p.observation = o.id offset 0) p
               where a.owner = 'shared') as is_wide
    from (select m.indicator_version, v.indicator, make_date(left(m.period, 4)::int, 1, 1) as first, make_date(left(m.period, 4)::int, 12, 31) as last,
                 bool_or(m.owner = 'shared') as has_shared
          from mine m join tillit.indicator_version v on v.code = m.indicator_version
          group by m.indicator_version, v.indicator, left(m.period, 4)) y
), found as materialized (
    select o.*, y.indicator_version, a.code as area, a.area_type, case when a.owner = 'shared' then 0 else hashtext(a.owner) end as owner
    from years y
    join tillit.area a on y.is_wide or a.owner = 'shared' or a.owner in (select w.owner from owners w)
    cross join lateral (select o.id, o.period, o.period_start, o.period_end, o.respondent_group, o.sex, o.age_band from tillit.observation o
                        where (o.area, o.indicator) = (a.code, y.indicator) and o.period_start between y.first and y.last
                          and o.indicator_version = y.indicator_version offset 0) o
), periods as materialized (
    select distinct f.indicator_version, f.period, f.period_start, f.period_end from found f
), rooted as materialized (
    -- each with the longest period around it
    select p.indicator_version, p.period,
           (select r.period from periods r
            where r.indicator_version = p.indicator_version and r.period_start <= p.period_start and r.period_end >= p.period_end
            order by r.period_end - r.period_start desc limit 1) as root
    from periods p
), tables as materialized (
    select r.indicator_version, r.period, dense_rank() over (order by r.indicator_version, r.root) as number
    from rooted r
    where (r.indicator_version, r.root) in (select s.indicator_version, s.root
                                            from rooted s join mine m on (m.indicator_version, m.period) = (s.indicator_version, s.period))
), measures as materialized (
    -- what holds for all tables of an indicator version
    select v.code as indicator_version, v.statistic, v.items, i.unit, i.decimals, tillit.scale_low(v.scale) as low, tillit.scale_high(v.scale) as high,
           base.k as base, asked.groups as asked_groups, asked.k as asked_k
    from (select distinct y.indicator_version from years y) t
    join tillit.indicator_version v on v.code = t.indicator_version
    join tillit.indicator i on i.code = v.indicator
    join release l on true
    cross join lateral (select case when v.statistic = 'count' then l.k_count else l.k_base end as k) base
    cross join lateral (
        select coalesce(string_agg(g.code, ',' order by g.code), '') as groups,
               coalesce(string_agg(greatest(base.k, (l.k_by_group ->> g.code)::int)::text, ',' order by g.code), '') as k
        from unnest(i.trusters) g (code)) asked
), groups as materialized (
    select g.code, (l.k_by_group ->> g.code)::int as k from tillit.list_respondent_group g join release l on true
), seen as materialized (
    select f.*, t.number from tables t join found f on (f.indicator_version, f.period) = (t.indicator_version, t.period)
), told as (
    select p.observation, p.revision, p.published_at as since,
           case p.audience when 'internal' then 1 when 'partners' then 2 when 'public' then 3 end as audience,
           p.conf_status = 'F' as is_shown, null::boolean as is_open,
           case when p.conf_status = 'C'
                then coalesce((select e.hidden_reason from tillit.release_cell e
                               where (e.release, e.observation, e.revision) = (p.release, p.observation, p.revision)), 'owner') end as hidden_for,
           r.figure, p.conf_status = 'F' and r.superseded_at is null as is_now
    from seen
    cross join lateral (select * from tillit.published_cell p
                        where p.observation = seen.id and p.release <> $1
                          and (p.value is not null or p.conf_status = 'C' or tillit.is_nobody(p.obs_status, p.reason)) offset 0) p
    cross join lateral (select row(r.value, r.n_valid, r.x, r.weighted)::text as figure, r.superseded_at from tillit.observation_revision r
                        where r.observation = p.observation and r.revision = p.revision offset 0) r
    union all
    -- drafts that readers inside see
    select r.observation, r.revision, r.recorded_at, 1, true, null, null, row(r.value, r.n_valid, r.x, r.weighted)::text, false
    from seen
    cross join tillit.few_rules() w
    cross join lateral (select * from tillit.observation_revision r
                        where r.observation = seen.id and r.release is distinct from $1 and r.value is not null
                          and r.conf_status not in ('N', 'C')
                          and tillit.is_open_draft(seen.area_type, seen.respondent_group, seen.sex, seen.age_band, coalesce(r.n_valid, r.population_size),
                                                   tillit.x_or_unanimous(r.x, r.value,
                                                                         tillit.spread_or_none(r.sd, r.se, r.ci_low, r.ci_high, r.ci_method)), w)
                        offset 0) r
    -- where none could be, none is looked up
    where tillit.is_open_draft(seen.area_type, seen.respondent_group, seen.sex, seen.age_band, null, null, w)
    union all
    select m.observation, m.revision, $2::timestamptz, null, null, m.conf_status = 'F', m.hidden_reason, r.figure, null
    from mine m
    cross join lateral (select row(r.value, r.n_valid, r.x, r.weighted)::text as figure from tillit.observation_revision r
                        where r.observation = m.observation and r.revision = m.revision
                          and (r.value is not null or m.conf_status <> 'F' or tillit.is_nobody(r.obs_status, r.reason)) offset 0) r
), marked as (
    select t.*, t.figure is distinct from lag(t.figure) over (partition by t.observation order by t.revision) as is_new from told t
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
       greatest(m.base, g.k) as k,
       tillit.disclosure_state(u.shown >= 1, u.is_open, u.hidden >= 1) as state_internal,
       tillit.disclosure_state(u.shown >= 2 or u.is_now, u.is_open, u.hidden >= 2) as state_partners,
       tillit.disclosure_state(u.shown >= 3, u.is_open, u.hidden >= 3) as state_public,
       seen.number as table_number, seen.age_band, seen.area, seen.respondent_group, seen.period, seen.sex,
       (extract(epoch from u.since) * 1000000)::bigint as since, l.views, u.is_few_apart, u.is_for_others, m.asked_groups, m.asked_k, seen.owner
from revisions u
join seen on seen.id = u.observation
join measures m on m.indicator_version = seen.indicator_version
join groups g on g.code = seen.respondent_group
join release l on true
cross join lateral (
    -- a group's mean needs no number of persons to be one
    select r.value, r.weighted, r.x,
           coalesce(case when tillit.is_nobody(r.obs_status, r.reason) then coalesce(r.n_valid, 0)
                         when m.statistic = 'count' then r.value else r.n_valid end::bigint,
                    case when exists (select from tillit.peer_group p where p.code = seen.area) then 0 end) as n
    from tillit.observation_revision r where r.observation = u.observation and r.revision = u.revision offset 0) f
-- a numerator that was not given follows from a share of few
cross join lateral (select round(f.value * f.n / 100) as x) nearest
cross join lateral (
    select case when f.value is null and f.n = 0 then 0
                when f.weighted then null
                when m.unit = 'pct' and f.x is not null then f.x
                when m.statistic = 'share' and f.n between 1 and 100 * 10 ^ m.decimals - 1
                     and f.value = round(100 * nearest.x / f.n, m.decimals) then nearest.x
                when m.statistic = 'mean' and f.n * m.items < 10 ^ m.decimals
                then round((f.value - m.low) * f.n * m.items) end::bigint as x,
           case when m.statistic = 'mean' then (m.high - m.low) * f.n * m.items else f.n end::bigint as most) x
where f.n is not null
order by seen.number, seen.area, seen.respondent_group, seen.sex, seen.age_band, seen.period, u.revision;
