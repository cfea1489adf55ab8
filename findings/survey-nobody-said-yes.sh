#!/usr/bin/env bash
# Expected: where nobody (or everybody) in the sample said yes, svyciprop of R's survey gives an interval with an
#   upper limit that fits 18 answers, or an error, or NA: its manual page says that none of its methods "will work"
#   there.
# Instead (survey 4.1-1): the default method, logit, returns an interval whose two limits are the same number, some
#   1e-11, with no warning; method mean gives exactly 0 to 0; xlogit, asin and beta give NaN; only likelihood is an
#   error. prop.test's score interval for 0 of 18 ends at 0.176.
# Matters: "0.0 % (0.0-0.0)" for mistrust in a small district is the most certain figure of the whole table, where it
#   should be one of the least certain; the same code for a loop over districts gives a number here and NaN there by
#   method.
# The service: publishes score intervals for shares, also for none and all (service/stats/interval.c). An imported
#   interval of no width around a share of a sample must be refused or at least warned about.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# R's survey and the packages that it loads, without installing anything.
(cd "$work" && apt-get download -qq -o APT::Sandbox::User=root r-cran-survey=4.1-1-1 r-cran-mitools=2.4-2 \
    r-cran-minqa=1.2.5-1 r-cran-numderiv=2016.8-1.1-3 r-cran-dbi=1.1.3-1 r-cran-rcpp=1.0.10-1 >apt.log)
for package in "$work"/*.deb; do dpkg -x "$package" "$work/r"; done

cat >"$work/run.R" <<'R'
suppressMessages(library(survey))
options(warn = 2)
file <- data.frame(cluster = rep(1:6, each = 3), weight = 10, y = 0)
design <- svydesign(~cluster, weights = ~weight, data = file)
for (method in c("logit", "mean", "xlogit", "asin", "beta", "likelihood")) {
    limits <- tryCatch(attr(svyciprop(~y, design, method = method), "ci"), error = function(e) NULL)
    cat(sprintf("%-10s %s\n", method,
        if (is.null(limits)) "error"
        else if (anyNA(limits)) "NaN"
        else sprintf("%.6f-%.6f%s", limits[1], limits[2], if (diff(limits) < 1e-9) " (a point)" else "")))
}
score <- prop.test(0, 18, correct = FALSE)$conf.int
cat(sprintf("prop.test  %.6f-%.6f\n", score[1], score[2]))
R

R_LIBS=$work/r/usr/lib/R/site-library Rscript "$work/run.R" 2>"$work/log" | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
logit      0.000000-0.000000 (a point)
mean       0.000000-0.000000 (a point)
xlogit     NaN
asin       NaN
beta       NaN
likelihood error
prop.test  0.000000-0.175879
SEEN
