#!/usr/bin/env bash
# Expected: the vocabularies that $metadata refers to (edmx:Reference) tell what annotations mean; a client that reads
#   types needs none of them, and one without a way out of its network reads the types all the same.
# Instead (Apache Olingo's client 5.0.0): reading $metadata fetches every reference, from wherever it is, before it gives a
#   type. When the vocabulary cannot be had the whole of the metadata cannot, and the error names the vocabulary's status
#   as if it were the service's: 404.
# Matters: the address of the standard's vocabularies is that of a code host abroad. A municipality's integration behind a
#   proxy cannot read figures that stand beside it, and every start of it tells somebody else.
# The service: names vocabularies by their full names and refers to none.
set -euo pipefail
work=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server"; rm -rf "$work"' EXIT

cat >"$work/pom.xml" <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.example</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.olingo</groupId><artifactId>odata-client-core</artifactId><version>5.0.0</version></dependency>
  </dependencies>
</project>
XML
mvn -q -B -f "$work/pom.xml" dependency:copy-dependencies -DoutputDirectory="$work/jars" >"$work/mvn.log" 2>&1

cat >"$work/serve.py" <<'PYTHON'
import http.server
import sys

METADATA = '''<?xml version="1.0" encoding="UTF-8"?>
<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0">{}
<edmx:DataServices><Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="T">
<EntityType Name="Figure"><Key><PropertyRef Name="area"/></Key>
<Property Name="area" Type="Edm.String" Nullable="false"/><Property Name="value" Type="Edm.Double"/></EntityType>
<EntityContainer Name="C"><EntitySet Name="Figures" EntityType="T.Figure"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>'''
REFERENCE = '<edmx:Reference Uri="http://127.0.0.1:{}/vocabulary.xml"><edmx:Include Namespace="Org.OData.Core.V1" Alias="Core"/></edmx:Reference>'


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        print('  asked:', self.path, flush=True)
        if not self.path.endswith('$metadata'):
            self.send_error(404)
            return
        refers = self.path.startswith('/with/')
        body = METADATA.format(REFERENCE.format(self.server.server_port) if refers else '').encode()
        self.send_response(200)
        self.send_header('Content-Type', 'application/xml')
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
cat >"$work/Read.java" <<'JAVA'
import org.apache.olingo.client.core.ODataClientFactory;
import org.apache.olingo.commons.api.edm.FullQualifiedName;

public class Read {
    public static void main(String[] arguments) {
        try {
            System.out.println("  " + ODataClientFactory.getClient().getRetrieveRequestFactory().getMetadataRequest(arguments[0]).execute().getBody()
                .getEntityType(new FullQualifiedName("T", "Figure")).getPropertyNames());
        } catch (Exception refused) {
            System.out.println("  " + refused.getMessage());
        }
    }
}
JAVA

timeout 120 python3 "$work/serve.py" "$work/port" >"$work/asked" &
server=$!
for _ in {1..50}; do [[ -s $work/port ]] || sleep 0.1; done
for way in without with; do
    : >"$work/asked"
    echo "$way a reference"
    timeout 60 java -cp "$work/jars/*" "$work/Read.java" "http://127.0.0.1:$(<"$work/port")/$way" 2>"$work/log"
    tr -d '\000' <"$work/asked"
done | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
without a reference
  [area, value]
  asked: /without/$metadata
with a reference
  (404) Not Found [HTTP/1.0 404 Not Found]
  asked: /with/$metadata
  asked: /vocabulary.xml
SEEN
