-- Releases by the clock, and what their disclosure control is told.
begin;
\ir support/fixtures.sql
select plan(20);

-- A place with districts and units: two ways of dividing it.
insert into tillit.area (code, name, area_type, owner, parent) values
    ('se-0001-d2', 'Distrikt 2', 'district', 'se-0001', 'se-0001'), ('se-0001-d3', 'Distrikt 3', 'district', 'se-0001', 'se-0001'),
    ('se-0001-u1', 'Enhet 1', 'unit', 'se-0001', 'se-0001'), ('se-0001-u2', 'Enhet 2', 'unit', 'se-0001', 'se-0001');
insert into tillit.release (code, owner, title, audience) values
    ('t-a', 'se-0001', 'A', 'public'), ('t-b', 'se-0001', 'B', 'public'), ('t-c', 'se-0001', 'C', 'public'), ('t-d', 'se-0001', 'D', 'public'),
    ('t-e', 'se-0001', 'E', 'public'), ('t-p', 'se-0001', 'P', 'partners'), ('t-i', 'se-0001', 'I', 'internal'), ('t-j', 'se-0001', 'J', 'partners');
set local tillit.operator = 'on';

-- Decides as step 2 does, without publishing.
create function pg_temp.decide(release text, at timestamptz) returns void language plpgsql as $$
begin
    execute rtrim((select text from tap.statement where step = 2), E'; \n') using release, at;
end
$$;
-- What the disclosure control is told: cells in their order as "area/revision:n,x,states", states for readers of internal, partner
-- and public releases.
\set known `cat sql/queries/releases/publish_known.sql`
insert into tap.statement values (102, :'known');
create function pg_temp.known(release text, at timestamptz)
returns table (observation bigint, revision int, n bigint, x bigint, x_most bigint, k int, inside int, partners int, outside int, number bigint,
               age_band text, area text, respondent_group text, period text, sex text, since bigint, views int, is_few_apart boolean, is_for_others boolean) language plpgsql as $$
begin
    return query execute format($q$select t.a, t.b, t.c, t.d, t.e::bigint, t.f, t.g, t.h, t.i, t.j, t.k::text, t.l::text, t.m::text, t.n::text, t.o::text, t.p, t.q, t.r, t.s
        from (%s) t (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s)$q$,
        regexp_replace(rtrim((select text from tap.statement where step = 102), E'; \n'), '^(--[^\n]*\n)+', '')) using release, at;
end
$$;
create function pg_temp.cells(release text, at timestamptz) returns text language sql as $$
    select string_agg(format('%s/%s:%s,%s,%s%s%s', replace(c.area, 'se-0001', '*'), c.revision, c.n, coalesce(c.x::text, '-'),
                             c.inside, c.partners, c.outside), ' ' order by c.place)
    from (select row_number() over () as place, k.* from pg_temp.known(release, at) k) c $$;

-- one release: a whole, three districts (one with four answers), two units
do $$ begin
    perform tap.observe('t-share-v1', 'se-0001', '2024', 50.0, 100, 50, 't-a');
    perform tap.observe('t-share-v1', 'se-0001-d1', '2024', 50.0, 4, 2, 't-a');
    perform tap.observe('t-share-v1', 'se-0001-d2', '2024', 50.0, 40, 20, 't-a');
    perform tap.observe('t-share-v1', 'se-0001-d3', '2024', 50.0, 56, 28, 't-a');
    perform tap.observe('t-share-v1', 'se-0001-u1', '2024', 50.0, 60, 30, 't-a');
    perform tap.observe('t-share-v1', 'se-0001-u2', '2024', 50.0, 40, 20, 't-a');
    perform pg_temp.decide('t-a', '2025-01-01');
end $$;
select is(pg_temp.cells('t-a', '2025-01-01'), '*/1:100,50,222 *-d1/1:4,2,111 *-d2/1:40,20,222 *-d3/1:56,28,222 *-u1/1:60,30,222 *-u2/1:40,20,222',
          'cells stand in the order of their keys; those of a release are open but for the primary ones');
update tillit.release_cell set conf_status = 'D', hidden_reason = 'complementary'
where release = 't-a' and observation = (select id from tillit.observation where indicator_version = 't-share-v1' and area = 'se-0001-d2' and period = '2024');
create function pg_temp.finish(release text, at timestamptz) returns void language plpgsql as $$
declare
    step text;
begin
    for step in select text from tap.statement where statement.step >= 3 order by statement.step loop
        execute rtrim(step, E'; \n') using release, at;
    end loop;
end
$$;
do $$ begin perform pg_temp.finish('t-a', '2025-01-01'); end $$;

