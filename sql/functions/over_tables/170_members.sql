-- The tables that members' reading needs (0024) follow what they tell of, and the figures that a member reads.

-- --------------------------------------------------------------------------------------------------------------- writing

create or replace function tillit.add_observed_series() returns trigger
volatile security definer set search_path = pg_catalog, pg_temp language plpgsql as $$
begin
    insert into tillit.observed_series (indicator, area, respondent_group, sex, age_band, municipality)
    select n.indicator, n.area, n.respondent_group, n.sex, n.age_band, nullif(min(n.owner::text), 'shared')
    from added n
    group by n.indicator, n.area, n.respondent_group, n.sex, n.age_band
    order by n.indicator, n.area, n.respondent_group, n.sex, n.age_band
    on conflict do nothing;
    return null;
end
$$;
create or replace trigger add_series after insert on tillit.observation referencing new table as added
    for each statement execute function tillit.add_observed_series();

-- A series of which partners read something is looked into figure by figure.
create or replace function tillit.add_partners() returns trigger
volatile security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off
set enable_hashjoin = off set enable_mergejoin = off language plpgsql as $$
begin
    if exists (select from added n where n.audience = 'partners') then -- most releases are not for them, and planning costs
        update tillit.observed_series s set has_partners = true
        from (select distinct n.indicator, n.area, n.respondent_group, n.sex, n.age_band from added n where n.audience = 'partners') n
        where (s.indicator, s.area, s.respondent_group, s.sex, s.age_band) = (n.indicator, n.area, n.respondent_group, n.sex, n.age_band)
          and not s.has_partners;
    end if;
    update tillit.published_series s set has_partners = true
    from (select distinct n.indicator, n.area, n.respondent_group, n.sex, n.age_band from added n) n
    join tillit.observed_series o on (o.indicator, o.area, o.respondent_group, o.sex, o.age_band)
                                     = (n.indicator, n.area, n.respondent_group, n.sex, n.age_band) and o.has_partners
    where (s.indicator, s.area, s.respondent_group, s.sex, s.age_band) = (n.indicator, n.area, n.respondent_group, n.sex, n.age_band)
      and not s.has_partners;
    return null;
end
$$;
-- After add_figures, which adds the series: triggers run in the order of their names.
create or replace trigger add_partners after insert on tillit.published_cell referencing new table as added
    for each statement execute function tillit.add_partners();

create or replace function tillit.next_owner_generation() returns trigger
volatile security definer set search_path = pg_catalog, pg_temp language plpgsql as $$
begin
    with taken as (
        delete from tillit.owner_generation
        where ctid in (select g.ctid from tillit.owner_generation g
                       where g.owner in (select m.owner from moved m) for update skip locked)
        returning owner, number)
    insert into tillit.owner_generation (owner, number)
    select m.owner, 1 + coalesce((select sum(t.number) from taken t where t.owner = m.owner), 0)
    from (select distinct owner from moved) m;
    return null;
end
$$;
create or replace trigger next_generation_of_added after insert on tillit.observation_revision referencing new table as moved
    for each statement execute function tillit.next_owner_generation();
create or replace trigger next_generation_of_changed after update on tillit.observation_revision referencing new table as moved
    for each statement execute function tillit.next_owner_generation();
create or replace trigger next_generation_of_added after insert on tillit.release_cell referencing new table as moved
    for each statement execute function tillit.next_owner_generation();
create or replace trigger next_generation_of_changed after update on tillit.release_cell referencing new table as moved
    for each statement execute function tillit.next_owner_generation();
create or replace trigger next_generation_of_removed after delete on tillit.release_cell referencing old table as moved
    for each statement execute function tillit.next_owner_generation();

create or replace function tillit.add_opening() returns trigger
volatile security definer set search_path = pg_catalog, pg_temp language plpgsql as $$
begin
    insert into tillit.opening values (new.embargo_until) on conflict do nothing;
    return null;
end
$$;
create or replace trigger add_opening after insert or update on tillit.release for each row
    when (new.embargo_until > now()) execute function tillit.add_opening();

-- --------------------------------------------------------------------------------------------------------------- reading
-- What a member is served without naming a release, in parts laid out alike: of others what is published to everybody, of others
-- what is published to partners, and of one's own the revisions; the operator reads all revisions. Each row is in one part. What
-- concerns the asker alone is asked once for the whole statement. (No municipality is ''.) printed: as in tillit.published_figure, null
-- for what is not read from there.

