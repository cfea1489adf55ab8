-- API keys (api.md 7): known by their hash only, never deleted while what they open is there.

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
comment on constraint api_key_municipality_check on tillit.api_key
    is 'exactly_when|role = reader, editor, publisher, admin';
comment on constraint api_key_evaluation_check on tillit.api_key is 'exactly_when|role = evaluator';
comment on constraint api_key_hash_check on tillit.api_key is 'must_be|SHA-256';
create index api_key_municipality_idx on tillit.api_key (municipality);
create index api_key_evaluation_idx on tillit.api_key (evaluation);