-- a correction: the same revision is the same unknown, what was shown is shown, what was hidden stays so
do $$ begin
    perform tap.observe('t-share-v1', 'se-0001', '2024', 50.0, 120, 60, 't-b', revision => 2, reason => 'correction');
    perform tap.observe('t-share-v1', 'se-0001-d3', '2024', 50.0, 76, 38, 't-b', revision => 2, reason => 'correction');
    perform pg_temp.decide('t-b', '2025-02-01');
end $$;
select is(pg_temp.cells('t-b', '2025-02-01'),
          '*/1:100,50,000 */2:120,60,222 *-d1/1:4,2,111 *-d2/1:40,20,111 *-d3/1:56,28,000 *-d3/2:76,38,222 *-u1/1:60,30,000 *-u2/1:40,20,000',
          'a later release knows what was shown and what was hidden before');
select is((select string_agg(distinct to_timestamp(since / 1000000)::date::text, ',') from pg_temp.known('t-b', '2025-02-01')), '2025-01-01,2025-02-01', 'in two times');
select is((select string_agg(k.area || '/' || k.revision, ' ') from pg_temp.known('t-b', '2025-02-01') k where k.is_for_others), 'se-0001-d2/1',
          'and which of these was hidden to protect others only');
do $$ begin perform pg_temp.finish('t-b', '2025-02-01'); end $$;

-- readers: what an internal release shows is never seen outside; a draft of the whole is seen inside
do $$ begin
    perform tap.observe('t-share-v1', 'se-0001', '2022', 50.0, 90, 45, 't-d');
    perform tap.observe('t-share-v1', 'se-0001-d1', '2022', 50.0, 40, 20, 't-i');
    perform tap.observe('t-share-v1', 'se-0001-d2', '2022', 50.0, 4, 2, 't-i');
    perform tap.observe('t-share-v1', 'se-0001-d3', '2022', 50.0, 42, 21, 't-p');
    perform tap.observe('t-share-v1', 'se-0001-d3', '2020', 50.0, 42, 21, 't-c');
    perform pg_temp.decide('t-i', '2025-03-01');
    perform pg_temp.finish('t-i', '2025-03-01');
    perform pg_temp.decide('t-p', '2025-03-02');
    perform pg_temp.finish('t-p', '2025-03-02');
    perform tap.observe('t-share-v1', 'se-0001-u1', '2022', 50.0, 42, 21, 't-c');
    perform pg_temp.decide('t-c', '2025-03-03');
end $$;
select is(pg_temp.cells('t-c', '2025-03-03'),
          '*-d3/1:42,21,222 */1:90,45,033 *-d1/1:40,20,003 *-d2/1:4,2,133 *-d3/1:42,21,003 *-u1/1:42,21,222', 'each kind of readers knows its releases and the wider ones');
select is((select string_agg(distinct views::text, ',') from pg_temp.known('t-c', '2025-03-03')), '3', 'a public release reaches all readers');
do $$ begin perform pg_temp.decide('t-e', '2025-03-03'); perform tap.observe('t-share-v1', 'se-0001-u2', '2022', 50.0, 42, 21, 't-j'); perform pg_temp.decide('t-j', '2025-03-03'); end $$;
select is((select string_agg(distinct views::text, ',') from pg_temp.known('t-j', '2025-03-03')), '2', 'one for partners reaches those inside too');

-- numerators: given, following from a share of few, of no use
insert into tillit.observation (indicator_version, area, period, respondent_group) values
    ('t-share-v1', 'se-0001', '2010', 'resident'), ('t-share-v1', 'se-0001', '2011', 'resident'), ('t-share-v1', 'se-0001', '2012', 'resident'),
    ('t-share-v1', 'se-0001', '2013', 'resident');
insert into tillit.observation_revision (observation, revision, owner, value, n_valid, x, weighted, obs_status, reason, state, release, source)
    select id, 1, owner, case period when '2013' then null else 33.3 end, case period when '2012' then 1500 else 60 end, null, period = '2011',
           case period when '2013' then 'L' else 'A' end, 'initial', 'validated', 't-e', 't-src'
    from tillit.observation where indicator_version = 't-share-v1' and area = 'se-0001' and period between '2010' and '2013';
do $$ begin perform pg_temp.decide('t-e', '2025-05-01'); end $$;
select is((select string_agg(concat_ws(' ', o.period, c.n, coalesce(c.x::text, '-'), coalesce(c.x_most::text, '-')), '; ' order by o.period)
           from pg_temp.known('t-e', '2025-05-01') c join tillit.observation o on o.id = c.observation),
          '2010 60 20 60; 2011 60 - -; 2012 1500 - -; 2013 60 - -', 'a share of few tells its numerator, a weighted one or one of many none; what is missing has nothing to tell but its n');

