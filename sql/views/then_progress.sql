-- Actions of a plan against time on a day (domain.md A10), one row each, with the sums over those not cancelled beside it.

create function api.plan_progress(plan text, day date)
returns table (code text, expected double precision, spi double precision, overdue_days int, rag text, has_warning boolean,
               plan_progress double precision, plan_expected double precision, plan_spi double precision) stable parallel safe
begin atomic
    select a.code, s.expected::double precision as expected,
           tillit.schedule_index(a.exact_progress, s.expected)::double precision as spi, s.overdue_days,
           case when a.state <> 'cancelled'
                then tillit.rag(a.state = 'done', a.state = 'paused', s.overdue_days, a.exact_progress, s.expected) end as rag,
           not a.strategy_fits as has_warning,
           tillit.quotient(sum(a.weight * a.exact_progress) filter (where a.state <> 'cancelled') over (),
                           sum(a.weight) filter (where a.state <> 'cancelled') over ())::double precision,
           tillit.quotient(sum(a.weight * s.expected) filter (where a.state <> 'cancelled') over (),
                           sum(a.weight) filter (where a.state <> 'cancelled') over ())::double precision as plan_expected,
           tillit.schedule_index(sum(a.weight * a.exact_progress) filter (where a.state <> 'cancelled') over (),
                                 sum(a.weight * s.expected) filter (where a.state <> 'cancelled') over ())::double precision as plan_spi
    from api.asked_actions a
    cross join lateral (select tillit.expected_progress(a.start_date, a.end_date, plan_progress.day) as expected,
                               tillit.overdue_days(a.end_date, plan_progress.day, a.state in ('done', 'cancelled')) as overdue_days) as s
    where a.plan = plan_progress.plan;
end;
grant execute on function api.plan_progress(text, date) to tillit_app, tillit_public;
