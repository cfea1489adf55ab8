-- Publication, step 2: forgets what was decided when the release was checked about revisions that are not its newest any more:
-- a correction has joined it, or they have left it. The others are decided on anew.
-- $1 release (text). Result: none.
delete from tillit.release_cell d
using tillit.release l
where l.code = $1 and l.state not in ('published', 'withdrawn') and d.release = l.code
  and d.revision is distinct from (select max(r.revision) from tillit.observation_revision r
                                   where r.observation = d.observation and r.release = l.code and r.state = 'validated');
