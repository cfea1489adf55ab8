#!/usr/bin/env bash
# Expected: a client that is asked for all rows of a filter follows @odata.nextLink, or says that there is more: OData 4.01
#   11.2.6.7 lets every service give its answer in pages of its own choice.
# Instead (@odata/client 2.21.10): query() and find() give the rows of the first page and nothing else, not even the link.
#   python-odata 0.8.1, asked the same, follows it.
# Matters: means over municipalities, and the list of those that have lost trust, are of the first page in the order of the
#   codes; nobody sees that the others are missing, because what comes is complete by its looks.
# The service: its pages have 5000 rows, more than most tables; its guide says so.
set -euo pipefail
work=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server"; rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

(cd "$work" && npm init -y >init.log && npm install --silent --no-audit --no-fund --ignore-scripts @odata/client@2.21.10)
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q python-odata==0.8.1

cat >"$work/serve.py" <<'PYTHON'
import http.server
import json
import sys

METADATA = '''<?xml version="1.0" encoding="UTF-8"?>
<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0">
<edmx:DataServices><Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="T">
<EntityType Name="Figure"><Key><PropertyRef Name="area"/></Key>
<Property Name="area" Type="Edm.String" Nullable="false"/><Property Name="value" Type="Edm.Double"/></EntityType>
<EntityContainer Name="C"><EntitySet Name="Figures" EntityType="T.Figure"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>'''
PAGES = {False: [('north', 52.9), ('south', 47.0)], True: [('west', 61.0)]}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        is_last = 'skiptoken' in self.path
        root = f'http://127.0.0.1:{self.server.server_port}'
        page = {'@odata.context': f'{root}/$metadata#Figures', 'value': [{'area': area, 'value': value} for area, value in PAGES[is_last]]}
        if not is_last:
            page['@odata.nextLink'] = f'{root}/Figures?$skiptoken=x'
        is_metadata = 'metadata' in self.path
        body = (METADATA if is_metadata else json.dumps(page)).encode()
        self.send_response(200)
        self.send_header('Content-Type', 'application/xml' if is_metadata else 'application/json')
        self.send_header('OData-Version', '4.0')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
print(server.server_port, file=open(sys.argv[1], 'w'), flush=True)
server.serve_forever()
PYTHON
cat >"$work/run.js" <<'JAVASCRIPT'
const { OData } = require('@odata/client');
const figures = OData.New4({ serviceEndpoint: `${process.argv[2]}/` }).getEntitySet('Figures');
(async () => {
  const rows = await figures.query();
  console.log('query', JSON.stringify(rows), Array.isArray(rows), Object.keys(rows).filter((name) => name.includes('next')).length);
  console.log('find', JSON.stringify(await figures.find({ value: 1 })));
})();
JAVASCRIPT
cat >"$work/run.py" <<'PYTHON'
import sys

import odata

service = odata.ODataService(sys.argv[1] + '/', reflect_entities=True, quiet_progress=True)
print('python-odata', [figure.area for figure in service.query(service.entities['Figures'])])
PYTHON

timeout 120 python3 "$work/serve.py" "$work/port" &
server=$!
for _ in {1..50}; do [[ -s $work/port ]] || sleep 0.1; done
address=http://127.0.0.1:$(<"$work/port")
(cd "$work" && timeout 60 node run.js "$address" && venv/bin/python run.py "$address" 2>"$work/log" | grep .) | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
query [{"area":"north","value":52.9},{"area":"south","value":47}] true 0
find [{"area":"north","value":52.9},{"area":"south","value":47}]
python-odata ['north', 'south', 'west']
SEEN
