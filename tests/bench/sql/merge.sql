-- What an import does, by hand: \copy, then one statement into the same tables, with their constraints and triggers.
begin;
create temporary table staging (
    indicator text, indicator_version text, area text, period text, respondent_group text, sex text, reason text, value numeric,
    n_invited int, n_valid int, x int, release text, source text, state text, is_synthetic boolean) on commit drop;
\copy staging from stdin (format csv, header)
:rows
analyze staging;
with observations as (
    insert into tillit.observation (indicator, indicator_version, area, owner, period, respondent_group, sex)
    select s.indicator, s.indicator_version, s.area, a.owner, s.period, s.respondent_group, s.sex
    from staging s join tillit.area a on a.code = s.area
    returning id, indicator_version, area, owner, period, respondent_group, sex
)
insert into tillit.observation_revision (observation, revision, owner, value, n_invited, n_valid, x, reason, release, source, state, is_synthetic)
select o.id, 1, o.owner, s.value, s.n_invited, s.n_valid, s.x, s.reason, s.release, s.source, s.state, s.is_synthetic
from observations o
join staging s using (indicator_version, area, period, respondent_group, sex);
commit;
