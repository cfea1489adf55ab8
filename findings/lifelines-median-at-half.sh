#!/usr/bin/env bash
# Expected: the median of a Kaplan-Meier curve is the time t with S(t) = 0.5 (lifelines' documentation of percentile),
#   or the middle of the stretch on which the curve is 0.5 (R's survfit). Either way one rule for all.
# Instead (lifelines 0.30.3): of six persons one leaves each month: the curve is 0.5 at month 3, the median is 4. With
#   ten persons it is 5, where the curve is 0.5. The product that should be 0.5 lies a rounding error above it for
#   some numbers of persons and not for others: 6, 8, 14, 18 and 20 of the even numbers up to 40 come out a month
#   late. R compares with a tolerance.
# Matters: "half are still housed after ..." is a published figure of retention, and small groups hit exactly one half
#   often. Two municipalities with the same pattern get medians by different rules.
# The service: publishes shares retained at fixed times, no medians (service/stats/retention.c). If it ever publishes
#   one, it must compare with a tolerance, as R does, and say which rule it follows.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q lifelines==0.30.3 numpy==2.4.6 scipy==1.17.1 pandas==2.3.3

cat >"$work/run.py" <<'PYTHON'
from lifelines import KaplanMeierFitter

late = []
for count in range(2, 41, 2):
    curve = KaplanMeierFitter().fit(range(1, count + 1))
    middle = count // 2
    if count in (6, 10):
        print(f"{count} persons: S({middle}) = {curve.predict(middle):.6f}, median {curve.median_survival_time_:g}")
    if curve.median_survival_time_ > middle:
        late.append(count)
print("late for", *late)
PYTHON

cat >"$work/run.R" <<'R'
suppressMessages(library(survival))
for (n in c(6, 10)) cat(sprintf("R: %d persons: median %g\n", n, quantile(survfit(Surv(1:n) ~ 1), 0.5)$quantile))
R

{
    "$work/venv/bin/python" "$work/run.py" 2>"$work/log"
    Rscript "$work/run.R"
} | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
6 persons: S(3) = 0.500000, median 4
10 persons: S(5) = 0.500000, median 5
late for 6 8 14 18 20
R: 6 persons: median 3.5
R: 10 persons: median 5.5
SEEN
