-- The municipality that an area lies in. $1 area. At most one row; none for a municipality itself.
-- Row parent: code.
with recursive up as (
    select a.code, a.parent, a.area_type from api.areas a where a.code = $1
    union all
    select p.code, p.parent, p.area_type from up join api.areas p on p.code = up.parent
)
select code from up where code <> $1 and area_type = 'municipality' limit 1
