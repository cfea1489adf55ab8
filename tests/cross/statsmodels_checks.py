#!/usr/bin/python3
"""Shares, pooling, trends and survival against statsmodels and scipy, and shares of a thousand million against exact
fractions. statsmodels_checks.py <driver>

Figures agree when they differ by at most 1e-9 of the reference; differences and interval limits, which may be zero but
for rounding, also when they differ by at most 1e-12 (see cross.R)."""
import gc
import random
import subprocess
import sys
import warnings
from fractions import Fraction
from math import asin, fsum, isnan, nan, sqrt

import numpy as np
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight
from statsmodels.regression.linear_model import WLS
from statsmodels.stats import proportion
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.multitest import multipletests
from statsmodels.tools import add_constant

DRIVER = sys.argv[1]
COUNT = 2000
totals = {"passed": 0, "failed": 0}
warnings.simplefilter("ignore")
random.seed(20250930)
gc.freeze()  # multipletests collects garbage at every call; what the imports left need not be searched each time


def run_driver(method, inputs):
    text = "".join(" ".join([method] + [repr(float(v)) for v in row]) + "\n" for row in inputs)
    done = subprocess.run([DRIVER], input=text, capture_output=True, text=True, check=True)
    return [[float(v) for v in line.split()] for line in done.stdout.splitlines()]


def difference(actual, expected, floor):
    if isnan(actual) or isnan(expected):
        return 0 if isnan(actual) and isnan(expected) else float("inf")
    distance = abs(actual - expected)
    return 0 if distance <= floor else distance / max(abs(expected), 1e-300)


def compare(title, method, inputs, reference, columns):
    """columns: (position in the driver's answer, whether rounding may leave it near zero), one per figure."""
    worst = bad = 0
    for row, answer in zip(inputs, run_driver(method, inputs)):
        off = [difference(answer[at], value, 1e-12 if floored else 1e-300)
               for (at, floored), value in zip(columns, reference(*row))]
        worst = max([worst] + off)
        if max(off) > 1e-9:
            bad += 1
            if bad <= 3:
                print("  differs:", row, [answer[at] for at, _ in columns], reference(*row))
    print(f"{title:<42} {len(inputs):5} inputs, worst relative difference {worst:.1e}" + (f", {bad} FAILED" if bad else ""))
    totals["passed"] += len(inputs) - bad
    totals["failed"] += bad


def any_size(largest):
    return 1 if random.random() < 0.1 else round(10 ** random.uniform(0, largest))


def any_success(n):
    return min(n, random.choice([0, n, min(1, n), n - 1] + [random.randint(0, n)] * 6))


def any_level():
    return random.choice([0.8, 0.9, 0.95, 0.99])


def any_share(largest):
    n = any_size(largest)
    return any_success(n), n


def wilson(conf, x, n):
    low, high = proportion.proportion_confint(x, n, alpha=1 - conf, method="wilson")
    return 0 if x == 0 else low, 1 if x == n else high


compare("wilson: proportion_confint", "wilson", [(any_level(), *any_share(9)) for _ in range(COUNT)], wilson,
        [(0, True), (1, True)])


def newcombe(conf, x1, n1, x2, n2, _):
    low, high = proportion.confint_proportions_2indep(x2, n2, x1, n1, method="newcomb", compare="diff", alpha=1 - conf)
    return x2 / n2 - x1 / n1, low, high


compare("independent: confint_proportions_2indep", "share_change",
        [(any_level(), *any_share(6), *any_share(6), 0) for _ in range(COUNT)], newcombe, [(0, True), (1, True), (2, True)])
compare("weighted: confint_proportions_2indep", "share_change",
        [(any_level(), *(n * share if i == 0 else n for share, n in
                         [(random.random(), random.uniform(2, 5000))] for i in (0, 1)),
          *(n * share if i == 0 else n for share, n in
            [(random.random(), random.uniform(2, 5000))] for i in (0, 1)), 1) for _ in range(COUNT)],
        newcombe, [(0, True), (1, True), (2, True)])


def exact_shares(_, x1, n1, x2, n2, __):
    """Difference and pooled z from exact fractions; cohen's h from arc sines of the smaller side."""
    diff = Fraction(x2, n2) - Fraction(x1, n1)
    pooled = Fraction(x1 + x2, n1 + n2)
    if pooled in (0, 1):
        return float(diff), nan, 1
    z = float(diff) / sqrt(float(pooled * (1 - pooled) * (Fraction(1, n1) + Fraction(1, n2))))
    return float(diff), z, 2 * stats.norm.sf(abs(z))


def huge_pair():
    pair = []
    for _ in range(2):
        n = random.randint(10 ** 6, 10 ** 9)
        x = random.choice([random.randint(0, n), random.randint(0, 200), n - random.randint(0, 200)])
        pair += [x, n]
    return (0.95, *pair, 1)


compare("shares to n 1e9: exact fractions", "share_change", [huge_pair() for _ in range(COUNT)], exact_shares,
        [(0, False), (4, False), (3, False)])


def angles(_, x1, n1, x2, n2, __):
    return (2 * asin(sqrt(x2 / n2)) - 2 * asin(sqrt(x1 / n1)),)


compare("cohen's h: arc sines", "share_change",
        [(0.95, *any_share(4), *any_share(4), 0) for _ in range(COUNT)], angles, [(5, True)])


def rare_fisher(x1, n1, x2, n2):
    """The smaller tail of scipy's hypergeometric distribution decides; fisher_exact sums as R does."""
    return (stats.fisher_exact([[x1, n1 - x1], [x2, n2 - x2]])[1],)


