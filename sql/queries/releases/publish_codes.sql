-- Publication, step 3: the trees of codes that lines run along. Children of one kind divide their parent.
-- Periods are those of the years that the release tells of: a year has two halves, these two quarters each, and these three months.
-- $1 release (text). Parents before their children.
-- Row tree_code: dimension (age, area, group, period or sex), code, parent, kind, predecessors (separated by commas; null without), is_peer_group.
with recursive areas as (
    select a.code, a.parent, a.area_type, a.predecessors, 0 as depth from tillit.area a where a.parent is null
    union all
    select a.code, a.parent, a.area_type, a.predecessors, u.depth + 1 from areas u join tillit.area a on a.parent = u.code
), groups as (
    select g.code, g.parent, 0 as depth from tillit.list_respondent_group g where g.parent is null
    union all
    select g.code, g.parent, u.depth + 1 from groups u join tillit.list_respondent_group g on g.parent = u.code
), years as (
    select distinct left(o.period, 4) as year
    from tillit.release_cell d join tillit.observation o on o.id = d.observation where d.release = $1
), periods as (
    select y.year as code, null as parent, 0 as depth from years y
    union all
    select y.year || '-S' || n, y.year, 1 from years y, generate_series(1, 2) n
    union all
    select y.year || '-Q' || n, y.year || '-S' || (n + 1) / 2, 2 from years y, generate_series(1, 4) n
    union all
    select y.year || '-' || to_char(n, 'FM00'), y.year || '-Q' || (n + 2) / 3, 3 from years y, generate_series(1, 12) n
)
select c.dimension, c.code, c.parent, c.kind, c.predecessors, c.is_peer_group
from (
    select 'area' as dimension, a.code::text, a.parent::text, a.area_type::text as kind, nullif(array_to_string(a.predecessors, ','), '') as predecessors,
           a.code in (select p.code from tillit.peer_group p) as is_peer_group, a.depth from areas a
    union all
    select 'group', g.code, g.parent, '', null, false, g.depth from groups g
    union all
    select 'period', p.code, p.parent, tillit.period_freq(p.code), null, false, p.depth from periods p
    union all
    select 'sex', s.code, nullif('_T', s.code), '', null, false, (s.code <> '_T')::int from tillit.list_sex s
    union all
    select 'age', b.code, nullif('_T', b.code), '', null, false, (b.code <> '_T')::int from tillit.list_age_band b
) c
order by c.dimension, c.depth, c.code;
