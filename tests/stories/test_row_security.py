"""Row-level security holds alone: statements without any condition, by the role that serves keys, reach no row that the key's
municipality may not have. The same statements on a copy without row-level security reach very many."""

import pathlib
import re

import stage
from support import database
from support.case import Case

SCRIPT = (pathlib.Path(__file__).parent / 'row_security.sql').read_text(encoding='utf-8')

# Municipality and evaluation of the key.
TENANTS = (('se-9901', ''), ('se-9902', ''), ('dk-991', ''), ('dk-993', ''), ('', ''), ('', 'ev-sam'))

# Conditions on a row t: {T} is the tenant, {E} the evaluation; partners see what names nobody or names them.
OWNER, MUNICIPALITY, NOBODY = "t.owner = '{T}'", "t.municipality = '{T}'", 'false'
ALL = 'true'
PLAN = ("exists (select from tillit.plan p where p.code = {plan} and (p.municipality = '{{T}}' or p.audience = 'public' "
        "or {{T_is_one}} and p.audience = 'partners' and (p.partners = '{{{{}}}}' or '{{T}}' = any (p.partners))))")
BY_REVISION = ("exists (select from tillit.observation_revision r where (r.observation, r.revision) = (t.observation, t.revision) "
               "and r.owner = '{T}')")


def plan(column):
    """Who may have the plan may have what belongs to it."""
    return PLAN.format(plan=column)


def audience(plan_of='t.plan', row='t'):
    """An audience of its own; partners are those of the plan, where there is one."""
    return (f"{row}.audience = 'public' or {{T_is_one}} and {row}.audience = 'partners' and not exists (select from tillit.plan p "
            f"where p.code = {plan_of} and p.municipality <> '{{T}}' and p.partners <> '{{{{}}}}' and '{{T}}' <> all (p.partners))")


def named(municipality):
    """The municipality has agreed to be named in the evaluation."""
    return ("exists (select from tillit.evaluation_member m where m.evaluation = '{E}' and m.share_level = 'named' "
            f"and m.municipality = {municipality})")


def compared(observation):
    """The evaluator's: figures of the municipalities named, as wholes, of the measures and periods compared."""
    return ("exists (select from tillit.observation o join tillit.evaluation e on e.code = '{E}' "
            "join tillit.evaluation_measure q on q.evaluation = e.code and (q.indicator, q.respondent_group) = (o.indicator, o.respondent_group) "
            f"where o.id = {observation} and o.area = o.owner and o.period = any (e.pre_periods || array[e.before_period, e.after_period]::text[]) "
            f"and {named('o.owner')})")