-- The figures and series of which an evaluator reads revisions.
create or replace view tillit.shared_observation as
select o.id, o.indicator, o.area, o.respondent_group, o.sex, o.age_band
from tillit.shared_figures((select tillit.evaluation())) f
join tillit.observation o on o.id = f.observation
where (select tillit.evaluation()) is not null;

create or replace view tillit.others_figure as
select f.observation, f.indicator, f.indicator_version, f.area, f.municipality, f.period, f.period_start, f.period_end, f.respondent_group, f.sex,
       f.age_band, f.kind, f.trust_form, f.trustee, f.direction, f.value, f.unit, f.decimals, f.n_valid, to_jsonb(f.n_display) as n_display, f.n_invited,
       f.x, f.sd, f.se, f.ci_low, f.ci_high, f.ci_level, f.ci_method, f.weighted, f.obs_status, f.conf_status,
       null::tillit.code as hidden_reason, f.revision, f.reason, f.recorded_at, f.release, f.source, f.survey_wave, f.is_synthetic,
       f.area_type, f.parent_area, f.focus_areas, f.inside_out_level, 'public'::tillit.code as audience, f.published_at, f.fresh_until, f.aging_until,
       f.replaced_at > now() as stands, case when f.replaced_at <= now() then f.replaced_at else 'infinity' end as until, false as is_draft, f.printed
from tillit.published_figure f
where f.published_at <= now() and f.municipality is distinct from (select coalesce(tillit.tenant(), ''));

create or replace view tillit.partners_figure as
select p.observation, p.indicator, p.indicator_version, p.area, nullif(p.owner, 'shared')::tillit.code as municipality, p.period, p.period_start, p.period_end,
       p.respondent_group, p.sex, p.age_band, i.kind, i.trust_form, i.trustee, i.direction, p.value, i.unit, i.decimals, p.n_valid,
       to_jsonb(p.n_display) as n_display, p.n_invited, p.x, p.sd, p.se, p.ci_low, p.ci_high, p.ci_level, p.ci_method, p.weighted,
       p.obs_status, p.conf_status as conf_status, null::tillit.code as hidden_reason, p.revision, p.reason, p.recorded_at, p.release,
       p.source, p.survey_wave, p.is_synthetic, a.area_type, a.parent as parent_area, i.focus_areas, i.inside_out_level, p.audience, p.published_at,
       tillit.month_after(p.period_end, tillit.fresh_months(i.freq, i.publication_lag_months)) as fresh_until,
       tillit.month_after(p.period_end, tillit.aging_months(i.freq, i.publication_lag_months)) as aging_until,
       p.replaced_at is null or p.replaced_at > now() as stands, case when p.replaced_at <= now() then p.replaced_at else 'infinity' end as until, false as is_draft, null::text as printed
from tillit.published_cell p
left join tillit.indicator i on i.code = p.indicator
left join tillit.area a on a.code = p.area
where p.audience = 'partners' and p.published_at <= now() and (p.retracted_at is null or p.retracted_at > now())
  and p.owner <> (select tillit.tenant());

create or replace view tillit.own_figure as
select p.observation, p.indicator, p.indicator_version, p.area, nullif(p.owner, 'shared')::tillit.code as municipality, p.period, p.period_start, p.period_end,
       p.respondent_group, p.sex, p.age_band, i.kind, i.trust_form, i.trustee, i.direction, p.value, i.unit, i.decimals, p.n_valid,
       case when p.n_decided is null then to_jsonb(p.n_display) when p.n_decided like '<%' then to_jsonb(p.n_decided)
            else to_jsonb(p.n_decided::int) end as n_display, p.n_invited, p.x, p.sd, p.se, p.ci_low, p.ci_high, p.ci_level, p.ci_method, p.weighted,
       p.obs_status, p.conf_status as conf_status, p.hidden_reason as hidden_reason, p.revision, p.reason, p.recorded_at, p.release,
       p.source, p.survey_wave, p.is_synthetic, a.area_type, a.parent as parent_area, i.focus_areas, i.inside_out_level, p.audience, p.published_at,
       tillit.month_after(p.period_end, tillit.fresh_months(i.freq, i.publication_lag_months)) as fresh_until,
       tillit.month_after(p.period_end, tillit.aging_months(i.freq, i.publication_lag_months)) as aging_until,
       p.replaced_at is null as stands, coalesce(p.replaced_at, 'infinity') as until, p.is_draft, null::text as printed
