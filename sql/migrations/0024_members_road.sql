-- What members read, laid out for reading. Of others' figures they read the table of the public (0023), of their own the revisions
-- themselves, series by series: tillit.observed_series says which there are.

-- --------------------------------------------------------------------------------------------------------------- series

-- Every series that ever had an observation; append-only, and follows tillit.observation by a trigger. municipality: of the area,
-- null for what is shared. has_partners: some of its figures were published to partners.
create table tillit.observed_series (
    indicator        tillit.code not null,
    area             tillit.code not null,
    respondent_group tillit.code not null,
    sex              tillit.code not null,
    age_band         tillit.code not null,
    municipality     tillit.code,
    has_partners     boolean not null default false,
    primary key (indicator, area, respondent_group, sex, age_band)
);
insert into tillit.observed_series
select o.indicator, o.area, o.respondent_group, o.sex, o.age_band, nullif(min(o.owner::text), 'shared'),
       exists (select from tillit.published_cell p
               where p.indicator = o.indicator and p.area = o.area and p.respondent_group = o.respondent_group and p.sex = o.sex
                 and p.age_band = o.age_band and p.audience = 'partners')
from tillit.observation o
group by o.indicator, o.area, o.respondent_group, o.sex, o.age_band;
create index observed_series_municipality_idx on tillit.observed_series (municipality, indicator, area, respondent_group, sex, age_band);
create index observed_series_area_idx on tillit.observed_series (area, indicator);
create index observed_series_partners_idx on tillit.observed_series (indicator, area, respondent_group, sex, age_band) where has_partners;

-- What partners read of a series is not in the table of the public alone.
alter table tillit.published_series add column has_partners boolean not null default false;
update tillit.published_series s set has_partners = true
from tillit.observed_series o
where o.has_partners and (o.indicator, o.area, o.respondent_group, o.sex, o.age_band)
                         = (s.indicator, s.area, s.respondent_group, s.sex, s.age_band);

-- ------------------------------------------------------------------------------------------------------------ generation

-- How many times an owner's revisions, or what was decided about them, have changed: the sum of its rows. Each transaction adds a
-- row of its own, taking up what is there and nobody holds, so that none waits for another.
create table tillit.owner_generation (
    owner  tillit.code not null,
    number bigint not null
);
create index owner_generation_owner_idx on tillit.owner_generation (owner);

-- ---------------------------------------------------------------------------------------------------------------- rights

do $$
declare
    name text;
begin
    foreach name in array array['observed_series', 'owner_generation'] loop
        execute format('alter table tillit.%I enable row level security', name);
        execute format('alter table tillit.%I force row level security', name);
        execute format('create policy %I on tillit.%I to tillit_owner using (true) with check (true)', name || '_all', name);
    end loop;
end
$$;

-- Nobody but an evaluator waits for what evaluators may read to be worked out.
alter policy observation_evaluator on tillit.observation using (
    (select tillit.evaluation()) is not null
    and id in (select f.observation from tillit.shared_figures((select tillit.evaluation())) f));
alter policy observation_revision_evaluator on tillit.observation_revision using (
    (select tillit.evaluation()) is not null
    and (observation, revision) in (select f.observation, f.revision from tillit.shared_figures((select tillit.evaluation())) f));
alter policy release_cell_evaluator on tillit.release_cell using (
    (select tillit.evaluation()) is not null
    and (observation, revision) in (select f.observation, f.revision from tillit.shared_figures((select tillit.evaluation())) f));
-- Nor does anybody plan what makes a release visible for each cell that was published to partners.
alter policy published_cell_read on tillit.published_cell using (
    owner = (select tillit.tenant()) or (select tillit.is_operator())
    or retracted_at is null and published_at <= now()
       and (audience = 'public'
            or audience = 'partners' and release in (select f.release from tillit.partner_releases((select tillit.tenant())) f)));

-- --------------------------------------------------------------------------------------------------------------- indexes

-- The default order of revisions, series by series; counting them needs nothing else.
create index observation_order_idx on tillit.observation (indicator, area, respondent_group, sex, age_band, period, indicator_version)
    include (owner, id);
create index published_cell_partners_idx on tillit.published_cell (indicator, area, respondent_group, sex, age_band, period)
    where audience = 'partners';
-- A release in the default order, and changes in theirs: of all, and of an owner.
create index published_cell_release_order_idx on tillit.published_cell (release, indicator, area);
drop index tillit.published_cell_release_idx;
create index published_cell_change_idx on tillit.published_cell (published_at desc nulls last, indicator, area, period);
drop index tillit.published_cell_published_at_idx;
create index published_cell_owner_change_idx on tillit.published_cell (owner, published_at desc nulls last, indicator, area, period);
drop index tillit.published_cell_owner_idx;
create index published_cell_partners_change_idx on tillit.published_cell (published_at desc nulls last, indicator, area, period)
    where audience = 'partners';

-- A draft under embargo is told to its readers when that ends: a moment, too.
insert into tillit.opening select distinct l.embargo_until from tillit.release l where l.embargo_until > now() on conflict do nothing;

-- Superseded by tillit.decided_releases; what called it is made anew after this.
-- squawk-ignore ban-drop-function
drop function if exists tillit.is_decided(text) cascade;
