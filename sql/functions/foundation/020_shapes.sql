-- What values look like.

create or replace function tillit.is_code(value text) returns boolean immutable parallel safe
return value ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(value) <= 100;

create or replace function tillit.is_period(value text) returns boolean immutable parallel safe
return value ~ '^[1-9][0-9]{3}(-(0[1-9]|1[0-2]|S[12]|Q[1-4]))?$';

-- A JSON array of objects that have just these members: external_ids, components, adoptions, members.
create or replace function tillit.is_object_list(value jsonb, members text[]) returns boolean immutable parallel safe
begin atomic
    select jsonb_typeof(value) = 'array' and not exists (
        select from jsonb_array_elements(case when jsonb_typeof(value) = 'array' then value else '[]' end) as element
        where jsonb_typeof(element) <> 'object'
           or exists (select from jsonb_object_keys(case when jsonb_typeof(element) = 'object' then element else '{}' end) as k
                      where k <> all (members))
           or not element ?& members);
end;

create or replace function tillit.uuid7() returns uuid volatile parallel safe
return encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
                                      placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
                                      from 1 for 6), 52, 1), 53, 1), 'hex')::uuid;

create or replace function tillit.is_uuid7(value uuid) returns boolean immutable parallel safe
return value::text ~ '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]';

grant execute on function tillit.is_code(text), tillit.is_object_list(jsonb, text[]), tillit.uuid7(),
    tillit.is_uuid7(uuid) to tillit_app;
grant execute on function tillit.is_period(text) to tillit_app, tillit_public;
