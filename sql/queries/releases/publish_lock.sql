-- Publication, step 1: publications of the same tables (indicator version and year, since periods lie in one another) wait for one another,
-- so that each knows what the one before it shows. A table has one of 64 locks, taken in their order.
-- $1 release. Result: none.
select pg_advisory_xact_lock(hashtext('tillit.publication'), l.number)
from (select distinct abs(hashtext(o.indicator_version || ' ' || left(o.period, 4)) % 64) as number
      from tillit.observation_revision r join tillit.observation o on o.id = r.observation
      where r.release = $1 and r.state = 'validated'
      order by 1) l;
