"""The town of the tests of releases and revisions: one for all of them, made when first needed."""

import atexit
import functools
import os

from support.publishing import PLACE, Town, figure


@functools.lru_cache(maxsize=None)
def town():
    made = Town(f'tillit_releases_{os.getpid()}')
    atexit.register(made.close)
    return made


def table(indicator, whole, **parts):
    """The rows of a town and its districts: table('p-1', (100, 50), a=(4, 2), b=(40, 20), c=(56, 28))."""
    rows = {PLACE: whole} | {f'{PLACE}-{letter}': figures for letter, figures in parts.items()}
    return [figure(indicator, area, n, x) for area, (n, x) in rows.items()]


def hiding_table(indicator):
    """One in which a is hidden for itself and b to protect it."""
    return table(indicator, (100, 50), a=(4, 2), b=(40, 20), c=(56, 28))
