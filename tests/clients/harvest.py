"""What ckanext-dcat, as a harvester of CKAN, makes of a catalogue: harvest.py FORMAT <FILE. Prints a JSON list of datasets. Runs on a
Python of its own, with what requirements-ckan.txt pins; nothing of CKAN's is started, nor configured."""

import json
import sys

from ckanext.dcat.processors import RDFParser

parser = RDFParser(profiles=['euro_dcat_ap_3'])
parser.parse(sys.stdin.buffer.read().decode('utf-8'), _format=sys.argv[1])
json.dump(list(parser.datasets()), sys.stdout, ensure_ascii=False)
