-- What imports check: means at the precision that was sent, periods that have not begun, areas that follow other areas.

-- ------------------------------------------------------------------------------------------------------------ figures
-- The largest (mean - low)(high - mean) of the means within `half` of a value on a scale.
create function tillit.widest(low numeric, high numeric, value numeric, half numeric) returns numeric immutable parallel safe
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

-- --------------------------------------------------------------------------------------------- periods that have not begun
-- What has been measured, has been measured in a period that has begun; the import of observations checks its own rows, where
-- forecasts may lie ahead. Plans, targets and evaluations may speak of periods to come.
create function tillit.check_begun() returns trigger language plpgsql as $$
begin
    if tillit.period_start(new.period) > tillit.today() then
        perform tillit.refuse_as(tg_table_name, 'period', 'not_begun');
    end if;
    return null;
end
$$;
create trigger check_begun after insert or update of period on tillit.two_item_table
    for each row execute function tillit.check_begun();

create function tillit.check_both_begun() returns trigger language plpgsql as $$
begin
    if (select tillit.period_start(e.after_period) > tillit.today() from tillit.evaluation e where e.code = new.evaluation) then
        perform tillit.refuse_as(tg_table_name, 'evaluation', 'not_begun');
    end if;
    return null;
end
$$;
create trigger check_begun after insert on tillit.paired_table
    for each row execute function tillit.check_both_begun();

-- -------------------------------------------------------------------------------------------------------------- areas
-- Districts are merged, split and moved: an area names those that it came from, of whatever municipality, and began later than
-- each of them. So nothing follows itself.
alter table tillit.area add predecessors text[] not null default '{}', add succession_note text;
call tillit.make_code_list('area', 'predecessors', 'area');
create index area_predecessors_idx on tillit.area using gin (predecessors);

create function tillit.check_succession() returns trigger language plpgsql as $$
declare
    other text;
begin
    select a.code into other from tillit.area a
        where a.code = any (new.predecessors) and a.valid_from >= new.valid_from order by a.code limit 1;
    if found then
        perform tillit.refuse_as('area', 'predecessors', 'began_earlier', other, new.valid_from::text);
    end if;
    select a.code into other from tillit.area a
        where a.predecessors @> array[new.code::text] and a.valid_from <= new.valid_from order by a.code limit 1;
    if found then
        perform tillit.refuse_as('area', 'valid_from', 'succeeded_by', other);
    end if;
    return null;
end
$$;
create trigger check_succession after insert or update of predecessors, valid_from on tillit.area
    for each row execute function tillit.check_succession();

-- -------------------------------------------------------------------------------------------------------------- texts
-- Texts are stored composed (NFC) from now on; those that are there already are brought to it. Notes of figures stay as they
-- were sent: a revision is never changed.
do $$
declare
    tab record;
    col text;
begin
    for tab in
        select c.oid::regclass as name, c.oid, c.relforcerowsecurity as forced
        from pg_catalog.pg_class c
        where c.relnamespace = 'tillit'::regnamespace and c.relkind = 'r'
          and exists (select from pg_catalog.pg_attribute v where v.attrelid = c.oid and v.attname = 'row_version')
    loop
        -- the owner may change rows of municipalities only where its own policies do not bind it
        if tab.forced then execute format('alter table %s no force row level security', tab.name); end if;
        for col in
            select a.attname from pg_catalog.pg_attribute a
            where a.attrelid = tab.oid and a.attnum > 0 and not a.attisdropped and a.atttypid = 'text'::regtype and a.attgenerated = ''
        loop
            execute format('update %1$s set %2$I = normalize(%2$I) where %2$I is not normalized', tab.name, col);
        end loop;
        if tab.forced then execute format('alter table %s force row level security', tab.name); end if;
    end loop;
end
$$;

grant execute on function tillit.widest(numeric, numeric, numeric, numeric), tillit.check_begun(), tillit.check_both_begun(),
                          tillit.check_succession() to tillit_app;
