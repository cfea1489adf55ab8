-- What a row comes without stays as it is: fills staging (see import_observations) from the stored revision, before
-- check_observations. The revision is the one that the row names, else the newest.
-- Figures belong together. Where those that the file has are the stored ones, the others and the uncertainty stay; where one
-- differs, the program has computed the uncertainty without the stored ones, so that a column of them is missing: `incomplete`
-- names it. A row without a value keeps none of them.
-- $1 text: the columns of the file, |area|period|value|; null: the column `given` of each row says which. Result: none.

update staging s
set n_invited = f.n_invited, n_missing = f.n_missing, population_size = f.population_size, obs_status = f.obs_status,
    conf_status = f.conf_status, note = f.note, survey_wave = f.survey_wave, is_synthetic = f.is_synthetic, source = f.source,
    n_valid = f.n_valid, x = f.x, sd = f.sd, moe95 = f.moe95, deff = f.deff, weighted = f.weighted,
    se = case when f.recall then f.se else s.se end, ci_low = case when f.recall then f.ci_low else s.ci_low end,
    ci_high = case when f.recall then f.ci_high else s.ci_high end, ci_level = case when f.recall then f.ci_level else s.ci_level end,
    ci_method = case when f.recall then f.ci_method else s.ci_method end, n_eff = case when f.recall then f.n_eff else s.n_eff end,
    incomplete = f.incomplete
