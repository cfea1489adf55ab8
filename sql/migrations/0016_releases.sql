-- Releases by the clock, their disclosure control, withdrawal and the changes that readers follow.

-- ------------------------------------------------------------------------------------------------------------ the clock
-- A release under embargo is published already, at a time that has not come: its cells are fixed and nobody outside sees
-- them. What has not happened yet may still be called off.

create or replace function tillit.guard_published_cell() returns trigger language plpgsql as $$
declare
    same tillit.published_cell := new;
begin
    same.replaced_at := old.replaced_at;
    same.retracted_at := old.retracted_at;
    if same is distinct from old
       or old.replaced_at <= now() and new.replaced_at is distinct from old.replaced_at
       or old.retracted_at <= now() and new.retracted_at is distinct from old.retracted_at then
        raise exception using errcode = '23514', message = 'a published cell is never changed, only replaced or retracted',
                              schema = 'tillit', table = 'published_cell', constraint = 'published_cell_append_only';
    end if;
    return new;
end
$$;

drop policy published_cell_read on tillit.published_cell;
create policy published_cell_read on tillit.published_cell for select to tillit_owner, tillit_app using (
    owner = (select tillit.tenant()) or (select tillit.is_operator())
    or retracted_at is null and published_at <= now()
       and (audience = 'public'
            or audience = 'partners' and (select tillit.tenant()) is not null
               and exists (select from tillit.release r where r.code = published_cell.release
                           and (r.partners = '{}' or (select tillit.tenant()) = any (r.partners)))));

-- One that was called off before it opened was never there for others.
alter table tillit.release add column withdrawn_at timestamptz;
update tillit.release set withdrawn_at = greatest(updated_at, published_at + interval '1 microsecond') where state = 'withdrawn';
alter table tillit.release add constraint release_withdrawn_at_check check ((withdrawn_at is not null) = (state = 'withdrawn'));
comment on constraint release_withdrawn_at_check on tillit.release is 'exactly_when|state = withdrawn';

drop policy release_read on tillit.release;
create policy release_read on tillit.release for select to tillit_owner, tillit_app using (
    owner = (select tillit.tenant()) or (select tillit.is_operator())
    or (state = 'published' or withdrawn_at > published_at) and published_at <= now()
       and (audience = 'public'
            or audience = 'partners' and (select tillit.tenant()) is not null
               and (partners = '{}' or (select tillit.tenant()) = any (partners)))
    or (select tillit.tenant()) is not null
       and (exists (select from tillit.release_cell c where c.release = release.code)
            or exists (select from tillit.observation_revision r where r.release = release.code)));

create or replace view tillit.visible_cell as
select c.*,
       case when not c.of_release or not (select tillit.reads_inside()) then true
            when tillit.sees(c.owner) then false
            else c.observation not in (select f.observation from tillit.shared_figures((select tillit.evaluation())) f)
       end as is_current
from (
    select p.observation, p.audience, p.published_at,
           case when p.replaced_at <= now() then p.replaced_at end as replaced_at,
           case when p.retracted_at <= now() then p.retracted_at end as retracted_at, p.release, p.revision, p.owner, p.indicator,
           p.indicator_version, p.area, p.period, p.period_start, p.period_end, p.respondent_group, p.sex, p.age_band, p.value,
           p.n_invited, p.n_valid, p.n_display, null::text as n_decided, p.x, p.sd, p.se, p.ci_low, p.ci_high, p.ci_level, p.ci_method, p.weighted,
           p.obs_status, p.conf_status, null::tillit.code as hidden_reason, p.reason, p.source, p.survey_wave, p.recorded_at,
           p.is_synthetic, true as of_release
    from tillit.published_cell p
    where p.published_at <= now()
    union all
    select i.observation, i.audience, i.published_at, i.replaced_at, i.retracted_at, i.release, i.revision, i.owner, i.indicator,
           i.indicator_version, i.area, i.period, i.period_start, i.period_end, i.respondent_group, i.sex, i.age_band, i.value,
           i.n_invited, i.n_valid, i.n_display, i.n_decided, i.x, i.sd, i.se, i.ci_low, i.ci_high, i.ci_level, i.ci_method, i.weighted,
           i.obs_status, i.conf_status, i.hidden_reason, i.reason, i.source, i.survey_wave, i.recorded_at, i.is_synthetic, false
    from tillit.internal_cell i) as c
where c.retracted_at is null;

-- --------------------------------------------------------------------------------------------------- disclosure control
-- What outsiders know of the tables that a release touches (domain.md A9): every revision that it would show or hide, and
-- every one that has been shown or hidden in them before. The asker must be an operator: the figures of all are needed.

-- When each was open to the audience: a revision in a release counts from its publication on. Cells without a value tell
-- nothing, neither those of a withdrawal nor what was not measured.
create function tillit.disclosure_intervals(code text, at timestamptz)
returns table (observation bigint, revision int, since timestamptz, until timestamptz, is_shown boolean)
language sql stable as $$
    with scope as (
        select distinct o.indicator_version, o.period
        from tillit.release_cell d join tillit.observation o on o.id = d.observation where d.release = code
    )
    select p.observation, p.revision, p.published_at,
           case when exists (select from tillit.release_cell d where d.release = code and d.observation = p.observation)
                then least(p.replaced_at, at) else p.replaced_at end,
           p.conf_status = 'F'
    from scope s
    join tillit.observation o on o.indicator_version = s.indicator_version and o.period = s.period
    join tillit.published_cell p on p.observation = o.id
    join tillit.release l on l.code = disclosure_intervals.code
    where p.audience in ('public', l.audience) and p.published_at < at and (p.value is not null or p.conf_status = 'C')
    union all
    select d.observation, d.revision, at, null, null
    from tillit.release_cell d
    join tillit.observation_revision r on r.observation = d.observation and r.revision = d.revision
    where d.release = code and (r.value is not null or d.conf_status <> 'F')
