"""Who sees and who may do what, worked out from api.md 7 and the demonstration's files alone: the oracle of the access matrix."""

import dataclasses
import functools

from support import demo

SHARED = 'shared'
MEMBER = ('reader', 'editor', 'publisher', 'admin')
WRITER = ('editor', 'publisher', 'admin')

OPEN = ('reference-lists', 'terms', 'municipalities', 'areas', 'peer-groups', 'focus-areas', 'sources', 'survey-waves', 'indicators',
        'indicator-versions')
OWN = ('org-units', 'risks', 'interest-conflicts', 'document-reviews', 'chain-assessments', 'process-assessments', 'red-tape-items')
BELOW_PLANS = ('goals', 'actions', 'milestones', 'follow-ups', 'targets')
PUBLISHER = ('publisher', 'admin')
OF_OPERATOR = ('reference-lists', 'terms', 'municipalities')

# Where the owner stands when the row does not say: the member that names the parent, and its collection.
PARENT = {'goals': ('plan', 'plans'), 'actions': ('goal', 'goals'), 'milestones': ('action', 'actions'), 'risks': ('plan', 'plans'),
          'document-reviews': ('steering_document', 'steering-documents'),
          'document-passages': ('steering_document', 'steering-documents'), 'chain-assessments': ('plan', 'plans'),
          'process-assessments': ('plan', 'plans'), 'indicator-versions': ('indicator', 'indicators')}

# Objects with an audience of their own that have the plan of another: the member that names it, and its collection.
PLAN_OF = {'pilots': ('idea', 'ideas'), 'document-passages': ('steering_document', 'steering-documents'),
           'feedback-items': ('influence_group', 'influence-groups')}
WIDTHS = ('internal', 'partners', 'public')


@dataclasses.dataclass(frozen=True)
class Who:
    """`valid` is false for a key that was revoked or never given."""

    name: str
    role: str = None
    municipality: str = None
    evaluation: str = None
    valid: bool = True

    @property
    def is_operator(self):
        return self.role == 'operator'


@dataclasses.dataclass(frozen=True)
class Thing:
    """An object: whose it is, who else may read it; `exists` is false for one that nobody has."""

    collection: str
    key: str
    owner: str = None
    audiences: tuple = ()  # (audience, municipalities that it is shared with or () for all) of what makes it readable
    exists: bool = True

    def kind(self):
        return self.owner, self.audiences


@functools.lru_cache(maxsize=None)
def by_key(collection):
    return {row['id' if 'id' in row else 'code']: row for row in demo.rows(collection)}


def owner(collection, row):
    if collection in OF_OPERATOR:
        return SHARED
    if collection == 'follow-ups':
        return by_key('plans')[demo.plan_of(row)]['municipality']
    if collection in PARENT:
        member, parents = PARENT[collection]
        return owner(parents, by_key(parents)[row[member]])
    return row.get('municipality') or row.get('owner') or SHARED


def plans(collection, row):
    """The plans that a row below plans belongs to."""
    if collection == 'targets':
        return sorted({goal['plan'] for goal in demo.rows('goals') if row['code'] in goal['targets'].split('|')})
    if collection == 'follow-ups':
        return [demo.plan_of(row)]
    while collection != 'goals':
        member, collection = PARENT[collection]
        row = by_key(collection)[row[member]]
    return [row['plan']]


def sharing(plan):
    """(audience, partners) of a plan."""
    row = by_key('plans')[plan]
    return row['audience'], tuple(name for name in row['partners'].split('|') if name)


def partners(collection, row):
    """Of an object with an audience of its own: its plan's, where there are any; the plan's owner is one of them."""
    if row.get('partners'):
        return tuple(row['partners'].split('|'))
    if collection in PLAN_OF:
        member, parents = PLAN_OF[collection]
        plan = by_key(parents)[row[member]]['plan'] if row[member] else None
    else:
        plan = row.get('plan')
    named = sharing(plan)[1] if plan else ()
    return (*named, by_key('plans')[plan]['municipality']) if named else ()


def audiences(collection, row):
    if collection in OPEN:
        return (('internal' if row.get('state') == 'draft' else 'public', ()),)
    if collection in OWN:
        return (('internal', ()),)
    if collection == 'plans':
        return (sharing(row['code']),)
    if collection in BELOW_PLANS:
        return tuple(sharing(plan) for plan in plans(collection, row))
    width = row['audience']
    if collection == 'feedback-items':  # no further than the group that demands it
        width = min(width, by_key('influence-groups')[row['influence_group']]['audience'] if row['influence_group'] else 'internal', key=WIDTHS.index)
    return ((width, partners(collection, row)),)


@functools.lru_cache(maxsize=None)
def things(collection):
    """All objects of a collection."""
    if collection == 'reference-lists':
        return tuple(Thing(collection, name.replace('_', '-'), SHARED, (('public', ()),)) for name in demo.lists())
    return tuple(Thing(collection, key, owner(collection, row), audiences(collection, row)) for key, row in by_key(collection).items())


def sees(who, thing):
    if not thing.exists:
        return False
    if who.is_operator or (who.role in MEMBER and who.municipality == thing.owner):
        return True
    if who.role == 'evaluator' and thing.collection == 'evaluations' and thing.key == who.evaluation:
        return True
    if thing.collection == 'releases' and who.role in MEMBER and who.municipality in figures_in(thing.key):
        return True
    return any(audience == 'public' or audience == 'partners' and who.role in MEMBER and (not shared or who.municipality in shared)
               for audience, shared in thing.audiences)


@functools.lru_cache(maxsize=None)
def figures_in(release):
    """The municipalities that a release holds figures of."""
    areas = by_key('areas')
    return {areas[row['area']]['owner'] for row in demo.rows('observations') if row['release'] == release}


def may_write(who, thing):
    """Whether it is that person's to change or delete."""
    if thing.owner == SHARED:
        return who.is_operator
    return who.role in (PUBLISHER if thing.collection == 'releases' else WRITER) and who.municipality == thing.owner


def may_preview(who, thing):
    """Whether it is that person's to learn what a release would hide: that is for who sends the figures in."""
    return who.is_operator or who.role in WRITER and who.municipality == thing.owner


def may_write_somewhere(who, collection):
    """Whether there is anything in the collection that is the person's to create."""
    owners = {'shared'} if collection in OF_OPERATOR else {who.municipality}
    if collection in OPEN and collection not in OF_OPERATOR or collection in ('evaluations', 'releases'):
        owners.add('shared')
    return any(may_write(who, Thing(collection, '', one)) for one in owners)


def may_import(who):
    return who.is_operator or who.role in WRITER


def administers(who):
    return who.is_operator or who.role == 'admin'
