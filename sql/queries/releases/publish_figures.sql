-- How many validated figures a release has. $1 release. Result: the number.
select count(*) from tillit.observation_revision r where r.release = $1 and r.state = 'validated';
