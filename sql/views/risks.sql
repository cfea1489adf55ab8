-- Risks and conflicts of interest of a plan; for the municipality's members.

create view api.risks as
select t.code, t.plan, t.municipality, t.kind, t.description, t.probability, t.consequence, t.handling, t.state,
       t.created_at, t.updated_at, t.row_version
from tillit.risk t;
