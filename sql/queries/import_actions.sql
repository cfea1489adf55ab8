-- Where milestones tell the progress (imports_kinds.c: shown_progress), the one that is stored beside them stays as it is.
-- Result: none.
update staging s
set progress = a.progress::text
from tillit.action a
where a.code = s.code and s.shown_progress is not null and s.progress is null;
