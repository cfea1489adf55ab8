-- How the asker shares in an evaluation; written even when it stays as it is, for that is how a municipality agrees.
-- $1 code, $2 share level, $3 sampling or null. Result: none.
update tillit.evaluation_member m
set share_level = $2, sampling = $3
where m.evaluation = $1 and m.municipality = (select tillit.tenant());
