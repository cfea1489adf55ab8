#!/usr/bin/env bash
# Expected: OpenAPI 3.1 says how a list stands in an address: a query parameter with `explode: false` (style form) is sent
#   as area=north,south, one with `explode: true` as area=north&area=south.
# Instead (openapi-python-client 0.29.1): the client is the same for both; every list is sent as area=north&area=south,
#   without a warning at generation.
# Matters: a server that reads the first or the last of repeated parameters answers for one area, and a comparison of two
#   districts silently has one of them.
# The service: refuses a repeated parameter (400 `duplicate`), so that no area is lost without a word; a user of this
#   generator joins the values: area=["north,south"].
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q openapi-python-client==0.29.1 httpx==0.28.1 attrs==26.1.0 pydantic==2.14.4

for explode in false true; do
    cat >"$work/$explode.json" <<JSON
{"openapi": "3.1.0", "info": {"title": "Figures", "version": "1"}, "paths": {"/figures": {"get": {
  "operationId": "listFigures", "parameters": [{"name": "area", "in": "query", "style": "form", "explode": $explode,
    "schema": {"type": "array", "items": {"type": "string"}}}],
  "responses": {"200": {"description": "Figures."}}}}}}
JSON
    printf 'post_hooks: []\npackage_name_override: client_%s\n' "$explode" >"$work/config.yaml"
    "$work/venv/bin/openapi-python-client" generate --path "$work/$explode.json" --config "$work/config.yaml" \
        --output-path "$work/made-$explode" | grep -ci warning || true
done >"$work/warnings"

cat >"$work/run.py" <<'PYTHON'
import importlib
import sys

import httpx

for explode in ('false', 'true'):
    sys.path.insert(0, f'{sys.argv[1]}/made-{explode}')
    made = importlib.import_module(f'client_{explode}.api.default.list_figures')
    asked = made._get_kwargs(area=['north', 'south'])
    print(f'explode {explode}:', httpx.Request(asked['method'], 'http://x' + asked['url'], params=asked['params']).url.query.decode())
PYTHON

cat "$work/warnings" >"$work/seen"
"$work/venv/bin/python" "$work/run.py" "$work" >>"$work/seen"
cat "$work/seen"
diff -u "$work/seen" - <<'SEEN'
0
0
explode false: area=north&area=south
explode true: area=north&area=south
SEEN
