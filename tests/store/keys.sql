-- Keys: who sees and makes which, what nobody reads, what never changes, and finding out who asks.

begin;
\ir support/fixtures.sql
insert into tillit.api_key (code, role, municipality, evaluation, hash, expires_at, revoked_at) values
('key-own', 'editor', 'se-0001', null, repeat('1', 64), null, null),
('key-old', 'reader', 'se-0001', null, repeat('2', 64), now() - interval '1 second', null),
('key-gone', 'admin', 'se-0001', null, repeat('3', 64), null, now()),
('key-next', 'editor', 'se-0002', null, repeat('4', 64), now() + interval '1 day', null),
('key-eval', 'evaluator', null, 't-ev', repeat('5', 64), null, null),
('key-oper', 'operator', null, null, repeat('6', 64), null, null);

select plan(32);

-- the view, by tenant
create temp table expected (role text, municipality text, operator text, codes text);
insert into expected values
('tillit_public', '', '', null), ('tillit_public', 'se-0001', 'on', null), ('tillit_app', '', '', null),
('tillit_app', 'se-0001', '', 'key-gone key-old key-own'), ('tillit_app', 'se-0002', '', 'key-next'),
('tillit_app', '', 'on', 'key-eval key-gone key-next key-old key-oper key-own');
select is(tap.seen(role, municipality, operator, $$select string_agg(code, ' ' order by code) from api.api_keys where code ~ '^key-(own|old|gone|next|eval|oper)$'$$),
          codes, format('%s of %s operator %s', role, municipality, operator)) from expected;

-- the lookup needs no tenant, and gives only what is valid
select set_config('tillit.operator', '', true), set_config('tillit.municipality', '', true);
set local role tillit_app;
select results_eq(format('select code, role, municipality, evaluation from tillit.key_by_hash(%L)', repeat('1', 64)),
                  $$values ('key-own', 'editor', 'se-0001', null)$$, 'a key is found by its hash');
select results_eq(format('select code, role, municipality, evaluation from tillit.key_by_hash(%L)', repeat('5', 64)),
                  $$values ('key-eval', 'evaluator', null, 't-ev')$$, 'an evaluator, too');
select is_empty(format('select from tillit.key_by_hash(%L)', repeat('2', 64)), 'not one that has expired');
select is_empty(format('select from tillit.key_by_hash(%L)', repeat('3', 64)), 'nor one that was revoked');
select isnt_empty(format('select from tillit.key_by_hash(%L)', repeat('4', 64)), 'one that has not expired yet');
select is_empty($$select from tillit.key_by_hash('')$$, 'nothing has no hash');
select is_empty($$select from tillit.key_by_hash(null)$$, 'nor null');

-- nobody reads hashes or lists keys without a tenant
select throws_ok('select hash from tillit.api_key', '42501', null, 'the application does not read hashes');
select throws_ok('delete from tillit.api_key', '42501', null, 'nor delete keys');
select throws_ok($$update tillit.api_key set role = 'operator'$$, '42501', null, 'nor change what a key allows');
select throws_ok('update tillit.api_key set expires_at = null', '42501', null, 'nor when it expires');
select is_empty('select code from tillit.api_key', 'without a tenant there are none');

-- the owner of what belongs to all is nobody's tenant
select set_config('tillit.municipality', 'shared', true);
select is(tillit.tenant(), null, 'shared is no municipality');
select throws_ok($$insert into tillit.term (code, name_sv, name_da, name_en, description_sv, description_da, description_en)
                   values ('x', 'x', 'x', 'x', 'x', 'x', 'x')$$, '42501', null, 'nobody writes the shared catalogue as its owner');
select is_empty($$update tillit.focus_area set sort = sort returning code$$, 'nor changes it');

-- members make and revoke those of their municipality
select set_config('tillit.municipality', 'se-0001', true);
select lives_ok($$insert into tillit.api_key (role, municipality, hash) values ('reader', 'se-0001', repeat('a', 64))$$, 'of its own');
select throws_ok($$insert into tillit.api_key (role, municipality, hash) values ('reader', 'se-0002', repeat('b', 64))$$, '42501', null, 'not of another');
select throws_ok($$insert into tillit.api_key (role, hash) values ('operator', repeat('c', 64))$$, '42501', null, 'not an operator');
select throws_ok($$insert into tillit.api_key (role, evaluation, hash) values ('evaluator', 't-ev', repeat('d', 64))$$, '42501', null, 'not an evaluator');
select lives_ok($$update tillit.api_key set revoked_at = now() where code in ('key-own', 'key-next')$$, 'it revokes');
reset role;
select is((select string_agg(code, ' ' order by code) from tillit.api_key where revoked_at is not null and code in ('key-own', 'key-next')), 'key-own', 'its own only');
update tillit.api_key set revoked_at = null where code = 'key-gone';
select isnt((select revoked_at from tillit.api_key where code = 'key-gone'), null, 'who is revoked stays so');

-- what a role names
select throws_ok($$insert into tillit.api_key (role, hash) values ('editor', repeat('e', 64))$$, '23514', null, 'an editor without municipality');
select throws_ok($$insert into tillit.api_key (role, municipality, hash) values ('operator', 'se-0001', repeat('e', 64))$$, '23514', null, 'an operator with one');
select throws_ok($$insert into tillit.api_key (role, municipality, evaluation, hash) values ('editor', 'se-0001', 't-ev', repeat('e', 64))$$, '23514', null, 'an editor with an evaluation');
select throws_ok($$insert into tillit.api_key (role, hash) values ('evaluator', repeat('e', 64))$$, '23514', null, 'an evaluator without one');

select * from finish();
rollback;
