-- What is told about few persons (domain.md 5), and tables of answers, which are told no further than the figures that
-- they belong to (A9). What others learn of classes (A3) is decided by publication.

-- ------------------------------------------------------------------------------------------------------- few persons

-- How many persons a figure about a group must rest on. Releases may raise it, nothing lowers it.
create function tillit.least_shown(respondent_group text) returns int
stable parallel safe security definer set search_path = pg_catalog, pg_temp language sql
begin atomic
    select greatest(s.k_base, (s.k_by_group ->> least_shown.respondent_group)::int) from tillit.sdc_rule s where s.code = 'sdc-default';
end;

create function tillit.is_few(n bigint, respondent_group text) returns boolean stable parallel safe
return coalesce(n > 0 and n < tillit.least_shown(respondent_group), false);

-- n as its reader is told it: "<5" where there are few and he is not to know how many.
create function tillit.display_persons(n bigint, respondent_group text) returns jsonb stable parallel safe
return case when tillit.is_few(n, respondent_group) then to_jsonb('<' || tillit.least_shown(respondent_group)) else to_jsonb(n) end;

grant execute on function tillit.least_shown(text), tillit.is_few(bigint, text), tillit.display_persons(bigint, text)
    to tillit_app, tillit_public;

-- ------------------------------------------------------------------------------------------- history of two-item tables

-- Every content that a two-item table ever had. tillit.two_item_table holds the present one, which imports write.
create table tillit.two_item_revision (
    indicator          tillit.code not null references tillit.indicator,
    harm_indicator     tillit.code not null references tillit.indicator,
    area               tillit.code not null,
    owner              tillit.code not null,
    period             tillit.code not null,
    respondent_group   tillit.code not null references tillit.list_respondent_group (code),
    sex                tillit.code not null references tillit.list_sex (code),
    age_band           tillit.code not null references tillit.list_age_band (code),
    revision           int not null check (revision > 0),
    trust_yes_harm_no  int not null,
    trust_yes_harm_yes int not null,
    trust_no_harm_no   int not null,
    trust_no_harm_yes  int not null,
    recorded_at        timestamptz not null,
    superseded_at      timestamptz,
    primary key (indicator, harm_indicator, area, period, respondent_group, sex, age_band, revision),
    constraint two_item_revision_area_fkey foreign key (area, owner) references tillit.area (code, owner),
    constraint two_item_revision_superseded_at_check check (superseded_at >= recorded_at)
);
create unique index two_item_revision_current_key on tillit.two_item_revision
    (area, respondent_group, period, indicator, harm_indicator, sex, age_band) where superseded_at is null;

insert into tillit.two_item_revision
select t.indicator, t.harm_indicator, t.area, t.owner, t.period, t.respondent_group, t.sex, t.age_band, 1,
       t.trust_yes_harm_no, t.trust_yes_harm_yes, t.trust_no_harm_no, t.trust_no_harm_yes, t.updated_at, null
from tillit.two_item_table t;

create function tillit.guard_two_item_revision() returns trigger language plpgsql as $$
declare
    same tillit.two_item_revision := new;
begin
    same.superseded_at := old.superseded_at;
    if same is distinct from old or old.superseded_at is not null and new.superseded_at is distinct from old.superseded_at then
        raise exception using errcode = '23514', message = 'a two-item table is never changed, only superseded',
                              schema = 'tillit', table = 'two_item_revision', constraint = 'two_item_revision_append_only', detail = 'append_only';
    end if;
    return new;
end
$$;
create trigger guard_update before update on tillit.two_item_revision
    for each row execute function tillit.guard_two_item_revision();
create trigger guard_delete before delete on tillit.two_item_revision
    for each row execute function tillit.refuse_change();

-- A table that an operator imports is history, like the figures beside it: it was known when its figure was.
create function tillit.keep_two_items() returns trigger language plpgsql as $$
declare
    gone constant tillit.two_item_table := case when tg_op <> 'INSERT' then old end;
    here constant tillit.two_item_table := case when tg_op <> 'DELETE' then new end;
    last int := 0;
    known timestamptz := now();