# Table: (whose rows the tenant may write, which others it may read).
TABLES = {
    'term': (NOBODY, ALL), 'municipality': (NOBODY, ALL), 'sdc_rule': (NOBODY, ALL),
    'area': (OWNER, ALL), 'peer_group': (OWNER, ALL), 'focus_area': (OWNER, ALL), 'source': (OWNER, ALL), 'survey_wave': (OWNER, ALL),
    'indicator': (OWNER, "t.state <> 'draft'"),
    'indicator_version': (OWNER, "exists (select from tillit.indicator i where i.code = t.indicator and i.state <> 'draft')"),
    'org_unit': (MUNICIPALITY, NOBODY), 'risk': (MUNICIPALITY, NOBODY), 'document_review': (MUNICIPALITY, NOBODY),
    'chain_assessment': (MUNICIPALITY, NOBODY), 'process_assessment': (MUNICIPALITY, NOBODY),
    'red_tape_item': (MUNICIPALITY, NOBODY), 'api_key': (MUNICIPALITY, NOBODY),
    'paired_table': (MUNICIPALITY, f"t.evaluation = '{{E}}' and {named('t.municipality')}"),
    'observation': (OWNER, compared('t.id')), 'observation_revision': (OWNER, compared('t.observation')),
    'release_cell': (OWNER, compared('t.observation')), 'two_item_table': (OWNER, NOBODY),
    'two_item_revision': (OWNER, NOBODY), 'published_class': (OWNER, NOBODY), 'shown_pool': (NOBODY, NOBODY),
    'response_count': (BY_REVISION, NOBODY), 'life_table_row': (BY_REVISION, NOBODY),
    'plan': (MUNICIPALITY, plan('t.code')), 'goal': (MUNICIPALITY, plan('t.plan')), 'action': (MUNICIPALITY, plan('t.plan')),
    'former_row': (MUNICIPALITY, f"t.was_public and {plan('t.plan')}"),
    'milestone': (MUNICIPALITY, plan('t.plan')), 'follow_up': (MUNICIPALITY, plan('t.of_plan')),
    'target': (MUNICIPALITY, f"exists (select from tillit.goal g where g.targets @> array[t.code::text] and {plan('g.plan')})"),
    'evaluation': (OWNER, audience() + " or t.code = '{E}'"), 'steering_document': (MUNICIPALITY, audience()), 'idea': (MUNICIPALITY, audience()),
    'interest_conflict': (MUNICIPALITY, NOBODY), 'decision': (MUNICIPALITY, audience()), 'funding': (MUNICIPALITY, audience()),
    'publication': (MUNICIPALITY, audience()), 'knowledge_use': (MUNICIPALITY, audience()),
    'document_passage': (MUNICIPALITY, audience('(select d.plan from tillit.steering_document d where d.code = t.steering_document)')),
    'fidelity_assessment': (MUNICIPALITY, audience()),
    'qualitative_finding': (MUNICIPALITY, audience()),
    'feedback_item': (MUNICIPALITY, f"exists (select from tillit.influence_group g where g.code = t.influence_group and ({audience('g.plan', 'g')}) "
                                    f"and ({audience('g.plan')}))"),
    'organisation': (MUNICIPALITY, audience('null')), 'influence_group': (MUNICIPALITY, audience()),
    'dialogue': (MUNICIPALITY, audience()), 'pilot': (MUNICIPALITY, audience('(select i.plan from tillit.idea i where i.code = t.idea)')),
    'published_cell': (OWNER, "t.retracted_at is null and t.audience = 'public'"),
    'release': (OWNER, "t.state in ('published', 'withdrawn') and t.audience = 'public' "
                       "or exists (select from tillit.observation_revision r where r.release = t.code and r.owner = '{T}')"),
    'evaluation_member': (OWNER, f"exists (select from tillit.evaluation t where t.code = evaluation and ({audience()})) "
                                 "and t.share_level = 'named' or t.evaluation = '{E}' and t.share_level = 'named' or t.municipality = '{T}'"),
    'evaluation_measure': (OWNER, f"exists (select from tillit.evaluation t where t.code = evaluation and ({audience()})) or t.evaluation = '{{E}}'"),
    'pooled_figure': (OWNER, MUNICIPALITY),
    'audit_event': (NOBODY, MUNICIPALITY),
    'audit_head': (NOBODY, NOBODY),
    'idempotency': ("t.account = 'key-{T}'", NOBODY),
}

# Tables without rows of a tenant, and why the others are not in the list above.
NO_TENANT_ROWS = {
    'migration': 'of the program',
    'reference_code': 'reference data, read by all and written by migrations',
    'published_figure': 'what everybody may read once its time has come, written by triggers; no role has a right on it (tests/store/roles.sql)',
    'published_series': 'the same',
    'observed_series': 'which series there are, written by triggers; no role has a right on it',
    'owner_generation': 'how often the revisions of each owner have changed; the same',
    'generation': 'how often these have changed',
    'opening': 'when they change by the clock',
    'plan_sharing': 'which plan has which partners: what the policies of its children ask; in no view',
}

# A member says itself how it shares.
OWN_ENTRY = {('update', 'evaluation_member'): "t.owner = '{T}' or t.municipality = '{T}'"}

