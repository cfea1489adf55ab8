#!/usr/bin/env bash
# Expected: listing the tables of a PxWebApi 2 prints them, also those whose firstPeriod and lastPeriod are null: the
#   contract of PxWebApi 2 declares both "string or null".
# Instead (pxstatspy 1.0.1): find_tables raises AttributeError at the first such table, in the middle of the list; the tables
#   after it are not shown. Left out, the members are printed as N/A.
# Matters: one table without figures yet, which is where a municipality begins, hides every other from whoever searches.
# The service: its list of tables leaves both members out where a table has no figures.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q pxstatspy==1.0.1 pandas==2.3.3 numpy==2.4.6 requests==2.34.2

cat >"$work/run.py" <<'PYTHON'
import http.server
import json
import threading

from pxstatspy import PxAPI, PxAPIConfig

CONFIG = {"apiVersion": "2.0.0", "maxDataCells": 1000, "maxCallsPerTimeWindow": 1000, "timeWindow": 10}
PERIODS = {}


def table(code, **periods):
    return {"id": code, "label": f"Table {code}", "updated": "2025-03-12T08:00:00Z", "variableNames": ["period"], **periods}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        tables = [table("a", **PERIODS), table("b", firstPeriod="2023", lastPeriod="2024")]
        page = {"pageNumber": 1, "pageSize": 20, "totalElements": 2, "totalPages": 1}
        body = json.dumps(CONFIG if "config" in self.path else {"tables": tables, "page": page}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *unused):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
api = PxAPI(PxAPIConfig(base_url=f"http://127.0.0.1:{server.server_port}"))
for name, periods in (("left out", {}), ("null", {"firstPeriod": None, "lastPeriod": None})):
    PERIODS.clear()
    PERIODS.update(periods)
    print(f"== {name}")
    try:
        api.find_tables(query="table")
    except AttributeError as error:
        print(f"AttributeError: {error}")
PYTHON

"$work/venv/bin/python" -W ignore "$work/run.py" | grep -E '^(==|a |b |AttributeError)' | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
== left out
a          2025-03-12  N/A     N/A     Table a
b          2025-03-12  2023    2024    Table b
== null
AttributeError: 'NoneType' object has no attribute 'ljust'
SEEN
