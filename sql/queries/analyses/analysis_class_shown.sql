-- Where the class of an area is told to (domain.md 5). $1 area. Result: one row: whether the area is a municipality or larger,
-- whether its municipality has decided to publish its class.
select a.area_type in ('country', 'region', 'peer_group', 'municipality'), a.publish_class from api.areas a where a.code = $1
