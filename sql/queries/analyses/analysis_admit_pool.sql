-- Which hidden members' figures one effect may be shown of (tillit.admit_pool), for a connection of the operator's; it is noted.
-- $1 indicator, $2 respondent group, $3 and $4 the two periods, $5 the hidden members with commas, in order; $6 the named ones.
-- One row.
-- Row admitted: members (with commas, or null).
select array_to_string(tillit.admit_pool($1, $2, $3, $4, string_to_array($5, ','), string_to_array($6, ',')), ',') as members
