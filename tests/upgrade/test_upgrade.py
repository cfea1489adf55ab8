"""`tillit migrate` on a new database and on one of the former schema with data in it: the same catalogue, nothing lost.

before.sql.xz is pg_dump of a database that the program of commit 0fdf890 had migrated (0001 to 0022), with the demonstration
data, its keys, and what was done over HTTP afterwards: feedback with an Idempotency-Key, a changed goal, a release with small
figures published and withdrawn, refusals. before.key is the key of its audit trail and of nothing else. A later fixture is made
the same way: ./dev run, some requests, pg_dump without its lines that begin with a backslash and the word restrict, xz.
"""

import lzma
import os
import pathlib
import tempfile
import unittest

from support import database, server, settings

HERE = pathlib.Path(__file__).parent
CATALOGUE = (HERE / 'catalogue.sql').read_text(encoding='utf-8')
LATER = os.environ.get('TILLIT_LATER', '')  # the program with one migration more: 9999_later.sql
HEADS = ('operator:50:f302fc5a5d45a9b855ed68c533dd9d41bc15704592bc00cf359b0c4825c74b3c',
         'se-9901:9:146609e5af3398c0dd72df90f28cd45dbd3472e09169d71d38d977205ff4dd56',
         'se-9902:1:e1e8edce139f2baed32b981c2285a265e83d51d5a11ef0b89fff2965cc65acdb')

# Who reads: role, and settings of the caller.
READERS = {
    'the public': ('tillit_public', {}),
    'a reader': ('tillit_app', {'municipality': 'se-9901'}),
    'a publisher': ('tillit_app', {'municipality': 'se-9901', 'reasons': 'on'}),
    'another municipality': ('tillit_app', {'municipality': 'dk-991'}),
    'an evaluator': ('tillit_app', {'evaluation': 'ev-sam'}),
    'the operator': ('tillit_app', {'operator': 'on', 'reasons': 'on'}),
}


def program(name, *words, of=''):
    """Runs tillit, or another program, on a database: the completed process."""
    with tempfile.TemporaryDirectory() as folder:
        key = pathlib.Path(folder) / 'audit.key'
        key.touch(mode=0o600)
        key.write_bytes((HERE / 'before.key').read_bytes())
        kept, settings.PROGRAM = settings.PROGRAM, of or settings.PROGRAM
        try:
            return server.program(*words, run_as=[], **server.connection_strings(settings.PG_HOST, name), TILLIT_AUDIT_KEY_FILE=key)
        finally:
            settings.PROGRAM = kept


def migrate(name, of=''):
    """The steps that were taken."""
    done = program(name, 'migrate', of=of)
    if done.returncode:
        raise AssertionError(done.stdout + done.stderr)
    return [line.removeprefix('applying ') for line in done.stdout.splitlines() if line.startswith('applying ')]


def restore(name):
    database.create(name)
    database.run(name, (settings.REPOSITORY / 'sql/roles.sql').read_text(encoding='utf-8'))
    database.run(name, lzma.decompress((HERE / 'before.sql.xz').read_bytes()).decode())


def catalogue(name):
    return database.run(name, CATALOGUE).splitlines()


def columns(name, schema):
    """The columns of each table or view of a schema."""
    found = {}
    for relation, column in database.rows(name, f"""
            select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relnamespace = '{schema}'::regnamespace and c.relkind in ('r', 'v') and c.relname <> 'migration' order by 1, 2"""):
        found.setdefault(relation, []).append(column)
    return found


# Of the views of reference lists, the lists that there were: the program brings new ones.
FORMER_LISTS = {
    'reference_codes': "where v.list in (select unnest('{%s}'::text[]))",
    'reference_lists': "where replace(v.code, '-', '_') in (select unnest('{%s}'::text[]))",
}


# Warnings are compared by being there: the program may find better words.
WORDED = {('api', 'actions', f'strategy_warning_{lang}') for lang in ('sv', 'da', 'en')}


