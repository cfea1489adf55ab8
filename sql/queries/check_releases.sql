-- Names the rows of staging (see import_releases) that contradict a release that is published already.
-- $1 int: how many faults to return. Result: line, column, code, detail, total.
-- Codes: release_published, fixed.
select f.*, count(*) over () as total
from (
    select s.line, 'state' as "column", 'release_published' as code, s.code as detail
    from staging s
    where s.state in ('published', 'withdrawn') and s.wanted_state <> s.state
    union all
    select s.line, 'published_at', 'fixed', to_char(s.published_at::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
    from staging s
    where s.state in ('published', 'withdrawn') and s.wanted_at::timestamptz <> s.published_at::timestamptz
) as f
order by f.line, f."column"
limit $1;
