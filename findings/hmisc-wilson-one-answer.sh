#!/usr/bin/env bash
# Expected: Hmisc's binconf(method = "wilson"), its default, gives the score interval, as its manual page says
#   ("score-test-based"): the interval of R's own prop.test(correct = FALSE), and at 95 % a limit that a two-sided
#   test of 2.5 % on each side would reject.
# Instead (Hmisc 4.8-0): for exactly one answer, or all but one, one limit is replaced by -log(1 - alpha)/n, a bound
#   of 5 % on ONE side, and nothing says so: 1 of 30 gets the lower limit 0.0017 instead of 0.0059, 29 of 30 the upper
#   limit 0.9983 instead of 0.9941. 0 and 2 of 30 follow the formula. In 1 of 1000 the lower limit is 0.00005 instead
#   of 0.00018.
# Matters: one person who mistrusts among thirty is what small districts look like: the same share gets another
#   interval in an analyst's R than in the service or in prop.test, and a check of one against the other fails only in
#   such cells.
# The service: publishes the score interval for every count (stats_wilson in service/stats/interval.c) and is compared
#   with prop.test, not with binconf (tests/cross/shares.R).
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$work" && apt-get download -qq -o APT::Sandbox::User=root r-cran-hmisc=4.8-0-1 >apt.log)
dpkg -x "$work"/*.deb "$work/r"

# binconf needs nothing of what the package would load: it is taken from the installed package as it is.
cat >"$work/run.R" <<'R'
package <- new.env()
lazyLoad(file.path(commandArgs(TRUE)[1], "Hmisc/R/Hmisc"), envir = package)
for (case in list(c(0, 30), c(1, 30), c(2, 30), c(29, 30), c(1, 1000))) {
    wilson <- package$binconf(case[1], case[2])[2:3]
    score <- suppressWarnings(prop.test(case[1], case[2], correct = FALSE))$conf.int
    cat(sprintf("%d of %d: binconf %.5f-%.5f prop.test %.5f-%.5f\n", case[1], case[2], wilson[1], wilson[2], score[1],
        score[2]))
}
R

Rscript "$work/run.R" "$work/r/usr/lib/R/site-library" 2>"$work/log" | grep -v NULL | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
0 of 30: binconf 0.00000-0.11351 prop.test 0.00000-0.11351
1 of 30: binconf 0.00171-0.16670 prop.test 0.00591-0.16670
2 of 30: binconf 0.01848-0.21323 prop.test 0.01848-0.21323
29 of 30: binconf 0.83330-0.99829 prop.test 0.83330-0.99409
1 of 1000: binconf 0.00005-0.00564 prop.test 0.00018-0.00564
SEEN
