#!/usr/bin/env bash
# Expected: a test that could not be made (p-value NaN) is left out of the family or refused: R's p.adjust leaves it
#   out and says so, scipy's false_discovery_control raises, pingouin's multicomp leaves it out. All the others keep
#   their adjusted p-values.
# Instead (statsmodels 0.15.0): multipletests by Benjamini-Hochberg or Hommel answers NaN for EVERY test; by Holm it
#   counts the missing test as a test, and the adjusted p-values are up to twice as large (0.004, 0.06, 0.08 instead
#   of 0.003, 0.04, 0.04), so that two of three changes are no longer significant at 5 %. With Benjamini-Hochberg the
#   flags next to the NaN say "significant" for two of three. No warning in any case. Its documentation does not
#   mention missing p-values.
# Matters: one municipality with a hidden or single-valued figure gives one NaN among dozens of tests: the whole
#   published table of changes is emptied or made insignificant by a neighbour's missing figure.
# The service: adjusts only the tests that could be made (add_test in service/api/analyses/effects_pools.c leaves NaN
#   out before service/stats/adjust.c sees the family), and names the reason of the one that is null.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q statsmodels==0.15.0 pingouin==0.7.0 scipy==1.17.1 numpy==2.4.6 pandas==2.3.3

cat >"$work/run.py" <<'PYTHON'
import warnings

import pingouin
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

warnings.simplefilter("error")
P = [0.001, float("nan"), 0.02, 0.04]


def plain(array):
    return [round(value, 6) for value in array.tolist()] if array.dtype == float else array.tolist()


for method, other in (("fdr_bh", "fdr_bh"), ("holm", "holm"), ("hommel", None)):
    reject, adjusted = multipletests(P, method=method)[:2]
    print("statsmodels", method, plain(adjusted), plain(reject))
    if other:
        print("pingouin   ", method, plain(pingouin.multicomp(P, method=other)[1]))
try:
    print("scipy       fdr_bh", false_discovery_control(P))
except ValueError:
    print("scipy       fdr_bh refuses")
PYTHON

{
    "$work/venv/bin/python" -W ignore "$work/run.py" 2>"$work/log"
    Rscript -e 'p <- c(0.001, NA, 0.02, 0.04)
        for (m in c("BH", "holm", "hommel")) cat("R          ", m, format(p.adjust(p, m)), "\n")' | sed 's/ *$//'
} | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
statsmodels fdr_bh [nan, nan, nan, nan] [True, False, True, False]
pingouin    fdr_bh [0.003, nan, 0.03, 0.04]
statsmodels holm [0.004, nan, 0.06, 0.08] [True, False, False, False]
pingouin    holm [0.003, nan, 0.04, 0.04]
statsmodels hommel [nan, nan, nan, nan] [False, False, False, False]
scipy       fdr_bh refuses
R           BH 0.003    NA 0.030 0.040
R           holm 0.003    NA 0.040 0.040
R           hommel 0.003    NA 0.040 0.040
SEEN
