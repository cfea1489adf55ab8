-- Observations, their revisions and what belongs to a revision.

-- Held until the end of the transaction: alone by its publication, shared by whoever lets figures join or leave it. A lock on
-- the row would depend on who may write the release.
create or replace function tillit.hold_release(release text, alone boolean default false) returns void language sql
begin atomic
    select case when alone then pg_advisory_xact_lock(hashtextextended('tillit.release ' || release, 0))
                else pg_advisory_xact_lock_shared(hashtextextended('tillit.release ' || release, 0)) end;
end;

-- INV-I3, the frequency, that an index is computed, and the codes of the fixed lists. All new rows at once: an import brings up
-- to a million.
create or replace function tillit.check_observations() returns trigger language plpgsql as $$
declare
    bad record;
begin
    select c.of, c.code into bad
        from (select distinct 'respondent_group' as of, respondent_group as code from added
              union all select distinct 'sex', sex from added
              union all select distinct 'age_band', age_band from added) as c
        where not exists (select from tillit.list_respondent_group l where c.of = 'respondent_group' and l.code = c.code)
          and not exists (select from tillit.list_sex l where c.of = 'sex' and l.code = c.code)
          and not exists (select from tillit.list_age_band l where c.of = 'age_band' and l.code = c.code)
        limit 1;
    if found then
        perform tillit.refuse('observation', bad.of, 'fkey', format('"%s" is no code of %s', bad.code, bad.of), '23503', 'unknown_code|' || bad.code);
    end if;
    select o.*, i.freq, v.statistic,
           case when v.statistic = 'index' then 'statistic'
                when i.freq <> 'I' and left(i.freq, 1) <> tillit.period_freq(o.period) then 'freq' end as fault
        into bad
        from added o
        join tillit.indicator_version v on v.code = o.indicator_version
        join tillit.indicator i on i.code = o.indicator
        where v.statistic = 'index'
           or i.freq <> 'I' and left(i.freq, 1) <> tillit.period_freq(o.period)
           or o.respondent_group <> '_T' and o.respondent_group <> all (i.trusters)
        limit 1;
    if found then
        if bad.fault = 'statistic' then
            perform tillit.refuse('observation', 'indicator_version', 'index', format('"%s" is an index: it is computed, not stored', bad.indicator_version));
        elsif bad.fault = 'freq' then
            perform tillit.refuse('observation', 'period', 'freq', format('period "%s" does not fit frequency %s of "%s"', bad.period, bad.freq, bad.indicator));
        end if;
        perform tillit.refuse('observation', 'respondent_group', 'truster', format('"%s" is not among the trusters of "%s"', bad.respondent_group, bad.indicator));
    end if;
    return null;
end
$$;
create or replace trigger check_observations after insert on tillit.observation referencing new table as added
    for each statement execute function tillit.check_observations();

-- ------------------------------------------------------------------------------------------------------------ figures
-- The largest (mean - low)(high - mean) of the means within `half` of a value on a scale.
create or replace function tillit.widest(low numeric, high numeric, value numeric, half numeric)
returns numeric immutable parallel safe
return (select (m - low) * (high - m)
        from (select least(greatest((low + high) / 2, value - half, low), value + half, high)) as middle (m));

-- INV-4, as before, but a value is as precise as it was sent: 4.1 of a report rounded to one decimal is stored as 4.100 and may
-- be any mean from 4.05 to 4.15. Zeros at the end are not known to have been sent; the import, which knows, is stricter.
-- sd likewise; of the means that the value stands for, the one that allows most is taken.
create or replace function tillit.revision_fault(value numeric, x int, n_valid int, sd numeric, weighted boolean, statistic text, scale text,
                                                 items int, unit text, decimals int) returns text immutable parallel safe
