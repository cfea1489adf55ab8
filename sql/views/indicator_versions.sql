-- Versions of indicators; owner is the indicator's. components: [{indicator, weight}].

create view api.indicator_versions as
select t.code, t.indicator, t.owner, t.version, t.statistic, t.scale, t.items, t.success_options, t.banding,
       t.components, t.definition_sv, t.definition_da, t.definition_en, t.question_text_sv,
       t.question_text_da, t.question_text_en, t.population_definition_sv, t.population_definition_da,
       t.population_definition_en, t.exit_rule_sv, t.exit_rule_da, t.exit_rule_en, t.horizon_months, t.modelled_on, t.source,
       t.valid_from, t.comparable_with_previous,
       t.created_at, t.updated_at, t.row_version
from tillit.indicator_version t;
