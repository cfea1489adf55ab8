-- Releases: published ones as far as their audience, others for their owner. One whose time of publication has not come is
-- embargoed.

create view api.releases as
select t.code, t.owner, t.municipality, t.title, t.audience, t.partners, t.sdc_rule, t.planned_at, t.embargo_until, t.published_at,
       case when t.state = 'published' and t.published_at > now() then 'embargoed' else t.state end::tillit.code as state,
       t.created_at, t.updated_at, t.row_version
from tillit.release t;