# Rows that the demonstration has none of: drafts, keys, answers to be repeated, a trail for each municipality.
MORE = """
set session_replication_role = replica;
insert into tillit.api_key (role, municipality, hash)
    select 'admin', code, encode(sha256(code::bytea), 'hex') from tillit.municipality where code in ('se-9901', 'se-9902', 'dk-991');
insert into tillit.api_key (role, hash) values ('operator', repeat('0', 64));
insert into tillit.idempotency (account, method, path, key, request_hash)
    select 'key-' || code, 'POST', '/tillit/v1/plans', 'abcdefgh', '-' from tillit.municipality where code in ('se-9901', 'se-9902', 'dk-991');
insert into tillit.audit_event (municipality, sequence, actor, action, object, status, key_id, previous_mac, mac, at)
    select code, 100, 'key-' || code, 'create', '/tillit/v1/plans/x', 201, '-', '-', '-', now() from tillit.municipality where code in ('se-9901', 'se-9902', 'dk-991');
insert into tillit.indicator (code, owner, kind, name_sv, name_da, name_en, unit, decimals, direction, freq, publication_lag_months, state)
    select code || '-x', code, 'process', 'x', 'x', 'x', 'pct', 1, 'up', 'A', 0, 'draft' from tillit.municipality where code in ('se-9901', 'se-9902', 'dk-991');
insert into tillit.indicator_version (code, indicator, owner, version, statistic, definition_sv, definition_da, definition_en, valid_from)
    select code || '-v1', code, owner, 1, 'register', 'x', 'x', 'x', '2020-01-01' from tillit.indicator where code like '%-x';
insert into tillit.release (code, owner, title, audience, state)
    select 'rel-' || code, code, 'x', 'internal', 'planned' from tillit.municipality where code in ('se-9901', 'se-9902', 'dk-991');
insert into tillit.former_row (relation, code, municipality, plan, was_public, known_from, known_until, content)
    select 'plan', code || '-x', code, null, false, '2025-01-01', '2025-02-01', '{}' from tillit.municipality where code in ('se-9901', 'se-9902', 'dk-991');
insert into tillit.shown_pool (indicator, respondent_group, period_before, period_after, members) values ('sam-01', 'user', '2021-05', '2022-10', '{a,b,c}');
"""

# Views of schema api that do not show the rows of one table by their key.
NO_KEY = ('observations', 'series', 'changes', 'public_observations', 'public_series', 'public_series_keys', 'public_changes', 'generation',
          'reference_codes', 'reference_lists', 'group_paths', 'audit_events')
# Nor do those that each reader with a key has of his own, whose rows are these views'.
READERS = ('member', 'evaluator', 'operator', 'others', 'partners', 'own', 'shared', 'others_unshared', 'partners_unshared', 'released')
OF_READERS = re.compile(f'({"|".join(READERS)})_(observations|series|series_keys|changes|generation)')

# Views of what is asked for, the tables' rows as long as no time past is; of what was known then only when one is.
ASKED, KNOWN = re.compile('^asked_'), re.compile('^known_')

# What grants forbid to everybody, whatever the policies say.
APPEND_ONLY = ('former_row', 'observation', 'response_count', 'life_table_row', 'published_class', 'shown_pool')
HELD_BY_GRANTS = {
    *((kind, table) for kind in ('update', 'delete', 'insert') for table in ('sdc_rule', 'audit_event', 'audit_head')),
    *((kind, table) for kind in ('update', 'delete') for table in APPEND_ONLY),
    *(('delete', table) for table in ('observation_revision', 'published_cell', 'two_item_revision', 'api_key')),
}


def condition(kind, table, tenant):
    """The condition on the rows of the table that a statement of this kind may reach."""
    municipality, evaluation = tenant
    own, reads = TABLES[table]
    text = f'{own} or {reads}' if kind == 'select' else OWN_ENTRY.get((kind, table), own)
    return text.format(T=municipality, E=evaluation, T_is_one='true' if municipality else 'false').replace("'", "''")


def tables_of(name):
    """The tables of the schema, without partitions."""
    return [row[0] for row in database.rows(name, "select relname from pg_class where relnamespace = 'tillit'::regnamespace "
                                                  "and relkind in ('r', 'p') and not relispartition order by 1")]


def shown_by(name):
    """The views with the table of their objects: {view: table}."""
    views = [row[0] for row in database.rows(name, "select viewname from pg_views where schemaname = 'api' order by 1")]
    table_of = {re.sub('(?<![aeiou])y$', 'ie', table) + 's': table for table in TABLES}
    return {view: table_of[ASKED.sub('', view)] for view in views
            if view not in NO_KEY and not OF_READERS.fullmatch(view) and not KNOWN.match(view)}


