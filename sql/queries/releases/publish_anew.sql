-- Publication, step 2: forgets what was decided when the release was checked about revisions that it will not show: those that are
-- not its newest any more, since a correction has joined it or they have left it, and those that a later one, published to the
-- same readers meanwhile, has overtaken. publish_mark decides on the others anew.
-- $1 release (text). Result: none.
delete from tillit.release_cell d
using tillit.release l
where l.code = $1 and l.state not in ('published', 'withdrawn') and d.release = l.code
  and (d.revision is distinct from (select max(r.revision) from tillit.observation_revision r
                                    where r.observation = d.observation and r.release = l.code and r.state = 'validated')
       or exists (select from tillit.published_cell p
                  where p.observation = d.observation and p.audience = l.audience and p.revision > d.revision));
