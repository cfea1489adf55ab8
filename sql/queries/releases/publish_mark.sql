-- Publication, step 2: decides for every validated revision of a release whether its figures may be shown (domain.md A9,
-- primary rules; of several revisions of one observation the newest counts; whatever audience has been told of earlier ones). Complementary suppression comes next.
-- $1 release (text). Run again it decides anew. Result: none.

insert into tillit.release_cell as cell (release, observation, revision, owner, conf_status, hidden_reason, n_display)
select d.release, d.observation, d.revision, d.owner,
       case when d.hidden_reason is null then 'F' when d.hidden_reason = 'owner' then 'N'
            when d.hidden_reason in ('complementary', 'audit') then 'D' else 'A' end,
       d.hidden_reason,
       case when (d.n > 0 or d.protect_zero) and d.n < d.k then '<' || d.k else trim_scale(d.answered)::text end
from (
    select c.*,
           case
               when c.withheld then 'owner'
               when (c.n > 0 or c.protect_zero) and c.n < c.k then 'small_base'  -- also where no value goes with them
               when c.value is null or c.n is null then null
               when c.hide_homogeneous and c.n < c.k_reliable and c.is_unanimous
                    and tillit.group_path(c.respondent_group) && c.homogeneous_groups then 'homogeneous'
               when c.is_few_apart then 'earlier_release'
               -- what is hidden from anybody stays hidden until its own revision changes
               when c.was_hidden
               then (select e.hidden_reason from tillit.published_cell p
                     join tillit.release_cell e on e.release = p.release and e.observation = p.observation and e.revision = p.revision
                     where p.observation = c.observation and p.revision = c.revision and p.conf_status = 'C'
                       and p.release <> c.release
                     order by p.published_at desc limit 1)
           end as hidden_reason
    from (
        select distinct on (r.observation)
               l.code as release, l.audience, r.observation, r.revision, r.owner, r.value, r.x, v.statistic, o.respondent_group,
               m.n, m.answered, m.k, all_said_so.is_unanimous, earlier.is_few_apart, earlier.was_hidden,
               s.hide_homogeneous, s.homogeneous_groups, s.k_reliable, s.protect_zero,
               r.conf_status in ('N', 'C')  -- E: free when its release opens
               -- INV-8: a municipality that takes part in an evaluation's pool only
               or l.audience = 'public'
                  and exists (select from tillit.pooled_figure f
                              where (f.municipality, f.indicator, f.respondent_group, f.period)
                                    = (o.owner, o.indicator, o.respondent_group, o.period)) as withheld
        from tillit.release l
        join tillit.sdc_rule s on s.code = l.sdc_rule
        join tillit.observation_revision r on r.release = l.code and r.state = 'validated'
        join tillit.observation o on o.id = r.observation
        join tillit.indicator_version v on v.code = o.indicator_version
        cross join lateral (
            -- k concerns persons: n_valid, of a count the value, of a register that says no more all whom it is about
            select case when v.statistic = 'count' then r.value else coalesce(r.n_valid, r.population_size) end as n,
                   case when v.statistic = 'count' then r.value else r.n_valid end as answered,
                   greatest(case when v.statistic = 'count' then s.k_count else s.k_base end,
                            (s.k_by_group ->> o.respondent_group)::int) as k) m
        -- whether the figure tells what everybody answered
        cross join lateral (
            select case when v.statistic in ('share', 'kaplan_meier') then r.x in (0, m.n) or r.value in (0, 100)
                        when v.statistic = 'mean' then tillit.spread_or_none(r.sd, r.se, r.ci_low, r.ci_high, r.ci_method) = 0
                                                             or r.value in (tillit.scale_low(v.scale), tillit.scale_high(v.scale)) end) all_said_so (is_unanimous)
        -- all that was published of the observation, looked up once
        cross join lateral (
            select coalesce(bool_or(p.audience = l.audience and p.revision > r.revision), false) as is_newer,
                   coalesce(bool_or(shown.n <> m.n and abs(shown.n - m.n) < m.k), false) as is_few_apart,
                   coalesce(bool_or(p.revision = r.revision and p.conf_status = 'C' and p.release <> l.code), false) as was_hidden
            from tillit.published_cell p
            cross join lateral (values (case when v.statistic = 'count' then p.value else p.n_valid end)) as shown (n)
            where p.observation = r.observation) earlier
        where l.code = $1 and l.state not in ('published', 'withdrawn')
          and not earlier.is_newer  -- an older revision never replaces a newer one
        order by r.observation, r.revision desc) as c) as d
on conflict (release, observation) do update
    set conf_status = excluded.conf_status, hidden_reason = excluded.hidden_reason, n_display = excluded.n_display;
