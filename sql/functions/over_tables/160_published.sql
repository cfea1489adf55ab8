-- The tables that the public reads figures from (0023) follow tillit.published_cell: whatever writes that, these triggers write
-- them, with their owner's rights.

-- ------------------------------------------------------------------------------------------------------------ writing
-- Few rows of large tables, found by their keys: a plan made while the tables were small and kept for the session must not read
-- them whole later. Hence the settings of these functions, and "offset 0", which keeps the planner from turning a loop around, and
-- "is true", which keeps it from an index that has the time: in an empty table that of the observation looks no better.

-- Cells that everybody may read once their time has come, as figures. Of an indicator that is a draft nothing is told.
create or replace view tillit.public_cell as
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

-- Counts series anew. Two publications may touch one series: the rows are locked first,
-- so that whoever counts last counts what both have written.
create or replace function tillit.count_series(keys tillit.series_key[]) returns void
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
    set figures = c.figures, measured = c.measured, last_measured = c.last_measured, is_pending = c.is_pending,
        published = coalesce(c.published, '{}'), replaced = coalesce(c.replaced, '{}')
    from unnest(keys) k
    cross join lateral (
        select count(*) filter (where f.published_at <= now() and f.replaced_at > now()) as figures,
               count(*) filter (where f.published_at <= now() and f.replaced_at > now() and f.obs_status not in ('O', 'M', 'L')) as measured,
               max(f.period_start) filter (where f.published_at <= now() and f.replaced_at > now() and f.obs_status not in ('O', 'M', 'L')) as last_measured,
               coalesce(bool_or(f.published_at > now() or f.replaced_at > now() and f.replaced_at < 'infinity'), false) as is_pending,
               array_agg(f.published_at order by f.published_at) as published,
               array_agg(greatest(f.replaced_at, f.published_at) order by greatest(f.replaced_at, f.published_at))
                   filter (where f.replaced_at < 'infinity') as replaced
        from tillit.published_figure f
        where f.indicator = k.indicator and f.area = k.area and f.respondent_group = k.respondent_group and f.sex = k.sex
          and f.age_band = k.age_band) c
    where s.indicator = k.indicator and s.area = k.area and s.respondent_group = k.respondent_group and s.sex = k.sex
      and s.age_band = k.age_band;
end
$$;

create or replace function tillit.add_figures() returns trigger
volatile security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
set enable_hashjoin = off set enable_mergejoin = off language plpgsql as $$
declare
    pending tillit.series_key[];
begin
    -- A figure corrects another if something of it was published before: what is there already, or comes with it.
    insert into tillit.published_figure
    select c.*, n.is_later or exists (select from tillit.published_figure e
                                      where e.observation = c.observation and (e.published_at < c.published_at) is true)
    from (select n.observation, n.published_at,
                 row_number() over (partition by n.observation order by n.published_at) > 1 as is_later
          from added n
          where n.audience = 'public' and n.retracted_at is null) n
    cross join lateral (select * from tillit.public_cell c
                        where c.observation = n.observation and c.published_at = n.published_at offset 0) c;
    -- and so does what is published after it: mostly nothing is
    if exists (select from tillit.published_figure f
               where f.published_at > (select min(n.published_at) from added n where n.audience = 'public' and n.retracted_at is null)) then
        update tillit.published_figure f set is_correction = true
        from (select n.observation, min(n.published_at) as first
              from added n where n.audience = 'public' and n.retracted_at is null group by n.observation) n
        where f.observation = n.observation and (f.published_at > n.first) is true and not f.is_correction;
    end if;
    insert into tillit.opening select distinct n.published_at from added n where n.published_at > now() on conflict do nothing;
    -- what is new changes nothing that stands already: it is added to what was counted
    with counted as (
        insert into tillit.published_series as s (indicator, area, respondent_group, sex, age_band, municipality, figures, measured, last_measured, is_pending,
                                                  published, replaced, kind, trust_form, trustee, direction, unit, decimals, focus_areas, inside_out_level,
                                                  area_type, parent_area)
        select n.indicator, n.area, n.respondent_group, n.sex, n.age_band, nullif(a.owner, 'shared'), n.figures, n.measured, n.last_measured, n.is_pending,
               n.published, coalesce(n.replaced, '{}'), i.kind, i.trust_form, i.trustee, i.direction, i.unit, i.decimals, i.focus_areas, i.inside_out_level, a.area_type, a.parent
        from (select n.indicator, n.area, n.respondent_group, n.sex, n.age_band,
                     count(*) filter (where n.published_at <= now() and n.replaced_at is null) as figures,
                     count(*) filter (where n.published_at <= now() and n.replaced_at is null and n.obs_status not in ('O', 'M', 'L')) as measured,
                     max(n.period_start) filter (where n.published_at <= now() and n.replaced_at is null and n.obs_status not in ('O', 'M', 'L')) as last_measured,
                     coalesce(bool_or(n.published_at > now() or n.replaced_at > now()), false) as is_pending,
                     array_agg(n.published_at order by n.published_at) as published,
                     array_agg(greatest(n.replaced_at, n.published_at) order by greatest(n.replaced_at, n.published_at))
                         filter (where n.replaced_at is not null) as replaced
              from added n
              where n.audience = 'public' and n.retracted_at is null
              group by n.indicator, n.area, n.respondent_group, n.sex, n.age_band) n
        left join tillit.indicator i on i.code = n.indicator and i.state <> 'draft'
        left join tillit.area a on a.code = n.area
        order by n.indicator, n.area, n.respondent_group, n.sex, n.age_band
        on conflict (indicator, area, respondent_group, sex, age_band) do update
            set figures = s.figures + excluded.figures, measured = s.measured + excluded.measured,
                last_measured = greatest(s.last_measured, excluded.last_measured),
                is_pending = s.is_pending or excluded.is_pending,
                published = array(select m from unnest(s.published || excluded.published) m order by m),
                replaced = array(select m from unnest(s.replaced || excluded.replaced) m order by m)
        returning s.is_pending, (s.indicator, s.area, s.respondent_group, s.sex, s.age_band)::tillit.series_key as key)
    select array_agg(c.key) into pending from counted c where c.is_pending;
    -- where an embargo has passed, what stands is known again
    if pending is not null then
        perform tillit.count_series(pending);
    end if;
    return null;
