#!/usr/bin/env bash
# Expected: a dataset may have any number of dct:spatial (DCAT-AP 3, 0..n); a harvester keeps them all, as it keeps all
#   languages and themes.
# Instead (ckanext-dcat 2.4.4, profile euro_dcat_ap_3): of several places one is left, without a word.
# Matters: figures of two countries stand in the portal as those of one; who looks for the other does not find them.
# The service: names both countries all the same, since readers of the standard understand it; its titles and descriptions
#   say so too.
set -euo pipefail
pins=$(cd "$(dirname "${BASH_SOURCE[0]}")/../tests/clients" && pwd)/requirements-ckan.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --no-deps -r "$pins" # ckanext-dcat==2.4.4, ckan==2.12.0

cat >"$work/run.py" <<'PYTHON'
import sys

from ckanext.dcat.processors import RDFParser

CATALOGUE = '''
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
<http://example.org/trust> a dcat:Dataset ; dct:title "Trust" ;
    dct:language <http://publications.europa.eu/resource/authority/language/SWE>, <http://publications.europa.eu/resource/authority/language/DAN> ;
    dct:spatial <http://publications.europa.eu/resource/authority/country/SWE>, <http://publications.europa.eu/resource/authority/country/DNK> .
'''
parser = RDFParser(profiles=['euro_dcat_ap_3'])
parser.parse(CATALOGUE, _format='turtle')
(dataset,) = parser.datasets()
told = {extra['key']: extra['value'] for extra in dataset['extras']}
print(told['language'].count('http'), 'languages,', told['spatial_uri'].count('http'), 'place')
PYTHON

timeout 120 "$work/venv/bin/python" "$work/run.py" 2>"$work/log" | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
2 languages, 1 place
SEEN
