#!/usr/bin/env bash
# Expected: a query over a set that cannot be read to its end ends with an error.
# Instead (sqlalchemy-odata 0.2.3, OData as a database of SQLAlchemy and Apache Superset): a page that is refused, or does not
#   come, is taken for the end of the set. Sums, means and counts are those of the pages before it; nothing is raised, and
#   the log alone tells. It pages by $skip, so that a server which bounds $skip is met by every larger set.
# Matters: Superset shows the mean trust of the first municipalities of the alphabet as that of all.
# The service: docs/neighbours.md sends Superset to the role of the database that is made for it, and tells of the bound
#   (TILLIT_MAX_OFFSET, 10000 rows) for whoever connects by OData all the same.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q sqlalchemy-odata==0.2.3 shillelagh==1.4.5 SQLAlchemy==2.1.9 apsw==3.54.1.0 requests==2.34.2

cat >"$work/run.py" <<'PYTHON'
import http.server
import json
import logging
import threading
import urllib.parse

import sqlalchemy

ROWS = [{"area": f"{number:04}", "value": 40.0 if number < 1000 else 80.0} for number in range(2000)]
METADATA = """<?xml version="1.0"?>
<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0"><edmx:DataServices>
<Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="T">
<EntityType Name="Figure"><Key><PropertyRef Name="area"/></Key>
<Property Name="area" Type="Edm.String" Nullable="false"/><Property Name="value" Type="Edm.Double"/></EntityType>
<EntityContainer Name="C"><EntitySet Name="Figures" EntityType="T.Figure"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>"""
MOST_SKIP = [10000]


def answer(path):
    parts = urllib.parse.urlsplit(path)
    if parts.path.endswith("$metadata"):
        return 200, "application/xml", METADATA
    asked = dict(urllib.parse.parse_qsl(parts.query))
    skip, top = int(asked.get("$skip", 0)), int(asked.get("$top", 5000))
    if skip > MOST_SKIP[0]:
        return 400, "application/json", json.dumps({"error": {"code": "400", "message": f"$skip is at most {MOST_SKIP[0]}"}})
    return 200, "application/json", json.dumps({"value": ROWS[skip : skip + top]})


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status, kind, body = answer(self.path)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *unused):
        pass


logging.disable(logging.CRITICAL)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
engine = sqlalchemy.create_engine(f"odata://127.0.0.1:{server.server_port}/svc")
for most in (10000, 500):
    MOST_SKIP[0] = most
    with engine.connect() as connection:
        count, mean = connection.execute(sqlalchemy.text('select count(*), avg(value) from "Figures"')).one()
    print(f"$skip at most {most}: {count} rows, mean {mean}")
PYTHON

"$work/venv/bin/python" -W ignore "$work/run.py" | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
$skip at most 10000: 2000 rows, mean 60.0
$skip at most 500: 1000 rows, mean 40.0
SEEN