return case
    when value is null then null
    when pg_catalog.scale(value) <> decimals then 'value_decimals'
    when value < tillit.unit_low(unit) or value > tillit.unit_high(unit) then 'value_unit'
    when x is not null and not weighted and unit = 'pct' and n_valid > 0 and value <> round(100.0 * x / n_valid, decimals) then 'value_share'
    when statistic <> 'mean' then null
    when value < tillit.scale_low(scale) or value > tillit.scale_high(scale) then 'value_scale'
    when not weighted and n_valid > 0
         and abs(value * n_valid * items - round(value * n_valid * items))
             > n_valid * items * 0.5 * 10 ^ (- pg_catalog.min_scale(value))::numeric then 'value_mean'
    when n_valid > 1
         and sd > sqrt(tillit.widest(tillit.scale_low(scale), tillit.scale_high(scale), value, 0.5 * 10 ^ (- pg_catalog.min_scale(value))::numeric)
                       * n_valid / (n_valid - 1)) + greatest(0.001, 0.5 * 10 ^ (- pg_catalog.min_scale(sd))::numeric) then 'sd_range'
end;

-- INV-4, INV-5 and INV-I1 need indicator, version and wave. All new rows at once; a large import turns off loops for itself,
-- here they are what keeps a few rows from reading the whole table.
create or replace function tillit.check_observation_revisions() returns trigger language plpgsql set enable_nestloop = on as $$
declare
    bad record;
begin
    select o.indicator_version, o.area, o.period, o.respondent_group, r.value, r.sd,
           tillit.revision_fault(r.value, r.x, r.n_valid, r.sd, r.weighted, v.statistic, v.scale, v.items, i.unit, i.decimals) as fault
        into bad
        from added r
        join tillit.observation o on o.id = r.observation
        join tillit.indicator_version v on v.code = o.indicator_version
        join tillit.indicator i on i.code = o.indicator
        where tillit.revision_fault(r.value, r.x, r.n_valid, r.sd, r.weighted, v.statistic, v.scale, v.items, i.unit, i.decimals) is not null
        limit 1;
    if found then
        perform tillit.refuse('observation_revision', split_part(bad.fault, '_', 1), split_part(bad.fault, '_', 2),
            format('%s of %s, %s, %s, %s breaks the rule "%s"', case when bad.fault = 'sd_range' then 'sd ' || bad.sd else 'value ' || bad.value end,
                   bad.indicator_version, bad.area, bad.period, bad.respondent_group, bad.fault));
    end if;

    select r.survey_wave, r.n_valid, w.n_responded, w.owner <> 'shared' and w.owner <> r.owner as foreign_wave into bad
        from added r join tillit.survey_wave w on w.code = r.survey_wave
        where r.n_valid > w.n_responded or w.owner <> 'shared' and w.owner <> r.owner
        limit 1;
    if found and bad.foreign_wave then
        perform tillit.refuse('observation_revision', 'survey_wave', 'owner', format('survey wave "%s" is another municipality''s', bad.survey_wave));
    elsif found then
        perform tillit.refuse('observation_revision', 'n_valid', 'survey_wave', format('%s valid answers, but wave "%s" has %s respondents', bad.n_valid, bad.survey_wave, bad.n_responded));
    end if;

    perform tillit.hold_release(a.release) from (select distinct release from added where release is not null order by 1) as a;
    select r.release into bad
        from added r join tillit.release l on l.code = r.release and l.state in ('published', 'withdrawn')
        limit 1;
    if found then
        perform tillit.refuse('observation_revision', 'release', 'open', format('release "%s" is published already', bad.release));
    end if;

    -- INV-I1: the first figure after a break in a series
    if not exists (select from tillit.indicator_version v where not v.comparable_with_previous) then
        return null;
    end if;
    select o.indicator_version, o.area, o.period into bad
        from added r
        join tillit.observation o on o.id = r.observation
        join tillit.indicator_version v on v.code = o.indicator_version and not v.comparable_with_previous
        where r.value is not null and r.obs_status <> 'B' and r.superseded_at is null
          and exists (select from tillit.observation e
                      join tillit.indicator_version ev on ev.code = e.indicator_version and ev.version < v.version
                      where e.area = o.area and e.indicator = o.indicator and e.period_start < o.period_start
                        and (e.respondent_group, e.sex, e.age_band) = (o.respondent_group, o.sex, o.age_band))
          and not exists (select from tillit.observation e
                          join tillit.observation_revision er on er.observation = e.id and er.superseded_at is null and er.value is not null
                          where e.area = o.area and e.indicator = o.indicator and e.indicator_version = o.indicator_version
                            and e.period_start < o.period_start
                            and (e.respondent_group, e.sex, e.age_band) = (o.respondent_group, o.sex, o.age_band))
        limit 1;
    if found then
        perform tillit.refuse('observation_revision', 'obs_status', 'break',
            format('the first figure of %s in %s, %s, comes after a break: obs_status must be B', bad.indicator_version, bad.area, bad.period));
    end if;
    return null;
