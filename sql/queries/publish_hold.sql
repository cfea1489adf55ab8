-- Publication, step 1: keeps figures from joining or leaving the release while it is published, and refuses to publish ahead
-- of time: a cell is public as soon as it is there.
-- $1 release (text), $2 published_at (timestamptz). Result: one row of no meaning; none if it was published already.

select tillit.hold_release(l.code, true),
       case when $2::timestamptz > now()
            then tillit.refuse('release', 'published_at', 'future', 'the time of publication lies in the future') end,
       case when l.embargo_until > now()
            then tillit.refuse('release', 'embargo_until', 'future', 'the embargo is not over') end
from tillit.release l
where l.code = $1 and l.state not in ('published', 'withdrawn');
