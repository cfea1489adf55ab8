-- What members read (api.md 7), and what tables of answers tell, which are told no further than the figures that they
-- belong to (domain.md A9).

-- Whether a draft that readers may be told by itself (tillit.is_open_draft) tells nothing of few persons by its kind, or by what
-- they are told beside it. No release has been decided with it, so that whoever is in no other figure of its table would follow: a
-- draft is told as long as nothing was published of the municipality in that time, in a group around it or within it, and there is no
-- draft of the whole that it is part of; and unless it differs from what was published of itself by a few. A count of few is told to
-- nobody, nor an end of the scale that few chose all. k: how many are no longer few.
create or replace function tillit.is_draft_alone(of_observation bigint, of_revision int, k int) returns boolean
stable parallel safe set plan_cache_mode = force_generic_plan language plpgsql as $$
declare
    o record;
    groups text[];
begin
    select i.*, v.statistic, r.value, case when v.statistic = 'count' then r.value::bigint else r.n_valid end as n,
           tillit.scale_low(v.scale) as low, tillit.scale_high(v.scale) as high
    into o
    from tillit.observation i
    join tillit.indicator_version v on v.code = i.indicator_version
    join tillit.observation_revision r on r.observation = i.id and r.revision = of_revision
    where i.id = of_observation;
    if o.statistic = 'count' and tillit.is_below(o.n, k)
       or o.statistic = 'mean' and o.value in (o.low, o.high) and tillit.is_below(o.n, (select w.k_reliable from tillit.few_rules() w)) then
        return false;
    end if;
    groups := tillit.group_path(o.respondent_group);
    return not exists (
               select from tillit.observation s
               where (s.area, s.indicator, s.indicator_version, s.sex, s.age_band) = (o.area, o.indicator, o.indicator_version, o.sex, o.age_band)
                 and s.id <> o.id and s.period_start <= o.period_start and s.period_end >= o.period_end and s.respondent_group = any (groups)
                 and exists (select from tillit.observation_revision d where d.observation = s.id and d.value is not null))
           and not exists (
               select from tillit.published_cell p
               where (p.owner, p.indicator, p.indicator_version) = (o.owner, o.indicator, o.indicator_version)
                 and p.conf_status = 'F' and p.value is not null and p.period_start <= o.period_end and p.period_end >= o.period_start
                 and case when p.observation = o.id
                          then coalesce(tillit.is_below(abs(case when o.statistic = 'count' then p.value::bigint else p.n_valid end - o.n), k), false)
                          else p.respondent_group = any (groups) or tillit.group_path(p.respondent_group) @> array[o.respondent_group::text] end);
end
$$;
grant execute on function tillit.is_draft_alone(bigint, int, int) to tillit_app, tillit_public;

-- Revisions of one's own as their readers see them, and no others: in the shape of published_cell. A figure that a release
-- hides (A, D), or that its sender withheld (N, C, E under embargo), has no numbers (Q, C) but for those who are told the
-- reason; they see the numbers with the decision's status. `offset 0`: who is told is found out once a row, by
-- rules that are asked for once.
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
       case when h.told then d.hidden_reason end::tillit.code as hidden_reason, r.reason, r.source, r.survey_wave, r.recorded_at, r.is_synthetic,
       d.release is null as is_draft
from tillit.observation_revision r
join tillit.observation o on o.id = r.observation
join tillit.area a on a.code = o.area
left join tillit.release_cell d on d.release = r.release and d.observation = r.observation and d.revision = r.revision
cross join lateral (
    select tillit.sees_reasons(r.owner)
           or r.value is null and coalesce(d.conf_status, 'F') = 'F'
           or coalesce(d.conf_status, 'F') = 'F'
              and case when d.release is not null and d.release in (select l.release from tillit.decided_releases(
                                case when tillit.evaluation() is null then tillit.tenant() end) l) then true
                       else tillit.is_open_draft(a.area_type, o.respondent_group, o.sex, o.age_band,
                                                 coalesce(r.n_valid, r.population_size),
                                                 tillit.x_or_unanimous(r.x, r.value,
                                                                       tillit.spread_or_none(r.sd, r.se, r.ci_low, r.ci_high, r.ci_method)), w)
                            -- what later ones tell but for a few persons told of these: they would be alone
                            and not (r.superseded_at is not null
                                     and exists (select from tillit.observation_revision l
                                                 where l.observation = r.observation and l.revision > r.revision and l.n_valid <> r.n_valid
                                                   and abs(l.n_valid - r.n_valid) < tillit.least_of(w.k_base, w.k_by_group, o.respondent_group)))
                            and tillit.is_draft_alone(r.observation, r.revision, tillit.least_of(w.k_base, w.k_by_group, o.respondent_group))
                            or (select tillit.is_operator())
                  end
              and r.conf_status not in ('N', 'C')
              and not (r.conf_status = 'E' and tillit.is_embargoed(r.release)) as told
    from tillit.few_rules() w
    offset 0) as h
where (select tillit.reads_inside());
grant select on tillit.internal_cell to tillit_app;

-- Every figure that the asker may see. is_current: what is served without naming a release, is_release: with it.
-- Nothing but columns and constants stands in the branches, so that the planner walks the index of published_cell.
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
grant select on tillit.visible_cell to tillit_app;

-- Whether the asker may be told a table of answers to one or two items (other null): those who are told why figures are
-- hidden, and whoever sees the figures of the items there by then, if the table counts enough persons. A table without its
-- figure has been decided on by nobody: it stays hidden.
create or replace function tillit.tells_answers(owner text, item text, other text, area text, period text, respondent_group text,
                                     sex text, age_band text, n bigint, at timestamptz) returns boolean stable
begin atomic
    select tillit.sees_reasons(owner)
           or not tillit.is_few(n, tells_answers.respondent_group)
              and not exists (
                  select from unnest(array[item, other]) as i (code)
                  where i.code is not null
                    and coalesce((select not bool_and(c.value is not null) from tillit.internal_cell c
                                  where c.indicator = i.code and c.area = tells_answers.area and c.period = tells_answers.period
                                    and c.respondent_group = tells_answers.respondent_group and c.sex = tells_answers.sex
                                    and c.age_band = tells_answers.age_band
                                    and case when at is null then c.replaced_at is null
                                             else c.published_at <= at and (c.replaced_at is null or c.replaced_at > at) end), true));
end;

-- The same for the tables of one revision.
create or replace function tillit.tells_revision(observation bigint, revision int, n bigint, respondent_group text)
returns boolean stable
begin atomic
    select exists (select from tillit.internal_cell c
                   where c.observation = tells_revision.observation and c.revision = tells_revision.revision
                     and (tillit.sees_reasons(c.owner)
                          or c.conf_status <> 'C' and not tillit.is_few(n, tells_revision.respondent_group)));
end;

grant execute on function tillit.tells_revision(bigint, int, bigint, text) to tillit_app;
grant execute on function tillit.tells_answers(text, text, text, text, text, text, text, text, bigint, timestamptz)
    to tillit_app, tillit_public;
