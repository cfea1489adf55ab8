-- The progress of an action that comes back as it was shown stays as it is stored: where milestones tell it
-- (imports/kinds.c: shown_progress), and where nobody has told it, which shows as 0. Result: none.
update staging s
set progress = a.progress::text
from tillit.action a
where a.code = s.code
  and (s.shown_progress is not null and s.progress is null or a.progress is null and s.progress::numeric = 0);