-- a withdrawal's blank rows are no figures
create function pg_temp.withdraw(release text) returns void language plpgsql as $$
begin
    update tillit.published_cell p set replaced_at = case when p.replaced_at <= now() then p.replaced_at else greatest(now(), p.published_at) end,
        retracted_at = coalesce(p.retracted_at, greatest(now(), p.published_at)) where p.release = withdraw.release;
end
$$;
\set blank `cat sql/queries/releases/withdraw_blank.sql`
insert into tap.statement values (101, :'blank');
do $$ begin
    perform pg_temp.withdraw('t-a');
    execute rtrim((select text from tap.statement where step = 101), E'; \n') using 't-a';
end $$;
insert into tillit.release (code, owner, title, audience) values ('t-f', 'se-0001', 'F', 'public');
do $$ begin
    perform tap.observe('t-share-v1', 'se-0001-d2', '2024', 50.0, 44, 22, 't-f', revision => 2, reason => 'correction');
    perform pg_temp.decide('t-f', now() + interval '1 hour');
end $$;
select alike(pg_temp.cells('t-f', now() + interval '1 hour'), '%*-d1/1:4,2,111 *-d2/1:40,20,111 %', 'hidden figures that were withdrawn are hidden still');

-- ------------------------------------------------------------------------------------------------------------ the clock
create function pg_temp.future(state text) returns text language sql as $$
    select tap.seen('tillit_public', '', '', format('select string_agg(%s::text, '','') from api.%s where %s', case state when 'release' then 'state' else 'n_valid' end,
        case state when 'release' then 'releases' else 'observations' end,
        case state when 'release' then 'code = ''t-g''' else 'area = ''se-0002'' and indicator = ''t-share'' and period = ''2020'' and replaced_at is null and is_current' end)) $$;
insert into tillit.release (code, owner, title, audience) values ('t-g', 'se-0002', 'G', 'public'), ('t-h', 'se-0002', 'H', 'public');
do $$ begin
    perform tap.observe('t-share-v1', 'se-0002', '2020', 50.0, 70, 35, 't-h');
    perform pg_temp.decide('t-h', '2025-01-01');
    perform pg_temp.finish('t-h', '2025-01-01');
    perform tap.observe('t-share-v1', 'se-0002', '2020', 50.0, 90, 45, 't-g', revision => 2, reason => 'correction');
    perform pg_temp.decide('t-g', now() + interval '1 hour');
    perform pg_temp.finish('t-g', now() + interval '1 hour');
end $$;
select is(pg_temp.future('cell'), '70', 'before its time a figure under embargo is not there, and what it replaces is');
select is(pg_temp.future('release'), null, 'nor is its release');
select is(tap.seen('tillit_app', 'se-0001', '', 'select count(*) from tillit.published_cell where release = ''t-g'''), '0', 'another municipality sees no cell either');
select is(tap.seen('tillit_app', 'se-0002', '', 'select state from api.releases where code = ''t-g'''), 'embargoed', 'its owner sees that it is embargoed');

-- what has not happened may be called off, what has may not
select is(tap.broken($$update tillit.published_cell set replaced_at = published_at, retracted_at = published_at where release = 't-g';
                       update tillit.published_cell set replaced_at = null where release = 't-h'$$), 'none', 'a replacement to come may be called off');
select is(tap.broken($$update tillit.published_cell set replaced_at = null where release = 't-a'$$), 'published_cell_append_only', 'one that has been may not');
select is(tap.broken($$update tillit.published_cell set retracted_at = null where release = 't-a'$$), 'published_cell_append_only', 'nor a retraction');
select is(tap.broken($$update tillit.published_cell set n_valid = 1 where release = 't-g'$$), 'published_cell_append_only', 'no figure ever changes, nor before its time');

-- called off before it opened: others never hear of it
update tillit.release set state = 'withdrawn', withdrawn_at = now() where code = 't-g';
update tillit.release set state = 'withdrawn', withdrawn_at = published_at - interval '1 minute' where code = 't-h';
select is(tap.seen('tillit_public', '', '', 'select count(*) from api.releases where code in (''t-g'', ''t-h'')'), '0', 'a release called off is not there for others, whatever time it is');
select is(tap.seen('tillit_app', 'se-0002', '', 'select state from api.releases where code = ''t-g'''), 'withdrawn', 'but for its owner');
select is(tap.broken($$update tillit.release set withdrawn_at = now() where code = 't-b'$$), 'release_withdrawn_at_check', 'only what is withdrawn has a time of that');

select * from finish();
rollback;
