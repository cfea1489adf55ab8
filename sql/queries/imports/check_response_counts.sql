-- Names every row of the table staging (see import_response_counts) that the database must refuse, before the merge.
-- $1 int: how many faults to return.
-- Codes: no_such_revision (once for each observation that is not there), repeated_row, not_an_option, stored_differs, wrong_sum (detail: n_valid).
-- Row fault: line, column, code, detail, total.

with staged as materialized (
    select s.line, r.observation, r.revision, r.n_valid, s.option_value::int as option_value, s.count::int as count, v.scale,
           concat_ws(', ', s.period, case when v.statistic not in ('share', 'mean') then 'statistic = ' || v.statistic
                                          when v.items > 1 then 'items = ' || v.items end) as lacking,
           c.count as stored, case when r.observation is null then (s.indicator_version, s.area, s.period, s.respondent_group, s.sex, s.age_band, s.revision) end as series
    from staging s
    left join tillit.indicator_version v on v.code = s.indicator_version
    left join tillit.observation o on o.indicator_version = v.code and o.area = s.area and o.period = s.period
         and o.respondent_group = coalesce(s.respondent_group, '_T') and o.sex = coalesce(s.sex, '_T') and o.age_band = coalesce(s.age_band, '_T')
    left join tillit.observation_revision r on r.observation = o.id
         and case when s.revision is null then r.superseded_at is null else r.revision = s.revision::int end
    left join tillit.response_count c on c.observation = r.observation and c.revision = r.revision and c.option_value = s.option_value::int
), numbered as (
    select s.*, first_value(s.line) over (partition by s.observation, s.revision, s.option_value order by s.line) as first_line,
           first_value(s.line) over (partition by s.observation, s.revision, s.series order by s.line) as head,
           sum(s.count) filter (where s.stored is null) over (partition by s.observation, s.revision)
               + coalesce((select sum(c.count) from tillit.response_count c where c.observation = s.observation and c.revision = s.revision), 0) as answers
    from staged s
), fault (line, "column", code, detail) as (
    select n.line, f.col, f.code, f.detail
    from numbered n
    cross join lateral (values
        ('period', 'no_such_revision', n.lacking, n.observation is null and n.line = n.head),
        ('option_value', 'repeated_row', n.first_line::text, n.observation is not null and n.first_line <> n.line),
        ('option_value', 'not_an_option', n.scale::text, n.observation is not null and coalesce(
            n.option_value not between tillit.scale_low(n.scale) and tillit.scale_high(n.scale), true)),
        ('count', 'stored_differs', n.stored::text, n.stored <> n.count),
        ('count', 'wrong_sum', n.n_valid::text, n.observation is not null and n.line = n.head and n.answers <> coalesce(n.n_valid, -1))
    ) as f (col, code, detail, wrong)
    where f.wrong
)
select line, "column", code, detail, count(*) over () as total
from fault
order by line, "column", code
limit $1;
