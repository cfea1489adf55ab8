#!/usr/bin/env bash
# Expected: a client generated from OpenAPI reads a reply of the type application/json that comes as
#   "application/json; charset=utf-8" whatever other types the operation documents beside it: parameters of a media type do
#   not make it another one (RFC 9110, 8.3.1).
# Instead (oapi-codegen 2.8.2): where the operation documents application/json alone, JSON200 is filled; where it documents
#   application/vnd.json-stat2+json as well, the whole header is compared and JSON200 stays nil, without an error.
# Matters: statistics services offer JSON-stat beside JSON; adding it to the document empties every page in existing programs.
# The service: leaves JSON-stat out of the document's types; the parameter `format` tells of it.
set -euo pipefail
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export GOPATH=$work/go GOCACHE=$work/cache GOFLAGS=-modcacherw

cat >"$work/run.go" <<'GO'
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"example.org/finding/made"
)

func main() {
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Content-Type", "application/json; charset=utf-8")
		fmt.Fprint(out, `{"value": 35.8}`)
	}))
	defer server.Close()
	client, _ := made.NewClientWithResponses(server.URL)
	reply, err := client.GetFigureWithResponse(context.Background())
	fmt.Printf("status %d, error %v, JSON200 is nil: %t\n", reply.StatusCode(), err, reply.JSON200 == nil)
}
GO

for types in one two; do
    second=
    if [[ $types == two ]]; then second=', "application/vnd.json-stat2+json": {"schema": {"type": "object"}}'; fi
    mkdir -p "$work/$types/made"
    cat >"$work/$types/figures.json" <<JSON
{"openapi": "3.0.3", "info": {"title": "Figures", "version": "1"}, "paths": {"/figure": {"get": {"operationId": "getFigure",
  "responses": {"200": {"description": "A figure.", "content": {"application/json": {"schema": {"type": "object",
    "properties": {"value": {"type": "number"}}}}$second}}}}}}}
JSON
    (
        cd "$work/$types"
        go mod init example.org/finding
        go get -tool github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2
        go get github.com/oapi-codegen/runtime@v1.9.0
        go tool oapi-codegen -generate types,client -package made -o made/made.go figures.json
        cp "$work/run.go" main.go
        go mod tidy
        go build -o client .
    ) >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    echo "$types: $("$work/$types/client")"
done | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
one: status 200, error <nil>, JSON200 is nil: false
two: status 200, error <nil>, JSON200 is nil: true
SEEN
