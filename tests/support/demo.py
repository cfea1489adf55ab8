"""The demonstration data as the oracle: what a public reader must see, worked out from the CSV files alone."""

import csv
import functools
import itertools

from support import settings

HIDDEN_FOR_THEMSELVES = frozenset(
    {
        # domain.md 4.4: (indicator, area, period, respondent_group, sex, age_band)
        ('ins-01', 'se-9901-d2b', '2024', 'resident', '_T', '_T'),
        ('ins-06', 'se-9901-d2b', '2024', 'resident', '_T', '_T'),
        ('int-05', 'se-9901-d6', '2024', 'youth', '_T', '_T'),
        ('int-03', 'se-9901', '2024', 'relative', '_T', 'Y16-29'),
        ('org-03', 'se-9901', '2024', 'manager', 'M', '_T'),
        ('sam-03', 'dk-995', '2021-05', 'caseworker', '_T', '_T'),
        ('sam-06', 'dk-995', '2021-05', 'caseworker', '_T', '_T'),
        ('bof-03', 'se-9902-d2', '2024', 'user', '_T', '_T'),
        ('bof-03', 'se-9902', '2023', 'user', '_T', '_T'),  # revision 2 gives away 2 of 37
        ('org-06', 'se-9901', '2023', 'manager', '_T', '_T'),  # the sender's N
    }
)

HIDDEN_FOR_OTHERS = frozenset(
    {
        ('ins-01', 'se-9901-d2a', '2024', 'resident', '_T', '_T'),
        ('ins-06', 'se-9901-d2a', '2024', 'resident', '_T', '_T'),
        ('ins-06', 'se-9901-d2c', '2024', 'resident', '_T', '_T'),
        ('int-05', 'se-9901-d5', '2024', 'youth', '_T', '_T'),
        ('int-03', 'se-9901', '2024', 'relative', '_T', 'Y65-'),
        ('org-03', 'se-9901', '2024', 'manager', 'F', '_T'),
        ('sam-03', 'dk-995', '2021-05', 'provider', '_T', '_T'),
        ('bof-03', 'se-9902-d1', '2024', 'user', '_T', '_T'),
    }
)

IDENTITY = ('indicator', 'area', 'period', 'respondent_group', 'sex', 'age_band')
FIRST_RELEASE, CORRECTION = 'rel-demo-public', 'rel-demo-correction'
PUBLIC_RELEASES = {FIRST_RELEASE, CORRECTION}


def files(dataset='*'):
    """What the demonstration is loaded from, or what it has of a dataset: the catalogue and the figures on it."""
    return [path for folder in ('catalogue', 'demo') for path in sorted((settings.REPOSITORY / folder).glob(f'{dataset}.csv'))]


@functools.lru_cache(maxsize=None)
def rows(dataset):
    """The rows of a dataset as dictionaries of texts."""
    return tuple(itertools.chain.from_iterable(_rows(path) for path in files(dataset)))


def _rows(path):
    with open(path, encoding='utf-8', newline='') as file:
        return tuple(csv.DictReader(file))


def identity(row):
    return tuple(row[name] for name in IDENTITY)


def _published(releases):
    """The newest revision of each figure in these releases."""
    newest = {}
    for row in rows('observations'):
        if row['release'] not in releases or row['state'] != 'validated':
            continue
        known = newest.get(identity(row))
        if known is None or int(row['revision']) > int(known['revision']):
            newest[identity(row)] = row
    return newest


def public_figures():
    """What the public sees today, by identity; hidden figures are there, with what is hidden."""
    return _published(PUBLIC_RELEASES)


def first_figures():
    """What the public saw before the correction."""
    return _published({FIRST_RELEASE})


def _codes(dataset, condition=lambda row: True, key='code'):
    return {row[key] for row in rows(dataset) if condition(row)}


def _is_public(row):
    return row['audience'] == 'public'


