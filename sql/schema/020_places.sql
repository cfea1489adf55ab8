-- Municipalities, areas, peer groups, organisational units.

create table tillit.municipality (
    code         tillit.code primary key,
    country      tillit.code not null,
    name         text not null check (name <> ''),
    default_lang tillit.code not null default 'sv' check (default_lang in ('sv', 'da', 'en')),
    is_fictional boolean not null default false,
    active       boolean not null default true,
    external_ids jsonb not null default '[]' check (tillit.is_object_list(external_ids, '{system,id}')),
    constraint municipality_code_check check (code ~ '^(se-[0-9]{4}|dk-[0-9]{3})$'),
    constraint municipality_country_check check (country = upper(left(code, 2)))
);
call tillit.make_resource('municipality');
comment on constraint municipality_code_check on tillit.municipality is 'must_be|se-0123, dk-101';
comment on constraint municipality_country_check on tillit.municipality is 'must_be|SE (se-…), DK (dk-…)';
comment on constraint municipality_default_lang_check on tillit.municipality is 'must_be|sv, da, en';
comment on constraint municipality_external_ids_check on tillit.municipality is 'wrong_type|[{system, id}]';

create table tillit.area (
    code          tillit.code primary key check (tillit.is_code(code)),
    name          text not null check (name <> ''),
    area_type     tillit.code not null references tillit.list_area_type (code),
    owner         tillit.code not null,
    municipality  tillit.code generated always as (nullif(owner, 'shared')) stored
        constraint area_owner_fkey references tillit.municipality,
    parent        tillit.code references tillit.area,
    population    int check (population >= 0),
    publish_class boolean not null default false,
    valid_from    date not null default '2018-01-01',
    valid_to      date,
    -- Districts are merged, split and moved: an area names those that it came from, of whatever municipality.
    predecessors  text[] not null default '{}',
    succession_note text,
    unique (code, owner),
    constraint area_owner_check check ((owner = 'shared') = (area_type in ('country', 'region', 'peer_group'))),
    constraint area_valid_to_check check (valid_to >= valid_from)
);
call tillit.make_resource('area', 'municipality');
comment on constraint area_owner_check on tillit.area is 'must_be|shared|area_type = country, region, peer_group';
comment on constraint area_population_check on tillit.area is 'at_least|0';
comment on constraint area_valid_to_check on tillit.area is 'not_before|valid_from';
call tillit.make_code_list('area', 'predecessors', 'area');
create index area_parent_idx on tillit.area (parent);
create index area_owner_idx on tillit.area (owner);
create index area_predecessors_idx on tillit.area using gin (predecessors);

-- members: [{"municipality", "valid_from", "valid_to"}]
create table tillit.peer_group (
    code         tillit.code primary key check (tillit.is_code(code)),
    owner        tillit.code not null default 'shared',
    municipality tillit.code generated always as (nullif(owner, 'shared')) stored
        constraint peer_group_owner_fkey references tillit.municipality,
    name_sv      text not null, name_da text not null, name_en text not null,
    members      jsonb not null default '[]' check (tillit.is_object_list(members, '{municipality,valid_from,valid_to}'))
);
call tillit.make_resource('peer_group', 'municipality');
comment on constraint peer_group_members_check on tillit.peer_group
    is 'wrong_type|[{municipality, valid_from, valid_to}]';
call tillit.make_code_list('peer_group', 'members', 'municipality', 'municipality');

create table tillit.org_unit (
    code             tillit.code primary key check (tillit.is_code(code)),
    municipality     tillit.code not null references tillit.municipality,
    name             text not null check (name <> ''),
    governance_level tillit.code not null references tillit.list_governance_level (code),
    headcount        int check (headcount >= 0),
    unique (code, municipality)
);
call tillit.make_resource('org_unit');
comment on constraint org_unit_headcount_check on tillit.org_unit is 'at_least|0';
create index org_unit_municipality_idx on tillit.org_unit (municipality);
