-- Progress against time in exact arithmetic (domain.md A10): limits are decimals, and 30 % done after 40 of 100 days is exactly
-- 0.75 of what was expected.

-- Null when there is nothing to divide by. 60 decimals stand for the exact quotient, see falls_short.
create or replace function tillit.quotient(dividend numeric, divisor numeric) returns numeric immutable parallel safe
return case when divisor > 0 then dividend::numeric(1000, 60) / divisor end;

create or replace function tillit.expected_progress(start_date date, end_date date, day date)
returns numeric immutable parallel safe
return case when day >= end_date then 1
            when day <= start_date then 0
            else tillit.quotient(day - start_date, end_date - start_date) end;

create or replace function tillit.schedule_index(progress numeric, expected numeric)
returns numeric immutable parallel safe
return tillit.quotient(progress, expected);

-- Whether progress is less than that share of what was expected; not when nothing is. Quotients are known to 60 decimals:
-- what lies nearer to the limit than 40 decimals is the limit.
create or replace function tillit.falls_short(progress numeric, expected numeric, share numeric)
returns boolean immutable parallel safe
return progress < share * expected - 1e-40;

create or replace function tillit.overdue_days(end_date date, day date, finished boolean)
returns int immutable parallel safe
return case when finished then 0 else greatest(0, day - end_date) end;

-- The thresholds stand here for what is stored: 30 days, 0.75 and 0.90. Progress and expected may both be multiplied by a weight.
create or replace function tillit.rag(finished boolean, paused boolean, overdue_days int, progress numeric, expected numeric)
returns text immutable parallel safe
return case when finished then 'green'
            when overdue_days > 30 or tillit.falls_short(progress, expected, 0.75) then 'red'
            when overdue_days > 0 or tillit.falls_short(progress, expected, 0.90) or paused then 'amber'
            else 'green' end;

-- Actions as progress sees them.
create or replace view tillit.delivery as
select a.code, a.goal, a.plan, a.weight, a.start_date, a.end_date, a.state,
       coalesce(case a.progress_source when 'milestones' then m.met else a.progress end, 0) as progress
from tillit.action a
left join lateral (select tillit.quotient(sum(m.weight) filter (where m.state = 'met'), sum(m.weight)) as met
                   from tillit.milestone m where m.action = a.code) m on true;
grant select on tillit.delivery to tillit_app;

-- What is followed up, as its status on a day sees it; progress is what is known now. Null where nothing can be said: an
-- action, goal or plan given up, and a goal or plan without actions.
create or replace function tillit.status_on(plan text, goal text, action text, day date) returns text stable
begin atomic
    select case when status_on.action is not null then
                    (select tillit.rag(d.state = 'done', d.state = 'paused', tillit.overdue_days(d.end_date, day, d.state = 'done'),
                                       d.progress, tillit.expected_progress(d.start_date, d.end_date, day))
                     from tillit.delivery d where d.code = status_on.action and d.state <> 'cancelled')
                else
                    (select tillit.rag(o.finished, false, tillit.overdue_days(o.end_date, day, o.finished), t.progress, t.expected)
                     from (select p.state = 'closed' as finished, p.state = 'cancelled' as given_up, p.end_date
                           from tillit.plan p where p.code = status_on.plan
                           union all
                           select g.state = 'achieved', g.state = 'dropped', g.target_date
                           from tillit.goal g where g.code = status_on.goal) as o
                     cross join lateral (
                         select sum(d.weight * d.progress) as progress,
                                sum(d.weight * tillit.expected_progress(d.start_date, d.end_date, day)) as expected
                         from tillit.delivery d
                         where (d.plan = status_on.plan or d.goal = status_on.goal) and d.state <> 'cancelled') as t
                     where not o.given_up and (o.finished or t.progress is not null))
           end;
end;

-- Computed when the follow-up is written, and kept: what was followed up goes on changing.
create or replace function tillit.keep_status() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' or new.as_of <> old.as_of then
        new.status_auto := tillit.status_on(new.plan, new.goal, new.action, new.as_of);
    else
        new.status_auto := old.status_auto;
    end if;
    return new;
end
$$;
create or replace trigger status_auto before insert or update on tillit.follow_up
    for each row execute function tillit.keep_status();

grant execute on function tillit.status_on(text, text, text, date), tillit.keep_status() to tillit_app;
grant execute on function tillit.quotient(numeric, numeric), tillit.expected_progress(date, date, date),
    tillit.schedule_index(numeric, numeric), tillit.falls_short(numeric, numeric, numeric),
    tillit.overdue_days(date, date, boolean), tillit.rag(boolean, boolean, int, numeric, numeric)
    to tillit_app, tillit_public;
