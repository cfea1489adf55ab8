#!/usr/bin/env bash
# Expected: the PX file format (2013) has symbols for cells without a figure, "." to "......" with a meaning each
#   (DATASYMBOL1 to 6), and "-" for exactly nothing (DATASYMBOLNIL); a reader gives zero for "-" and treats the
#   missing ones alike.
# Instead (pyaxis 0.4.3): only ".." becomes a missing value; "." becomes the empty text; all the others stay in the
#   column as text with their quotation marks, "-" among them. A column with figures is text then, and the usual
#   conversion (errors="coerce") turns the true zero into a missing figure.
# Matters: a share of exactly 0 drops out of a mean, which is too high then, and hidden, missing and not applicable
#   cells can no longer be told apart, or stop a script, depending on which symbol a publisher chose.
# The service: as a writer of .px it must write zeros as 0.0 and every missing figure as "..", with the reason in a
#   note or a variable of its own.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q pyaxis==0.4.3 pandas==2.3.3 numpy==2.4.6

cat >"$work/trust.px" <<'PX'
CHARSET="ANSI";
AXIS-VERSION="2013";
CODEPAGE="utf-8";
LANGUAGE="en";
DECIMALS=1;
SHOWDECIMALS=1;
MATRIX="T1";
SUBJECT-CODE="T";
SUBJECT-AREA="Trust";
TITLE="Mistrust by area and year";
CONTENTS="Mistrust";
UNITS="percent";
STUB="area";
HEADING="year";
VALUES("area")="North","South","West";
VALUES("year")="2022","2023","2024";
DATA=
10.0 20.0 "-"
"." ".." "..."
"...." "....." "......"
;
PX
cat >"$work/run.py" <<'PYTHON'
import sys

import pandas as pd
from pyaxis import pyaxis

data = pyaxis.parse(uri=sys.argv[1], encoding="utf-8")["DATA"]
for row in data.itertuples():
    print(row.area, row.year, "missing" if pd.isna(row.DATA) else repr(row.DATA))
north = pd.to_numeric(data[data.area == "North"].DATA, errors="coerce")
print("mean of 10, 20 and nothing:", north.mean())
PYTHON

timeout 60 "$work/venv/bin/python" -W ignore "$work/run.py" "$work/trust.px" 2>"$work/log" | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
North 2022 '10.0'
North 2023 '20.0'
North 2024 '"-"'
South 2022 ''
South 2023 missing
South 2024 '"..."'
West 2022 '"...."'
West 2023 '"....."'
West 2024 '"......"'
mean of 10, 20 and nothing: 15.0
SEEN
