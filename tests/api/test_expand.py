"""expand= puts objects where codes stand, and a plan's descendants beside it, through the same visibility."""

from support import client, demo, reading
from support.case import Case


def get(path, **parameters):
    reply = client.get(reading.path(path, **parameters))
    if reply.status != 200:
        raise AssertionError(f'{path}: {reply}')
    return reply.exact()


# object, relation, collection of what it names
RELATIONS = [
    ('goals/pl-norr-g1', 'plan', 'plans'),
    ('goals/pl-norr-g1', 'focus_area', 'focus-areas'),
    ('goals/pl-norr-g1', 'municipality', 'municipalities'),
    ('actions/pl-norr-a1', 'goal', 'goals'),
    ('targets/tg-norr-ins-01', 'indicator', 'indicators'),
    ('targets/tg-norr-ins-01', 'area', 'areas'),
    ('areas/se-9901-d2a', 'parent', 'areas'),
    ('indicators/ins-01', 'active_version', 'indicator-versions'),
    ('indicator-versions/ins-01-v2', 'source', 'sources'),
    ('survey-waves/sw-se-9901-residents-2024', 'source', 'sources'),
    ('pilots/pilot-forventning', 'idea', 'ideas'),
    ('pilots/pilot-forventning', 'evaluation', 'evaluations'),
    ('dialogues/dl-9901-solvagen-1', 'area', 'areas'),
    ('milestones/pl-norr-a1-m1', 'action', 'actions'),
]

LISTS = [
    ('goals/pl-norr-g1', 'targets', 'targets'),
    ('indicators/ins-01', 'focus_areas', 'focus-areas'),
    ('plans/pl-sam', 'partners', 'municipalities'),
    ('targets/tg-norr-ins-01', 'goals', 'goals'),
]

# object, expansion, collection, condition on the rows of that collection
CHILDREN = [
    ('plans/pl-norr', 'goals', 'goals', lambda row: row['plan'] == 'pl-norr'),
    ('plans/pl-norr', 'actions', 'actions', lambda row: row['plan'] == 'pl-norr'),
    ('plans/pl-norr', 'milestones', 'milestones', lambda row: row['plan'] == 'pl-norr'),
    ('plans/pl-norr', 'targets', 'targets', lambda row: any(goal.startswith('pl-norr-') for goal in row['goals'])),
    ('plans/pl-norr', 'risks', 'risks', lambda row: False),
    ('plans/pl-sam', 'goals', 'goals', lambda row: row['plan'] == 'pl-sam'),
    ('areas/se-9901-d2', 'children', 'areas', lambda row: row['parent'] == 'se-9901-d2'),
    ('indicators/ins-01', 'versions', 'indicator-versions', lambda row: row['indicator'] == 'ins-01'),
    ('sources/synth-users', 'survey_waves', 'survey-waves', lambda row: row['source'] == 'synth-users'),
    ('focus-areas/fa-bem', 'indicators', 'indicators', lambda row: 'fa-bem' in row['focus_areas']),
    ('evaluations/ev-sam', 'pilots', 'pilots', lambda row: row['evaluation'] == 'ev-sam'),
    ('municipalities/se-9901', 'plans', 'plans', lambda row: row['municipality'] == 'se-9901'),
    ('municipalities/se-9901', 'org_units', 'org-units', lambda row: False),
    ('municipalities/se-9902', 'plans', 'plans', lambda row: row['municipality'] == 'se-9902'),
    ('municipalities/se-9901', 'areas', 'areas', lambda row: row['owner'] == 'se-9901'),
]


