"""One module per measure of the list in docs/performance.md: measure(stage, verdicts). A measure that is not here is not taken; one
module may take several at once."""

from measures import (
    p01_kept, p04_series, p05_peers, p06_export, p07_writes, p08_analyses, p09_sizes, p10_idle, p11_growth, p12_members, p13_plans, p14_writes,
    p15_turns, p16_pages,
)

MEASURES = {
    'P1': p01_kept,
    'P2': p01_kept,
    'P3': p01_kept,
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
    'P14': p14_writes,
    'P15': p15_turns,
    'P16': p16_pages,
}
WITHOUT_COPY = ('P4', 'P9', 'P1', 'P2', 'P3', 'P16')  # what can be taken of a set so large that there is room for it only once
