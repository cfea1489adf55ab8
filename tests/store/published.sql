-- What is read from the tables of published figures and series is what was read from all cells before: for random figures with
-- revisions, retractions, withdrawals, embargoes, audiences, partners, drafts and forecasts, after each step, for everybody; and what
-- each reader with a key is served from his own views is what he was served from all that he may see.

begin;
\ir support/fixtures.sql
\ir support/former.sql
\set withdraw_cells `cat sql/queries/releases/withdraw_cells.sql`
\set withdraw_reopen `cat sql/queries/releases/withdraw_reopen.sql`
\set withdraw_blank `cat sql/queries/releases/withdraw_blank.sql`
\set withdraw_release `cat sql/queries/releases/withdraw_release.sql`
insert into tap.statement values (11, :'withdraw_cells'), (12, :'withdraw_reopen'), (13, :'withdraw_blank'), (14, :'withdraw_release');
create function tap.withdraw(release text) returns void language plpgsql as $$
declare
    step text;
begin
    for step in select rtrim(text, E'; \n') from tap.statement where statement.step between 11 and 14 order by statement.step loop
        execute step using release;
    end loop;
end
$$;
set local tillit.today = '2025-09-30';
select setseed(0.23);

insert into tillit.area (code, name, area_type, owner, parent) values ('t-kin', 'Annat land', 'country', 'shared', null);
insert into tillit.indicator (code, kind, trusters, name_sv, name_da, name_en, unit, decimals, direction, freq, publication_lag_months, state)
values ('t-m', 'outcome', '{resident}', 'a', 'a', 'a', 'count', 0, 'up', 'M', 2, 'active'),
       ('t-a2', 'outcome', '{resident}', 'a', 'a', 'a', 'count', 0, 'up', 'A2', 2, 'draft');
insert into tillit.indicator_version (code, indicator, version, statistic, scale, items, success_options, components, definition_sv, definition_da, definition_en, source, valid_from)
select code || '-v1', code, 1, 'count', null, null, '{}', '[]', 'a', 'a', 'a', 't-src2', '2018-01-01' from tillit.indicator where code in ('t-m', 't-a2');

-- One round: a release, new figures and revisions of known ones in it, some taken back, and its publication at a past time or
-- under an embargo, or (from 30 on) none.
create function tap.round(number int) returns void language plpgsql as $$
declare
    made constant text := 't-round-' || number;
    place record;
    last record;
begin
    insert into tillit.release (code, owner, title, audience, partners, embargo_until)
    values (made, case when number % 3 = 0 then 'se-0001' else 'shared' end, 'a', case when number = 4 then 'internal' when number in (6, 21, 22, 25) then 'partners' else 'public' end,
            case when number % 2 = 0 then '{}'::text[] else '{se-0003}' end, case when number between 6 and 19 then now() + number * interval '1 day' end);
    for place in
        select v.version, a.area, p.period
        from (values ('t-share-v1'), ('t-count-v1'), ('t-m-v1'), ('t-a2-v1')) v (version)
        cross join (values ('se-0001', 'se-0001'), ('se-0001-d1', 'se-0001'), ('se-0002', 'se-0002'), ('t-land', 'shared')) a (area, owner)
        cross join generate_series(2021, 2027) y
        cross join lateral (values (case when v.version = 't-m-v1' then y || '-0' || 1 + y % 9 else y::text end)) p (period)
        where (select r.owner from tillit.release r where r.code = made) in ('shared', a.owner) and random() < 0.3
    loop
        select r.revision, r.obs_status, r.reason into last
        from tillit.observation o join tillit.observation_revision r on r.observation = o.id and r.superseded_at is null
        where (o.indicator_version, o.area, o.period) = (place.version, place.area, place.period);
        perform tap.observe(place.version, place.area, place.period, s.value, s.n, null, made, case place.version when 't-count-v1' then '_T' else 'resident' end, s.status,
                            coalesce(last.revision, 0) + 1, case when last.revision is null then 'initial' when s.status = 'M' then 'retracted' else 'correction' end)
        from (select case when random() < 0.15 then case when last.revision is null then 'L' else 'M' end
                          when left(place.period, 4)::int > 2025 then 'F' else 'A' end as status) d
        cross join lateral (select d.status, case when d.status in ('A', 'F') then case when place.version = 't-share-v1' then round((random() * 100)::numeric, 1)
                                                                                          else (random() * 99)::int end end as value,
                                   case when d.status in ('A', 'F') and place.version = 't-share-v1' then (random() * 60)::int end as n) s;
    end loop;
    if number < 30 then
        perform tap.publish(made, case when number not between 6 and 19 then '2025-01-01'::timestamptz + number * interval '1 day' end);
    end if;
