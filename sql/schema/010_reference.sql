-- Reference lists, glossary, rules of disclosure control.

-- Codes and enumeration values compare and sort byte by byte, whatever the locale of the database.
create domain tillit.code as text collate "C";

-- One row per code; a partition per list, so that columns can refer to the codes of one list.
create table tillit.reference_code (
    list       tillit.code not null,
    code       tillit.code not null,
    sort       int not null check (sort > 0),
    parent     tillit.code,
    valid_from date not null default '2018-01-01',
    valid_to   date,
    name_sv    text not null check (name_sv <> ''),
    name_da    text not null check (name_da <> ''),
    name_en    text not null check (name_en <> ''),
    primary key (list, code),
    constraint reference_code_parent_fkey foreign key (list, parent) references tillit.reference_code,
    constraint reference_code_valid_to_check check (valid_to >= valid_from)
) partition by list (list);
comment on constraint reference_code_sort_check on tillit.reference_code is 'more_than|0';
comment on constraint reference_code_valid_to_check on tillit.reference_code is 'not_before|valid_from';
comment on constraint reference_code_name_sv_check on tillit.reference_code is 'empty';
comment on constraint reference_code_name_da_check on tillit.reference_code is 'empty';
comment on constraint reference_code_name_en_check on tillit.reference_code is 'empty';

do $$
declare
    name text;
begin
    foreach name in array array[
        'action_state', 'age_band', 'area_type', 'arm', 'audience', 'banding', 'ci_method', 'collection', 'conf_status',
        'correction', 'direction', 'document_decision', 'document_kind', 'document_state', 'driver', 'evaluation_design',
        'evaluation_state', 'feedback_channel', 'feedback_outcome', 'feedback_state', 'follow_up_decision', 'freq',
        'freshness', 'goal_state', 'governance_level', 'hidden_reason', 'idea_state', 'indicator_kind', 'indicator_state',
        'inside_out_level', 'involvement_method', 'measure_role', 'milestone_state', 'mode', 'obs_status',
        'overall_strategy', 'party', 'plan_state', 'process_step', 'progress_source', 'rag', 'red_tape_state',
        'release_state', 'respondent_group', 'response_scale', 'result_level', 'revision_reason', 'revision_state',
        'risk_kind', 'risk_state', 'sampling', 'samskabt_step', 'sex', 'share_level', 'statistic', 'trust_form',
        'trust_state', 'trust_strategy', 'unit', 'verdict', 'weighting', 'role', 'audit_action']
    loop
        execute format('create table tillit.%I partition of tillit.reference_code (unique (code)) for values in (%L)',
                       'list_' || name, name);
    end loop;
end
$$;

create table tillit.term (
    code           tillit.code primary key check (tillit.is_code(code)),
    name_sv        text not null, name_da        text not null, name_en        text not null,
    description_sv text not null, description_da text not null, description_en text not null
);
call tillit.make_resource('term');

-- Domain.md A9. k_by_group raises k for a respondent group; homogeneous_groups are those of hide_homogeneous.
create table tillit.sdc_rule (
    code               tillit.code primary key check (tillit.is_code(code)),
    k_count            int not null default 5 check (k_count >= 5),
    k_base             int not null default 5 check (k_base >= 5),
    k_by_group         jsonb not null default '{"youth": 10}' check (jsonb_typeof(k_by_group) = 'object'),
    k_reliable         int not null default 30 check (k_reliable > 0),
    protect_zero       boolean not null default false,
    hide_homogeneous   boolean not null default true,
    homogeneous_groups text[] not null default '{user,relative,tenant,youth,employee}',
    rounding_base      int check (rounding_base > 1)
);
call tillit.make_resource('sdc_rule');
comment on constraint sdc_rule_k_count_check on tillit.sdc_rule is 'at_least|5';
comment on constraint sdc_rule_k_base_check on tillit.sdc_rule is 'at_least|5';
comment on constraint sdc_rule_k_by_group_check on tillit.sdc_rule is 'not_an_object';
comment on constraint sdc_rule_k_reliable_check on tillit.sdc_rule is 'more_than|0';
comment on constraint sdc_rule_rounding_base_check on tillit.sdc_rule is 'more_than|1';
insert into tillit.sdc_rule (code) values ('sdc-default');
