-- How many validated figures a release has. $1 release.
-- Row release_size: n_figures.
select count(*) as n_figures from tillit.observation_revision r where r.release = $1 and r.state = 'validated';
