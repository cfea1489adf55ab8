-- Whether the persons of one figure are, or may be, among those of another: of the same area or one around it, and of the same group
-- or one around it, either way. $1 area, $2 respondent group; $3 area, $4 respondent group of the other.
-- Row overlap: is_overlapping.
with recursive up as (
    select s.side, a.code, a.parent
    from (values (1, $1::text), (2, $3::text)) as s (side, code)
    join api.areas a on a.code = s.code
    union all
    select u.side, a.code, a.parent from up u join api.areas a on a.code = u.parent
)
select ($1 in (select u.code from up u where u.side = 2) or $3 in (select u.code from up u where u.side = 1))
       and exists (select from api.group_paths g where g.code = $2 and $4 = any (g.path) or g.code = $4 and $2 = any (g.path)) as is_overlapping