end
$$;

-- Rows that one of two queries gives and the other does not, as one asker sees them.
create function tap.differences(role_name text, municipality text, operator text, a text, b text) returns text language sql as $$
    select tap.seen(role_name, municipality, operator, format(
        'select string_agg(x::text, E''\n'') from (select * from ((%1$s except all %2$s) union all (%2$s except all %1$s)) d limit 3) x', a, b)) $$;

create function tap.columns(name text, missing text[] default '{}') returns text language sql as $$
    select string_agg(case when a.atttypid = 'tillit.code'::regtype then format('%I::text', a.attname) else quote_ident(a.attname) end, ', ' order by a.attname)
    from pg_attribute a where a.attrelid = ('former.' || name)::regclass and a.attnum > 0 and a.attname <> all (missing) $$;

create temp table asked (name text, a text, b text);
insert into asked
select 'observations, their history',
       format('(select %s, replaced_at from former.observations)', c), format('(select %s, nullif(until, ''infinity'') from api.public_observations)', c)
from tap.columns('observations', '{replaced_at,series,owner}') c
union all
select 'observations that stand', format('(select %s from former.observations where replaced_at is null)', c),
       format('(select %s from api.public_observations where stands)', c)
from tap.columns('observations', '{replaced_at,series,owner}') c
union all
select 'observations as of ' || t, format('(select %s from former.observations where published_at <= %L and (replaced_at is null or replaced_at > %2$L))', c, t),
       format('(select %s from api.public_observations where published_at <= %L and until > %2$L)', c, t)
from tap.columns('observations', '{replaced_at,series,owner}') c, unnest(array['2025-01-04', '2025-01-09', '2099-01-01']) t
union all
select 'the latest of each series',
       '(select distinct on (indicator, area, respondent_group, sex, age_band) indicator::text, area::text, period::text, value from former.observations
         where replaced_at is null and has_begun and obs_status not in (''O'', ''M'', ''L'')
         order by indicator, area, respondent_group, sex, age_band, period_end desc, period_start desc, indicator_version desc)',
       '(select k.indicator::text, k.area::text, v.period::text, v.value from api.public_series_keys k cross join lateral (
             select * from api.public_observations v
             where v.stands and v.has_begun and v.obs_status not in (''O'', ''M'', ''L'')
               and (v.indicator, v.area, v.respondent_group, v.sex, v.age_band) = (k.indicator, k.area, k.respondent_group, k.sex, k.age_band)
             order by v.period_end desc, v.period_start desc, v.indicator_version desc limit 1) v where k.measured > 0)'
union all
select 'series', format('(select %s from former.series)', c), format('(select %s from api.public_series)', c)
from tap.columns('series', '{series}') c
union all
select 'how many figures a series has', '(select indicator::text, area::text, count(*) from former.observations where replaced_at is null group by 1, 2)',
       '(select indicator::text, area::text, sum(figures) from api.public_series_keys where figures > 0 group by 1, 2)'
union all
select 'how many of them were measured', '(select indicator::text, area::text, count(*) from former.observations
         where replaced_at is null and has_begun and obs_status not in (''O'', ''M'', ''L'') group by 1, 2)',
       '(select indicator::text, area::text, sum(measured) from api.public_series_keys where measured > 0 group by 1, 2)'
union all
select 'changes', format('(select %s from former.changes)', c), format('(select %s from api.public_changes)', c)
from tap.columns('changes') c;
-- how many, as the totals of lists find out
insert into asked
select 'how many were ever published', '(select indicator::text, area::text, count(*) from former.observations group by 1, 2)',
       '(select indicator::text, area::text, sum(cardinality(published)) from api.public_series_keys where published <> ''{}'' group by 1, 2)'
