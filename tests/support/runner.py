"""Runs the test modules of a folder and ends with the line "N passed, N failed". Each case of a table counts as one."""

import os
import pathlib
import sys
import time
import unittest

TIMES = os.environ.get('TILLIT_TEST_TIMES', '') == '1'  # whether the seconds of every module are told


class Result(unittest.TestResult):
    """Counts cases: the sub-tests of a test where it has some, else the test itself."""

    def __init__(self):
        super().__init__()
        self.passed = self.failed = 0
        self._cases = 0

    def startTest(self, test):
        super().startTest(test)
        self._cases = 0
        self._bad = False
        self._start = time.monotonic()

    def stopTest(self, test):
        super().stopTest(test)
        if not self._bad and self._cases == 0:
            self.passed += 1
        seconds = time.monotonic() - self._start
        if seconds > 5:
            print(f'  ({seconds:.0f} s: {test.id()})', flush=True)

    def addSubTest(self, test, subtest, error):
        self._cases += 1
        if error is None:
            self.passed += 1
        else:
            self._fail(subtest, error)

    def addError(self, test, error):
        self._fail(test, error)

    def addFailure(self, test, error):
        self._fail(test, error)

    def addSkip(self, test, reason):
        self._bad = True
        print(f'skipped {test.id()}: {reason}', flush=True)

    def _fail(self, test, error):
        self._bad = True
        self.failed += 1
        print(f'\nFAILED {test.id()}\n{self._exc_info_to_string(error, test)}', flush=True)


def run(folder, words):
    """Runs the modules test_*.py of `folder`, or those whose names hold one of `words`. Returns the exit status."""
    sys.path.insert(0, str(folder))
    result = Result()
    loader, seconds = unittest.TestLoader(), {}
    for path in sorted(pathlib.Path(folder).glob('test_*.py')):
        if words and not any(word in path.stem for word in words):
            continue
        print(path.stem, flush=True)
        started = time.monotonic()
        loader.loadTestsFromName(path.stem).run(result)
        seconds[path.stem] = time.monotonic() - started
    for error in loader.errors:
        result.failed += 1
        print(error)
    for name in sorted(seconds, key=seconds.get, reverse=True) if TIMES else ():
        print(f'{seconds[name]:8.1f} s {name}')
    print(f'\n{result.passed} passed, {result.failed} failed')
    return 0 if result.passed and not result.failed else 1
