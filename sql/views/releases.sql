-- Releases: published ones as far as their audience, others for their owner.

create view api.releases as
select t.code, t.owner, t.municipality, t.title, t.audience, t.partners, t.sdc_rule, t.planned_at, t.embargo_until, t.published_at, t.state,
       t.created_at, t.updated_at, t.row_version
from tillit.release t;
