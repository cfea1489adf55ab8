-- Reference lists with their codes in order of sort. Columns code (trust-form), name (trust_form), codes [{code, sort, parent, valid_from, valid_to, names}].

create view api.reference_lists as
select replace(r.list, '_', '-') as code, r.list as name,
       jsonb_agg(jsonb_build_object('code', r.code, 'sort', r.sort, 'parent', r.parent, 'valid_from', r.valid_from, 'valid_to', r.valid_to,
                                    'names', jsonb_build_object('sv', r.name_sv, 'da', r.name_da, 'en', r.name_en))
                 order by r.sort) as codes,
       1 as row_version
from tillit.reference_code r
group by r.list;
