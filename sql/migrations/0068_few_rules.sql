-- What is asked of many rows takes the rules of disclosure control along, once for all of them (tillit.few_rules): what asked a table
-- for each row is gone. What called it is made anew after this.
-- squawk-ignore-file ban-drop-function
drop function if exists tillit.is_open_draft(text, text, text, text, int, int) cascade;
drop function if exists tillit.is_part_of_group(text), tillit.least_reliable() cascade;