end
$$;
create or replace trigger check_observation_revisions after insert on tillit.observation_revision referencing new table as added
    for each statement execute function tillit.check_observation_revisions();

-- Append-only: superseded_at may be set once; state and release may change while the release is not published.
create or replace function tillit.guard_revision() returns trigger language plpgsql as $$
declare
    same tillit.observation_revision := new;
begin
    same.superseded_at := old.superseded_at;
    same.state := old.state;
    same.release := old.release;
    if tg_op = 'DELETE' or same is distinct from old or old.superseded_at is not null and new.superseded_at is distinct from old.superseded_at then
        raise exception using errcode = '23514', message = 'a revision is never changed or deleted, only superseded',
                              schema = 'tillit', table = 'observation_revision', constraint = 'observation_revision_append_only';
    end if;
    if (new.state, coalesce(new.release, '')) is not distinct from (old.state, coalesce(old.release, '')) then
        return new;
    end if;
    perform tillit.hold_release(r) from unnest(array[old.release, new.release]) as r where r is not null;
    if exists (select from tillit.release l where l.code in (old.release, new.release) and l.state in ('published', 'withdrawn')) then
        perform tillit.refuse('observation_revision', case when new.release is distinct from old.release then 'release' else 'state' end, 'open',
                              'the release is published already');
    end if;
    return new;
end
$$;
create or replace trigger guard_update before update on tillit.observation_revision
    for each row execute function tillit.guard_revision();

-- INV-4: the counts are those of the version's scale and sum to n_valid.
create or replace function tillit.check_response_counts() returns trigger language plpgsql as $$
declare
    bad record;
begin
    select a.option_value, v.code, v.scale into bad
        from added a
        join tillit.observation o on o.id = a.observation
        join tillit.indicator_version v on v.code = o.indicator_version
        where a.option_value not between coalesce(tillit.scale_low(v.scale), 1) and coalesce(tillit.scale_high(v.scale), 0)
        limit 1;
    if found then
        perform tillit.refuse('response_count', 'option_value', 'scale', format('%s is not an option of %s', bad.option_value, coalesce(bad.scale, bad.code)));
    end if;
    select sum(c.count) as answers, r.n_valid, r.observation into bad
        from tillit.response_count c
        join tillit.observation_revision r using (observation, revision)
        where (c.observation, c.revision) in (select a.observation, a.revision from added a)
        group by r.observation, r.revision
        having sum(c.count) is distinct from r.n_valid
        limit 1;
    if found then
        perform tillit.refuse('response_count', 'count', 'sum', format('the counts sum to %s, n_valid is %s', bad.answers, bad.n_valid));
    end if;
    return null;
end
$$;
create or replace trigger check_response_counts after insert on tillit.response_count referencing new table as added
    for each statement execute function tillit.check_response_counts();

