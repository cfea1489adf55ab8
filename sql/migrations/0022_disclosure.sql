-- Disclosure control knows the whole lattice of a table (stats/lattice.h): its lines are no longer drawn here.
drop function tillit.disclosure_lines(text, timestamptz);
drop function tillit.disclosure_cells(text, timestamptz);
drop function tillit.disclosure_intervals(text, timestamptz);

-- What a revision is to readers: 0 shown, 1 hidden, 2 open (in the release at hand, shown unless it protects another), 3 never
-- seen. is_open is null outside that release.
create function tillit.disclosure_state(is_shown boolean, is_open boolean, is_hidden boolean) returns int
immutable parallel safe
return case when is_shown then 0 when is_open then 2 when is_hidden or is_open is false then 1 else 3 end;
grant execute on function tillit.disclosure_state(boolean, boolean, boolean) to tillit_app;
