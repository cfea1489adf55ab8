#!/usr/bin/env bash
# Expected: SDMX-CSV 2.0 says that a cell holds the code as it stands in the code list, and pysdmx returns every
#   column as text, so the area code "0180" is read as "0180" and the figure "12.50" as "12.50".
# Instead (pysdmx 1.21.0 with pandas 2.3.3): a column whose cells are all digits goes through numbers before it
#   becomes text again: "180" and "12.5". One row more with a letter in it, and every zero of the same file is still
#   there.
# Matters: many Swedish municipality codes start with 0 (Stockholm is 0180): trust figures read like this no longer
#   join to a municipality, or join to another code list's 180; the type says text, so no check of types finds it; and
#   whether it happens depends on which other rows were asked for.
# The service: its area codes carry letters (se-9901, dk-991), which no reader takes for numbers; whatever it writes
#   as SDMX-CSV must keep them and must not offer bare official numbers as a dimension.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q 'pysdmx[data]==1.21.0' pandas==2.3.3

cat >"$work/run.py" <<'PYTHON'
import warnings

from pysdmx.io import read_sdmx

warnings.simplefilter("ignore")
HEAD = "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
FLOW = "dataflow,XX:TRUST(1.0),I,"


def show(title, *rows):
    frame = read_sdmx(HEAD + "".join(FLOW + row + "\n" for row in rows), validate=False).data[0].data
    print(title, [(row.REF_AREA, row.OBS_VALUE) for row in frame.itertuples()])


show("digits:", "0180,_T,2024,61.50,A", "0114,_T,2024,12.50,A")
show("one letter:", "0180,_T,2024,61.50,A", "0114,_T,2024,12.50,A", "SE,_T,2024,NaN,Q")
show("the service's:", "se-0180,_T,2024,61.5,A", "se-0114,_T,2024,12.5,A")
PYTHON

"$work/venv/bin/python" "$work/run.py" 2>"$work/log" | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
digits: [('180', '61.5'), ('114', '12.5')]
one letter: [('0180', '61.50'), ('0114', '12.50'), ('SE', 'NaN')]
the service's: [('se-0180', '61.5'), ('se-0114', '12.5')]
SEEN