class Expand(Case):
    def test_a_relation_becomes_the_object(self):
        for path, relation, collection in RELATIONS:
            with self.subTest(f'{path} {relation}'):
                code = get(path)[relation]
                self.assertEqual(get(path, expand=relation)[relation], get(f'{collection}/{code}'))

    def test_a_list_of_relations_becomes_objects(self):
        for path, relation, collection in LISTS:
            with self.subTest(f'{path} {relation}'):
                codes = get(path)[relation]
                self.assertTrue(codes)
                objects = get(path, expand=relation)[relation]
                self.assertEqual({one['code'] for one in objects}, set(codes))
                self.assertEqual(objects[0], get(f'{collection}/{objects[0]["code"]}'))

    def test_children(self):
        for path, name, collection, condition in CHILDREN:
            with self.subTest(f'{path} {name}'):
                key = demo.COLLECTIONS[collection][1]
                expected = [row for row in reading.rows(collection) if condition(row)]
                shown = get(path, expand=name)[name]
                self.assertEqual(sorted(shown, key=lambda row: row[key]), sorted(expected, key=lambda row: row[key]))

    def test_a_plan_with_all_its_descendants_in_one_request(self):
        names = ['goals', 'actions', 'milestones', 'follow_ups', 'risks', 'targets']
        plan = get('plans/pl-norr', expand=','.join(names))
        self.assertEqual(
            {name: len(plan[name]) for name in names},
            {
                'goals': sum(row['plan'] == 'pl-norr' for row in demo.rows('goals')),
                'actions': sum(row['goal'].startswith('pl-norr-') for row in demo.rows('actions')),
                'milestones': sum(row['action'].startswith('pl-norr-') for row in demo.rows('milestones')),
                'follow_ups': sum(demo.plan_of(row) == 'pl-norr' for row in demo.rows('follow-ups')),
                'risks': 0,  # for the municipality's members
                'targets': len(
                    {
                        target
                        for row in demo.rows('goals')
                        if row['plan'] == 'pl-norr'
                        for target in row['targets'].split('|')
                    }
                ),
            },
        )
        self.assertEqual(
            {row['id'] for row in plan['follow_ups']},
            {row['id'] for row in demo.rows('follow-ups') if demo.plan_of(row) == 'pl-norr'},
        )

    def test_nothing_is_expanded_unasked(self):
        self.assertFalse({'goals', 'actions', 'risks'} & set(get('plans/pl-norr')))

    def test_a_null_relation_stays_null(self):
        self.assertIsNone(get('areas/se-demo', expand='parent')['parent'])

    def test_what_the_public_may_not_see_is_not_expanded(self):
        """An action's unit is named by its code, but the unit itself is for members."""
        action = get('actions/pl-norr-a1', expand='org_unit')
        self.assertIsNone(action['org_unit'])
        idea = next(row for row in reading.rows('ideas', expand='plan') if row['code'] == 'idea-upphandling')
        self.assertIsNone(idea['plan'])

    def test_lists_expand_too(self):
        for row in reading.rows('goals', expand='plan,targets'):
            self.assertEqual(row['plan']['code'], row['code'].rsplit('-', 1)[0])
            self.assertTrue(all(isinstance(target, dict) for target in row['targets']))

    def test_expanded_objects_speak_the_language(self):
        plain, swedish = get('indicators/ins-01', expand='focus_areas', lang='en'), get(
            'indicators/ins-01', expand='focus_areas', lang='sv'
        )
        self.assertEqual(
            (plain['focus_areas'][0]['name'], swedish['focus_areas'][0]['name']),
            ('Conduct & communication', 'Bemötande & kommunikation'),
        )
        every = get('indicators/ins-01', expand='focus_areas', lang='all')['focus_areas'][0]['names']
        self.assertEqual(set(every), {'sv', 'da', 'en'})

    def test_expansion_with_fields(self):
        self.assertEqual(set(get('plans/pl-norr', fields='code', expand='goals')), {'code', 'goals'})

    def test_figures_expand_their_relations(self):
        row = reading.rows(
            'observations', indicator='ins-01', area='se-9901', period='2024', expand='indicator,area,source,release'
        )[0]
        self.assertEqual(
            (row['indicator']['code'], row['area']['name'], row['release']['code']),
            ('ins-01', 'Norrsjö kommun (demo)', demo.FIRST_RELEASE),
        )
        self.assertEqual(row['source'], get(f'sources/{row["source"]["code"]}'))

    def test_unknown_expansions_name_the_known(self):
        for case in self.table(
            ['nope', 'goals,nope', '', 'goals,', 'Goals', 'title', 'goals.actions', 'municipality.areas']
        ):
            with case as expand:
                problem = self.assertRefused(
                    reading.path('plans/pl-norr', expand=expand), parameter='expand', code='unknown_expansion'
                )
                self.assertIn('goals', self.detail(problem, 'unknown_expansion'))

    def test_an_expansion_named_twice_stands_once(self):
        self.assertEqual(get('plans/pl-norr', expand='goals,goals'), get('plans/pl-norr', expand='goals'))
