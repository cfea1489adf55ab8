-- Where the class of an area is told to (domain.md 5). $1 area. One row.
-- Row class_shown: is_large (a municipality or larger), publishes (its municipality has decided to publish its class).
select a.area_type in ('country', 'region', 'peer_group', 'municipality') as is_large, a.publish_class as publishes
from api.areas a where a.code = $1
