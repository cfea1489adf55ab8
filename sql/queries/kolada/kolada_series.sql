-- Who has answered each indicator, and about what: the respondent groups of the series that everybody may see.
-- by_sex: there are figures of women and men; areas: of municipalities (K), of regions and countries (L), of both (A);
-- has_units: of areas within municipalities. Steps from each combination to the next (0065), however many areas there are.
-- Row answered: indicator, respondent_group, name_sv, name_da, name_en, by_sex, areas, has_units.
with recursive answered as (
    (select s.indicator, s.respondent_group, s.sex, s.area_type
     from api.public_series_keys s
     where s.age_band = '_T' and s.figures > 0
     order by s.indicator, s.respondent_group, s.sex, s.area_type
     limit 1)
    union all
    select n.indicator, n.respondent_group, n.sex, n.area_type
    from answered a
    cross join lateral (
        select s.indicator, s.respondent_group, s.sex, s.area_type
        from api.public_series_keys s
        where s.age_band = '_T' and s.figures > 0
          and (s.indicator, s.respondent_group, s.sex, s.area_type) > (a.indicator, a.respondent_group, a.sex, a.area_type)
        order by s.indicator, s.respondent_group, s.sex, s.area_type
        limit 1) n
)
select s.indicator, s.respondent_group, min(g.name_sv) as name_sv, min(g.name_da) as name_da, min(g.name_en) as name_en,
       bool_or(s.sex <> '_T') as by_sex,
       case when not bool_or(s.area_type in ('region', 'country')) then 'K'
            when bool_or(s.area_type = 'municipality') then 'A' else 'L' end as areas,
       bool_or(s.area_type in ('district', 'neighbourhood', 'unit')) as has_units
from answered s
left join api.reference_codes g on g.list = 'respondent_group' and g.code = s.respondent_group
group by s.indicator, s.respondent_group
order by s.indicator, s.respondent_group
