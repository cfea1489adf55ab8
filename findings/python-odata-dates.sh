#!/usr/bin/env bash
# Expected: properties of the types Edm.Date and Edm.DateTimeOffset are compared with Python's date and datetime, and what
#   is sent is a literal of that type: 2024-01-01, and 2024-01-01T12:00:00Z or with another offset (OData ABNF,
#   dateTimeOffsetValue: the offset is not optional).
# Instead (python-odata 0.8.1): Edm.Date is taken for text. A date raises TypeError, a text is sent in quotes, which is no
#   date; what is read is text. A datetime without a zone is sent without an offset, which is no literal of any type: each
#   service makes of it what it will.
# Matters: "figures since the first of January" is the first question after a correction. Where a service takes the
#   naive time for its own, figures published in the night between two zones are left out, or fetched twice.
# The service: refuses both, by name: $filter must be a date, or a time with its zone.
set -euo pipefail
work=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server"; rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q python-odata==0.8.1

cat >"$work/run.py" <<'PYTHON'
import datetime
import http.server
import threading

import odata

METADATA = b'''<?xml version="1.0" encoding="UTF-8"?>
<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0">
<edmx:DataServices><Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="T">
<EntityType Name="Figure"><Key><PropertyRef Name="area"/></Key><Property Name="area" Type="Edm.String" Nullable="false"/>
<Property Name="day" Type="Edm.Date"/><Property Name="at" Type="Edm.DateTimeOffset"/></EntityType>
<EntityContainer Name="C"><EntitySet Name="Figures" EntityType="T.Figure"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>'''


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header('Content-Type', 'application/xml')
        self.send_header('Content-Length', str(len(METADATA)))
        self.end_headers()
        self.wfile.write(METADATA)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
service = odata.ODataService(f'http://127.0.0.1:{server.server_port}/', reflect_entities=True, quiet_progress=True)
figure = service.entities['Figures']
noon = datetime.datetime(2024, 1, 1, 12)
for name, filtered in (
    ('a date', lambda: figure.day > datetime.date(2024, 1, 1)),
    ('a text', lambda: figure.day > '2024-01-01'),
    ('a time without a zone', lambda: figure.at > noon),
    ('a time in UTC', lambda: figure.at > noon.replace(tzinfo=datetime.timezone.utc)),
):
    try:
        print(f'{name}: {filtered()}')
    except TypeError as refused:
        print(f'{name}: TypeError: {refused}')
PYTHON

"$work/venv/bin/python" "$work/run.py" 2>"$work/log" | grep . | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
a date: TypeError: 'str' object cannot be interpreted as an integer
a text: day gt '2024-01-01'
a time without a zone: at gt 2024-01-01T12:00:00
a time in UTC: at gt 2024-01-01T12:00:00+00:00
SEEN