from tillit.observed_series s
join tillit.internal_cell p on p.indicator = s.indicator and p.area = s.area and p.respondent_group = s.respondent_group
     and p.sex = s.sex and p.age_band = s.age_band
left join tillit.indicator i on i.code = p.indicator
left join tillit.area a on a.code = p.area
where s.municipality = (select tillit.tenant());

create or replace view tillit.shared_figure as
select p.observation, p.indicator, p.indicator_version, p.area, nullif(p.owner, 'shared')::tillit.code as municipality, p.period, p.period_start, p.period_end,
       p.respondent_group, p.sex, p.age_band, i.kind, i.trust_form, i.trustee, i.direction, p.value, i.unit, i.decimals, p.n_valid,
       case when p.n_decided is null then to_jsonb(p.n_display) when p.n_decided like '<%' then to_jsonb(p.n_decided)
            else to_jsonb(p.n_decided::int) end as n_display, p.n_invited, p.x, p.sd, p.se, p.ci_low, p.ci_high, p.ci_level, p.ci_method, p.weighted,
       p.obs_status, p.conf_status as conf_status, p.hidden_reason as hidden_reason, p.revision, p.reason, p.recorded_at, p.release,
       p.source, p.survey_wave, p.is_synthetic, a.area_type, a.parent as parent_area, i.focus_areas, i.inside_out_level, p.audience, p.published_at,
       tillit.month_after(p.period_end, tillit.fresh_months(i.freq, i.publication_lag_months)) as fresh_until,
       tillit.month_after(p.period_end, tillit.aging_months(i.freq, i.publication_lag_months)) as aging_until,
       p.replaced_at is null as stands, coalesce(p.replaced_at, 'infinity') as until, p.is_draft, null::text as printed
from tillit.internal_cell p
left join tillit.indicator i on i.code = p.indicator
left join tillit.area a on a.code = p.area
where p.observation in (select s.id from tillit.shared_observation s) and nullif(p.owner, 'shared') is distinct from (select coalesce(tillit.tenant(), ''));

create or replace view tillit.operator_figure as
select p.observation, p.indicator, p.indicator_version, p.area, nullif(p.owner, 'shared')::tillit.code as municipality, p.period, p.period_start, p.period_end,
       p.respondent_group, p.sex, p.age_band, i.kind, i.trust_form, i.trustee, i.direction, p.value, i.unit, i.decimals, p.n_valid,
       case when p.n_decided is null then to_jsonb(p.n_display) when p.n_decided like '<%' then to_jsonb(p.n_decided)
            else to_jsonb(p.n_decided::int) end as n_display, p.n_invited, p.x, p.sd, p.se, p.ci_low, p.ci_high, p.ci_level, p.ci_method, p.weighted,
       p.obs_status, p.conf_status as conf_status, p.hidden_reason as hidden_reason, p.revision, p.reason, p.recorded_at, p.release,
       p.source, p.survey_wave, p.is_synthetic, a.area_type, a.parent as parent_area, i.focus_areas, i.inside_out_level, p.audience, p.published_at,
       tillit.month_after(p.period_end, tillit.fresh_months(i.freq, i.publication_lag_months)) as fresh_until,
       tillit.month_after(p.period_end, tillit.aging_months(i.freq, i.publication_lag_months)) as aging_until,
       p.replaced_at is null as stands, coalesce(p.replaced_at, 'infinity') as until, p.is_draft, null::text as printed
from tillit.internal_cell p
left join tillit.indicator i on i.code = p.indicator
left join tillit.area a on a.code = p.area
where (select tillit.is_operator());

-- An evaluator reads of some of them the revisions.
create or replace view tillit.others_unshared_figure as
select * from tillit.others_figure f where f.observation not in (select s.id from tillit.shared_observation s);
create or replace view tillit.partners_unshared_figure as
select * from tillit.partners_figure f where f.observation not in (select s.id from tillit.shared_observation s);

