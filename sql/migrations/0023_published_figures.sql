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

create function tillit.next_generation() returns trigger
volatile security definer set search_path = pg_catalog, pg_temp language plpgsql as $$
begin
    update tillit.generation set number = number + 1;
    return null;
end
$$;
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

-- ------------------------------------------------------------------------------------------------------------ writing
-- Few rows of large tables, found by their keys: a plan made while the tables were small and kept for the session must not read
-- them whole later. Hence the settings of these functions, and "offset 0", which keeps the planner from turning a loop around.

-- In months from the end of a period: how long it is fresh, and how long at most aging (domain.md 2.5).
create function tillit.fresh_months(freq text, lag int) returns int immutable parallel safe
return lag + case freq when 'A' then 12 when 'A2' then 24 when 'A3' then 36 when 'A4' then 48
                       when 'S' then 6 when 'Q' then 3 when 'M' then 1 else 24 end;

create function tillit.aging_months(freq text, lag int) returns int immutable parallel safe
return lag + case freq when 'A' then 18 when 'A2' then 36 when 'A3' then 54 when 'A4' then 72
                       when 'S' then 9 when 'Q' then 4 when 'M' then 1 else 24 end;

-- The first day of the month that lies more than so many whole months after that of a day; never, when nobody knows how many.
create function tillit.month_after(day date, months int) returns date immutable parallel safe
return coalesce((date_trunc('month', day::timestamp) + make_interval(months => months + 1))::date, 'infinity'::date);

-- Cells that everybody may read once their time has come, as figures. Of an indicator that is a draft nothing is told.
create view tillit.public_cell as
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
where p.audience = 'public' and p.retracted_at is null;

create type tillit.series_key as (
    indicator        tillit.code,
    area             tillit.code,
    respondent_group tillit.code,
    sex              tillit.code,
    age_band         tillit.code
);

-- Counts series anew. Two publications may touch one series: the rows are locked first,
-- so that whoever counts last counts what both have written.
create function tillit.count_series(keys tillit.series_key[]) returns void
volatile security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
set enable_hashjoin = off set enable_mergejoin = off language plpgsql as $$
begin
    insert into tillit.published_series (indicator, area, respondent_group, sex, age_band, municipality, kind, trust_form, trustee, direction,
                                         unit, decimals, focus_areas, inside_out_level, area_type, parent_area)
    select k.indicator, k.area, k.respondent_group, k.sex, k.age_band, nullif(a.owner, 'shared'), i.kind, i.trust_form, i.trustee,
           i.direction, i.unit, i.decimals, i.focus_areas, i.inside_out_level, a.area_type, a.parent
    from unnest(keys) k
    left join tillit.indicator i on i.code = k.indicator and i.state <> 'draft'
    left join tillit.area a on a.code = k.area
    order by k.indicator, k.area, k.respondent_group, k.sex, k.age_band
    on conflict (indicator, area, respondent_group, sex, age_band) do update set figures = published_series.figures;

    update tillit.published_series s
    set figures = c.figures, measured = c.measured, last_measured = c.last_measured, is_pending = c.is_pending
    from unnest(keys) k
    cross join lateral (
        select count(*) filter (where f.published_at <= now() and f.replaced_at > now()) as figures,
               count(*) filter (where f.published_at <= now() and f.replaced_at > now() and f.obs_status not in ('O', 'M', 'L')) as measured,
               max(f.period_start) filter (where f.published_at <= now() and f.replaced_at > now() and f.obs_status not in ('O', 'M', 'L')) as last_measured,
               coalesce(bool_or(f.published_at > now() or f.replaced_at > now() and f.replaced_at < 'infinity'), false) as is_pending
        from tillit.published_figure f
        where f.indicator = k.indicator and f.area = k.area and f.respondent_group = k.respondent_group and f.sex = k.sex
          and f.age_band = k.age_band) c
    where s.indicator = k.indicator and s.area = k.area and s.respondent_group = k.respondent_group and s.sex = k.sex
      and s.age_band = k.age_band;
end
$$;

create function tillit.add_figures() returns trigger
volatile security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
set enable_hashjoin = off set enable_mergejoin = off language plpgsql as $$
begin
    insert into tillit.published_figure
    select c.*
    from added n
    cross join lateral (select * from tillit.public_cell c
                        where c.observation = n.observation and c.published_at = n.published_at offset 0) c
    where n.audience = 'public';
    insert into tillit.opening select distinct n.published_at from added n where n.published_at > now() on conflict do nothing;
    -- what is new changes nothing that stands already: it is added to what was counted
    insert into tillit.published_series as s (indicator, area, respondent_group, sex, age_band, municipality, figures, measured, last_measured, is_pending,
                                              kind, trust_form, trustee, direction, unit, decimals, focus_areas, inside_out_level,
                                              area_type, parent_area)
    select n.indicator, n.area, n.respondent_group, n.sex, n.age_band, nullif(a.owner, 'shared'), n.figures, n.measured, n.last_measured, n.is_pending,
           i.kind, i.trust_form, i.trustee, i.direction, i.unit, i.decimals, i.focus_areas, i.inside_out_level, a.area_type, a.parent
    from (select n.indicator, n.area, n.respondent_group, n.sex, n.age_band,
                 count(*) filter (where n.published_at <= now() and n.replaced_at is null) as figures,
                 count(*) filter (where n.published_at <= now() and n.replaced_at is null and n.obs_status not in ('O', 'M', 'L')) as measured,
                 max(n.period_start) filter (where n.published_at <= now() and n.replaced_at is null and n.obs_status not in ('O', 'M', 'L')) as last_measured,
                 coalesce(bool_or(n.published_at > now() or n.replaced_at > now()), false) as is_pending
          from added n
          where n.audience = 'public' and n.retracted_at is null
          group by n.indicator, n.area, n.respondent_group, n.sex, n.age_band) n
    left join tillit.indicator i on i.code = n.indicator and i.state <> 'draft'
    left join tillit.area a on a.code = n.area
    order by n.indicator, n.area, n.respondent_group, n.sex, n.age_band
    on conflict (indicator, area, respondent_group, sex, age_band) do update
        set figures = s.figures + excluded.figures, measured = s.measured + excluded.measured,
            last_measured = greatest(s.last_measured, excluded.last_measured),
            is_pending = s.is_pending or excluded.is_pending;
    -- where an embargo has passed, what stands is known again
    perform tillit.count_series(array(
        select (n.indicator, n.area, n.respondent_group, n.sex, n.age_band)::tillit.series_key
        from (select distinct n.indicator, n.area, n.respondent_group, n.sex, n.age_band from added n where n.audience = 'public') n
        join tillit.published_series s using (indicator, area, respondent_group, sex, age_band)
        where s.is_pending));
    return null;
