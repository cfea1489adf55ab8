#!/usr/bin/env bash
# Expected: the selection TOP(1) of PxWebApi 2 on a time variable is its latest period: so the reference server
#   resolves it (its own test TimeValue_AddToSelection expects 2009 of the years 1990 to 2009, while for other
#   variables TOP counts from the start).
# Instead (pxstatspy 1.0.1): it resolves the expression itself before it asks, from the start of the list for every
#   variable, and requests the OLDEST year. pxwebpy 0.6.0 sends TOP(1) as it is. BOTTOM is turned round in the same
#   way.
# Matters: "the latest trust" in a script or a dashboard that was moved from one client to the other is years old,
#   with no sign but the year in a column that such scripts tend to drop.
# The service: cannot tell, since only the year arrives. As PxWebApi 2 it must resolve TOP on Tid as the reference
#   server does for those clients that send it, keep Tid in ascending order, and its guide must say: name the year.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q pxstatspy==1.0.1 pxwebpy==0.6.0 pandas==2.3.3 numpy==2.4.6

cat >"$work/run.py" <<'PYTHON'
import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pxstatspy
import pxweb

logging.disable(logging.CRITICAL)
YEARS = ["2022", "2023", "2024"]
CONFIG = {"apiVersion": "2.0.0", "maxDataCells": 1000, "maxCallsPerTimeWindow": 1000, "timeWindow": 10,
          "languages": [{"id": "sv", "label": "Svenska"}], "defaultLanguage": "sv", "sourceReferences": [],
          "license": "", "defaultDataFormat": "json-stat2", "dataFormats": ["json-stat2"], "features": []}


def variable(label, categories):
    return {"label": label, "extension": {"elimination": False, "show": "value"},
            "category": {"index": {code: i for i, code in enumerate(categories)}, "label": categories}}


def table(years):
    return {"version": "2.0", "class": "dataset", "label": "Trust", "updated": "2025-01-01T00:00:00Z", "source": "x",
            "id": ["Region", "ContentsCode", "Tid"], "size": [1, 1, len(years)],
            "role": {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]},
            "dimension": {"Region": variable("region", {"9901": "North"}),
                          "ContentsCode": variable("contents", {"ins-01": "Trust"}),
                          "Tid": variable("year", {year: year for year in years})},
            "value": [50.0 + YEARS.index(year) for year in years], "extension": {"px": {"tableid": "T1"}}}


class PxWeb(BaseHTTPRequestHandler):
    def answer(self, document):
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        url = urlsplit(self.path)
        if url.path.endswith("/config"):
            self.answer(CONFIG)
        elif url.path.endswith("/data"):
            self.asked(parse_qs(url.query)["valuecodes[Tid]"][0].split(","))
        elif url.path.endswith("/tables"):
            self.answer({"tables": [], "page": {"pageNumber": 1, "pageSize": 1, "totalElements": 1, "totalPages": 1}})
        else:
            self.answer(table(YEARS))

    def do_POST(self):
        selection = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["selection"]
        self.asked(next(s["valueCodes"] for s in selection if s["variableCode"] == "Tid"))

    def asked(self, codes):
        print("  asks for", codes)
        top = codes[0].upper().startswith("TOP")
        self.answer(table(YEARS[-1:] if top else [year for year in YEARS if year in codes]))

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), PxWeb)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/v2"
chosen = {"Region": ["9901"], "ContentsCode": ["ins-01"], "Tid": ["TOP(1)"]}

print("pxstatspy, TOP(1) of", *YEARS)
one = pxstatspy.PxAPI(pxstatspy.PxAPIConfig(base_url=url, language="sv"))
frame = one.get_data_as_dataframe("T1", value_codes=chosen)
print("  gets", frame.to_dict("records"))
print("pxwebpy, TOP(1) of", *YEARS)
other = pxweb.PxApi(url, disable_cache=True)
print("  gets", other.get_table_data("T1", value_codes=chosen))
PYTHON

timeout 120 "$work/venv/bin/python" "$work/run.py" 2>"$work/log" | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
pxstatspy, TOP(1) of 2022 2023 2024

Retrieving data from table T1
Calculated data cells: 1
  asks for ['2022']

Successfully retrieved 1 rows of data
  gets [{'region_code': '9901', 'region': 'North', 'year': '2022', 'Trust': 50.0}]
pxwebpy, TOP(1) of 2022 2023 2024
  asks for ['TOP(1)']
  gets [{'region': 'North', 'contents': 'Trust', 'year': '2024', 'value': 52.0}]
SEEN
