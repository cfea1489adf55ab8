"""What analyses show a caller is never more than observations show the same caller (domain.md A9): asked for every figure
that is hidden from a reader, and by changing hidden figures and the tables that belong to them, which nobody may notice."""

import itertools
import json
import unittest

from support import client, database, demo, server, settings
from support.case import Case
from support.people import People

PEOPLE = People(client.Client(settings.BASE_URL), settings.DATABASE)
NUMBERS = ('n', 'value', 'se', 'x', 'mean', 'net_trust', 'index', 'slope_per_year', 'gap', 'diff', 'effect', 'trust_class', 'strategy')


def told(part):
    """The figures in a part of a reply, whatever they are called: numbers, intervals and classes that are not null."""
    if isinstance(part, list):
        return [figure for one in part for figure in told(one)]
    if not isinstance(part, dict):
        return []
    own = [(name, value) for name, value in part.items() if value is not None and (name in NUMBERS or name.startswith('p_') and name != 'p_method')]
    return own + [figure for value in part.values() for figure in told(value)]


def hidden_from(person, municipality):
    """Identities of current figures that observations hide from the person, totals over sex and age."""
    rows = person.list('observations', municipality=municipality, conf_status='C', sex='_T', age_band='_T')
    return [(row['indicator'], row['area'], row['period'], row['respondent_group']) for row in rows]


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class Readers(Case):
    """A municipality's readers, for every figure that is hidden from them."""

    MUNICIPALITIES = ('se-9901', 'se-9902', 'dk-991', 'dk-995')

    def test_no_class_of_a_hidden_figure(self):
        for municipality in self.MUNICIPALITIES:
            reader = PEOPLE.who(municipality, 'reader')
            for indicator, area, period, group in hidden_from(reader, municipality):
                with self.subTest((indicator, area, period, group)):
                    if indicator not in ('ins-01', 'ins-06'):
                        continue
                    item = reader.analysis('trust-classes', area=area, period=period, respondent_group=group)
                    self.assertEqual((told(item), item['inputs']), ([], []))

    def test_the_newest_is_hidden_and_no_older_one_stands_in(self):
        item = PEOPLE.who('se-9901', 'reader').analysis('trust-classes', area='se-9901-d2a')
        self.assertEqual((told(item), item['inputs'], item['reason'], item['is_synthetic']), ([], [], 'hidden', False))
        item = PEOPLE.who('se-9901', 'editor').analysis('trust-classes', area='se-9901-d2a')
        self.assertEqual((item['n'], item['trust_class'], item['reason']), (9, 'insufficient', 'insufficient'))

    def test_what_is_shown_is_classed(self):
        item = PEOPLE.who('se-9901', 'reader').analysis('trust-classes', area='se-9901-d2')
        self.assertEqual((item['n'], item['trust_class']), (95, 'mistrust'))

    def test_no_analysis_tells_a_hidden_figure(self):
        ways = {
            'trust-gaps': lambda i, a, p, g: {'type': 'part_whole', 'indicator': i, 'area': a, 'period': p, 'respondent_group': g},
            'effects': lambda i, a, p, g: {'indicator': i, 'area': a, 'respondent_group': g, 'period_before': '2022',
                                           'period_after': p, 'sampling': 'paired'},
            'benchmarks': lambda i, a, p, g: {'indicator': i, 'municipality': a, 'peer_group': 'pg-demo10', 'period': p},
            'retentions': lambda i, a, p, g: {'area': a, 'period': p},
        }
        for municipality, name in itertools.product(self.MUNICIPALITIES, ways):
            reader = PEOPLE.who(municipality, 'reader')
            for identity in hidden_from(reader, municipality):
                if name == 'benchmarks' and '-' in identity[1][3:] or name == 'trust-gaps' and '-' not in identity[1][3:]:
                    continue  # not a municipality, or not a part of one
                with self.subTest(f'{name} {identity}'):
                    for item in reader.analyses(name, **ways[name](*identity)):
                        used = [(row['indicator'], row['area'], row['period'], row['respondent_group']) for row in item['inputs'] if row['n'] is not None]
                        self.assertNotIn(identity, used)
                        if name in ('trust-gaps', 'effects'):
                            self.assertEqual([figure for figure in told({key: item.get(key) for key in ('value', 'gap', 'p_value')})], [])


