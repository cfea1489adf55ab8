#!/usr/bin/env bash
# Expected: samplics' remove_nan=True leaves persons without an answer out of the estimate, while the design stays the
#   one that was drawn: who answered is a domain, and a cluster in which nobody answered still counts among the
#   clusters (Lohr, Sampling: Design and Analysis, on domains; R's survey does so for na.rm=TRUE).
# Instead (samplics 0.6.1): the rows are cut out before strata and clusters are counted. A cluster without an answer
#   vanishes from the design: the standard error of the total below is 33.5 instead of 167.7, a fifth, since that a
#   whole cluster adds nothing is the largest part of the uncertainty. The mean below is not touched; R survey 4.1-1
#   is run on the same file. No warning.
# Matters: item nonresponse by a whole district is everyday in surveys of trust; an interval this narrow makes noise a
#   significant change in a published table.
# The service: takes standard errors and design effects as they are sent, with their number of answers, and estimates
#   no designs by itself; who sends them must not cut the file first.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q samplics==0.6.1 pandas==2.3.3 numpy==2.4.6 scipy==1.17.1
# R's survey and the two packages that it loads, without installing anything.
(cd "$work" && apt-get download -qq -o APT::Sandbox::User=root r-cran-survey=4.1-1-1 r-cran-mitools=2.4-2 \
    r-cran-minqa=1.2.5-1 r-cran-numderiv=2016.8-1.1-3 r-cran-dbi=1.1.3-1 r-cran-rcpp=1.0.10-1 >apt.log)
for package in "$work"/*.deb; do dpkg -x "$package" "$work/r"; done

cat >"$work/answers.csv" <<'CSV'
stratum,cluster,weight,y
A,1,10,
A,1,10,
A,1,10,
A,2,10,6
A,2,10,5
A,2,10,7
A,3,10,4
A,3,10,6
A,3,10,5
B,4,5,8
B,4,5,7
B,4,5,6
B,5,5,5
B,5,5,7
B,5,5,6
B,6,5,7
B,6,5,6
B,6,5,8
CSV
cat >"$work/run.py" <<'PYTHON'
import sys

import pandas as pd
from samplics import PopParam, TaylorEstimator

file = pd.read_csv(sys.argv[1])
for name, parameter in (("total", PopParam.total), ("mean", PopParam.mean)):
    estimate = TaylorEstimator(parameter)
    estimate.estimate(y=file.y, samp_weight=file.weight, stratum=file.stratum, psu=file.cluster, remove_nan=True)
    print(f"samplics {name} {estimate.point_est:.3f} se {estimate.stderror:.3f}")
PYTHON
cat >"$work/run.R" <<'R'
suppressMessages(library(survey))
file <- read.csv(commandArgs(TRUE)[1])
design <- svydesign(~cluster, strata = ~stratum, weights = ~weight, data = file)
total <- svytotal(~y, design, na.rm = TRUE)
mean <- svymean(~y, design, na.rm = TRUE)
cat(sprintf("survey   total %.3f se %.3f\nsurvey   mean %.3f se %.3f\n", coef(total), SE(total), coef(mean), SE(mean)))
R

{
    "$work/venv/bin/python" -W ignore "$work/run.py" "$work/answers.csv"
    R_LIBS=$work/r/usr/lib/R/site-library Rscript "$work/run.R" "$work/answers.csv"
} | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
samplics total 630.000 se 33.541
samplics mean 6.000 se 0.319
survey   total 630.000 se 167.705
survey   mean 6.000 se 0.319
SEEN
