-- API keys (api.md 7): known by their hash only, never deleted while what they open is there.

create table tillit.list_role partition of tillit.reference_code (unique (code)) for values in ('role');
grant select on tillit.list_role to tillit_app;

-- The owner of what belongs to all is nobody's tenant, whatever a token claims.
create or replace function tillit.tenant() returns text stable parallel safe
return case when pg_catalog.pg_has_role('tillit_app', 'usage')
            then nullif(nullif(current_setting('tillit.municipality', true), ''), 'shared') end;

-- The evaluation that a key reads across municipalities.
create function tillit.evaluation() returns text stable parallel safe
return case when pg_catalog.pg_has_role('tillit_app', 'usage')
            then nullif(current_setting('tillit.evaluation', true), '') end;
grant execute on function tillit.evaluation() to tillit_app, tillit_public;

create table tillit.api_key (
    code         tillit.code primary key default 'key-' || left(gen_random_uuid()::text, 8) check (tillit.is_code(code)),
    role         tillit.code not null references tillit.list_role (code),
    municipality tillit.code references tillit.municipality,
    evaluation   tillit.code references tillit.evaluation on delete cascade,
    label        text check (label <> ''),
    hash         text not null check (hash ~ '^[0-9a-f]{64}$'),
    expires_at   timestamptz,
    revoked_at   timestamptz,
    constraint api_key_hash_key unique (hash),
    constraint api_key_municipality_check
        check ((municipality is not null) = (role in ('reader', 'editor', 'publisher', 'admin'))),
    constraint api_key_evaluation_check check ((evaluation is not null) = (role = 'evaluator'))
);
call tillit.make_resource('api_key');
create index api_key_municipality_idx on tillit.api_key (municipality);
create index api_key_evaluation_idx on tillit.api_key (evaluation);

-- A key that was revoked stays so, and nothing else about a key ever changes.
create function tillit.keep_revoked() returns trigger language plpgsql as $$
begin
    if old.revoked_at is not null then
        new.revoked_at := old.revoked_at;
    end if;
    return new;
end
$$;
create trigger keep_revoked before update on tillit.api_key for each row execute function tillit.keep_revoked();

-- Members see the keys of their municipality, operators all. Nobody reads the hash.
call tillit.protect('api_key', 'municipality');
revoke select, update, delete on tillit.api_key from tillit_app;
grant select (code, role, municipality, evaluation, label, expires_at, revoked_at, created_at, created_by, updated_at, row_version)
    on tillit.api_key to tillit_app;
grant update (revoked_at) on tillit.api_key to tillit_app;

-- Finding out who asks comes before anybody is a tenant: only inside a function of the owner's is current_user the owner.
create policy api_key_lookup on tillit.api_key for select to tillit_owner using (current_user = 'tillit_owner');
create function tillit.key_by_hash(wanted text)
returns table (code text, role text, municipality text, evaluation text, hash text)
stable security definer set search_path = pg_catalog language sql
begin atomic
    select k.code, k.role, k.municipality, k.evaluation, k.hash
    from tillit.api_key k
    where k.hash = key_by_hash.wanted and k.revoked_at is null and (k.expires_at is null or k.expires_at > now());
end;
grant execute on function tillit.key_by_hash(text) to tillit_app;
