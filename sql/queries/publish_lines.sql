-- Publication, step 3: the lines of these tables (tillit.disclosure_lines).
-- $1 release (text), $2 published_at (timestamptz). Result: parent, children with commas, superseded; in order.
select l.parent, array_to_string(l.children, ','), l.superseded
from tillit.disclosure_lines($1, $2::timestamptz) l;
