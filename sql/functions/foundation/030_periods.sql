-- Periods. Null for what is no period, so that the named check is what refuses it.

create or replace function tillit.period_freq(period text) returns text immutable parallel safe
return case when not tillit.is_period(period) then null
            when length(period) = 4 then 'A'
            when substr(period, 6, 1) in ('S', 'Q') then substr(period, 6, 1)
            else 'M' end;

create or replace function tillit.period_start(period text) returns date immutable parallel safe
return case tillit.period_freq(period)
            when 'A' then make_date(left(period, 4)::int, 1, 1)
            when 'S' then make_date(left(period, 4)::int, 6 * substr(period, 7)::int - 5, 1)
            when 'Q' then make_date(left(period, 4)::int, 3 * substr(period, 7)::int - 2, 1)
            when 'M' then make_date(left(period, 4)::int, substr(period, 6)::int, 1) end;

create or replace function tillit.period_end(period text) returns date immutable parallel safe
return (tillit.period_start(period)
        + case tillit.period_freq(period) when 'A' then interval '12 months' when 'S' then interval '6 months'
                                          when 'Q' then interval '3 months' else interval '1 month' end)::date - 1;

-- Freshness (domain.md 2.5): whole months from the month in which the period ends to that of the day.
create or replace function tillit.freshness(freq text, lag int, period_end date, day date)
returns text immutable parallel safe
begin atomic
    select case
        when step is null then case when age > 24 + lag then 'stale' else 'fresh' end
        when age <= step + lag then 'fresh'
        when 2 * age <= 3 * step + 2 * lag then 'aging'
        else 'stale' end
    from (select case freq when 'A' then 12 when 'A2' then 24 when 'A3' then 36 when 'A4' then 48
                           when 'S' then 6 when 'Q' then 3 when 'M' then 1 end as step,
                 ((extract(year from day) - extract(year from period_end)) * 12
                  + extract(month from day) - extract(month from period_end))::int as age) as months;
end;

grant execute on function tillit.period_freq(text), tillit.period_start(text), tillit.period_end(text),
    tillit.freshness(text, int, date, date) to tillit_app, tillit_public;

-- In months from the end of a period: how long it is fresh, and how long at most aging (domain.md 2.5).
create or replace function tillit.fresh_months(freq text, lag int) returns int immutable parallel safe
return lag + case freq when 'A' then 12 when 'A2' then 24 when 'A3' then 36 when 'A4' then 48
                       when 'S' then 6 when 'Q' then 3 when 'M' then 1 else 24 end;

create or replace function tillit.aging_months(freq text, lag int) returns int immutable parallel safe
return lag + case freq when 'A' then 18 when 'A2' then 36 when 'A3' then 54 when 'A4' then 72
                       when 'S' then 9 when 'Q' then 4 when 'M' then 1 else 24 end;

-- The first day of the month that lies more than so many whole months after that of a day; never, when nobody knows how many.
create or replace function tillit.month_after(day date, months int) returns date immutable parallel safe
return coalesce((date_trunc('month', day::timestamp) + make_interval(months => months + 1))::date, 'infinity'::date);
