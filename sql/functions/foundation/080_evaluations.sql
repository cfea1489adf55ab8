-- What policies ask. Tables are named in the text of the body, not looked up when the function is made: policies need it
-- before there is any table.

-- The figures that an evaluator compares. A function that the planner cannot look into: as policies with joins of their own
-- they made the publication of a release ten times as slow.
create or replace function tillit.shared_figures(evaluation text) returns table (observation bigint, revision int)
stable parallel safe rows 100 security definer set search_path = pg_catalog, pg_temp language sql as $$
    select o.id, r.revision
    from tillit.evaluation e
    join tillit.evaluation_member m on m.evaluation = e.code and m.share_level = 'named' and m.agreed
    join tillit.evaluation_measure q on q.evaluation = e.code
    join tillit.observation o on o.owner = m.municipality and o.area = m.municipality and o.indicator = q.indicator and o.respondent_group = q.respondent_group
         and o.period = any (e.pre_periods || array[e.before_period, e.after_period]::text[])
    join tillit.observation_revision r on r.observation = o.id and r.superseded_at is null
    where e.code = shared_figures.evaluation
      and exists (select from tillit.release_cell d
                  where d.release = r.release and d.observation = r.observation and d.revision = r.revision)
$$;

grant execute on function tillit.shared_figures(text) to tillit_app, tillit_public;

-- The releases whose figures a municipality reads as a partner, as a policy of releases has it (900_access.sql). None for nobody.
create or replace function tillit.partner_releases(tenant text) returns table (release text)
stable parallel safe rows 100 security definer set search_path = pg_catalog, pg_temp language sql as $$
    select l.code
    from tillit.release l
    where partner_releases.tenant is not null and (l.partners = '{}' or partner_releases.tenant = any (l.partners))
      and (l.state = 'published' or l.withdrawn_at > l.published_at) and l.published_at <= now() and l.audience in ('public', 'partners')
$$;

grant execute on function tillit.partner_releases(text) to tillit_app, tillit_public;

-- Releases that have been published, so that their decisions hold (domain.md A9), whoever may see them: those that may hold figures
-- of a municipality, all for null. Asked once for all rows of a statement.
create or replace function tillit.decided_releases(municipality text) returns table (release text)
stable parallel safe rows 100 security definer set search_path = pg_catalog, pg_temp language plpgsql as $$
begin
    return query select l.code::text
    from tillit.release l
    where l.published_at is not null and (decided_releases.municipality is null or l.owner in ('shared', decided_releases.municipality));
end
$$;

grant execute on function tillit.decided_releases(text) to tillit_app, tillit_public;
