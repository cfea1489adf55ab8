-- API keys (api.md 7).

-- A key that was revoked stays so, and nothing else about a key ever changes.
create or replace function tillit.keep_revoked() returns trigger language plpgsql as $$
begin
    if old.revoked_at is not null then
        new.revoked_at := old.revoked_at;
    end if;
    return new;
end
$$;
create or replace trigger keep_revoked before update on tillit.api_key
    for each row execute function tillit.keep_revoked();

-- Asked with every request: PL/pgSQL keeps its plan for the session.
create or replace function tillit.key_by_hash(wanted text)
returns table (code text, role text, municipality text, evaluation text, hash text)
stable rows 1 security definer set search_path = pg_catalog, pg_temp language plpgsql as $$
begin
    return query select k.code::text, k.role::text, k.municipality::text, k.evaluation::text, k.hash
    from tillit.api_key k
    where k.hash = key_by_hash.wanted and k.revoked_at is null and (k.expires_at is null or k.expires_at > now());
end
$$;

grant execute on function tillit.key_by_hash(text) to tillit_app;