create or replace view tillit.member_figure as
select * from tillit.others_figure
union all
select * from tillit.partners_figure
union all
select * from tillit.own_figure;

create or replace view tillit.evaluator_figure as
select * from tillit.others_unshared_figure
union all
select * from tillit.partners_unshared_figure
union all
select * from tillit.own_figure
union all
select * from tillit.shared_figure;

-- What is published to the asker, also of his own: what is served when a release is named. Who is told why a figure is hidden is
-- told here, too.
create or replace view tillit.released_figure as
select p.observation, p.indicator, p.indicator_version, p.area, nullif(p.owner, 'shared')::tillit.code as municipality, p.period, p.period_start, p.period_end,
       p.respondent_group, p.sex, p.age_band, i.kind, i.trust_form, i.trustee, i.direction, p.value, i.unit, i.decimals, p.n_valid,
       case when d.n_display is null then to_jsonb(p.n_display) when d.n_display like '<%' then to_jsonb(d.n_display)
            else to_jsonb(d.n_display::int) end as n_display, p.n_invited, p.x, p.sd, p.se, p.ci_low, p.ci_high, p.ci_level, p.ci_method, p.weighted,
       p.obs_status, coalesce(d.conf_status, p.conf_status) as conf_status, d.hidden_reason as hidden_reason, p.revision, p.reason, p.recorded_at, p.release,
       p.source, p.survey_wave, p.is_synthetic, a.area_type, a.parent as parent_area, i.focus_areas, i.inside_out_level, p.audience, p.published_at,
       tillit.month_after(p.period_end, tillit.fresh_months(i.freq, i.publication_lag_months)) as fresh_until,
       tillit.month_after(p.period_end, tillit.aging_months(i.freq, i.publication_lag_months)) as aging_until,
       p.replaced_at is null or p.replaced_at > now() as stands, case when p.replaced_at <= now() then p.replaced_at else 'infinity' end as until, false as is_draft, null::text as printed
from tillit.published_cell p
left join tillit.indicator i on i.code = p.indicator
left join tillit.area a on a.code = p.area
left join tillit.release_cell d on p.conf_status = 'C' and (select tillit.reads_inside())
     and d.release = p.release and d.observation = p.observation and tillit.sees_reasons(d.owner)
where p.published_at <= now() and (p.retracted_at is null or p.retracted_at > now());

-- Every series in which the asker might read a figure, each once, in the default order. figures, measured, last_measured: what is
-- known of a series of which he reads what everybody reads (tillit.published_series); null where it is looked into. is_own: each
-- observation is one figure that stands, and no other part than one's own has any of them; has_partners: that of partners may.
create or replace view tillit.member_key as
(select s.indicator, s.area, s.municipality, s.respondent_group, s.sex, s.age_band, s.kind, s.trust_form, s.trustee, s.direction, s.unit,
        s.decimals, s.focus_areas, s.inside_out_level, s.area_type, s.parent_area,
        case when not s.is_pending then s.figures end as figures, case when not s.is_pending then s.measured end as measured,
        s.last_measured, false as is_own, false as has_partners
 from tillit.published_series s
 where s.municipality is distinct from (select coalesce(tillit.tenant(), '')) and not s.has_partners
 order by s.indicator, s.area, s.respondent_group, s.sex, s.age_band)
union all
(select s.indicator, s.area, s.municipality, s.respondent_group, s.sex, s.age_band, i.kind, i.trust_form, i.trustee, i.direction, i.unit,
        i.decimals, i.focus_areas, i.inside_out_level, a.area_type, a.parent as parent_area, null::int as figures, null::int as measured,
        null::date as last_measured, true as is_own, false as has_partners
 from tillit.observed_series s
 left join tillit.indicator i on i.code = s.indicator
 left join tillit.area a on a.code = s.area
 where s.municipality = (select tillit.tenant())
 order by s.indicator, s.area, s.respondent_group, s.sex, s.age_band)
union all
(select s.indicator, s.area, s.municipality, s.respondent_group, s.sex, s.age_band, i.kind, i.trust_form, i.trustee, i.direction, i.unit,
        i.decimals, i.focus_areas, i.inside_out_level, a.area_type, a.parent as parent_area, null::int as figures, null::int as measured,
        null::date as last_measured, false as is_own, s.has_partners
 from tillit.observed_series s
 left join tillit.indicator i on i.code = s.indicator
 left join tillit.area a on a.code = s.area
 where s.municipality is distinct from (select coalesce(tillit.tenant(), '')) and s.has_partners
 order by s.indicator, s.area, s.respondent_group, s.sex, s.age_band);

