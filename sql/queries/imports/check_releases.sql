-- Names the rows of staging (see import_releases) that contradict a release that is published already, or would publish one
-- ahead of time or before what it replaces. Of the columns that the file may lack, to_jsonb tells which are there.
-- $1 int: how many faults to return.
-- Codes: not_supported, release_published, fixed, future, order.
-- Row fault: line, column, code, detail, total.
select f.*, count(*) over () as total
from (
    select s.line, 'state' as "column", 'not_supported' as code, 'planned, published' as detail
    from staging s
    where s.wanted_state not in ('planned', 'published') and s.wanted_state <> s.state
    union all
    select s.line, 'state' as "column", 'release_published' as code, s.code as detail
    from staging s
    where s.state in ('published', 'withdrawn') and s.wanted_state <> s.state
    union all
    select s.line, 'published_at', 'fixed', api.time_text(s.published_at::timestamptz)
    from staging s
    where s.state in ('published', 'withdrawn') and s.wanted_at::timestamptz <> s.published_at::timestamptz
    union all
    select s.line, m.name, 'fixed', m.stored
    from staging s
    join tillit.release r on r.code = s.code and r.state in ('published', 'withdrawn')
    cross join lateral (values
        ('audience', coalesce(to_jsonb(s) ->> 'audience', 'internal'), r.audience::text),
        ('partners', coalesce(to_jsonb(s) ->> 'partners', '{}')::text[]::text, r.partners::text),
        ('sdc_rule', coalesce(to_jsonb(s) ->> 'sdc_rule', 'sdc-default'), r.sdc_rule::text)) as m (name, wanted, stored)
    where to_jsonb(s) ? m.name and m.wanted <> m.stored
    union all
    select s.line, 'published_at', 'future', 'the time of publication lies in the future'
    from staging s
    where s.wanted_at::timestamptz > now()
    union all
    select s.line, 'published_at', 'order', format('release "%s" was published at %s, and its figures are replaced', max(p.release),
           api.time_text(max(p.published_at)))
    from staging s
    join tillit.release l on l.code = s.code and l.state not in ('published', 'withdrawn')
    join tillit.observation_revision r on r.release = s.code and r.state = 'validated'
    join tillit.published_cell p on p.observation = r.observation and p.audience = l.audience and p.revision <= r.revision
         and p.replaced_at is null and p.published_at >= coalesce(s.wanted_at::timestamptz, now())
    where s.wanted_state = 'published'
    group by s.line
) as f
order by f.line, f."column"
limit $1;
