-- Plans. Progress is that of the actions not cancelled, by weight; rag is null for a plan without any, or cancelled.

create view api.plans as
select t.code, t.municipality, t.title, t.purpose, t.overall_strategies, t.partners, t.start_date, t.end_date,
       t.decided_by, t.state, t.audience, t.funding_value, t.funding_unit, t.funding_mult, t.funder,
       t.external_ids, s.progress, s.expected_progress, tillit.schedule_index(s.progress, s.expected_progress) as spi,
       case when t.state <> 'cancelled' and (t.state = 'closed' or s.progress is not null)
            then tillit.rag(t.state = 'closed', false, tillit.overdue_days(t.end_date, (select tillit.today()), t.state = 'closed'),
                            tillit.schedule_index(s.progress, s.expected_progress)) end as rag,
       t.created_at, t.updated_at, t.row_version
from tillit.plan t
cross join lateral (
    select sum(d.weight * d.progress) / sum(d.weight) as progress,
           sum(d.weight * tillit.expected_progress(d.start_date, d.end_date, (select tillit.today()))) / sum(d.weight) as expected_progress
    from tillit.delivery d
    where d.plan = t.code and d.state <> 'cancelled') as s;