def reached(name, tenant):
    """What statements without a condition reach of other tenants' rows: {(kind, table or view): rows}."""
    municipality, evaluation = tenant
    settings = {'municipality': municipality, 'evaluation': evaluation, 'account': f'key-{municipality}'}
    lines = [SCRIPT, 'begin;', 'set local session_replication_role = replica;']
    lines += [f"select set_config('tillit.{setting}', '{value}', true);" for setting, value in settings.items()]
    for table in TABLES:
        lines += [f"select '{kind}', '{table}', pg_temp.reached('{kind}', 'tillit.{table}', '{condition(kind, table, tenant)}');"
                  for kind in ('select', 'update', 'delete', 'insert')]
    lines += [f"select 'view', '{view}', pg_temp.shown('api.{view}', 'tillit.{table}', '{condition('select', table, tenant)}');"
              for view, table in shown_by(name).items()]
    lines.append(f"select 'view', 'changes', pg_temp.news('changes', '{condition('select', 'published_cell', tenant)}');")
    if not evaluation:
        lines.append(f"select 'view', 'observations', pg_temp.figures('observations', '{municipality}');")
    found = [line.split(database.FIELD) for line in database.run(name, '\n'.join([*lines, 'rollback;'])).splitlines()]
    return {(row[0], row[1]): int(row[2]) for row in found if len(row) == 3}


def reached_by_readers(name, municipality):
    """The same of the views of readers: {view: rows}."""
    lines = [SCRIPT, 'begin;', f"select set_config('tillit.municipality', '{municipality}', true);"]
    for view in (row[0] for row in database.rows(name, "select viewname from pg_views where schemaname = 'api' order by 1") if OF_READERS.fullmatch(row[0])):
        if view.endswith('_changes'):
            lines.append(f"select 'view', '{view}', pg_temp.news('{view}', '{condition('select', 'published_cell', (municipality, ''))}');")
        elif view.endswith('_observations'):
            lines.append(f"select 'view', '{view}', pg_temp.figures('{view}', '{municipality}');")
    found = [line.split(database.FIELD) for line in database.run(name, '\n'.join([*lines, 'rollback;'])).splitlines()]
    return {row[1]: int(row[2]) for row in found if len(row) == 3}


class RowSecurity(Case):
    @classmethod
    def setUpClass(cls):
        cls.closed, cls.open = f'{stage.BASE}_closed', f'{stage.BASE}_open'
        database.create(cls.closed, stage.BASE)
        cls.addClassCleanup(database.drop, cls.closed)
        database.run(cls.closed, MORE)

    def test_every_table_says_whose_it_is(self):
        self.assertEqual(sorted(set(tables_of(self.closed)) - set(TABLES) - set(NO_TENANT_ROWS)), [])

    def test_nothing_is_reached(self):
        for tenant in TENANTS:
            found = reached(self.closed, tenant)
            self.assertGreaterEqual(len(found), 4 * len(TABLES) + len(shown_by(self.closed)))
            for (kind, name), rows in found.items():
                with self.subTest(f'{kind} {name} as {" ".join(tenant) or "nobody"}'):
                    self.assertEqual(rows, 0)

    def test_nothing_is_reached_through_the_views_of_readers(self):
        for municipality, evaluation in TENANTS:
            if evaluation:
                continue
            found = reached_by_readers(self.closed, municipality)
            self.assertGreaterEqual(len(found), 15)
            for view, rows in found.items():
                with self.subTest(f'{view} as {municipality or "nobody"}'):
                    self.assertEqual(rows, 0)

    def test_without_row_security_the_same_statements_reach_everything(self):
        database.create(self.open, self.closed)
        self.addCleanup(database.drop, self.open)
        database.run(self.open, ''.join(
            f'alter table tillit.{table} disable row level security, no force row level security;' for table in tables_of(self.open)
            if table not in ('migration', 'reference_code')))
        found = reached(self.open, ('dk-993', ''))
        tables = {table for table, (_, reads) in TABLES.items() if reads == ALL}
        open_to_all = tables | {view for view, table in shown_by(self.open).items() if table in tables}
        for (kind, name), rows in found.items():
            with self.subTest(f'{kind} {name}'):
                held = (kind, name) in HELD_BY_GRANTS or kind in ('select', 'view') and name in open_to_all
                self.assertEqual(rows == 0, held)
