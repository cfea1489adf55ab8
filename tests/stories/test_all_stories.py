"""Every story of the domain has one test, named by its id."""

import importlib
import inspect
import re

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
