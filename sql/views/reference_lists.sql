-- Reference lists with their codes in order of sort. Columns code (trust-form), name (trust_form), title_sv, title_da,
-- title_en (what the list reference_list calls it), codes [{code, sort, parent, valid_from, valid_to, names}].

create view api.reference_lists as
select replace(r.list, '_', '-') as code, r.list as name, max(l.name_sv) as title_sv, max(l.name_da) as title_da, max(l.name_en) as title_en,
       jsonb_agg(jsonb_build_object('code', r.code, 'sort', r.sort, 'parent', r.parent, 'valid_from', r.valid_from, 'valid_to', r.valid_to,
                                    'names', jsonb_build_object('sv', r.name_sv, 'da', r.name_da, 'en', r.name_en))
                 order by r.sort) as codes,
       1 as row_version
from tillit.reference_code r
join tillit.reference_code l on l.list = 'reference_list' and l.code = r.list
group by r.list;
