-- What the public reads, laid out for reading: one flat row per figure published for everybody, and one per series. Both follow
-- tillit.published_cell, which stays what was decided: whatever writes that table, a trigger writes these, with the rights of
-- their owner. Nobody else may, and nothing is in them that the public may not know once its time has come.

-- ------------------------------------------------------------------------------------------------------------ figures

-- published_at <= t < replaced_at is when a figure stood ('infinity': it still does). A retracted figure leaves the table. The
-- facts of its indicator and area are repeated, as far as the public sees them, so that no reader joins anything; fresh_until
-- and aging_until are the days before which it is fresh, and aging (domain.md 2.5).
create table tillit.published_figure (
    observation       bigint not null,
    published_at      timestamptz not null,
    replaced_at       timestamptz not null,
    release           tillit.code not null,
    revision          int not null,
    municipality      tillit.code,
    indicator         tillit.code not null,
    indicator_version tillit.code not null,
    area              tillit.code not null,
    period            tillit.code not null,
    period_start      date not null,
    period_end        date not null,
    respondent_group  tillit.code not null,
    sex               tillit.code not null,
    age_band          tillit.code not null,
    value             numeric,
    n_invited         int,
    n_valid           int,
    n_display         int,
    x                 int,
    sd                numeric,
    se                double precision,
    ci_low            double precision,
    ci_high           double precision,
    ci_level          double precision,
    ci_method         tillit.code,
    weighted          boolean not null,
    obs_status        tillit.code not null,
    conf_status       tillit.code not null,
    reason            tillit.code not null,
    source            tillit.code not null,
    survey_wave       tillit.code,
    recorded_at       timestamptz not null,
    is_synthetic      boolean not null,
    kind              tillit.code,
    trust_form        tillit.code,
    trustee           tillit.code,
    direction         tillit.code,
    unit              tillit.code,
    decimals          int,
    focus_areas       text[],
    inside_out_level  tillit.code,
    area_type         tillit.code,
    parent_area       tillit.code,
    fresh_until       date not null,
    aging_until       date not null,
    primary key (observation, published_at)
);
-- ------------------------------------------------------------------------------------------------------------- series

-- A series goes on across versions of its indicator. figures: how many of its rows stand; measured: how many of these were
-- measured (obs_status not O, M, L), the last of them in a period that begins on last_measured. All are true until something is
-- written, unless the series is_pending: then a row's time is yet to come or to end (an embargo), and it is counted when read.
create table tillit.published_series (
    indicator        tillit.code not null,
    area             tillit.code not null,
    respondent_group tillit.code not null,
    sex              tillit.code not null,
    age_band         tillit.code not null,
    municipality     tillit.code,
    figures          int not null default 0,
    measured         int not null default 0,
    last_measured    date,
    is_pending       boolean not null default false,
    kind             tillit.code,
    trust_form       tillit.code,
    trustee          tillit.code,
    direction        tillit.code,
    unit             tillit.code,
    decimals         int,
    focus_areas      text[],
    inside_out_level tillit.code,
    area_type        tillit.code,
    parent_area      tillit.code,
    primary key (indicator, area, respondent_group, sex, age_band)
);
create index published_series_area_idx on tillit.published_series (area, indicator);
create index published_series_municipality_idx on tillit.published_series (municipality, indicator, area);
create index published_series_parent_area_idx on tillit.published_series (parent_area, indicator, area, respondent_group, sex, age_band);
create index published_series_kind_idx on tillit.published_series (kind, indicator, area, respondent_group, sex, age_band);
create index published_series_trust_form_idx on tillit.published_series (trust_form, indicator, area, respondent_group, sex, age_band);

-- ---------------------------------------------------------------------------------------------------------- generation

-- How many times what everybody reads has changed by writing; and the moments at which it changes by the clock. What was counted
-- is true as long as the number and how many of these moments are past are the same.
create table tillit.generation (
    number bigint not null,
    is_one boolean generated always as (true) stored primary key
);
insert into tillit.generation (number) values (0);
create table tillit.opening (at timestamptz primary key);

-- At the end of a publication or withdrawal: others wait no longer than the commit takes.
create constraint trigger next_generation after update on tillit.release deferrable initially deferred
    for each row execute function tillit.next_generation();

-- ------------------------------------------------------------------------------------------------------------- rights

do $$
declare
    name text;
begin
    foreach name in array array['published_figure', 'published_series', 'generation', 'opening'] loop
        execute format('alter table tillit.%I enable row level security', name);
        execute format('alter table tillit.%I force row level security', name);
        -- constant, so that it costs a reader nothing
        execute format('create policy %I on tillit.%I to tillit_owner using (true) with check (true)', name || '_all', name);
    end loop;
