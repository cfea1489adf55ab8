-- Whether the asker takes part in an evaluation. $1 code. Result: a row when it does.
select from tillit.evaluation_member m where m.evaluation = $1 and m.municipality = (select tillit.tenant());
