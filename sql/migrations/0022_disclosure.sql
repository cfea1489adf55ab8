-- Disclosure control knows the whole lattice of a table (stats/lattice.h): its lines are no longer drawn here.
drop function tillit.disclosure_lines(text, timestamptz);
drop function tillit.disclosure_cells(text, timestamptz);
drop function tillit.disclosure_intervals(text, timestamptz);

-- What a revision is to readers: 0 shown, 1 hidden, 2 open (in the release at hand, shown unless it protects another), 3 never
-- seen. is_open is null outside that release.
create function tillit.disclosure_state(is_shown boolean, is_open boolean, is_hidden boolean) returns int
immutable parallel safe
return case when is_shown then 0 when is_open then 2 when is_hidden or is_open is false then 1 else 3 end;
grant execute on function tillit.disclosure_state(boolean, boolean, boolean) to tillit_app;

-- Whether a figure is missing because there are no answers: not taken back, not withheld.
create function tillit.is_nobody(obs_status text, reason text) returns boolean
immutable parallel safe
return obs_status in ('O', 'M', 'L') and reason <> 'retracted';
grant execute on function tillit.is_nobody(text, text) to tillit_app;

-- What the readers inside see is decided by releases too (domain.md A9): until one has been published, districts and single groups
-- are seen by the owner's editors, publishers and admins only; what is merely checked may still be decided otherwise. A
-- municipality's totals have no siblings to be told from: its readers follow them as drafts, unless they are small themselves.
create function tillit.is_open_draft(area_type text, respondent_group text, sex text, age_band text, n_valid int, x int) returns boolean
stable parallel safe
return sex = '_T' and age_band = '_T' and area_type in ('municipality', 'region', 'country', 'peer_group')
       and respondent_group not in ('caseworker', 'provider')
       and not coalesce(tillit.is_few(n_valid, respondent_group), false)
       and not coalesce(n_valid > 0 and n_valid < 30 and x in (0, n_valid), false);

create function tillit.is_decided(release text) returns boolean
stable parallel safe security definer set search_path = pg_catalog, pg_temp language sql
begin atomic
    select coalesce((select l.published_at is not null from tillit.release l where l.code = is_decided.release), false);
end;
grant execute on function tillit.is_decided(text) to tillit_app, tillit_public;
grant execute on function tillit.is_open_draft(text, text, text, text, int, int) to tillit_app, tillit_public;

create or replace view tillit.internal_cell as
select o.id as observation, 'internal'::tillit.code as audience, r.recorded_at as published_at, r.superseded_at as replaced_at,
       null::timestamptz as retracted_at, r.release, r.revision, r.owner, o.indicator, o.indicator_version, o.area, o.period,
       o.period_start, o.period_end, o.respondent_group, o.sex, o.age_band,
       case when h.told then r.value end as value, case when h.told then r.n_invited end as n_invited,
       case when h.told then r.n_valid end as n_valid,
       case when h.told then r.n_valid end as n_display, case when h.told and d.conf_status <> 'F' then d.n_display end as n_decided,
       case when h.told then r.x end as x, case when h.told then r.sd end as sd, case when h.told then r.se end as se,
       case when h.told then r.ci_low end as ci_low, case when h.told then r.ci_high end as ci_high,
       case when h.told then r.ci_level end as ci_level, case when h.told then r.ci_method end::tillit.code as ci_method, r.weighted,
       case when h.told then r.obs_status else 'Q' end::tillit.code as obs_status,
       case when not h.told then 'C' when d.conf_status <> 'F' then d.conf_status else r.conf_status end::tillit.code as conf_status,
       case when h.told then d.hidden_reason end::tillit.code as hidden_reason, r.reason, r.source, r.survey_wave, r.recorded_at, r.is_synthetic
from tillit.observation_revision r
join tillit.observation o on o.id = r.observation
join tillit.area a on a.code = o.area
left join tillit.release_cell d on d.release = r.release and d.observation = r.observation and d.revision = r.revision
cross join lateral (
    select tillit.sees_reasons(r.owner)
           or r.value is null and coalesce(d.conf_status, 'F') = 'F'
           or coalesce(d.conf_status, 'F') = 'F'
              and case when d.release is not null and tillit.is_decided(d.release) then true
                       else tillit.is_open_draft(a.area_type, o.respondent_group, o.sex, o.age_band, r.n_valid, r.x) or (select tillit.is_operator())
                  end
              and r.conf_status not in ('N', 'C')
              and not (r.conf_status = 'E' and tillit.is_embargoed(r.release)) as told) as h
where (select tillit.reads_inside());
