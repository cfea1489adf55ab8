-- Publication, step 3: the unknowns of the tables that the release touches (tillit.disclosure_cells).
-- $1 release (text), $2 published_at (timestamptz). Result, in the order of their numbers from 0: observation, revision, n, x, x_most, k,
-- state.
select c.observation, c.revision, c.n, c.x, c.x_most, c.k, c.state
from tillit.disclosure_cells($1, $2::timestamptz) c
order by c.place;
