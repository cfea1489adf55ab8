-- Dialogues and arenas.

create view api.dialogues as
select t.code, t.municipality, t.plan, t.area, t.method, t.governance_level, t.held_on, t.participants, t.parties,
       t.outcome, t.audience,
       t.created_at, t.updated_at, t.row_version
from tillit.dialogue t;
