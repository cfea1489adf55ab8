-- Publication, step 4: closes the open cells that the release replaces. Where it retracts a figure, every cell ever shown of
-- that observation leaves the audience's history (INV-2).
-- $1 release (text), $2 published_at (timestamptz). Result: none.

update tillit.published_cell p
set replaced_at = coalesce(p.replaced_at, $2::timestamptz),
    retracted_at = case when r.reason = 'retracted' then coalesce(p.retracted_at, $2::timestamptz) else p.retracted_at end
from tillit.release_cell d
join tillit.release l on l.code = d.release
join tillit.observation_revision r on r.observation = d.observation and r.revision = d.revision
where d.release = $1 and l.state not in ('published', 'withdrawn')
  and p.observation = d.observation and p.audience = l.audience
  and (p.replaced_at is null or r.reason = 'retracted' and p.retracted_at is null);
