-- Who has answered each indicator, and about what: the respondent groups of the series that everybody may see.
-- by_sex: there are figures of women and men; areas: of municipalities (K), of regions and countries (L), of both (A);
-- has_units: of areas within municipalities.
-- Row answered: indicator, respondent_group, name_sv, name_da, name_en, by_sex, areas, has_units.
select s.indicator, s.respondent_group, min(g.name_sv) as name_sv, min(g.name_da) as name_da, min(g.name_en) as name_en,
       bool_or(s.sex <> '_T') as by_sex,
       case when not bool_or(s.area_type in ('region', 'country')) then 'K'
            when bool_or(s.area_type = 'municipality') then 'A' else 'L' end as areas,
       bool_or(s.area_type in ('district', 'neighbourhood', 'unit')) as has_units
from api.public_series_keys s
left join api.reference_codes g on g.list = 'respondent_group' and g.code = s.respondent_group
where s.figures > 0 and s.age_band = '_T'
group by s.indicator, s.respondent_group
order by s.indicator, s.respondent_group
