-- Publication, step 4: closes the open cells that the release replaces. Where it retracts a figure, every cell ever shown of
-- that observation leaves the audience's history (INV-2).
-- $1 release (text), $2 published_at (timestamptz). Result: none.

update tillit.published_cell p
set replaced_at = coalesce(p.replaced_at, $2::timestamptz),
    retracted_at = case when c.is_retracted then coalesce(p.retracted_at, $2::timestamptz) else p.retracted_at end
from (select p.observation, p.audience, p.published_at, r.is_retracted
      from tillit.release_cell d
      join tillit.release l on l.code = d.release
      join tillit.published_cell p on p.observation = d.observation and p.audience = l.audience
      -- few are there: looked up for those alone
      cross join lateral (select r.reason = 'retracted' as is_retracted from tillit.observation_revision r
                          where r.observation = p.observation and r.revision = d.revision offset 0) r
      where d.release = $1 and l.state not in ('published', 'withdrawn')
        and (p.replaced_at is null or r.is_retracted and p.retracted_at is null)) c
where (p.observation, p.audience, p.published_at) = (c.observation, c.audience, c.published_at);