PUBLIC_PLANS = _codes('plans', _is_public)
PUBLIC_GOALS = _codes('goals', lambda row: row['plan'] in PUBLIC_PLANS)
PUBLIC_ACTIONS = _codes('actions', lambda row: row['goal'] in PUBLIC_GOALS)
PUBLIC_TARGETS = {
    target for row in rows('goals') if row['plan'] in PUBLIC_PLANS for target in row['targets'].split('|') if target
}
PUBLIC_VERSIONS = _codes('indicator-versions')


def plan_of(follow_up):
    goal_plan = {row['code']: row['plan'] for row in rows('goals')}
    action_plan = {row['code']: goal_plan[row['goal']] for row in rows('actions')}
    return follow_up['plan'] or goal_plan.get(follow_up['goal']) or action_plan[follow_up['action']]


@functools.lru_cache(maxsize=None)
def lists():
    """The reference lists: {list: {code: row}}."""
    known = {}
    with open(settings.REPOSITORY / 'sql' / 'reference-lists.csv', encoding='utf-8', newline='') as file:
        for row in csv.DictReader(file):
            known.setdefault(row['list'], {})[row['code']] = row
    return known


# Collection: (name of its key, keys that the public sees). None: not in a file of the demonstration.
VISIBLE = {
    'terms': ('code', _codes('terms')),
    'municipalities': ('code', _codes('municipalities')),
    'areas': ('code', _codes('areas')),
    'peer-groups': ('code', _codes('peer-groups')),
    'org-units': ('code', set()),
    'indicators': ('code', _codes('indicators', lambda row: row['state'] != 'draft')),
    'indicator-versions': ('code', PUBLIC_VERSIONS),
    'focus-areas': ('code', _codes('focus-areas')),
    'sources': ('code', _codes('sources')),
    'survey-waves': ('code', _codes('survey-waves')),
    'targets': ('code', PUBLIC_TARGETS),
    'releases': ('code', PUBLIC_RELEASES),
    'plans': ('code', PUBLIC_PLANS),
    'goals': ('code', PUBLIC_GOALS),
    'actions': ('code', PUBLIC_ACTIONS),
    'milestones': ('code', _codes('milestones', lambda row: row['action'] in PUBLIC_ACTIONS)),
    'follow-ups': ('id', _codes('follow-ups', lambda row: plan_of(row) in PUBLIC_PLANS, 'id')),
    'risks': ('code', set()),
    'evaluations': ('code', _codes('evaluations', _is_public)),
    'steering-documents': ('code', _codes('steering-documents', _is_public)),
    'document-reviews': ('id', set()),
    'document-passages': ('code', _codes('document-passages', _is_public)),
    'chain-assessments': ('id', set()),
    'process-assessments': ('id', set()),
    'decisions': ('code', _codes('decisions', _is_public)),
    'interest-conflicts': ('code', set()),
    'fundings': ('code', _codes('fundings', _is_public)),
    'publications': ('code', _codes('publications', _is_public)),
    'knowledge-uses': ('code', _codes('knowledge-uses', _is_public)),
    'fidelity-assessments': ('code', _codes('fidelity-assessments', _is_public)),
    'qualitative-findings': ('code', _codes('qualitative-findings', _is_public)),
    'organisations': ('code', _codes('organisations', _is_public)),
    'influence-groups': ('code', _codes('influence-groups', _is_public)),
    'ideas': ('code', _codes('ideas', _is_public)),
    'pilots': ('code', _codes('pilots', _is_public)),
    'feedback-items': ('id', _codes('feedback-items', _is_public, 'id')),
    'red-tape-items': ('code', set()),
    'dialogues': ('code', _codes('dialogues', _is_public)),
}

# Keys that exist and that the public must not see.
INVISIBLE = {name: _codes(name, key=key) - visible for name, (key, visible) in VISIBLE.items()}

# All collections: the member that holds the list, and the key of an object (None: no objects of their own).
COLLECTIONS = {name: (name.replace('-', '_'), key) for name, (key, _) in VISIBLE.items()}
COLLECTIONS.update(
    {'reference-lists': ('reference_lists', 'code'), 'observations': ('observations', None), 'series': ('series', None)}
)
