-- Schema reporting: what tools that speak SQL read (role tillit_reporting), flat and with names, in Swedish and English. Its
-- views read those of schema api as everybody may, so that what is hidden there is hidden here; no setting of a session
-- makes them show more (tillit.tenant). They are barriers: a plan of the reader's (explain) tells nothing of figures that
-- are not published yet. docs/neighbours.md tells of them.

-- squawk-ignore ban-drop-schema
drop schema if exists reporting cascade;
create schema reporting;
grant usage on schema reporting to tillit_reporting;
alter default privileges in schema reporting grant select on tables to tillit_reporting;

-- The figures that stand: what /observations gives without a key. A hidden one has no numbers and obs_status Q.
create view reporting.figures with (security_barrier) as
select o.indicator, coalesce(i.name_sv, i.name_en, i.name_da) as indicator_name_sv, coalesce(i.name_en, i.name_sv, i.name_da) as indicator_name_en, o.indicator_version,
       o.area, a.name as area_name, o.area_type, o.parent_area, o.municipality, o.period, o.period_start, o.period_end,
       o.respondent_group, o.sex, o.age_band, o.kind, o.trust_form, o.trustee, o.direction, o.unit, o.decimals,
       o.value, o.n_valid, o.x, o.sd, o.se, o.ci_low, o.ci_high, o.ci_level, o.obs_status, o.conf_status, o.freshness,
       o.release, o.source, o.focus_areas, o.is_synthetic
from api.public_observations o
join api.indicators i on i.code = o.indicator
join api.areas a on a.code = o.area
where o.stands;

create view reporting.indicators with (security_barrier) as
select i.code, coalesce(i.name_sv, i.name_en, i.name_da) as name_sv, coalesce(i.name_en, i.name_sv, i.name_da) as name_en, i.description_sv, i.description_en, i.kind, i.trust_form, i.unit, i.direction, i.state
from api.indicators i;

create view reporting.areas with (security_barrier) as
select a.code, a.name, a.area_type, a.parent, a.municipality, a.population, a.valid_from, a.valid_to
from api.areas a;

-- What codes are called: figures.sex = codes.code where codes.list = 'sex'.
create view reporting.codes with (security_barrier) as
select c.list, c.code, c.name_sv, c.name_en
from api.reference_codes c;

-- What these views and the policies below them call, its reader executes; by name he calls none (schema tillit is not his).
do $$
declare
    called regprocedure;
begin
    for called in
        select p.oid::regprocedure from pg_catalog.pg_proc p
        where p.pronamespace = 'tillit'::regnamespace and has_function_privilege('tillit_public', p.oid, 'execute')
    loop
        execute format('grant execute on function %s to tillit_reporting', called);
    end loop;
end
$$;
