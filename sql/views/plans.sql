-- Plans. Progress is that of the actions not cancelled, by weight; rag is null for a plan without any, or cancelled.

create view api.plans as
select t.code, t.municipality, t.title, t.purpose, t.overall_strategies, t.partners, t.start_date, t.end_date,
       t.decided_by, t.state, t.audience, t.funding_value, t.funding_unit, t.funding_mult, t.funder,
       t.external_ids, tillit.quotient(s.done, s.weight)::double precision as progress,
       tillit.quotient(s.due, s.weight)::double precision as expected_progress, tillit.schedule_index(s.done, s.due)::double precision as spi,
       case when t.state <> 'cancelled' and (t.state = 'closed' or s.weight is not null)
            then tillit.rag(t.state = 'closed', false, tillit.overdue_days(t.end_date, (select tillit.today()), t.state = 'closed'), s.done, s.due) end as rag,
       t.created_at, t.updated_at, t.row_version
from tillit.plan t
cross join lateral (
    select sum(d.weight) as weight, sum(d.weight * d.progress) as done,
           sum(d.weight * tillit.expected_progress(d.start_date, d.end_date, (select tillit.today()))) as due
    from tillit.delivery d
    where d.plan = t.code and d.state <> 'cancelled') as s;
