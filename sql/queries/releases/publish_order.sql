-- Publication, step 3: refuses a release that would come before what it replaces.
-- $1 release (text), $2 published_at (timestamptz). Result: none, or the refusal.

select tillit.refuse('release', 'published_at', 'order', format(
           'release "%s" must be published later than release "%s" (%s), whose figures it replaces', d.release, p.release,
           api.time_text(p.published_at)))
from tillit.release_cell d
join tillit.release l on l.code = d.release and l.state not in ('published', 'withdrawn')
join tillit.published_cell p on p.observation = d.observation and p.audience = l.audience and p.published_at >= $2::timestamptz
where d.release = $1
order by p.published_at desc
limit 1;