end
$$;
create trigger add_figures after insert on tillit.published_cell referencing new table as added
    for each statement execute function tillit.add_figures();

create function tillit.change_figures() returns trigger
volatile security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
set enable_hashjoin = off set enable_mergejoin = off language plpgsql as $$
begin
    update tillit.published_figure f set replaced_at = coalesce(n.replaced_at, 'infinity')
    from changed n
    where n.audience = 'public' and f.observation = n.observation and f.published_at = n.published_at
      and f.replaced_at <> coalesce(n.replaced_at, 'infinity');
    delete from tillit.published_figure f
    using changed n
    where n.audience = 'public' and n.retracted_at is not null and f.observation = n.observation and f.published_at = n.published_at;
    -- a retraction that was called off before its time
    insert into tillit.published_figure
    select c.*
    from changed n
    cross join lateral (select * from tillit.public_cell c
                        where c.observation = n.observation and c.published_at = n.published_at offset 0) c
    where n.audience = 'public' and n.retracted_at is null
      and not exists (select from tillit.published_figure f where f.observation = n.observation and f.published_at = n.published_at);
    perform tillit.count_series(array(
        select (n.indicator, n.area, n.respondent_group, n.sex, n.age_band)::tillit.series_key
        from changed n where n.audience = 'public' group by n.indicator, n.area, n.respondent_group, n.sex, n.age_band));
    return null;
end
$$;
create trigger change_figures after update on tillit.published_cell referencing new table as changed
    for each statement execute function tillit.change_figures();

-- --------------------------------------------------------------------------------------------------------------- facts
-- Rare, and by the operator or the owner: an indicator that is described anew, an area that moves.
create function tillit.change_facts_of_indicator() returns trigger
volatile security definer set search_path = pg_catalog, pg_temp language plpgsql as $$
begin
    update tillit.published_figure f
    set kind = c.kind, trust_form = c.trust_form, trustee = c.trustee, direction = c.direction, unit = c.unit, decimals = c.decimals,
        focus_areas = c.focus_areas, inside_out_level = c.inside_out_level, fresh_until = c.fresh_until, aging_until = c.aging_until
    from tillit.public_cell c
    where f.indicator = new.code and c.observation = f.observation and c.published_at = f.published_at;
    update tillit.published_series s
    set kind = i.kind, trust_form = i.trust_form, trustee = i.trustee, direction = i.direction, unit = i.unit, decimals = i.decimals,
        focus_areas = i.focus_areas, inside_out_level = i.inside_out_level
    from (select new.code) k (code) left join tillit.indicator i on i.code = k.code and i.state <> 'draft'
    where s.indicator = new.code;
    update tillit.generation set number = number + 1 where found;
    return null;
end
$$;
create trigger change_facts after update on tillit.indicator for each row
    when ((old.kind, old.trust_form, old.trustee, old.direction, old.unit, old.decimals, old.focus_areas, old.inside_out_level, old.freq,
           old.publication_lag_months, old.state = 'draft')
          is distinct from
          (new.kind, new.trust_form, new.trustee, new.direction, new.unit, new.decimals, new.focus_areas, new.inside_out_level, new.freq,
           new.publication_lag_months, new.state = 'draft'))
    execute function tillit.change_facts_of_indicator();

create function tillit.change_facts_of_area() returns trigger
volatile security definer set search_path = pg_catalog, pg_temp language plpgsql as $$
begin
    update tillit.published_figure set area_type = new.area_type, parent_area = new.parent where area = new.code;
    update tillit.published_series set area_type = new.area_type, parent_area = new.parent where area = new.code;
    update tillit.generation set number = number + 1 where found;
    return null;
end
$$;
create trigger change_facts after update on tillit.area for each row
    when ((old.area_type, old.parent) is distinct from (new.area_type, new.parent))
    execute function tillit.change_facts_of_area();

-- -------------------------------------------------------------------------------------------------------- what there is
insert into tillit.published_figure
select * from tillit.public_cell c
order by c.indicator, c.area, c.respondent_group, c.sex, c.age_band, c.period, c.indicator_version, c.published_at;
-- The default order; a count of a whole selection needs nothing else.
create index published_figure_order_idx on tillit.published_figure
    (indicator, area, respondent_group, sex, age_band, period, indicator_version, published_at) include (replaced_at);
insert into tillit.opening select distinct p.published_at from tillit.published_cell p where p.published_at > now();
select tillit.count_series(array(
    select (f.indicator, f.area, f.respondent_group, f.sex, f.age_band)::tillit.series_key
    from tillit.published_figure f group by f.indicator, f.area, f.respondent_group, f.sex, f.age_band));

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
