#!/usr/bin/env bash
# Expected: a JSON-stat data set that pyjstat reads and writes again has the same cells: JSON-stat 2.0 tells
#   categories apart by their ids, labels may repeat, and the number of values is the product of the sizes.
# Instead (pyjstat 2.4.0 with pandas 2.3.3): it writes labels as ids, so that two districts called Centrum become one
#   category: size [2, 1] with three values. Nothing complains: jsonstat-toolkit 2.2.2 reads that document and gives
#   for Norra the 40 of the second Centrum; the hidden figure of Norra is gone, and so is its status.
# Matters: Centrum, Norr or Öster is a district of many municipalities; here a real figure is published under the name
#   of the district whose figure had been hidden.
# The service: area codes are unique, its JSON-stat must carry labels that are unique within a dimension (the
#   municipality in brackets), and its guide must say naming="id".
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q pyjstat==2.4.0 pandas==2.3.3 numpy==2.4.6
(cd "$work" && npm init -y >init.log &&
    npm install --silent --no-audit --no-fund --ignore-scripts jsonstat-toolkit@2.2.2)

cat >"$work/run.py" <<'PYTHON'
import json

from pyjstat import pyjstat

SENT = {
    "version": "2.0", "class": "dataset", "label": "Trust", "id": ["area", "year"], "size": [3, 1],
    "dimension": {
        "area": {"label": "area", "category": {"index": {"a1": 0, "a2": 1, "a3": 2},
                                               "label": {"a1": "Centrum", "a2": "Centrum", "a3": "Norra"}}},
        "year": {"label": "year", "category": {"index": {"2024": 0}, "label": {"2024": "2024"}}}},
    "value": [61.5, 40.0, None], "status": {"2": "Q"},
}
frame = pyjstat.Dataset.read(json.dumps(SENT)).write("dataframe")
written = json.loads(pyjstat.Dataset.read(frame).write())
print(json.dumps({name: written.get(name) for name in ("id", "size", "value", "status")}))
json.dump(written, open("written.json", "w"))
PYTHON
cat >"$work/run.js" <<'JAVASCRIPT'
const data = require('jsonstat-toolkit')(require('./written.json'));
console.log('areas', JSON.stringify(data.Dimension('area').id));
for (const area of data.Dimension('area').id) console.log(area, JSON.stringify(data.Data({area, year: '2024'})));
JAVASCRIPT

(cd "$work" && venv/bin/python -W ignore run.py && timeout 60 node run.js) | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
{"id": ["area", "year"], "size": [2, 1], "value": [61.5, 40.0, null], "status": null}
areas ["Centrum","Norra"]
Centrum {"value":61.5,"status":null}
Norra {"value":40,"status":null}
SEEN
