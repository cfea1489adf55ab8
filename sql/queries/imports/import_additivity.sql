-- INV-14: totals that are not the sum of their parts, after the merge of staging (see import_observations). A parent and all its
-- children along one dimension, everything else the same and unweighted: the districts or neighbourhoods of an area, the groups of
-- a group that the indicator asks, women and men (with others and unknown where there are any), the age bands.
-- $1 int: how many to return.
-- Row warned: line (of the total, else of its first part), column (n_valid or x), total.

with staged as materialized (
    select s.line, v.indicator, s.indicator_version, s.area, s.period, coalesce(s.respondent_group, '_T') as respondent_group,
           coalesce(s.sex, '_T') as sex, coalesce(s.age_band, '_T') as age_band
    from staging s
    join tillit.indicator_version v on v.code = s.indicator_version
), area_part as materialized (
    select a.code, a.parent, a.area_type, count(*) over (partition by a.parent, a.area_type) as parts
    from tillit.area a
    where a.area_type in ('district', 'neighbourhood')
), group_part as materialized (
    select i.code as indicator, g.code, g.parent, count(*) over (partition by i.code, g.parent) as parts
    from tillit.indicator i
    cross join unnest(i.trusters) as t (code)
    join tillit.list_respondent_group g on g.code = t.code and g.parent is not null
), area_sum as (
    select a.parent || array_agg(a.code) as codes from area_part a group by a.parent, a.area_type
), group_sum as (
    select g.indicator, g.parent || array_agg(g.code) as codes from group_part g group by g.indicator, g.parent
), series as materialized (
    select distinct s.indicator, s.area, s.respondent_group, s.sex, s.age_band from staged s
), sums as (
    -- the total and all parts of each sum that a staged series belongs to
    select s.*, c.codes as areas, array[s.respondent_group] as groups, array[s.sex] as sexes, array[s.age_band] as age_bands
    from (select unnest(a.codes) as code, a.codes from area_sum a) as c
    join series s on s.area = c.code
    union all
    select s.*, array[s.area], c.codes, array[s.sex], array[s.age_band]
    from (select g.indicator, unnest(g.codes) as code, g.codes from group_sum g) as c
    join series s on s.indicator = c.indicator and s.respondent_group = c.code
    union all
    select s.*, array[s.area], array[s.respondent_group], array['_T', 'F', 'M'], array[s.age_band] from series s
    union all
    select s.*, array[s.area], array[s.respondent_group], array[s.sex], array(select b.code::text from tillit.list_age_band b) from series s
), summed as materialized (
    -- without figures of each there is nothing to add up: of most files that is all, and none of their figures is looked for
    select distinct s.indicator, s.area, s.respondent_group, s.sex, s.age_band
    from sums s
    where not exists (select from unnest(s.areas) as a (code), unnest(s.groups) as g (code), unnest(s.sexes) as x (code), unnest(s.age_bands) as b (code)
                      where not exists (select from tillit.observation o
                                        where o.indicator = s.indicator and o.area = a.code and o.respondent_group = g.code
                                          and o.sex = x.code and o.age_band = b.code offset 0))
), whereabouts as materialized (
    select distinct area from summed
), near (of, area) as materialized (
    -- where a staged area is a whole, a part, or neither
    select a.area, a.area from whereabouts a
    union
    select a.area, p.parent from whereabouts a join area_part p on p.code = a.area
    union
    select a.area, p.code from whereabouts a join area_part p on p.parent = a.area
    union
    select a.area, b.code from whereabouts a join area_part p on p.code = a.area join area_part b on b.parent = p.parent and b.area_type = p.area_type
), wanted as materialized (
    select distinct s.indicator_version, n.area, s.period
    from staged s
    join summed using (indicator, area, respondent_group, sex, age_band)
    join near n on n.of = s.area
), cell as materialized (
    select o.indicator_version, o.indicator, o.area, o.period, o.respondent_group, o.sex, o.age_band, r.n_valid, r.x, s.line
    from wanted w
    -- looked up for each: a large import turns off loops, and would read the whole table for a part of it
    cross join lateral (select * from tillit.observation o
                        where o.indicator_version = w.indicator_version and o.area = w.area and o.period = w.period offset 0) o
    cross join lateral (select r.n_valid, r.x from tillit.observation_revision r
                        where r.observation = o.id and r.superseded_at is null and not r.weighted and r.n_valid is not null offset 0) r
    left join staged s on (s.indicator_version, s.area, s.period, s.respondent_group, s.sex, s.age_band)
                        = (o.indicator_version, o.area, o.period, o.respondent_group, o.sex, o.age_band)
), age_part as materialized (
    select count(*) - 1 as parts from tillit.list_age_band
), part as (
    select c.indicator_version, a.parent as area, c.period, c.respondent_group, c.sex, c.age_band, c.n_valid, c.x, c.line, a.area_type as part_of,
           a.parts
    from cell c
    join area_part a on a.code = c.area
    union all
    select c.indicator_version, c.area, c.period, g.parent, c.sex, c.age_band, c.n_valid, c.x, c.line, 'group', g.parts
    from cell c
    join group_part g on g.indicator = c.indicator and g.code = c.respondent_group
    union all
    select c.indicator_version, c.area, c.period, c.respondent_group, '_T', c.age_band, c.n_valid, c.x, c.line, 'sex',
           case when c.sex in ('F', 'M') then 2 end
    from cell c
    where c.sex <> '_T'
    union all
    select c.indicator_version, c.area, c.period, c.respondent_group, c.sex, '_T', c.n_valid, c.x, c.line, 'age', a.parts
    from cell c
    cross join age_part a
    where c.age_band <> '_T'
), whole as (
    select indicator_version, area, period, respondent_group, sex, age_band, sum(n_valid) as n_valid,
           case when count(x) = count(*) then sum(x) end as x, min(line) as line
    from part
    group by indicator_version, area, period, respondent_group, sex, age_band, part_of
    having count(parts) >= max(parts)
)
select coalesce(c.line, w.line) as line, case when w.n_valid <> c.n_valid then 'n_valid' else 'x' end as "column", count(*) over () as total
from whole w
join cell c using (indicator_version, area, period, respondent_group, sex, age_band)
where coalesce(c.line, w.line) is not null and (w.n_valid <> c.n_valid or w.x <> c.x)
order by 1, 2
limit $1;
