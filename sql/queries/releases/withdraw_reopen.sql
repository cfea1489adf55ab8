-- Withdrawal, step 2: what an embargoed release would have replaced goes on, until the next one replaces it.
-- $1 release. Result: none.
update tillit.published_cell p
set replaced_at = (select min(n.published_at) from tillit.published_cell n
                   where (n.observation, n.audience) = (p.observation, p.audience) and n.published_at > l.published_at
                     and n.retracted_at is null)
from tillit.release l, tillit.published_cell w
where l.code = $1 and l.published_at > now() and w.release = l.code
  and p.observation = w.observation and p.audience = w.audience and p.release <> l.code and p.replaced_at = l.published_at;
