-- Which state of the published figures is read, as a text: as long as it is the same, so is all that was counted over them.

create view api.generation as
select concat_ws('.', g.number, (select count(*) from tillit.opening o where o.at <= now()), (select tillit.today())) as state
from tillit.generation g;

-- The same for all that one asker reads inside. What an evaluator reads also depends on what others agreed to: never the same.
create view api.member_generation as
select concat_ws('.', g.state, case when tillit.is_operator() then (select sum(n.number) from tillit.owner_generation n)
                                else (select sum(n.number) from tillit.owner_generation n where n.owner = (select tillit.tenant())) end,
                 tillit.tenant(), tillit.is_operator(), current_setting('tillit.reasons', true),
                 tillit.evaluation() || clock_timestamp()) as state
from api.generation g;
