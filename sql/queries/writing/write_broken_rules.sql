-- The rules that a row breaks: a new one, or a stored one with changes.
-- $1 table, $2 the stored row (jsonb, {} for none), $3 columns that go back to their default (text[]), $4 what is written
-- (jsonb), $5 columns whose value is unknown (text[]).
-- Row broken_rule: field, code, argument0, argument1.
select r.field, r.code, r.argument0, r.argument1
from tillit.broken_rules($1, tillit.with_defaults($1, ($2::jsonb - $3::text[]) || $4::jsonb) - $5::text[]) r;
