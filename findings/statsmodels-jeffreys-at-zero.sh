#!/usr/bin/env bash
# Expected: proportion_confint(method="jeffreys") of statsmodels gives the interval of its own reference (Brown, Cai
#   and DasGupta 2001), whose lower limit is 0 for a count of 0 and whose upper limit is 1 when all said yes.
# Instead (statsmodels 0.15.0): both limits are the quantiles of the beta distribution there, too: 0 of 30 gives
#   0.000016-0.079678. The share that was found, 0, lies outside its own interval, and so does 1 for 30 of 30. All its
#   other methods handle this case; scipy 1.17.1 for its exact and score intervals as well.
# Matters: a published 0.0 % (0.0-8.0) looks right only by rounding; a test "is the figure inside its interval", which
#   every careful receiver makes, fails for exactly the districts where nobody mistrusts.
# The service: publishes score intervals, whose limits are exactly 0 and 1 there (service/stats/interval.c); an
#   interval that is imported must hold its figure but for half of its last decimal (service/api/imports/figures.c).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q statsmodels==0.15.0 scipy==1.17.1 numpy==2.4.6 pandas==2.3.3

cat >"$work/run.py" <<'PYTHON'
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint


def show(package, count, method, low, high):
    word = "holds" if low <= count / 30 <= high else "MISSES"
    print(f"{count} of 30 {package} {method} {low:.6f}-{high:.6f} {word}")


for count in (0, 30):
    for method in ("jeffreys", "beta", "wilson", "agresti_coull"):
        show("statsmodels", count, method, *proportion_confint(count, 30, method=method))
    for method in ("exact", "wilson"):
        show("scipy", count, method, *binomtest(count, 30).proportion_ci(method=method))
PYTHON

"$work/venv/bin/python" -W ignore "$work/run.py" 2>"$work/log" | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
0 of 30 statsmodels jeffreys 0.000016-0.079678 MISSES
0 of 30 statsmodels beta 0.000000-0.115703 holds
0 of 30 statsmodels wilson 0.000000-0.113513 holds
0 of 30 statsmodels agresti_coull 0.000000-0.134712 holds
0 of 30 scipy exact 0.000000-0.115703 holds
0 of 30 scipy wilson 0.000000-0.113513 holds
30 of 30 statsmodels jeffreys 0.920322-0.999984 MISSES
30 of 30 statsmodels beta 0.884297-1.000000 holds
30 of 30 statsmodels wilson 0.886487-1.000000 holds
30 of 30 statsmodels agresti_coull 0.865288-1.000000 holds
30 of 30 scipy exact 0.884297-1.000000 holds
30 of 30 scipy wilson 0.886487-1.000000 holds
SEEN
