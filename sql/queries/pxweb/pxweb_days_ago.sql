-- The day so many days before today. $1: how many. One row.
-- Row ago: day.
select (coalesce(nullif(current_setting('tillit.today', true), '')::date, (now() at time zone 'Europe/Stockholm')::date) - $1::int)::text as day
