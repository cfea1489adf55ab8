-- What is told about few persons (domain.md 5). What asks a table is PL/pgSQL, which keeps its plan for the session; what is asked of
-- many rows is inlined, with the rules asked for once.

-- The rules of disclosure control that readers are served by. part_groups: groups that lie in another one that has figures of its
-- own, which it adds up to with the groups beside it.
create or replace view tillit.few_rule as
select s.k_base, s.k_by_group, s.k_reliable,
       array(select g.code::text from tillit.list_respondent_group g where g.parent is distinct from '_T') as part_groups
from tillit.sdc_rule s where s.code = 'sdc-default';

-- The same for whoever may not read it himself: what is asked of many rows takes it along, once for all of them.
create or replace function tillit.few_rules() returns setof tillit.few_rule
stable parallel safe rows 1 security definer set search_path = pg_catalog, pg_temp language plpgsql as $$
begin
    return query select * from tillit.few_rule;
end
$$;

-- How many persons a figure about a group must rest on. Releases may raise it, nothing lowers it.
create or replace function tillit.least_of(k_base int, k_by_group jsonb, respondent_group text) returns int immutable parallel safe
return greatest(k_base, (k_by_group ->> respondent_group)::int);

create or replace function tillit.least_shown(respondent_group text) returns int
stable parallel safe security definer set search_path = pg_catalog, pg_temp language plpgsql as $$
begin
    return (select tillit.least_of(s.k_base, s.k_by_group, least_shown.respondent_group) from tillit.sdc_rule s where s.code = 'sdc-default');
end
$$;

create or replace function tillit.is_below(n bigint, enough int) returns boolean immutable parallel safe
return coalesce(n > 0 and n < enough, false);

create or replace function tillit.is_few(n bigint, respondent_group text) returns boolean stable parallel safe
return tillit.is_below(n, tillit.least_shown(respondent_group));

-- n as its reader is told it: "<5" where there are few and he is not to know how many.
create or replace function tillit.display_persons(n bigint, respondent_group text) returns jsonb stable parallel safe
return case when tillit.is_few(n, respondent_group) then to_jsonb('<' || tillit.least_shown(respondent_group)) else to_jsonb(n) end;

-- What the readers inside see is decided by releases too (domain.md A9): until one has been published, districts and single groups
-- are seen by the owner's editors, publishers and admins only; what is merely checked may still be decided otherwise. A
-- municipality's totals have no siblings to be told from: its readers follow them as drafts, unless they are small themselves.
create or replace function tillit.is_open_draft(area_type text, respondent_group text, sex text, age_band text, n_valid int, x int,
                                     rule tillit.few_rule) returns boolean
immutable parallel safe
return sex = '_T' and age_band = '_T' and area_type in ('municipality', 'region', 'country', 'peer_group')
       and (respondent_group = '_T' or respondent_group <> all ((rule).part_groups))
       and not tillit.is_below(n_valid, tillit.least_of((rule).k_base, (rule).k_by_group, respondent_group))
       and not coalesce(x in (0, n_valid) and tillit.is_below(n_valid, (rule).k_reliable), false);

-- The x to judge a draft by: 0 where its value or its spread tells that all answered alike, whether x is told or not.
create or replace function tillit.x_or_unanimous(x int, value numeric, sd numeric) returns int immutable parallel safe
return case when sd = 0 or value in (0, 100) then 0 else x end;

-- The spread of a mean to judge it by: 0 where its error or its interval tells that all answered alike, whether the spread is told
-- or not. Of a census the error is 0 whatever was answered.
create or replace function tillit.spread_or_none(sd numeric, se double precision, ci_low double precision, ci_high double precision, ci_method text)
returns numeric immutable parallel safe
return case when se = 0 and ci_method <> 'census' or ci_low = ci_high then 0 else sd end;

-- As the program before this one asks, which goes on while this one's tables come.
create or replace function tillit.is_open_draft(area_type text, respondent_group text, sex text, age_band text, n_valid int, x int)
returns boolean stable parallel safe
return (select tillit.is_open_draft(area_type, respondent_group, sex, age_band, n_valid, x, w) from tillit.few_rules() w);
-- squawk-ignore ban-drop-function
drop function if exists tillit.is_part_of_group(text), tillit.least_reliable();

grant execute on function tillit.least_shown(text), tillit.is_few(bigint, text), tillit.display_persons(bigint, text), tillit.few_rules(),
    tillit.least_of(int, jsonb, text), tillit.is_below(bigint, int), tillit.x_or_unanimous(int, numeric, numeric),
    tillit.spread_or_none(numeric, double precision, double precision, double precision, text),
    tillit.is_open_draft(text, text, text, text, int, int, tillit.few_rule) to tillit_app, tillit_public;
grant execute on function tillit.is_open_draft(text, text, text, text, int, int) to tillit_app;
revoke execute on function tillit.is_open_draft(text, text, text, text, int, int) from tillit_public;
