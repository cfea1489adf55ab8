-- What was known then: api.known_plans and so on are the views of now over tillit.known_plan and so on, read when as_of is asked
-- for; api.asked_plans and so on are the one or the other, for statements that serve both.

do $$
declare
    kind record;
    was constant text := '\mtillit\.(plan|goal|action|milestone|target|delivery)\M(?=\s)';
begin
    execute format('create or replace view tillit.known_delivery as %s',
                   regexp_replace(pg_get_viewdef('tillit.delivery'::regclass), was, 'tillit.known_\1', 'g'));
    grant select on tillit.known_delivery to tillit_app;
    for kind in
        select v from unnest(array['plans', 'goals', 'actions', 'milestones', 'targets']) as v
    loop
        execute format('create view api.known_%s as %s', kind.v,
                       regexp_replace(pg_get_viewdef(format('api.%I', kind.v)::regclass), was, 'tillit.known_\1', 'g'));
        execute format('create view api.asked_%1$s as '
                       'select * from api.%1$I where (select tillit.as_of()) is null union all '
                       'select * from api.known_%1$s where (select tillit.as_of()) is not null', kind.v);
    end loop;
end
$$;
