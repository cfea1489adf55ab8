-- What is told about few persons (domain.md 5). What is asked of each row is PL/pgSQL, which keeps its plan for the session.

-- How many persons a figure about a group must rest on. Releases may raise it, nothing lowers it.
create or replace function tillit.least_shown(respondent_group text) returns int
stable parallel safe security definer set search_path = pg_catalog, pg_temp language plpgsql as $$
begin
    return (select greatest(s.k_base, (s.k_by_group ->> least_shown.respondent_group)::int) from tillit.sdc_rule s where s.code = 'sdc-default');
end
$$;

create or replace function tillit.is_few(n bigint, respondent_group text) returns boolean stable parallel safe
return coalesce(n > 0 and n < tillit.least_shown(respondent_group), false);

-- n as its reader is told it: "<5" where there are few and he is not to know how many.
create or replace function tillit.display_persons(n bigint, respondent_group text) returns jsonb stable parallel safe
return case when tillit.is_few(n, respondent_group) then to_jsonb('<' || tillit.least_shown(respondent_group)) else to_jsonb(n) end;

-- Below how many answers a share of all or nobody tells about each.
create or replace function tillit.least_reliable() returns int
stable parallel safe security definer set search_path = pg_catalog, pg_temp language plpgsql as $$
begin
    return (select s.k_reliable from tillit.sdc_rule s where s.code = 'sdc-default');
end
$$;

-- Whether a group lies in another that has figures of its own, which it adds up to with the groups beside it.
create or replace function tillit.is_part_of_group(respondent_group text) returns boolean
stable parallel safe security definer set search_path = pg_catalog, pg_temp language plpgsql as $$
begin
    return (select g.parent <> '_T' from tillit.list_respondent_group g where g.code = is_part_of_group.respondent_group);
end
$$;

-- tillit.is_open_draft for whoever has looked up what holds for the group: whether it is part of no other, how many persons it needs, and
-- how many make a share of all or nobody reliable. Each of the three is named once, so that it is asked no sooner than it matters.
create or replace function tillit.is_open_among(area_type text, stands_alone boolean, sex text, age_band text, n_valid int, x int,
                                     fewest int, reliable int) returns boolean
immutable parallel safe
return sex = '_T' and age_band = '_T' and area_type in ('municipality', 'region', 'country', 'peer_group')
       and stands_alone
       and not coalesce(n_valid > 0 and n_valid < fewest, false)
       and not coalesce(x in (0, n_valid) and n_valid > 0 and n_valid < reliable, false);

-- What the readers inside see is decided by releases too (domain.md A9): until one has been published, districts and single groups
-- are seen by the owner's editors, publishers and admins only; what is merely checked may still be decided otherwise. A
-- municipality's totals have no siblings to be told from: its readers follow them as drafts, unless they are small themselves.
create or replace function tillit.is_open_draft(area_type text, respondent_group text, sex text, age_band text, n_valid int, x int)
returns boolean
stable parallel safe
return tillit.is_open_among(area_type, respondent_group = '_T' or not tillit.is_part_of_group(respondent_group), sex, age_band, n_valid, x,
                            tillit.least_shown(respondent_group), tillit.least_reliable());

grant execute on function tillit.least_shown(text), tillit.is_few(bigint, text), tillit.display_persons(bigint, text),
    tillit.least_reliable(), tillit.is_part_of_group(text),
    tillit.is_open_among(text, boolean, text, text, int, int, int, int),
    tillit.is_open_draft(text, text, text, text, int, int) to tillit_app, tillit_public;