union all
select 'how many changes there are', '(select indicator::text, area::text, count(*) from former.changes group by 1, 2)',
       '(select indicator::text, area::text, sum(cardinality(published)) from api.public_series_keys where published <> ''{}'' group by 1, 2)'
union all
select 'how many stood at ' || t,
       format('(select indicator::text, area::text, count(*) from former.observations
                where published_at <= %L and (replaced_at is null or replaced_at > %1$L) group by 1, 2)', t),
       format('(select indicator::text, area::text, sum(width_bucket(%L::timestamptz, published) - width_bucket(%1$L::timestamptz, replaced))
                from api.public_series_keys group by 1, 2
                having sum(width_bucket(%1$L::timestamptz, published) - width_bucket(%1$L::timestamptz, replaced)) <> 0)', t)
from unnest(array['2024-12-31', '2025-01-04', '2025-01-09', '2025-06-01', '2099-01-01']) t;
-- what members are served
create temp table inside (name text, a text, b text);
insert into inside
select n, format('(select %s from former.%I)', c, n), format('(select %s from api.%I)', c, n)
from unnest(array['observations', 'series', 'changes']) n cross join lateral tap.columns(n) c;

-- The same from the views of each reader (select.c).
create temp table reading (reader text, name text, a text, b text);
insert into reading
select r, n, q.a, q.b
from unnest(array['member', 'evaluator', 'operator']) r
cross join tap.columns('observations', '{replaced_at,series,owner,is_current,is_release}') c
cross join lateral (values
    ('observations, their history', format('(select %s, replaced_at from former.observations where is_current)', c),
     format('(select %s, nullif(until, ''infinity'') from api.%I)', c, r || '_observations')),
    ('observations that stand', format('(select %s from former.observations where is_current and replaced_at is null)', c),
     format('(select %s from api.%I where stands)', c, r || '_observations')),
    ('observations as of a day', format('(select %s from former.observations where is_current and published_at <= ''2025-01-09'' and (replaced_at is null or replaced_at > ''2025-01-09''))', c),
     format('(select %s from api.%I where published_at <= ''2025-01-09'' and until > ''2025-01-09'')', c, r || '_observations')),
    ('figures of releases', format('(select %s, replaced_at from former.observations where is_release)', c),
     format('(select %s, nullif(until, ''infinity'') from api.released_observations)', c)),
    ('how many figures a series has', '(select indicator::text, area::text, count(*) from former.observations where is_current and replaced_at is null group by 1, 2)',
     format('(select indicator::text, area::text, sum(figures) from api.%I where figures > 0 group by 1, 2)', r || '_series_keys')),
    ('how many of them were measured', '(select indicator::text, area::text, count(*) from former.observations
         where is_current and replaced_at is null and has_begun and obs_status not in (''O'', ''M'', ''L'') group by 1, 2)',
     format('(select indicator::text, area::text, sum(measured) from api.%I where any_measured group by 1, 2)', r || '_series_keys')),
    ('each series once, in order', '(select 0, true)', format('(select count(*) - count(distinct (indicator, area, respondent_group, sex, age_band)), true from api.%I)', r || '_series_keys'))) q (n, a, b)
union all
select r, n, format('(select %s from former.%I)', c, n), format('(select %s from api.%I)', c, r || '_' || n)
from unnest(array['member', 'evaluator', 'operator']) r cross join unnest(array['series', 'changes']) n
cross join lateral tap.columns(n, '{series}') c
union all
select r, 'the parts make the whole', format('(select %s from api.%I)', c, r || '_observations'), string_agg(format('select %s from api.%I', c, p || '_observations'), ' union all ')
from (values ('member', '{others,partners,own}'::text[]), ('evaluator', '{others_unshared,partners_unshared,own,shared}')) m (r, parts)
cross join unnest(parts) p cross join tap.columns('observations', '{replaced_at,series,owner,is_current,is_release}') c
group by r, c;
insert into reading
select 'member', n, format('(select indicator::text, area::text, count(*) from former.%s where %s group by 1, 2)', n_list, former_rows),
       format('(select indicator, area, sum(n) from (
                    select indicator::text, area::text, %s as n from api.others_series_keys
                    union all select indicator::text, area::text, 1 from api.partners_%s where %s
                    union all select indicator::text, area::text, 1 from api.own_%2$s where %3$s) u
                group by 1, 2 having sum(n) <> 0)', others, n_list, rows)
