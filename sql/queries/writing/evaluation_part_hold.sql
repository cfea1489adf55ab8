-- The evaluation in which the asker takes part without owning it, held for its change. $1 code. One row.
-- Row held_part: version (or null).
select tillit.hold_evaluation($1) as version;
