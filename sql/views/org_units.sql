-- Organisational units; for the municipality's members.

create view api.org_units as
select t.code, t.municipality, t.name, t.governance_level, t.headcount,
       t.created_at, t.updated_at, t.row_version
from tillit.org_unit t;
