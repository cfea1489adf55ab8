-- Which state of the published figures is read, as a text: as long as it is the same, so is all that was counted over them.

create view api.generation as
select concat_ws('.', g.number, (select count(*) from tillit.opening o where o.at <= now()), (select tillit.today())) as state
from tillit.generation g;
