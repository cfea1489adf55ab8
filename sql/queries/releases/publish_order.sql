-- Publication, step 3: refuses a release that would come before what it replaces. No row where nothing of its figures was published
-- to its audience before: then nothing has to be closed either.
-- $1 release (text), $2 published_at (timestamptz).
-- Row last_before: published_at, refused.

select p.published_at,
       case when p.published_at >= $2::timestamptz then tillit.refuse('release', 'published_at', 'order', format(
           'release "%s" must be published later than release "%s" (%s), whose figures it replaces', d.release, p.release,
           api.time_text(p.published_at))) end as refused
from tillit.release_cell d
join tillit.release l on l.code = d.release and l.state not in ('published', 'withdrawn')
join tillit.published_cell p on p.observation = d.observation and p.audience = l.audience
where d.release = $1
order by p.published_at desc
limit 1;
