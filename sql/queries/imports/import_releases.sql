-- Releases are published by their figures, not by their row: staging keeps what the file wishes in wanted_state and wanted_at,
-- and takes state and published_at from what is stored, a new release being planned.
-- No parameters. Result: none.
update staging s
set wanted_state = s.state, wanted_at = s.published_at,
    state = coalesce((select r.state from tillit.release r where r.code = s.code), 'planned'),
    published_at = (select r.published_at::text from tillit.release r where r.code = s.code);
