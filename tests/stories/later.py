"""Parts of stories that are not lived yet. The rest of each story is, in the test named by its id."""

REASON = 'analysis comes with the statistics issue'

# Story: (what is missing, the addresses it will have below the root of the API)
LATER = {
    'J2': ('the gaps themselves with interval and test', ['analyses/trust-gaps']),
    'J3': ('the class, whether it is certain, and its basis', ['analyses/trust-classes', 'calculations/trust-classes']),
    'J5': ('the internal-versus-external report', ['analyses/inside-out-reports']),
    'J8': ('the report over all indicators', ['analyses/freshness-reports']),
    'J9': ('progress and status against target of the whole plan', ['analyses/plan-progresses']),
    'J11': ('trends that stop at the break', ['analyses/trends']),
    'H1': ('survival at 12 and 24 months with its interval', ['analyses/retentions', 'calculations/retentions']),
    'H4': ('reach, and where it stops', ['analyses/steering-reaches']),
    'H9': ('publishing a release with complementary suppression', ['releases/rel-demo-public/preview', 'calculations/suppressions']),
    'F1': ('the weakest link and whether it is clear', ['analyses/weakest-links']),
    'F3': ('status against the target range', ['analyses/trust-gaps', 'calculations/target-gaps']),
    'F8': ('the warning itself', ['analyses/burden-reports']),
    'D3': ('effects, pooling, heterogeneity, adjusted p-values', ['analyses/effects', 'calculations/p-value-adjustments']),
    'D4': ('difference-in-differences', ['analyses/effects', 'calculations/differences-in-differences']),
    'D5': ('the mutual gap', ['analyses/trust-gaps']),
    'D6': ('the smallest detectable effect', ['calculations/minimum-detectable-effects']),
    'D7': ('the pooled numbers', ['analyses/effects']),
    'D10': ('publishing a release with complementary suppression', ['releases/rel-demo-public/preview', 'calculations/suppressions']),
}


def table():
    """The table in words, a line a story."""
    lines = [f'  {story:4} {what}: {REASON}' for story, (what, _) in LATER.items()]
    return '\n'.join([f'stories of which a part is lived later ({len(LATER)}):', *lines])
