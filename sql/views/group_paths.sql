-- Each respondent group with itself and the groups that it is part of. No collection of its own.

create view api.group_paths as
with recursive up as (
    select g.code::text, g.code::text as above from tillit.list_respondent_group g
    union all
    select u.code, g.parent::text from up u join tillit.list_respondent_group g on g.code = u.above where g.parent is not null
)
select u.code, array_agg(u.above) as path from up u group by u.code;
