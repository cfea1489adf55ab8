-- Releases, publication and disclosure control.

-- What was decided for an audience stays as it was published.
create or replace function tillit.guard_release() returns trigger language plpgsql as $$
declare
    changed text;
begin
    select c into changed from unnest(array['owner', 'audience', 'partners', 'sdc_rule', 'published_at']) as c
        where to_jsonb(new) -> c is distinct from to_jsonb(old) -> c limit 1;
    if found then
        perform tillit.refuse_as('release', changed, 'release_published', old.code);
    end if;
    return new;
end
$$;
create or replace trigger guard_update before update on tillit.release
    for each row when (old.state in ('published', 'withdrawn')) execute function tillit.guard_release();

-- What has happened is never changed; what has not happened yet may still be called off.
create or replace function tillit.guard_published_cell() returns trigger language plpgsql as $$
declare
    same tillit.published_cell := new;
begin
    same.replaced_at := old.replaced_at;
    same.retracted_at := old.retracted_at;
    if same is distinct from old
       or old.replaced_at <= now() and new.replaced_at is distinct from old.replaced_at
       or old.retracted_at <= now() and new.retracted_at is distinct from old.retracted_at then
        raise exception using errcode = '23514', message = 'a published cell is never changed, only replaced or retracted',
                              schema = 'tillit', table = 'published_cell', constraint = 'published_cell_append_only';
    end if;
    return new;
end
$$;
create or replace trigger guard_update before update on tillit.published_cell
    for each row execute function tillit.guard_published_cell();

-- INV-11, whoever may see the release.
create or replace function tillit.is_embargoed(release text) returns boolean
stable parallel safe security definer set search_path = pg_catalog, pg_temp language plpgsql as $$
begin
    return (select coalesce((select l.embargo_until > now() from tillit.release l where l.code = is_embargoed.release), false));
end
$$;

-- What a revision is to readers: 0 shown, 1 hidden, 2 open (in the release at hand, shown unless it protects another), 3 never
-- seen. is_open is null outside that release.
create or replace function tillit.disclosure_state(is_shown boolean, is_open boolean, is_hidden boolean) returns int
immutable parallel safe
return case when is_shown then 0 when is_open then 2 when is_hidden or is_open is false then 1 else 3 end;

-- Whether a figure is missing because there are no answers: not taken back, not withheld.
create or replace function tillit.is_nobody(obs_status text, reason text) returns boolean
immutable parallel safe
return obs_status in ('O', 'M', 'L') and reason <> 'retracted';

grant execute on function tillit.guard_release(), tillit.guard_published_cell(),
    tillit.disclosure_state(boolean, boolean, boolean), tillit.is_nobody(text, text) to tillit_app;
grant execute on function tillit.is_embargoed(text) to tillit_app, tillit_public;
