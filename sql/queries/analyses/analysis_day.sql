-- The day an analysis is about. $1: as_of, null for now. One row.
-- Row today: day.
select coalesce(($1::timestamptz at time zone 'Europe/Stockholm')::date, nullif(current_setting('tillit.today', true), '')::date,
                (now() at time zone 'Europe/Stockholm')::date)::text as day
