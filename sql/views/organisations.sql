-- Organisations of civil society.

create view api.organisations as
select t.code, t.municipality, t.name, t.kind, t.areas, t.focus_areas, t.start_date, t.end_date, t.agreement, t.url, t.audience,
       t.created_at, t.updated_at, t.row_version
from tillit.organisation t;
