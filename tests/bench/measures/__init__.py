"""One module per measure of the list in docs/performance.md: measure(stage, verdicts). A measure that is not here is not taken."""

from measures import p04_series, p05_peers, p06_export, p09_sizes, p12_members

MEASURES = {
    'P4': p04_series,
    'P5': p05_peers,
    'P6': p06_export,
    'P9': p09_sizes,
    'P12': p12_members,
}
