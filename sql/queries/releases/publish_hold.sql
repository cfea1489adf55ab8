-- Publication, step 1: keeps figures from joining or leaving the release while it is published, and says when it will be:
-- at $2, now when that is null, and not before the end of the embargo.
-- $1 release (text), $2 published_at (timestamptz) or null. No row if it was published already.
-- Row hold: published_at, held, refused.

select api.time_text(greatest(coalesce($2::timestamptz, now()), l.embargo_until)) as published_at,
       tillit.hold_release(l.code, true) as held,
       case when $2::timestamptz > now()
            then tillit.refuse('release', 'published_at', 'future', 'the time of publication lies in the future') end as refused
from tillit.release l
where l.code = $1 and l.state not in ('published', 'withdrawn');