$$;

-- The unknowns, numbered in the order of their keys. x is what adds up besides n: the numerator of an unweighted share, and of a
-- mean whose sum is certain what the answers exceed the lowest possible by (stats/disclosure.h). state: 0 shown, 1 hidden, 2 open.
create function tillit.disclosure_cells(code text, at timestamptz)
returns table (place bigint, observation bigint, revision int, n bigint, x bigint, x_most bigint, k int, state int)
language sql stable as $$
    select row_number() over (order by o.indicator_version, o.period, o.area, o.respondent_group, o.sex, o.age_band, u.revision) - 1,
           u.observation, u.revision, f.n, x.x, case when x.x is not null then x.most end,
           greatest(case when v.statistic = 'count' then s.k_count else s.k_base end, (s.k_by_group ->> o.respondent_group)::int),
           case when u.was_shown then 0 when d.conf_status = 'F' and not u.was_hidden then 2 else 1 end
    from (select w.observation, w.revision, coalesce(bool_or(w.is_shown), false) as was_shown, coalesce(bool_or(not w.is_shown), false) as was_hidden
          from tillit.disclosure_intervals(code, at) w group by w.observation, w.revision) u
    join tillit.observation o on o.id = u.observation
    join tillit.observation_revision r on r.observation = u.observation and r.revision = u.revision
    join tillit.indicator_version v on v.code = o.indicator_version
    join tillit.indicator i on i.code = o.indicator
    join tillit.release l on l.code = disclosure_cells.code
    join tillit.sdc_rule s on s.code = l.sdc_rule
    left join tillit.release_cell d on d.release = l.code and d.observation = u.observation and d.revision = u.revision
    cross join lateral (select case when v.statistic = 'count' then r.value else r.n_valid end::bigint as n) f
    -- a numerator that was not given follows from a share of few
    cross join lateral (select round(r.value * f.n / 100) as x) nearest
    cross join lateral (
        select case when r.weighted then null
                    when i.unit = 'pct' and r.x is not null then r.x
                    when v.statistic = 'share' and f.n between 1 and 100 * 10 ^ i.decimals - 1
                         and r.value = round(100 * nearest.x / f.n, i.decimals) then nearest.x
                    when v.statistic = 'mean' and f.n * v.items < 10 ^ i.decimals
                    then round((r.value - tillit.scale_low(v.scale)) * f.n * v.items) end::bigint as x,
               case when v.statistic = 'mean' then (tillit.scale_high(v.scale) - tillit.scale_low(v.scale)) * f.n * v.items
                    else f.n end::bigint as most) x
    where f.n is not null
$$;

-- The lines: a parent and all of its children along one dimension, as they stood after each publication. One that stands no
-- longer is superseded.
create function tillit.disclosure_lines(code text, at timestamptz)
returns table (parent bigint, children bigint[], superseded boolean)
language sql stable as $$
    with cells as materialized (select * from tillit.disclosure_cells(code, at)),
    intervals as materialized (select * from tillit.disclosure_intervals(code, at)),
    active as materialized (
        select distinct on (t.since, w.observation)
               t.since as t, c.place, o.indicator_version, o.period, o.area, a.parent as above, a.area_type, o.respondent_group,
               g.parent as group_above, o.sex, o.age_band
        from (select distinct w.since from intervals w) t
        join intervals w on w.since <= t.since and (w.until is null or w.until > t.since)
        join cells c on c.observation = w.observation and c.revision = w.revision
        join tillit.observation o on o.id = w.observation
        join tillit.area a on a.code = o.area
        left join tillit.list_respondent_group g on g.code = o.respondent_group
        order by t.since, w.observation, w.since desc
    ),
    -- Children of another type of area are another way to divide the parent, hence another line.
    pairs as (
        select p.t, d.dimension, case d.dimension when 2 then c.area_type end as kind, p.place as parent, c.place as child
        from active p
        cross join (values (1), (2), (3), (4)) d (dimension)
        join active c on c.t = p.t and c.indicator_version = p.indicator_version and c.period = p.period and c.place <> p.place
             and case d.dimension
                 when 1 then p.age_band = '_T' and c.age_band <> '_T' and (c.area, c.respondent_group, c.sex) = (p.area, p.respondent_group, p.sex)
                 when 2 then c.above = p.area and (c.respondent_group, c.sex, c.age_band) = (p.respondent_group, p.sex, p.age_band)
                 when 3 then c.group_above = p.respondent_group and (c.area, c.sex, c.age_band) = (p.area, p.sex, p.age_band)
                 else p.sex = '_T' and c.sex <> '_T' and (c.area, c.respondent_group, c.age_band) = (p.area, p.respondent_group, p.age_band) end
    ),
    lines as (
        select t, dimension, pairs.parent, array_agg(child order by child) as children from pairs group by t, dimension, kind, pairs.parent
    ),
    distinct_lines as (
        select l.parent, l.children, min(l.dimension) as dimension, max(l.t) < at as superseded from lines l group by l.parent, l.children
    )
    select l.parent, l.children, l.superseded from distinct_lines l order by l.superseded, l.dimension, l.parent, l.children
$$;
grant execute on function tillit.disclosure_intervals(text, timestamptz), tillit.disclosure_cells(text, timestamptz),
                          tillit.disclosure_lines(text, timestamptz) to tillit_app;
