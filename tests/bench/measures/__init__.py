"""One module per measure of the list in docs/performance.md: measure(stage, verdicts). A measure that is not here is not taken."""

from measures import (
    p04_series, p05_peers, p06_export, p07_writes, p08_analyses, p09_sizes, p10_idle, p11_growth, p12_members, p13_plans,
    p15_turns,
)

MEASURES = {
    'P4': p04_series,
    'P5': p05_peers,
    'P6': p06_export,
    'P7': p07_writes,
    'P8': p08_analyses,
    'P9': p09_sizes,
    'P10': p10_idle,
    'P11': p11_growth,
    'P12': p12_members,
    'P13': p13_plans,
    'P15': p15_turns,
    p15_turns,
}
