-- Publication, step 6: the release is published.
-- $1 release (text), $2 published_at (timestamptz). Result: code, cells, hidden; no row if it was published already.

update tillit.release l
set state = 'published', published_at = $2::timestamptz
where l.code = $1 and l.state not in ('published', 'withdrawn')
returning l.code,
          (select count(*) from tillit.release_cell d where d.release = l.code) as cells,
          (select count(*) from tillit.release_cell d where d.release = l.code and d.conf_status <> 'F') as hidden;
