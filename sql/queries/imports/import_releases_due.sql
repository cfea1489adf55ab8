-- The releases of staging that are to be published now: the file says so, they are not, and there are figures for them.
-- No parameters. In the order of publication.
-- Row due_release: code, wanted_at (null: now).
select s.code, s.wanted_at
from staging s
join tillit.release r on r.code = s.code and r.state not in ('published', 'withdrawn')
where s.wanted_state = 'published'
  and exists (select from tillit.observation_revision o where o.release = s.code and o.state = 'validated')
order by coalesce(s.wanted_at::timestamptz, now()), s.code;
