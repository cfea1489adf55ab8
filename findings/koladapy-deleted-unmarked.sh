#!/usr/bin/env bash
# Expected: a value that Kolada has withdrawn (isdeleted) is told apart from the others in every frame that koladapy makes.
# Instead (koladapy 1.0.1): get_data_as_dataframe keeps withdrawn values, and with include_metadata=True it drops the column
#   that says so: the withdrawn figure stands among the others, unmarked.
# Matters: who asks for titles beside the figures, which is what a report needs, averages and draws withdrawn figures.
# The service: a figure that was taken back has no value in its answers (value null, isdeleted true), so that nothing can be
#   averaged; its own import reads isdeleted and takes the figure back.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q koladapy==1.0.1 pandas==2.3.3 numpy==2.4.6

cat >"$work/run.py" <<'PYTHON'
import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

from koladapy import KoladaAPI

logging.disable(logging.CRITICAL)
VALUE = {"gender": "T", "status": "", "count": 1}
ANSWERS = {
    "data": [
        {"kpi": "N00001", "municipality": "0101", "period": 2023, "values": [{**VALUE, "value": 50.0, "isdeleted": False}]},
        {"kpi": "N00001", "municipality": "0101", "period": 2024, "values": [{**VALUE, "value": 90.0, "isdeleted": True}]},
    ],
    "kpi": [{"id": "N00001", "title": "Trust", "operating_area": "Trust", "perspective": None}],
    "municipality": [{"id": "0101", "title": "Example", "type": "K"}],
}


class Kolada(BaseHTTPRequestHandler):
    def do_GET(self):
        rows = ANSWERS[urlsplit(self.path).path.split("/")[2]]
        body = json.dumps({"values": rows, "count": len(rows), "next_url": None}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Kolada)
threading.Thread(target=server.serve_forever, daemon=True).start()
api = KoladaAPI(base_url=f"http://127.0.0.1:{server.server_port}/v3/", max_requests_per_second=1000)
for wanted in (False, True):
    frame = api.get_data_as_dataframe(kpi_id="N00001", municipality_id="0101", include_metadata=wanted)
    print(f"include_metadata={wanted}: values {frame['value'].tolist()}, isdeleted told: {'isdeleted' in frame.columns}")
PYTHON

timeout 120 "$work/venv/bin/python" "$work/run.py" 2>"$work/log" | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
include_metadata=False: values [50.0, 90.0], isdeleted told: True
include_metadata=True: values [50.0, 90.0], isdeleted told: False
SEEN
