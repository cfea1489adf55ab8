-- Names every row of the table staging (see import_life_table_rows) that the database must refuse, before the merge.
-- $1 int: how many faults to return.
-- Codes: no_such_revision (once for each observation that is not there), repeated_row, stored_differs, too_many_leave (more exits and censored than at risk).
-- Row fault: line, column, code, detail, total.

with staged as materialized (
    select s.line, r.observation, r.revision, s.month::int as month, s.at_risk::int as at_risk, s.exits::int as exits, s.censored::int as censored,
           concat_ws(', ', s.period, case when v.horizon_months is null then 'horizon_months = null'
                                          when max(s.month::int) over (partition by s.indicator_version, s.area, s.period, s.respondent_group, s.sex, s.age_band)
                                               < v.horizon_months then 'month < ' || v.horizon_months end) as lacking,
           t.month as stored_month, t.at_risk as stored_at_risk, t.exits as stored_exits, t.censored as stored_censored,
           (s.indicator_version, s.area, s.period, s.respondent_group, s.sex, s.age_band, s.revision) as series
    from staging s
    left join tillit.indicator_version v on v.code = s.indicator_version
    left join tillit.observation o on o.indicator_version = s.indicator_version
         and o.area = s.area and o.period = s.period
         and o.respondent_group = coalesce(s.respondent_group, '_T') and o.sex = coalesce(s.sex, '_T') and o.age_band = coalesce(s.age_band, '_T')
    left join tillit.observation_revision r on r.observation = o.id
         and case when s.revision is null then r.superseded_at is null else r.revision = s.revision::int end
    left join tillit.life_table_row t on t.observation = r.observation and t.revision = r.revision and t.month = s.month::int
), numbered as (
    select s.*, first_value(s.line) over (partition by s.observation, s.revision, s.month order by s.line) as first_line,
           first_value(s.line) over (partition by s.series order by s.line) as head
    from staged s
), fault (line, "column", code, detail) as (
    select n.line, f.col, f.code, f.detail
    from numbered n
    cross join lateral (values
        ('period', 'no_such_revision', n.lacking, n.observation is null and n.line = n.head),
        ('month', 'repeated_row', n.first_line::text, n.observation is not null and n.first_line <> n.line),
        ('at_risk', 'too_many_leave', n.at_risk::text, n.exits + n.censored > n.at_risk),
        ('at_risk', 'stored_differs', concat_ws('|', n.stored_at_risk, n.stored_exits, n.stored_censored),
            n.stored_month is not null and (n.at_risk, n.exits, n.censored) <> (n.stored_at_risk, n.stored_exits, n.stored_censored))
    ) as f (col, code, detail, wrong)
    where f.wrong
)
select line, "column", code, detail, count(*) over () as total
from fault
order by line, "column", code
limit $1;
