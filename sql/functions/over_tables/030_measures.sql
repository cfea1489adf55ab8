-- Versions of indicators.

-- The version that new figures belong to: the newest one in force. A view, not a function: the views of schema api read it as
-- their owner, under the reader's policies.
create or replace view tillit.active_version as
select distinct on (v.indicator) v.indicator, v.code
from tillit.indicator_version v
where v.valid_from <= tillit.today()
order by v.indicator, v.version desc;
grant select on tillit.active_version to tillit_app;