from (
    select c.line,
           case when has.n_invited or c.retracted then c.n_invited else r.n_invited::text end as n_invited,
           case when has.n_missing or c.retracted then c.n_missing else r.n_missing::text end as n_missing,
           case when has.population_size then c.population_size else r.population_size::text end as population_size,
           -- whether there is a value decides which statuses there are
           case when has.obs_status or (c.value is null) <> (r.value is null) then coalesce(c.obs_status, 'A') else r.obs_status end as obs_status,
           -- what disclosure control has decided comes back as it was shown, and says nothing of the figure
           case when has.conf_status and not shown.decided then coalesce(c.conf_status, 'F') else r.conf_status end as conf_status,
           case when has.note then c.note else r.note end as note,
           case when has.survey_wave then c.survey_wave else r.survey_wave end as survey_wave,
           case when has.is_synthetic then coalesce(c.is_synthetic, 'false') else r.is_synthetic::text end as is_synthetic,
           case when has.source or not (d.same or c.value is null) then c.source else r.source end as source,
           case when has.n_valid or not d.same then c.n_valid else r.n_valid::text end as n_valid,
           case when has.x or not d.same then c.x else r.x::text end as x,
           case when has.sd or not d.same then c.sd else r.sd::text end as sd,
           case when has.moe95 or not d.same then c.moe95 else r.moe95::text end as moe95,
           case when has.deff or not d.same then c.deff else r.deff::text end as deff,
           case when has.weighted or not d.same then coalesce(c.weighted, 'false') else r.weighted::text end as weighted,
           d.same and (r.se, r.ci_low, r.ci_high, r.ci_level, r.ci_method::text, r.n_eff)
               is distinct from (c.se::double precision, c.ci_low::double precision, c.ci_high::double precision, c.ci_level::double precision,
                                 c.ci_method, c.n_eff::double precision) as recall,
           r.se::text as se, r.ci_low::text as ci_low, r.ci_high::text as ci_high, r.ci_level::text as ci_level,
           r.ci_method::text as ci_method, r.n_eff::text as n_eff,
           case when d.same or c.value is null then null
                when not has.n_valid and r.n_valid is not null then 'n_valid'
                when not has.x and r.x is not null then 'x'
                when not has.sd and r.sd is not null then 'sd'
                when not has.moe95 and r.moe95 is not null then 'moe95'
                when not has.deff and r.deff is not null then 'deff'
                when not has.weighted and r.weighted then 'weighted'
                when not has.source and r.source <> c.source then 'source'
                when not has.se and r.se is not null and (r.ci_method in ('given', 'log_log') or r.ci_method = 'normal' and r.moe95 is null) then 'se'
                when not has.ci_low and r.ci_low is not null and r.ci_method in ('given', 'log_log') then 'ci_low' end as incomplete
    from (select s.*, coalesce(s.reason = 'retracted', false) as retracted from staging s) as c
    cross join lateral (select coalesce($1::text, c.given) as columns) as said
    cross join lateral (
        select strpos(said.columns, '|n_invited|') > 0 as n_invited, strpos(said.columns, '|n_missing|') > 0 as n_missing, strpos(said.columns, '|population_size|') > 0 as population_size,
               strpos(said.columns, '|obs_status|') > 0 as obs_status, strpos(said.columns, '|conf_status|') > 0 as conf_status, strpos(said.columns, '|note|') > 0 as note,
               strpos(said.columns, '|survey_wave|') > 0 as survey_wave, strpos(said.columns, '|is_synthetic|') > 0 as is_synthetic, strpos(said.columns, '|source|') > 0 as source,
               strpos(said.columns, '|n_valid|') > 0 as n_valid, strpos(said.columns, '|x|') > 0 as x, strpos(said.columns, '|sd|') > 0 as sd,
               strpos(said.columns, '|moe95|') > 0 as moe95, strpos(said.columns, '|deff|') > 0 as deff, strpos(said.columns, '|weighted|') > 0 as weighted,
               strpos(said.columns, '|se|') > 0 as se, strpos(said.columns, '|ci_low|') > 0 as ci_low
    ) as has
    cross join lateral (select n.observation, n.revision from tillit.observation_revision n
                        where n.observation = c.observation::bigint and n.superseded_at is null offset 0) n
    cross join lateral (select * from tillit.observation_revision r
                        where r.observation = n.observation and r.revision = least(c.revision::int, n.revision) offset 0) r
    cross join lateral (
        select c.value::numeric is not distinct from r.value
               and (not has.n_valid or c.n_valid::int is not distinct from r.n_valid)
               and (not has.x or c.x::int is not distinct from r.x)
               and (not has.sd or c.sd::numeric is not distinct from r.sd)
               and (not has.moe95 or c.moe95::numeric is not distinct from r.moe95)
               and (not has.deff or c.deff::numeric is not distinct from r.deff)
               and (not has.weighted or coalesce(c.weighted::boolean, false) = r.weighted)
               and (not has.source or c.source = r.source)
               and (not has.se or c.se::double precision is not distinct from r.se)
               and (not has.ci_low or c.ci_low::double precision is not distinct from r.ci_low) as same
    ) as d
    -- its series and its period, so that the index leads to what was shown
    cross join lateral (select * from tillit.observation o where o.id = r.observation offset 0) o
    cross join lateral (
        -- what is null is not looked up: for "null and exists (...)" each figure would be
        select coalesce(c.conf_status in ('A', 'C', 'D'), false)
               and exists (select from api.observations v
                           where v.indicator = o.indicator and v.area = o.area and v.respondent_group = o.respondent_group and v.sex = o.sex
                             and v.age_band = o.age_band and v.period = o.period and v.indicator_version = o.indicator_version
                             and v.is_current and v.revision = r.revision and v.conf_status = c.conf_status) as decided
    ) as shown
    -- a file with all of them has nothing to leave
    where c.observation is not null and (shown.decided or $1::text is null
       or exists (select from unnest('{n_invited,n_missing,population_size,obs_status,conf_status,note,survey_wave,is_synthetic,source,n_valid,x,sd,moe95,deff,weighted,se,ci_low}'::text[]) as n (name)
                  where strpos($1, '|' || n.name || '|') = 0))
) as f
where s.line = f.line
  and (f.recall or f.incomplete is not null
       or (f.n_invited, f.n_missing, f.population_size, f.obs_status, f.conf_status, f.note, f.survey_wave, f.is_synthetic, f.source,
           f.n_valid, f.x, f.sd, f.moe95, f.deff, f.weighted)
          is distinct from
          (s.n_invited, s.n_missing, s.population_size, coalesce(s.obs_status, 'A'), coalesce(s.conf_status, 'F'), s.note, s.survey_wave,
           coalesce(s.is_synthetic, 'false'), s.source, s.n_valid, s.x, s.sd, s.moe95, s.deff, coalesce(s.weighted, 'false')));