from (values
    ('how many were ever published', 'observations', 'is_current', 'cardinality(published)', 'true'),
    ('how many changes there are', 'changes', 'true', 'cardinality(published)', 'true'),
    ('how many stood at a time', 'observations', 'is_current and published_at <= ''2025-01-09'' and (replaced_at is null or replaced_at > ''2025-01-09'')',
     'width_bucket(timestamptz ''2025-01-09'', published) - width_bucket(timestamptz ''2025-01-09'', replaced)',
     'published_at <= ''2025-01-09'' and until > ''2025-01-09''')) q (n, n_list, former_rows, others, rows);
create temp table asker (name text, reader text, municipality text, operator text, reasons text, evaluation text);
insert into asker values
    ('a reader', 'member', 'se-0001', '', '', ''), ('an editor', 'member', 'se-0001', '', 'on', ''), ('a neighbour', 'member', 'se-0002', '', 'on', ''),
    ('a partner', 'member', 'se-0003', '', '', ''), ('an evaluator', 'evaluator', '', '', '', 't-ev'),
    ('a reader who evaluates', 'evaluator', 'se-0002', '', '', 't-ev'), ('the operator', 'operator', '', 'on', 'on', '');

-- An evaluator who reads revisions of two of them.
select set_config('tillit.operator', 'on', true);
update tillit.evaluation_member set share_level = 'named' where evaluation = 't-ev' and municipality <> 'se-0003';
update tillit.evaluation set before_period = '2024', after_period = '2025', pre_periods = '{2021,2022,2023}' where code = 't-ev';
update tillit.evaluation_member set agreed = true where evaluation = 't-ev';
select set_config('tillit.operator', '', true);

create temp table step (number int, name text);
insert into step select n, s from unnest(array[
    'round 1', 'round 2', 'round 3', 'round 4', 'round 5', 'round 21', 'round 22', 'round 25', 'withdraw 2', 'withdraw 3', 'round 6',
    'round 7', 'round 8', 'withdraw 8', 'facts', 'round 9', 'withdraw 21', 'round 31', 'round 32'])
    with ordinality u (s, n);
create function tap.take(name text) returns void language plpgsql as $$
begin
    if name like 'round %' then
        perform tap.round(substr(name, 7)::int);
    elsif name like 'withdraw %' then
        perform tap.withdraw('t-round-' || substr(name, 10));
    else
        update tillit.indicator set kind = 'condition', direction = 'none', freq = 'M' where code = 't-m';
        update tillit.indicator set publication_lag_months = 20 where code = 't-count';
        update tillit.indicator set state = 'active' where code = 't-a2';
        update tillit.indicator set state = 'draft' where code = 't-share';
        update tillit.area set parent = 't-kin' where code = 'se-0001';
    end if;
end
$$;

create temp table result (number int, what text, differences text);
do $$
declare
    s step;
begin
    for s in select * from step order by number loop
        perform tap.take(s.name);
        insert into result
        select s.number, format('after %s: %s', s.name, q.name), tap.differences('tillit_public', '', '', q.a, q.b) from asked q;
        insert into result
        select s.number, format('after %s: %s for %s', s.name, q.name, coalesce(nullif(w.municipality, ''), 'the operator')),
               tap.differences('tillit_app', w.municipality, w.operator, q.a, q.b)
        from inside q cross join (values ('se-0001', ''), ('se-0002', ''), ('se-0003', ''), ('', 'on')) w (municipality, operator)
        where s.number in (10, 14, 16);
        insert into result
        select s.number, format('after %s: %s from the views of %s', s.name, q.name, w.name),
               tap.differences('tillit_app', w.municipality, w.operator, q.a, q.b)
        from asker w join reading q using (reader)
        cross join lateral (select set_config('tillit.reasons', w.reasons, true), set_config('tillit.evaluation', w.evaluation, true) offset 0) c
        where s.number in (2, 8, 10, 14, 15, 17, 18, 19) and c is not null;
        perform set_config('tillit.reasons', '', true), set_config('tillit.evaluation', '', true);
    end loop;
