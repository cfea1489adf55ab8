-- One row per code of a reference list, with its place and names: for labels beside codes. No collection of its own.

create view api.reference_codes as
select r.list, r.code, r.sort, r.name_sv, r.name_da, r.name_en
from tillit.reference_code r;
