-- Reference lists, glossary, rules of disclosure control.

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
        'trust_state', 'trust_strategy', 'unit', 'verdict', 'weighting']
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
insert into tillit.sdc_rule (code) values ('sdc-default');

-- A respondent group and the groups that it is part of.
create function tillit.group_path(code text) returns text[] stable language sql
begin atomic
    with recursive up as (
        select g.code::text, g.parent::text from tillit.list_respondent_group g where g.code = group_path.code
        union
        select g.code::text, g.parent::text from up join tillit.list_respondent_group g on g.code = up.parent)
    select array_agg(up.code) from up;
end;