def fingerprints(name, schema, of_columns, lists, role='postgres', caller=None):
    """Of each relation: how many rows, and a hash over the columns named. Rows have no order."""
    script = [f'set role {role};', f"set tillit.today = '{settings.TODAY}';"]
    script += [f"set tillit.{setting} = '{value}';" for setting, value in (caller or {}).items()]
    for relation, names in of_columns.items():
        listed = ', '.join(f'v."{column}"' + (' is null' if (schema, relation, column) in WORDED else '') for column in names)
        script.append(f"""select '{relation}', count(*), md5(coalesce(string_agg(hash, '' order by hash), ''))
            from (select md5(row({listed})::text) as hash from {schema}.{relation} v
                  {FORMER_LISTS.get(relation, '').replace('%s', lists)}) as hashes;""")
    return [line.split(database.FIELD) for line in database.run(name, '\n'.join(script)).splitlines()]


class Upgrade(unittest.TestCase):
    maxDiff = 4000
    names = ('upgrade_new', 'upgrade_before', 'upgrade_old', 'upgrade_try')

    @classmethod
    def setUpClass(cls):
        cls.new, cls.former, cls.old, cls.tried = cls.names
        database.create(cls.new)
        cls.steps_new = migrate(cls.new)
        restore(cls.former)
        database.create(cls.old, cls.former)
        cls.tables, cls.views = columns(cls.old, 'tillit'), columns(cls.old, 'api')
        cls.lists = ','.join(row[0] for row in database.rows(cls.old, 'select distinct list from tillit.reference_code'))
        cls.before = cls.everything()
        cls.steps_old = migrate(cls.old)

    @classmethod
    def tearDownClass(cls):
        for name in cls.names:
            database.drop(name)

    @classmethod
    def everything(cls):
        return {
            'stored': fingerprints(cls.old, 'tillit', cls.tables, cls.lists),
            **{reader: fingerprints(cls.old, 'api', cls.views, cls.lists, *who) for reader, who in READERS.items()},
        }

    def test_the_catalogue_is_that_of_a_new_database(self):
        new, old = catalogue(self.new), catalogue(self.old)
        self.assertGreater(len(new), 3000)
        self.assertEqual(sorted(set(new) ^ set(old)), [])

    def test_nothing_is_lost_and_readers_read_the_same(self):
        after = self.everything()
        for who, before in self.before.items():
            with self.subTest(who):
                self.assertGreater(sum(int(count) for _, count, _ in before), 1000)
                self.assertEqual(after[who], before)

    def test_lists_and_rules_that_come_with_the_program_are_the_same(self):
        for table, left_out in (('reference_code', ''), ('sdc_rule', "- 'created_at' - 'updated_at'")):
            with self.subTest(table):
                query = f'select to_jsonb(t) {left_out} from tillit.{table} t order by 1'
                self.assertEqual(database.rows(self.old, query), database.rows(self.new, query))

    def test_the_audit_trail_verifies(self):
        done = program(self.old, 'verify-audit', *HEADS)
        self.assertEqual((done.returncode, done.stdout.count('head')), (0, 3), done.stdout + done.stderr)

    def test_the_service_is_ready_on_both(self):
        for name in (self.new, self.old):
            with self.subTest(name), server.on_database(name) as own:
                self.assertEqual(own.ops.get('/readyz').status, 200)

    def test_steps(self):
        self.assertEqual(self.steps_new[:2], ['sql/functions/foundation/', 'sql/schema/'])
        self.assertNotIn('sql/schema/', self.steps_old)
        for name in (self.new, self.old):
            with self.subTest(name):
                self.assertEqual(migrate(name), [])

    def test_functions_are_replaced_in_place(self):
        """Nothing that hangs on a function or on a view of schema tillit is dropped when their files are taken again."""
        query = """select 'trigger', tgname, oid from pg_trigger where not tgisinternal
            union all select 'function', proname, oid from pg_proc where pronamespace = 'tillit'::regnamespace
            union all select 'view', relname, oid from pg_class where relnamespace = 'tillit'::regnamespace and relkind = 'v' order by 1, 2, 3"""
        before = database.rows(self.new, query)
        database.run(self.new, "update tillit.migration set checksum = 'another' where name ~ '^sql/functions/'")
        self.assertEqual(migrate(self.new), ['sql/functions/foundation/', 'sql/functions/over_tables/', 'sql/reference-lists.csv', 'sql/views/'])
        self.assertEqual(database.rows(self.new, query), before)

    def test_what_is_not_the_last_of_the_old_migrations_is_refused(self):
        for change, told in (
            ("delete from tillit.migration where name = 'sql/migrations/0022_disclosure.sql'", '0021_agreements.sql'),
            ("delete from tillit.migration where name = 'sql/migrations/0005_observations.sql'", '0022_disclosure.sql'),
            ("update tillit.migration set checksum = 'another' where name = 'sql/migrations/0016_releases.sql'", '0022_disclosure.sql'),
        ):
            with self.subTest(change):
                database.create(self.tried, self.former)
                database.run(self.tried, change)
                ledger = 'select * from tillit.migration order by name'
                before = catalogue(self.tried), database.rows(self.tried, ledger)
                done = program(self.tried, 'migrate')
                self.assertNotEqual(done.returncode, 0, done.stdout)
                self.assertIn(told, done.stderr)
                self.assertIn('docs/operations.md', done.stderr)
                self.assertEqual((catalogue(self.tried), database.rows(self.tried, ledger)), before)

    def test_a_base_in_another_form_is_refused(self):
        database.create(self.tried, self.new)
        database.run(self.tried, "update tillit.migration set checksum = 'another' where name = 'sql/schema/'")
        done = program(self.tried, 'migrate')
        self.assertNotEqual(done.returncode, 0, done.stdout)
        self.assertIn('sql/schema/ was applied in another form', done.stderr)

    def test_an_upgrade_that_was_cut_short_is_finished(self):
        """The migration is there, what it dropped is not: the service is not ready, and the next migrate makes it."""
        database.create(self.tried, self.new)
        database.run(self.tried, """create function public.stop() returns event_trigger language plpgsql as $$ begin raise 'cut short'; end $$;
            create event trigger stop on ddl_command_start when tag in ('CREATE VIEW') execute function public.stop();""")
        done = program(self.tried, 'migrate', of=LATER)
        self.assertIn('cut short', done.stderr)
        database.run(self.tried, 'drop event trigger stop; drop function public.stop;')
        with server.on_database(self.tried) as own:
            self.assertEqual(own.ops.get('/readyz').status, 503)
        self.assertEqual(migrate(self.tried, LATER), ['sql/functions/over_tables/', 'sql/reference-lists.csv', 'sql/views/'])
        self.assertEqual(database.rows(self.tried, "select to_regclass('tillit.delivery'), to_regclass('api.plans')"), [['tillit.delivery', 'api.plans']])

    def test_a_later_migration_works_on_new_and_old(self):
        """... and what it drops with cascade is made anew, though its files have not changed."""
        self.assertTrue(LATER, 'TILLIT_LATER names the program')
        lines = {}
        for name in (self.new, self.old):
            database.create(self.tried, name)
            self.assertEqual(migrate(self.tried, LATER), ['sql/migrations/9999_later.sql', 'sql/functions/over_tables/', 'sql/reference-lists.csv',
                                                         'sql/views/'])
            self.assertEqual(migrate(self.tried, LATER), [])
            lines[name] = catalogue(self.tried)
        database.create(self.tried)
        steps = migrate(self.tried, LATER)
        base = ['sql/functions/foundation/', 'sql/schema/']
        migrations = sorted(step for step in steps if step.startswith('sql/migrations/'))
        self.assertEqual((steps[: 2 + len(migrations)], migrations[-1]), (base + migrations, 'sql/migrations/9999_later.sql'))
        for name, found in lines.items():
            with self.subTest(name):
                self.assertEqual(sorted(set(found) ^ set(catalogue(self.tried))), [])
        missing = [line for line in catalogue(self.new) if line not in set(lines[self.new])]
        self.assertEqual(missing, [], 'only more than before')
