-- Trees of codes.

-- A respondent group and the groups that it is part of.
create or replace function tillit.group_path(code text) returns text[] stable language sql
begin atomic
    with recursive up as (
        select g.code::text, g.parent::text from tillit.list_respondent_group g where g.code = group_path.code
        union
        select g.code::text, g.parent::text from up join tillit.list_respondent_group g on g.code = up.parent)
    select array_agg(up.code) from up;
end;

grant execute on function tillit.group_path(text) to tillit_app;
