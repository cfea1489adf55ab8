-- Who keeps replies is told when what they were made of changes: by writing, whoever writes and by whichever way, at the commit
-- (NOTIFY, once a transaction); and by the clock, whose next change can be asked for.

-- The setting tells the same to whoever ends the transaction: its own next read must see what it wrote.
create or replace function tillit.announce_change() returns trigger
volatile set search_path = pg_catalog, pg_temp language plpgsql as $$
begin
    perform set_config('tillit.changed', 'on', true);
    perform pg_notify('tillit_changed', '');
    return null;
end
$$;

-- All tables that a reply to everybody may be made of: all but those of keys, of the audit trail and of retries, and those written
-- only together with others. A statement that changes no row is taken for a change. It is not for the pools that have been shown:
-- they are offered by readers, and most are there already.
do $$
declare
    name text;
begin
    for name in
        select c.relname from pg_catalog.pg_class c
        where c.relnamespace = 'tillit'::regnamespace and c.relkind in ('r', 'p')
          and c.relname not in ('api_key', 'audit_event', 'audit_head', 'generation', 'idempotency', 'migration', 'opening', 'shown_pool')
    loop
        execute format('create or replace trigger announce_change after insert or update or delete or truncate on tillit.%I '
                       'for each statement execute function tillit.announce_change()', name);
    end loop;
end
$$;
create or replace trigger announce_change after insert on tillit.shown_pool
    for each row execute function tillit.announce_change();

-- Milliseconds until something changes by the clock: an embargo opens, or it is another day, which figures that age and traffic
-- lights depend on. Null when neither is to come: the day is fixed.
create or replace function tillit.until_change() returns double precision
stable security definer set search_path = pg_catalog, pg_temp language sql as $$
    select extract(epoch from least((select min(o.at) from tillit.opening o where o.at > now()), d.midnight) - clock_timestamp()) * 1000
    from (select case when coalesce(current_setting('tillit.today', true), '') = ''
                      then (tillit.today() + 1)::timestamp at time zone 'Europe/Stockholm' end) d (midnight);
$$;
grant execute on function tillit.until_change() to tillit_app;
