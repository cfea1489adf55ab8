-- Names the rows of staging whose shown_progress (imports/kinds.c) is not the progress that the milestones tell.
-- $1 int: how many faults to return.
-- Row fault: line, column, code, detail, total.
select s.line, 'progress' as "column", 'shown_differs' as code, coalesce(v.progress::text, 'null') as detail, count(*) over () as total
from staging s
left join api.actions v on v.code = s.code and v.progress_source = 'milestones'
where s.shown_progress::double precision is distinct from v.progress and s.shown_progress is not null
order by s.line
limit $1;
