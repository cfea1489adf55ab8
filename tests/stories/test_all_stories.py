"""Every story of the domain has one test, named by its id; what is not lived yet is said aloud and is really not there."""

import importlib
import inspect
import re

import later
from stage import Story

STORIES = [f'{seed}{number}' for seed, count in (('J', 11), ('H', 9), ('F', 8), ('D', 10)) for number in range(1, count + 1)]
SENTENCE = re.compile(r'As (a|an|the) .+ (I|we) want .+, so that .+\.')


def lived():
    """The tests that are named by a story: {id: [test]}."""
    found = {}
    for name in ('jarfalla', 'helsingborg', 'skane', 'denmark'):
        for _, case in inspect.getmembers(importlib.import_module(f'test_{name}'), inspect.isclass):
            for test, function in vars(case).items():
                if re.fullmatch(r'test_[JHFD]\d+', test):
                    found.setdefault(test.removeprefix('test_'), []).append(function)
    return found


class AllStories(Story):
    def test_each_story_is_one_test(self):
        tests = lived()
        self.assertEqual(sorted(tests), sorted(STORIES))
        for story, functions in tests.items():
            with self.subTest(story):
                self.assertEqual(len(functions), 1)
                self.assertRegex(' '.join(functions[0].__doc__.split()), SENTENCE)

    def test_what_is_later_is_not_there_yet(self):
        """Whoever brings an analysis finds the story that waits for it here."""
        self.assertLessEqual(set(later.LATER), set(STORIES))
        for story, (_, addresses) in later.LATER.items():
            for address in addresses:
                with self.subTest(f'{story} {address}'):
                    for method in ('GET', 'POST'):
                        self.assertProblem(self.public().request(method, address), 'not-found')