-- --------------------------------------------------------------------------------------------- periods that have not begun
-- What has been measured, has been measured in a period that has begun; the import of observations checks its own rows, where
-- forecasts may lie ahead. Plans, targets and evaluations may speak of periods to come.
create or replace function tillit.check_begun() returns trigger language plpgsql as $$
begin
    if tillit.period_start(new.period) > tillit.today() then
        perform tillit.refuse_as(tg_table_name, 'period', 'not_begun');
    end if;
    return null;
end
$$;
create or replace trigger check_begun after insert or update of period on tillit.two_item_table
    for each row execute function tillit.check_begun();

create or replace function tillit.guard_two_item_revision() returns trigger language plpgsql as $$
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
create or replace trigger guard_update before update on tillit.two_item_revision
    for each row execute function tillit.guard_two_item_revision();

-- A table that an operator imports is history, like the figures beside it: it was known when its figure was.
create or replace function tillit.keep_two_items() returns trigger language plpgsql as $$
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
create or replace trigger keep_history after insert or update or delete on tillit.two_item_table
    for each row execute function tillit.keep_two_items();

grant execute on function tillit.hold_release(text, boolean), tillit.check_observations(),
    tillit.widest(numeric, numeric, numeric, numeric),
    tillit.revision_fault(numeric, int, int, numeric, boolean, text, text, int, text, int),
    tillit.check_observation_revisions(), tillit.guard_revision(), tillit.check_response_counts(), tillit.check_begun(),
    tillit.guard_two_item_revision(), tillit.keep_two_items() to tillit_app;

-- Kaplan and Meier's estimate at the end of a life table's rows, with Greenwood's error and the log-log interval (domain.md A11):
-- what service/stats/retention.c makes of the same rows. Months in which nobody leaves say nothing, also where nobody is left to be
-- followed. At 0 and 1 there is no interval.
create or replace function tillit.retention(at_risk int[], exits int[])
returns table (s double precision, se double precision, low double precision, high double precision) immutable language sql
begin atomic
    select k.s, k.s * sqrt(k.spread), power(k.s, exp(1.959963984540054 * k.theta)), power(k.s, exp(-1.959963984540054 * k.theta))
    from (select e.s, e.spread, sqrt(e.spread) / nullif(abs(ln(nullif(e.s, 0))), 0) as theta
          from (select case when bool_or(r.d >= r.n) then 0 else exp(coalesce(sum(ln(nullif(greatest(1 - r.d::double precision / nullif(r.n, 0), 0), 0))), 0)) end as s,
                       case when bool_or(r.d >= r.n) then 0
                            else coalesce(sum(r.d / (nullif(r.n, 0)::double precision * nullif(r.n - r.d, 0))), 0) end as spread
                from unnest(retention.at_risk, retention.exits) as r (n, d)
                where r.d > 0) as e) as k;
end;
grant execute on function tillit.retention(int[], int[]) to tillit_app;

-- The one survey wave of the owner that was in the field in the period, of that source where one is named; nulls when there is none
-- or there are several.
create or replace function tillit.only_wave(owner text, source text, period text)
returns table (survey_wave text, source text) stable language sql
begin atomic
    select case when count(*) = 1 then min(w.code) end, case when count(*) = 1 then min(w.source) end
    from tillit.survey_wave w
    where w.owner = only_wave.owner and (only_wave.source is null or w.source = only_wave.source)
      and w.fieldwork_start <= tillit.period_end(only_wave.period) and w.fieldwork_end >= tillit.period_start(only_wave.period);
end;

-- Whether all figures of a source, and there are some, are invented.
create or replace function tillit.is_source_synthetic(source text) returns boolean stable language sql
begin atomic
    select exists (select from tillit.observation_revision r where r.source = is_source_synthetic.source)
           and not exists (select from tillit.observation_revision r where r.source = is_source_synthetic.source and not r.is_synthetic);
end;
grant execute on function tillit.only_wave(text, text, text), tillit.is_source_synthetic(text) to tillit_app;
