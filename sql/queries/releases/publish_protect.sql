-- Publication, step 3: hides cells so that those hidden for their own sake cannot be computed.
-- $1 release (text), $2 observations, $3 their reasons (arrays as text). Result: none.
update tillit.release_cell d
set conf_status = 'D', hidden_reason = m.reason
from unnest($2::bigint[], $3::text[]) as m (observation, reason)
where d.release = $1 and d.observation = m.observation and d.conf_status = 'F';