# What is hidden besides, before anybody asks: a life table, distributions, two-item and paired tables.
MORE_HIDDEN = (('bof-01', 'se-9902', '2023'), ('bof-01', 'se-9902', '2024'), ('ins-01', 'se-9901-d2', '2024'), ('ins-01', 'se-9901-d4', '2024'),
               ('ins-06', 'se-9901-d5', '2024'), ('org-01', 'se-9901', '2024'), ('org-06', 'se-9901', '2024'), ('sam-01', 'dk-995', '2022-10'),
               ('int-01', 'se-9913', '2024'), ('ins-01', 'se-9914', '2024'), ('ins-02', 'se-9915', '2024'))

HIDE = """
set session_replication_role = replica;
create table hidden as
    select r.observation, r.revision from tillit.observation_revision r join tillit.observation o on o.id = r.observation
    where r.superseded_at is null and r.release is not null and (o.indicator, o.area, o.period) in ({more});
update tillit.release_cell d set conf_status = 'D', hidden_reason = 'audit' from hidden h where (d.observation, d.revision) = (h.observation, h.revision);
update tillit.published_cell p set value = null, n_invited = null, n_valid = null, n_display = null, x = null, sd = null, se = null, ci_low = null,
       ci_high = null, ci_level = null, ci_method = null, obs_status = 'Q', conf_status = 'C'
from hidden h where (p.observation, p.revision) = (h.observation, h.revision);
insert into hidden select d.observation, d.revision from tillit.release_cell d join tillit.observation_revision r using (observation, revision)
    where d.conf_status <> 'F' and r.superseded_at is null and r.release = d.release on conflict do nothing;
"""

# Other figures in every hidden cell, and other answers in every table that belongs to one.
CHANGE = """
set session_replication_role = replica;
create temp table identity as select distinct o.*, h.revision from tillit.observation o join hidden h on h.observation = o.id;
update tillit.observation_revision r set n_valid = n_valid + 3, n_invited = n_invited + 3, population_size = population_size + 3, x = x + 1,
       value = greatest(1, value - 0.3), sd = sd * 0.9, se = se * 1.1, ci_low = ci_low * 0.9, ci_high = ci_high * 1.01
from hidden h where (r.observation, r.revision) = (h.observation, h.revision);
update tillit.response_count c set count = count + 2 from hidden h where (c.observation, c.revision) = (h.observation, h.revision);
update tillit.life_table_row l set at_risk = at_risk + 4, exits = exits + 1 from hidden h where (l.observation, l.revision) = (h.observation, h.revision);
update tillit.two_item_table t set trust_no_harm_yes = trust_no_harm_yes + 30 from identity i
where i.indicator in (t.indicator, t.harm_indicator) and (i.area, i.period, i.respondent_group, i.sex, i.age_band) = (t.area, t.period, t.respondent_group, t.sex, t.age_band);
update tillit.two_item_revision t set trust_no_harm_yes = trust_no_harm_yes + 30 from identity i
where i.indicator in (t.indicator, t.harm_indicator) and (i.area, i.period, i.respondent_group, i.sex, i.age_band) = (t.area, t.period, t.respondent_group, t.sex, t.age_band);
update tillit.paired_table t set mean_after = mean_after - 0.2, n_after_only = n_after_only + 2 from identity i, tillit.evaluation e
where e.code = t.evaluation and i.owner = t.municipality and (i.indicator, i.respondent_group) = (t.indicator, t.respondent_group)
  and i.area = i.owner and i.period in (e.before_period, e.after_period);
select count(*) from identity;
"""