end
$$;
create or replace trigger add_figures after insert on tillit.published_cell referencing new table as added
    for each statement execute function tillit.add_figures();

create or replace function tillit.change_figures() returns trigger
volatile security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
set enable_hashjoin = off set enable_mergejoin = off language plpgsql as $$
begin
    if not exists (select from changed n where n.audience = 'public') then
        return null; -- most releases replace nothing, and planning costs
    end if;
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
    -- what has come back, and what is published later than that or than what has gone
    update tillit.published_figure f set is_correction = not f.is_correction
    from (select n.observation, min(n.published_at) as first from changed n where n.audience = 'public' group by n.observation) n
    where f.observation = n.observation and (f.published_at >= n.first) is true
      and f.is_correction <> exists (select from tillit.published_figure e
                                     where e.observation = f.observation and (e.published_at < f.published_at) is true);
    perform tillit.count_series(array(
        select (n.indicator, n.area, n.respondent_group, n.sex, n.age_band)::tillit.series_key
        from changed n where n.audience = 'public' group by n.indicator, n.area, n.respondent_group, n.sex, n.age_band));
    return null;
end
$$;
create or replace trigger change_figures after update on tillit.published_cell referencing new table as changed
    for each statement execute function tillit.change_figures();

-- --------------------------------------------------------------------------------------------------------------- facts
-- Rare, and by the operator or the owner: an indicator that is described anew, an area that moves.
create or replace function tillit.change_facts_of_indicator() returns trigger
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
create or replace trigger change_facts after update on tillit.indicator for each row
    when ((old.kind, old.trust_form, old.trustee, old.direction, old.unit, old.decimals, old.focus_areas, old.inside_out_level, old.freq,
           old.publication_lag_months, old.state = 'draft')
          is distinct from
          (new.kind, new.trust_form, new.trustee, new.direction, new.unit, new.decimals, new.focus_areas, new.inside_out_level, new.freq,
           new.publication_lag_months, new.state = 'draft'))
    execute function tillit.change_facts_of_indicator();

create or replace function tillit.change_facts_of_area() returns trigger
volatile security definer set search_path = pg_catalog, pg_temp language plpgsql as $$
begin
    update tillit.published_figure set area_type = new.area_type, parent_area = new.parent where area = new.code;
    update tillit.published_series set area_type = new.area_type, parent_area = new.parent where area = new.code;
    update tillit.generation set number = number + 1 where found;
    return null;
end
$$;
create or replace trigger change_facts after update on tillit.area for each row
    when ((old.area_type, old.parent) is distinct from (new.area_type, new.parent))
    execute function tillit.change_facts_of_area();

-- What marked corrections one by one goes with the functions that did not do it.
drop trigger if exists mark_correction on tillit.published_figure;
-- squawk-ignore ban-drop-function
drop function if exists tillit.mark_correction();