create or replace view tillit.evaluator_key as
(select s.indicator, s.area, s.municipality, s.respondent_group, s.sex, s.age_band, s.kind, s.trust_form, s.trustee, s.direction, s.unit,
        s.decimals, s.focus_areas, s.inside_out_level, s.area_type, s.parent_area,
        case when not s.is_pending then s.figures end as figures, case when not s.is_pending then s.measured end as measured,
        s.last_measured, false as is_own, false as has_partners
 from tillit.published_series s
 where s.municipality is distinct from (select coalesce(tillit.tenant(), '')) and not s.has_partners
   and (s.indicator, s.area, s.respondent_group, s.sex, s.age_band)
       not in (select k.indicator, k.area, k.respondent_group, k.sex, k.age_band from tillit.shared_observation k)
 order by s.indicator, s.area, s.respondent_group, s.sex, s.age_band)
union all
(select s.indicator, s.area, s.municipality, s.respondent_group, s.sex, s.age_band, i.kind, i.trust_form, i.trustee, i.direction, i.unit,
        i.decimals, i.focus_areas, i.inside_out_level, a.area_type, a.parent as parent_area, null::int as figures, null::int as measured,
        null::date as last_measured, true as is_own, false as has_partners
 from tillit.observed_series s
 left join tillit.indicator i on i.code = s.indicator
 left join tillit.area a on a.code = s.area
 where s.municipality = (select tillit.tenant())
 order by s.indicator, s.area, s.respondent_group, s.sex, s.age_band)
union all
(select s.indicator, s.area, s.municipality, s.respondent_group, s.sex, s.age_band, i.kind, i.trust_form, i.trustee, i.direction, i.unit,
        i.decimals, i.focus_areas, i.inside_out_level, a.area_type, a.parent as parent_area, null::int as figures, null::int as measured,
        null::date as last_measured, false as is_own, s.has_partners
 from tillit.observed_series s
 left join tillit.indicator i on i.code = s.indicator
 left join tillit.area a on a.code = s.area
 where s.municipality is distinct from (select coalesce(tillit.tenant(), '')) and s.has_partners
   and (s.indicator, s.area, s.respondent_group, s.sex, s.age_band)
       not in (select k.indicator, k.area, k.respondent_group, k.sex, k.age_band from tillit.shared_observation k)
 order by s.indicator, s.area, s.respondent_group, s.sex, s.age_band)
union all
(select s.indicator, s.area, s.municipality, s.respondent_group, s.sex, s.age_band, i.kind, i.trust_form, i.trustee, i.direction, i.unit,
        i.decimals, i.focus_areas, i.inside_out_level, a.area_type, a.parent as parent_area, null::int as figures, null::int as measured,
        null::date as last_measured, false as is_own, s.has_partners
 from tillit.observed_series s
 left join tillit.indicator i on i.code = s.indicator
 left join tillit.area a on a.code = s.area
 where s.municipality is distinct from (select coalesce(tillit.tenant(), ''))
   and (s.indicator, s.area, s.respondent_group, s.sex, s.age_band)
       in (select k.indicator, k.area, k.respondent_group, k.sex, k.age_band from tillit.shared_observation k)
 order by s.indicator, s.area, s.respondent_group, s.sex, s.age_band);

create or replace view tillit.operator_key as
select s.indicator, s.area, s.municipality, s.respondent_group, s.sex, s.age_band, i.kind, i.trust_form, i.trustee, i.direction, i.unit,
       i.decimals, i.focus_areas, i.inside_out_level, a.area_type, a.parent as parent_area, null::int as figures, null::int as measured,
       null::date as last_measured, true as is_own, false as has_partners
from tillit.observed_series s
left join tillit.indicator i on i.code = s.indicator
left join tillit.area a on a.code = s.area
where (select tillit.is_operator());

grant execute on function tillit.month_after(date, int), tillit.fresh_months(text, int), tillit.aging_months(text, int) to tillit_app;
