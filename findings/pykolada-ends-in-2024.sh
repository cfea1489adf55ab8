#!/usr/bin/env bash
# Expected: get_data without a year gives the figures of all years, as its documentation lets one think.
# Instead (pykolada 1.0.0): the years 1970 to 2024 are written into the package and go into the path: figures of later years
#   are not asked for, and nothing says so.
# Matters: the newest figure is missing, and the one of 2024 passes for the latest: of a measure that is repeated every year
#   a script shows last year's trust for ever.
# The service: cannot tell who asks for 55 years from who forgot the 56th; docs/neighbours.md has people name the years.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q pykolada==1.0.0

cat >"$work/run.py" <<'PYTHON'
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pykolada

HAS = (2022, 2023, 2024, 2025, 2026)


class Kolada(BaseHTTPRequestHandler):
    """Has a value of each of these years and gives those that are asked for."""

    def do_GET(self):
        asked = self.path.split("/year/")[1].split(",")
        value = {"gender": "T", "count": 1, "status": "", "value": 50.0}
        rows = [{"kpi": "N00001", "municipality": "0101", "period": year, "values": [value]} for year in HAS if str(year) in asked]
        body = json.dumps({"values": rows, "count": len(rows)}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Kolada)
threading.Thread(target=server.serve_forever, daemon=True).start()
pykolada.pykolada.BASE_URL = f"http://127.0.0.1:{server.server_port}/v2/"
print("without a year:", [row["year"] for row in pykolada.get_data(kpi="N00001", municipality="0101")])
print("years named:", [row["year"] for row in pykolada.get_data(kpi="N00001", municipality="0101", year=list(HAS))])
PYTHON

timeout 120 "$work/venv/bin/python" "$work/run.py" | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
without a year: [2022, 2023, 2024]
years named: [2022, 2023, 2024, 2025, 2026]
SEEN