def rare_table():
    n1, n2 = any_size(4), any_size(4)
    return any_success(n1), n1, any_success(n2), n2


compare("fisher exact: scipy", "fisher", [rare_table() for _ in range(COUNT)], rare_fisher, [(0, False)])


def any_moments():
    return random.uniform(0, 10), 10 ** random.uniform(-3, 2), max(2, any_size(7))


def welch(conf, m1, s1, n1, m2, s2, n2):
    t, p = stats.ttest_ind_from_stats(m2, s2, n2, m1, s1, n1, equal_var=False)
    return m2 - m1, t, p


compare("independent means: ttest_ind_from_stats", "welch",
        [(any_level(), *any_moments(), *any_moments()) for _ in range(COUNT)], welch, [(0, True), (2, True), (4, False)])


def pooled(conf, *pairs):
    effects, errors = np.array(pairs[0::2]), np.array(pairs[1::2])
    result = combine_effects(effects, errors ** 2, method_re="dl", alpha=1 - conf)
    df = len(effects) - 1

    def row(value, error, quantile):
        return value, error, value - quantile * error, value + quantile * error

    fixed = row(result.mean_effect_fe, result.sd_eff_w_fe, stats.norm.isf((1 - conf) / 2))
    # This version of statsmodels lets tau² of the one-step estimate fall below 0, where DerSimonian and Laird stop: then the
    # effects vary less than their errors let them, and so does what Hartung and Knapp multiply by.
    varies = result.tau2 > 0
    value, error = (result.mean_effect_re, result.sd_eff_w_re) if varies else fixed[:2]
    error *= max(1, result.scale_hksj_re) ** 0.5 if varies else 1
    random_effect = row(value, error, stats.t.isf((1 - conf) / 2, df))
    # Equal effects have no heterogeneity; in the reference, the rounding of their mean would leave some.
    q = result.q if np.ptp(effects) > 0 else 0
    p_fixed = 2 * stats.norm.sf(abs(fixed[0] / fixed[1]))
    p_random = 2 * stats.t.sf(abs(value / error), df)
    return (*fixed, p_fixed, *random_effect, p_random, q, stats.chi2.sf(q, df), max(0, result.i2) if q > df else 0,
            max(0, result.tau2))


def any_studies():
    k = random.randint(2, 20)
    spread = random.choice([0, 0.1, 2])
    return (any_level(), *(v for _ in range(k) for v in (0.3 + random.gauss(0, spread), 10 ** random.uniform(-2, 0.5))))


compare("pooled effects: combine_effects(dl), hksj", "pool", [any_studies() for _ in range(COUNT)], pooled,
        [(0, True), (1, False), (5, True), (6, True), (4, False), (7, True), (8, False), (12, True), (13, True), (11, False),
         (14, True), (15, False), (16, True), (17, True)])


def adjusted(*p_values):
    return (*multipletests(p_values, method="holm")[1], *multipletests(p_values, method="fdr_bh")[1])


for size in (1, 2, 7, 40):
    compare(f"holm, bh of {size}: multipletests", "adjust",
            [[random.choice([random.random() ** 8, round(random.random(), 1)]) for _ in range(size)]
             for _ in range(COUNT // 4)], adjusted, [(i, False) for i in range(2 * size)])


def trend(conf, *triples):
    t, y, se = (np.array(triples[i::3]) for i in range(3))
    fit = WLS(y, add_constant(t - 2015), weights=1 / se ** 2).fit()
    slope, error = fit.params[1], fit.bse[1] / sqrt(fit.scale)
    half = stats.norm.isf((1 - conf) / 2) * error
    chi2 = fsum(((y - fit.fittedvalues) / se) ** 2)
    return slope, error, 2 * stats.norm.sf(abs(slope / error)), slope - half, slope + half, chi2


def any_series():
    start, step = random.uniform(20, 60), random.uniform(-3, 3)
    return (any_level(), *(v for i in range(random.randint(3, 12))
                           for v in (2012 + i / 2, start + step * i + random.gauss(0, 3), 10 ** random.uniform(-1, 1))))


compare("trend: WLS", "trend", [any_series() for _ in range(COUNT)], trend,
        [(0, True), (1, False), (4, False), (5, True), (6, True), (9, True)])


def survival(_, month, *rows):
    times, exits = [], []
    for at, _at_risk, left, censored in zip(*(rows[i::4] for i in range(4))):
        times += [at] * (left + censored)
        exits += [1] * left + [0] * censored
    curve = SurvfuncRight(times, exits)
    last = [i for i, at in enumerate(curve.surv_times) if at <= month]
    if not last:
        return 1, 0
    probability = curve.surv_prob[last[-1]]
    return probability, 0 if probability == 0 else curve.surv_prob_se[last[-1]]


def any_life_table():
    at_risk = remaining = random.choice([1, 5, 40, 400])
    rows = []
    for month in range(1, 25):
        left = random.randint(0, max(1, at_risk // 8)) if remaining else 0
        left = min(left, remaining)
        censored = remaining - left if month == 24 else min(remaining - left, random.randint(0, 1))
        rows += [month, remaining, left, censored]
        remaining -= left + censored
    return (0.95, random.randint(1, 24), *rows)


compare("retention: SurvfuncRight", "retention", [any_life_table() for _ in range(COUNT)], survival, [(0, False), (1, True)])

print(totals["passed"], "passed,", totals["failed"], "failed")
sys.exit(1 if totals["failed"] else 0)