end
$$;
-- The triggers below read all cells with their owner's rights; a view's reader is not its owner, so that this is not for views.
create policy published_cell_inside on tillit.published_cell for select to tillit_owner using (current_user = 'tillit_owner');

-- ----------------------------------------------------------------------------------------------------------- keys
create type tillit.series_key as (
    indicator        tillit.code,
    area             tillit.code,
    respondent_group tillit.code,
    sex              tillit.code,
    age_band         tillit.code
);

-- -------------------------------------------------------------------------------------------------------- what there is
insert into tillit.published_figure
select p.observation, p.published_at, coalesce(p.replaced_at, 'infinity') as replaced_at, p.release, p.revision,
       nullif(p.owner, 'shared')::tillit.code as municipality, p.indicator, p.indicator_version, p.area, p.period, p.period_start, p.period_end,
       p.respondent_group, p.sex, p.age_band, p.value, p.n_invited, p.n_valid, p.n_display, p.x, p.sd, p.se, p.ci_low, p.ci_high,
       p.ci_level, p.ci_method, p.weighted, p.obs_status, p.conf_status, p.reason, p.source, p.survey_wave, p.recorded_at, p.is_synthetic,
       i.kind, i.trust_form, i.trustee, i.direction, i.unit, i.decimals, i.focus_areas, i.inside_out_level, a.area_type,
       a.parent as parent_area, tillit.month_after(p.period_end, tillit.fresh_months(i.freq, i.publication_lag_months)) as fresh_until,
       tillit.month_after(p.period_end, tillit.aging_months(i.freq, i.publication_lag_months)) as aging_until
from tillit.published_cell p
left join tillit.indicator i on i.code = p.indicator and i.state <> 'draft'
left join tillit.area a on a.code = p.area
where p.audience = 'public' and p.retracted_at is null
order by p.indicator, p.area, p.respondent_group, p.sex, p.age_band, p.period, p.indicator_version, p.published_at;
-- The default order; a count of a whole selection needs nothing else.
create index published_figure_order_idx on tillit.published_figure
    (indicator, area, respondent_group, sex, age_band, period, indicator_version, published_at) include (replaced_at);
insert into tillit.opening select distinct p.published_at from tillit.published_cell p where p.published_at > now();
insert into tillit.published_series (indicator, area, respondent_group, sex, age_band, municipality, figures, measured, last_measured, is_pending,
                                     kind, trust_form, trustee, direction, unit, decimals, focus_areas, inside_out_level, area_type,
                                     parent_area)
select f.indicator, f.area, f.respondent_group, f.sex, f.age_band, min(f.municipality::text), count(*) filter (where f.published_at <= now() and f.replaced_at > now()),
       count(*) filter (where f.published_at <= now() and f.replaced_at > now() and f.obs_status not in ('O', 'M', 'L')),
       max(f.period_start) filter (where f.published_at <= now() and f.replaced_at > now() and f.obs_status not in ('O', 'M', 'L')),
       bool_or(f.published_at > now() or f.replaced_at > now() and f.replaced_at < 'infinity'),
       min(f.kind::text), min(f.trust_form::text), min(f.trustee::text), min(f.direction::text), min(f.unit::text), min(f.decimals),
       min(f.focus_areas), min(f.inside_out_level::text), min(f.area_type::text), min(f.parent_area::text)
from tillit.published_figure f
group by f.indicator, f.area, f.respondent_group, f.sex, f.age_band;

-- Each filter in the default order, down to some forty rows that are sorted by the rest, and the other orders that are promised.
-- Equal keys take little room, so that these are small.
create index published_figure_area_idx on tillit.published_figure (area, indicator, respondent_group);
create index published_figure_municipality_idx on tillit.published_figure (municipality, indicator, area);
create index published_figure_parent_area_idx on tillit.published_figure (parent_area, indicator, area);
create index published_figure_kind_idx on tillit.published_figure (kind, indicator, area);
create index published_figure_release_idx on tillit.published_figure (release, indicator, area);
create index published_figure_period_idx on tillit.published_figure (period desc nulls last, indicator, area);
create index published_figure_value_idx on tillit.published_figure (value desc nulls last, indicator, area);
create index published_figure_low_value_idx on tillit.published_figure (value, indicator, area);
create index published_figure_survey_wave_idx on tillit.published_figure (survey_wave) where survey_wave is not null;
create index published_figure_change_idx on tillit.published_figure (published_at desc nulls last, indicator, area, period);
