#!/usr/bin/env bash
# Expected: an SDMX-CSV 2.0 row names the structure that it follows (STRUCTURE_ID) and what is to be done with it
#   (ACTION: D is a deletion). A reader that is given a structure definition refuses rows of another one, and a
#   deletion is not a figure.
# Instead (sdmx1 2.28.0): the id and version in the file are not compared with the definition: rows of INCOME(7.0) are
#   read as data of TRUST(1.0) and say so ("structured by TRUST") from then on. Rows with ACTION D become a data set
#   of their own whose values to_pandas gives like any other; only its attribute `action` differs.
# Matters: a file of incomes is taken for trust figures because its columns have the same names, as SDMX's common
#   concepts make them; a figure that was withdrawn comes back when all data sets of a message are put together.
# The service: writes ACTION I only and one structure a file; a withdrawn figure is a row with its status and NaN,
#   never a deletion. Should it read SDMX-CSV, it must compare STRUCTURE_ID and refuse any other action.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q sdmx1==2.28.0 pandas==2.3.3 numpy==2.4.6

cat >"$work/run.py" <<'PYTHON'
from io import BytesIO

import sdmx
from sdmx.model import v30

trust = v30.DataStructureDefinition(id="TRUST", version="1.0", maintainer=v30.Agency(id="XX"))
for dimension in ("REF_AREA", "TIME_PERIOD"):
    trust.dimensions.getdefault(id=dimension)
trust.measures.getdefault(id="OBS_VALUE")
trust.attributes.getdefault(id="OBS_STATUS")

for named in ("XX:TRUST(1.0)", "XX:INCOME(7.0)"):
    text = (
        "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
        f"datastructure,{named},I,se-9901,2024,61.5,A\n"
        f"datastructure,{named},D,se-9902,2024,12.5,A\n"
    )
    for data in sdmx.read_sdmx(BytesIO(text.encode()), structure=trust, format="csv").data:
        print("file", named, "read as", data.structured_by.id, data.action.name, sdmx.to_pandas(data).to_dict())
PYTHON

"$work/venv/bin/python" -W ignore "$work/run.py" 2>"$work/log" | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
file XX:TRUST(1.0) read as TRUST information {('se-9901', '2024'): 61.5}
file XX:TRUST(1.0) read as TRUST delete {('se-9902', '2024'): 12.5}
file XX:INCOME(7.0) read as TRUST information {('se-9901', '2024'): 61.5}
file XX:INCOME(7.0) read as TRUST delete {('se-9902', '2024'): 12.5}
SEEN
