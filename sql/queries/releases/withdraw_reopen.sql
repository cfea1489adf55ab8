-- Withdrawal, step 2: what an embargoed release would have replaced goes on.
-- $1 release. Result: none.
update tillit.published_cell p
set replaced_at = null
from tillit.release l, tillit.published_cell w
where l.code = $1 and l.published_at > now() and w.release = l.code
  and p.observation = w.observation and p.audience = w.audience and p.release <> l.code and p.replaced_at = l.published_at;
