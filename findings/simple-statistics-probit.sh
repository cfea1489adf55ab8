#!/usr/bin/env bash
# Expected: probit of simple-statistics is the inverse of the normal distribution's cumulative function, as its
#   documentation says: probit(0.975) is 1.95996, the factor of every 95 % interval.
# Instead (simple-statistics 7.12.1): it is 1.95716, and the error grows outwards: 2.56915 instead of 2.57583 for 99
#   %. The inverse error function behind it is a short approximation; the documentation of probit has no word on how
#   good it is. jstat 1.9.6 gives all digits.
# Matters: a dashboard that draws its own intervals from shares and numbers of answers draws them always too narrow,
#   and a difference at the edge of significance is significant on the page and not in the file.
# The service: takes its factors from R's library (service/stats/distribution.c) and sends ready limits with every
#   figure, so that no client has to compute them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$work" && npm init -y >init.log &&
    npm install --silent --no-audit --no-fund --ignore-scripts simple-statistics@7.12.1 jstat@1.9.6)

cat >"$work/run.js" <<'JAVASCRIPT'
const simple = require('simple-statistics');
const { jStat } = require('jstat');

for (const p of [0.9, 0.95, 0.975, 0.995, 0.9995])
    console.log(p, 'simple-statistics', simple.probit(p).toFixed(5), 'jstat', jStat.normal.inv(p, 0, 1).toFixed(5));
JAVASCRIPT

(cd "$work" && timeout 60 node run.js) | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
0.9 simple-statistics 1.28105 jstat 1.28155
0.95 simple-statistics 1.64342 jstat 1.64485
0.975 simple-statistics 1.95716 jstat 1.95996
0.995 simple-statistics 2.56915 jstat 2.57583
0.9995 simple-statistics 3.27931 jstat 3.29053
SEEN