def questions():
    """Every analysis, about whatever is hidden, what it is a part of and what is compared with it."""
    hidden = sorted({identity[:3] for identity in (*demo.HIDDEN_FOR_THEMSELVES, *demo.HIDDEN_FOR_OTHERS)} | set(MORE_HIDDEN))
    parents = {row['code']: row['parent'] for row in demo.rows('areas')}
    for indicator, area, period in hidden:
        areas = ','.join(filter(None, (area, parents[area])))
        yield 'trends', {'indicator': indicator, 'area': areas}
        yield 'trust-gaps', {'type': 'target', 'indicator': indicator, 'area': area}
        if '-' in area[3:]:
            yield 'trust-gaps', {'type': 'part_whole', 'indicator': indicator, 'area': area, 'period': period}
        else:
            yield 'benchmarks', {'indicator': indicator, 'municipality': area, 'peer_group': 'pg-demo10', 'period': period}
            yield 'benchmarks', {'indicator': indicator, 'municipality': 'se-9901,se-9911', 'peer_group': 'pg-demo10'}
            yield 'benchmarks', {'indicator': indicator, 'municipality': 'dk-991', 'peer_group': 'pg-demo-dk'}
        before = {'2021-05': '2020-05', '2022-10': '2021-05'}.get(period, '2022')
        yield 'effects', {'indicator': indicator, 'area': areas, 'period_before': before, 'period_after': period, 'sampling': 'overlapping'}
        yield 'trust-classes', {'area': areas, 'period': period}
        yield 'trust-classes', {'area': areas, 'as_of': '2025-09-01'}
        yield 'retentions', {'area': areas, 'period': period}
    for area in sorted({area for _, area, _ in hidden}):
        yield 'trust-classes', {'area': area}
    for row in demo.rows('evaluations'):
        yield 'effects', {'evaluation': row['code']}
    for row in demo.rows('indicators'):
        if row['unit'] == 'index_0_100':
            yield 'composite-indices', {'index': row['code'], 'area': 'se-9901'}
    for row in demo.rows('plans'):
        yield 'plan-progresses', {'plan': row['code'], 'allow_break': 'true'}
        for name in ('weakest-links', 'steering-reaches'):
            yield name, {'plan': row['code']}
    for name in ('freshness-reports', 'burden-reports', 'inside-out-reports'):
        yield name, {'municipality': 'se-9901,se-9902,dk-995'}
    for gap in ('form', 'inside_out'):
        yield 'trust-gaps', {'type': gap, 'area': 'se-9901'}


@unittest.skipUnless(settings.PROGRAM, 'TILLIT_BIN says where the program is')
class Unnoticed(Case):
    """Of two worlds that differ in hidden figures only nobody sees more than one."""

    NAME = 'tillit_told'

    @classmethod
    def setUpClass(cls):
        database.create_demonstration(cls.NAME)
        cls.addClassCleanup(database.drop, cls.NAME)
        database.run(cls.NAME, HIDE.format(more=', '.join(str(identity) for identity in MORE_HIDDEN)))
        cls.one = cls.enterClassContext(server.on_database(cls.NAME, 'told', TILLIT_MAX_VALUES=5000))
        people = People(cls.one.api, cls.NAME)
        cls.askers = {'public': people.anybody()} | {
            f'{role} of {place}': people.who(place, role)
            for place, role in (('se-9901', 'reader'), ('se-9902', 'reader'), ('dk-995', 'reader'), ('ev-sam', 'evaluator'))
        }

    def replies(self):
        found = {}
        asked_of = list(itertools.product(self.askers.items(), questions()))
        for (who, person), (name, asked) in asked_of if settings.FULL else asked_of[::5]:
            try:
                reply = person.get(f'analyses/{name}', **asked)
            except OSError as error:
                raise AssertionError(f'{who}: {name} {asked}: {self.one.log_text()[-3000:]}') from error
            found[who, name, json.dumps(asked)] = reply.status, reply.json()[name.replace('-', '_')] if reply.status == 200 else None
        return found

    def test_nobody_notices(self):
        before = self.replies()
        changed = int(database.run(self.NAME, CHANGE).split()[0])
        self.assertGreater(changed, 20)
        after = self.replies()
        self.assertGreater(sum(status == 200 for status, _ in before.values()), 0.8 * len(before))
        for key, reply in before.items():
            with self.subTest(' '.join(key)[:200]):
                self.assertEqual(after[key], reply)