end
$$;

select plan((select count(*)::int from result) + 14);
select is(differences, null, what) from result order by number, what;

-- the world is one in which something happens
select cmp_ok((select count(*)::int from tillit.published_cell where audience = 'public'), '>', 200, 'many cells');
select cmp_ok((select count(*)::int from tillit.published_cell where audience = 'public' and retracted_at is not null), '>', 20, 'some are taken back');
select cmp_ok((select count(*)::int from tillit.published_figure where published_at > now()), '>', 5, 'some are under embargo');
select cmp_ok((select count(*)::int from tillit.published_figure where replaced_at > now() and replaced_at < 'infinity'), '>', 0, 'and replace others');
select is((select count(*)::int from tillit.published_figure f where not exists (select from tillit.public_cell c where to_jsonb(c) = to_jsonb(f) - 'printed' - 'is_correction'))
          + (select count(*)::int from tillit.public_cell) - (select count(*)::int from tillit.published_figure), 0, 'the table holds what the cells say');
select is((select count(*)::int from tillit.published_figure f
           where f.is_correction <> exists (select from tillit.published_figure e where e.observation = f.observation and e.published_at < f.published_at)), 0,
          'a figure corrects another when something of it was published before');
select cmp_ok((select count(*)::int from tillit.published_figure where is_correction), '>', 10, 'some do');
select is((select count(*)::int
           from tillit.published_series s
           left join (select indicator, area, respondent_group, sex, age_band, array_agg(published_at order by published_at) as published,
                             array_agg(greatest(replaced_at, published_at) order by greatest(replaced_at, published_at))
                                 filter (where replaced_at < 'infinity') as replaced
                      from tillit.published_figure group by 1, 2, 3, 4, 5) f using (indicator, area, respondent_group, sex, age_band)
           where (s.published, s.replaced) is distinct from (coalesce(f.published, '{}'), coalesce(f.replaced, '{}'))), 0,
          'series hold when their figures were published and replaced');
select is((select count(*)::int from api.public_series_keys k cross join lateral unnest(k.published || k.replaced) m where m > now()), 0,
          'and tell nothing of what is to come');
select cmp_ok((select count(*)::int from tillit.published_cell where audience = 'partners' and published_at <= now() and retracted_at is null), '>', 20, 'partners read some');
select cmp_ok((select count(*)::int from tillit.shared_figures('t-ev')), '>', 3, 'an evaluator reads some revisions');
select is((select count(*)::int from (select indicator, area, respondent_group, sex, age_band, nullif(owner, 'shared') from tillit.observation
                                      except select indicator, area, respondent_group, sex, age_band, municipality from tillit.observed_series) d), 0, 'all series are known');

-- what is printed of days and times is what a session prints: at ends of years, days and minutes, with any fraction
update tillit.published_figure f
set recorded_at = timestamptz '2023-12-31 23:59:58+00' + n.n * case n.n % 4 when 0 then interval '0.5 s' when 1 then interval '0.000001 s'
                                                               when 2 then interval '1 s' else interval '10 days 9 hours 1.1 s' end,
    period_start = date '2019-12-30' + n.n::int, period_end = date '2023-02-27' + n.n::int
from (select observation, published_at, row_number() over () as n from tillit.published_figure) n
where f.observation = n.observation and f.published_at = n.published_at;
set local timezone = 'UTC';
select cmp_ok((select count(distinct recorded_at)::int from tillit.published_figure), '>', 50, 'at many times');
select is((select count(*)::int from tillit.published_figure f
           where (split_part(f.printed, E'\x1f', 6), split_part(f.printed, E'\x1f', 7), split_part(f.printed, E'\x1f', 34))
                 is distinct from (f.period_start::text, f.period_end::text, f.recorded_at::text)), 0, 'days and times are printed as they are');

select * from finish();
rollback;