begin
    if tg_op = 'UPDATE' and (gone.trust_yes_harm_no, gone.trust_yes_harm_yes, gone.trust_no_harm_no, gone.trust_no_harm_yes)
                            = (here.trust_yes_harm_no, here.trust_yes_harm_yes, here.trust_no_harm_no, here.trust_no_harm_yes) then
        return null;
    end if;
    if tg_op <> 'INSERT' then
        update tillit.two_item_revision r set superseded_at = greatest(now(), r.recorded_at)
        where (r.indicator, r.harm_indicator, r.area, r.period, r.respondent_group, r.sex, r.age_band)
              = (gone.indicator, gone.harm_indicator, gone.area, gone.period, gone.respondent_group, gone.sex, gone.age_band)
          and r.superseded_at is null;
    end if;
    if tg_op = 'DELETE' then
        return null;
    end if;
    select coalesce(max(r.revision), 0) into last from tillit.two_item_revision r
        where (r.indicator, r.harm_indicator, r.area, r.period, r.respondent_group, r.sex, r.age_band)
              = (here.indicator, here.harm_indicator, here.area, here.period, here.respondent_group, here.sex, here.age_band);
    if last = 0 and tillit.is_operator() then
        select least(now(), min(r.recorded_at)) into known
            from tillit.observation o join tillit.observation_revision r on r.observation = o.id and r.superseded_at is null
            where (o.indicator, o.area, o.period, o.respondent_group, o.sex, o.age_band)
                  = (here.indicator, here.area, here.period, here.respondent_group, here.sex, here.age_band);
    end if;
    insert into tillit.two_item_revision values (
        here.indicator, here.harm_indicator, here.area, here.owner, here.period, here.respondent_group, here.sex, here.age_band, last + 1,
        here.trust_yes_harm_no, here.trust_yes_harm_yes, here.trust_no_harm_no, here.trust_no_harm_yes, known, null);
    return null;
end
$$;
create trigger keep_history after insert or update or delete on tillit.two_item_table
    for each row execute function tillit.keep_two_items();

call tillit.protect('two_item_revision', 'owner');
revoke update, delete on tillit.two_item_revision from tillit_app;
grant update (superseded_at) on tillit.two_item_revision to tillit_app;

-- ------------------------------------------------------------------------------------------------- what a table tells

-- Whether the asker may be told a table of answers to one or two items (other null): those who are told why figures are
-- hidden, and whoever sees the figures of the items there by then, if the table counts enough persons. A table without its
-- figure has been decided on by nobody: it stays hidden.
create function tillit.tells_answers(owner text, item text, other text, area text, period text, respondent_group text,
                                     sex text, age_band text, n bigint, at timestamptz) returns boolean stable
begin atomic
    select tillit.sees_reasons(owner)
           or not tillit.is_few(n, tells_answers.respondent_group)
              and not exists (
                  select from unnest(array[item, other]) as i (code)
                  where i.code is not null
                    and coalesce((select not bool_and(c.value is not null) from tillit.internal_cell c
                                  where c.indicator = i.code and c.area = tells_answers.area and c.period = tells_answers.period
                                    and c.respondent_group = tells_answers.respondent_group and c.sex = tells_answers.sex
                                    and c.age_band = tells_answers.age_band
                                    and case when at is null then c.replaced_at is null
                                             else c.published_at <= at and (c.replaced_at is null or c.replaced_at > at) end), true));
end;

-- The same for the tables of one revision.
create function tillit.tells_revision(observation bigint, revision int, n bigint, respondent_group text) returns boolean stable
begin atomic
    select exists (select from tillit.internal_cell c
                   where c.observation = tells_revision.observation and c.revision = tells_revision.revision
                     and (tillit.sees_reasons(c.owner)
                          or c.conf_status <> 'C' and not tillit.is_few(n, tells_revision.respondent_group)));
end;
grant execute on function tillit.keep_two_items(), tillit.guard_two_item_revision(),
                          tillit.tells_answers(text, text, text, text, text, text, text, text, bigint, timestamptz),
                          tillit.tells_revision(bigint, int, bigint, text) to tillit_app;
grant execute on function tillit.tells_answers(text, text, text, text, text, text, text, text, bigint, timestamptz) to tillit_public;

-- --------------------------------------------------------------------------------------------------- published classes

-- The answers behind the class of an area as they stood when the figure of its trust item was published: what the class
-- that others are told rests on (A3), never told itself. It lives as long as the published cell that it belongs to.
create table tillit.published_class (
    observation        bigint not null,
    audience           tillit.code not null,
    published_at       timestamptz not null,
    owner              tillit.code not null,
    basis              tillit.code not null,
    harm_indicator     tillit.code,
    trust_yes_harm_no  int,
    trust_yes_harm_yes int,
    trust_no_harm_no   int,
    trust_no_harm_yes  int,
    banding            tillit.code,
    options            int[],
    counts             int[],
    publish_class      boolean not null,  -- what the area's municipality had decided
    is_synthetic       boolean not null,
    primary key (observation, audience, published_at),
    constraint published_class_published_at_fkey foreign key (observation, audience, published_at) references tillit.published_cell,
    constraint published_class_basis_check check (
        basis in ('two_item', 'single_item_proxy')
        and case basis when 'two_item' then num_nonnulls(harm_indicator, trust_yes_harm_no, trust_yes_harm_yes, trust_no_harm_no, trust_no_harm_yes) = 5
                                        and num_nonnulls(banding, options, counts) = 0
                   else num_nulls(harm_indicator, trust_yes_harm_no, trust_yes_harm_yes, trust_no_harm_no, trust_no_harm_yes) = 5
                        and num_nonnulls(banding, options, counts) = 3 and cardinality(options) = cardinality(counts) end)
);
create trigger append_only before update or delete on tillit.published_class
    for each row execute function tillit.refuse_change();
call tillit.protect('published_class', 'owner');
revoke update, delete on tillit.published_class from tillit_app;
