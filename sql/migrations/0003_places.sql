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

create table tillit.area (
    code          tillit.code primary key check (tillit.is_code(code)),
    name          text not null check (name <> ''),
    area_type     tillit.code not null references tillit.list_area_type (code),
    owner         tillit.code not null,
    municipality  tillit.code generated always as (nullif(owner, 'shared')) stored constraint area_owner_fkey references tillit.municipality,
    parent        tillit.code references tillit.area,
    population    int check (population >= 0),
    publish_class boolean not null default false,
    valid_from    date not null default '2018-01-01',
    valid_to      date,
    unique (code, owner),
    constraint area_owner_check check ((owner = 'shared') = (area_type in ('country', 'region', 'peer_group'))),
    constraint area_valid_to_check check (valid_to >= valid_from)
);
call tillit.make_resource('area', 'municipality');
create index area_parent_idx on tillit.area (parent);
create index area_owner_idx on tillit.area (owner);

-- INV-A1: a tree, and a child has its parent's owner, but shared areas and municipalities may stand under shared ones.
create function tillit.check_area() returns trigger language plpgsql as $$
declare
    above record;
begin
    if new.parent is not null then
        select a.owner into above from tillit.area a where a.code = new.parent;
        if above.owner <> new.owner and not (above.owner = 'shared' and new.area_type = 'municipality') then
            perform tillit.refuse('area', 'parent', 'owner', format('area "%s" is outside the municipality of its parent "%s"', new.code, new.parent));
        end if;
        if exists (with recursive up (code) as (select new.parent::text
                                                union select a.parent::text from tillit.area a join up on a.code = up.code)
                   select from up where up.code = new.code) then
            perform tillit.refuse('area', 'parent', 'acyclic', format('area "%s" would be inside itself', new.code));
        end if;
    end if;
    if tg_op = 'UPDATE' and exists (select from tillit.area c where c.parent = new.code and c.owner <> new.owner
                                    and not (new.owner = 'shared' and c.area_type = 'municipality')) then
        perform tillit.refuse('area', 'owner', 'children', format('area "%s" has areas of another owner inside', new.code));
    end if;
    return null;
end
$$;
create trigger check_area after insert or update of owner, parent, area_type on tillit.area
    for each row execute function tillit.check_area();

-- members: [{"municipality", "valid_from", "valid_to"}]
create table tillit.peer_group (
    code         tillit.code primary key check (tillit.is_code(code)),
    owner        tillit.code not null default 'shared',
    municipality tillit.code generated always as (nullif(owner, 'shared')) stored constraint peer_group_owner_fkey references tillit.municipality,
    name_sv      text not null, name_da text not null, name_en text not null,
    members      jsonb not null default '[]' check (tillit.is_object_list(members, '{municipality,valid_from,valid_to}'))
);
call tillit.make_resource('peer_group', 'municipality');
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
create index org_unit_municipality_idx on tillit.org_unit (municipality);
