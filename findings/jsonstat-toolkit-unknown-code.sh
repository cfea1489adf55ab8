#!/usr/bin/env bash
# Expected: Data({Region: "9902", Tid: "2023"}) of jsonstat-toolkit gives the cell with these codes, and null where
#   the data set has no such cell, as it does for a position that is out of range.
# Instead (jsonstat-toolkit 2.2.2): one unknown code counts as "this dimension was not mentioned": all its categories
#   are returned. In a table with a single year or a single indicator that is the figure of ANOTHER year or indicator,
#   with its status, and nothing says so. Two unknown codes give null.
# Matters: a page that asks for last year's trust shows this year's figure under last year's heading, or the trust
#   figure under "mistrust"; a hidden cell's code that was left out of a table is answered with a neighbour's figure.
# The service: cannot change the client. It must keep every asked code in its JSON-stat, with a status where there is
#   no figure, and refuse unknown codes (it does: unknown_code in service/domain/query_filters.c), so that a document
#   never lacks a code that was asked for.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$work" && npm init -y >init.log &&
    npm install --silent --no-audit --no-fund --ignore-scripts jsonstat-toolkit@2.2.2)

cat >"$work/run.js" <<'JAVASCRIPT'
const JSONstat = require('jsonstat-toolkit');

const table = JSONstat({
    version: '2.0', class: 'dataset', label: 'Trust', id: ['Region', 'ContentsCode', 'Tid'], size: [2, 1, 1],
    dimension: {
        Region: {label: 'region', category: {index: {'9901': 0, '9902': 1}, label: {'9901': 'North', '9902': 'South'}}},
        ContentsCode: {label: 'indicator', category: {index: {'ins-01': 0}, label: {'ins-01': 'Trust'}}},
        Tid: {label: 'year', category: {index: {'2024': 0}, label: {'2024': '2024'}}},
    },
    value: [61.5, 55],
    status: {1: 'P'},
});

const ask = (title, what) => console.log(title, JSON.stringify(table.Data(what)));
ask('the cell:', {Region: '9902', ContentsCode: 'ins-01', Tid: '2024'});
ask('another year:', {Region: '9902', ContentsCode: 'ins-01', Tid: '2023'});
ask('another indicator:', {Region: '9902', ContentsCode: 'mis-01', Tid: '2024'});
ask('another region:', {Region: '9903', ContentsCode: 'ins-01', Tid: '2024'});
ask('two that are unknown:', {Region: '9902', ContentsCode: 'mis-01', Tid: '2023'});
ask('a position out of range:', [1, 0, 1]);
JAVASCRIPT

(cd "$work" && timeout 60 node run.js) | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
the cell: {"value":55,"status":"P"}
another year: [{"value":55,"status":"P"}]
another indicator: [{"value":55,"status":"P"}]
another region: [{"value":61.5,"status":null},{"value":55,"status":"P"}]
two that are unknown: null
a position out of range: null
SEEN
