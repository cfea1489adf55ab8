#!/usr/bin/env bash
# Expected: contains, startswith and endswith compare text as it is: OData (4.01 URL Conventions, String and
#   Collection Functions) knows no wildcard in them, so endswith(sex,'_T') finds the code _T and nothing else.
# Instead (odata-query 0.10.0): its plain SQL visitors write LIKE '%__T': they double the underscore, which escapes
#   nothing in LIKE but asks for one more character. The row _T is NOT found, XXT is. Its backend for SQLAlchemy does
#   not escape at all: the underscore is any character, and both rows are found.
# Matters: _T is SDMX's code for the total (and _Z, _U, _O for "not applicable", "unknown", "other"). A dashboard that
#   filters on it loses exactly the totals, or adds the parts to them, without an error.
# The service: compares codes with = and escapes %, _ and \ where it searches words (like_pattern in
#   service/store/select_filters.c); an OData front must go through the same function.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q odata-query==0.10.0 sqlalchemy==2.0.44

cat >"$work/run.py" <<'PYTHON'
import sqlite3

from odata_query.grammar import ODataLexer, ODataParser
from odata_query.sql import AstToSqliteSqlVisitor, AstToSqlVisitor
from odata_query.sqlalchemy import apply_odata_query
from sqlalchemy import Column, String, create_engine, select
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class Figure(Base):
    __tablename__ = "figure"
    sex = Column(String, primary_key=True)


CODES = ["_T", "F", "M", "XXT"]
engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
plain = sqlite3.connect(":memory:")
plain.execute("create table figure (sex text)")
plain.executemany("insert into figure values (?)", [(code,) for code in CODES])

with Session(engine) as session:
    session.add_all(Figure(sex=code) for code in CODES)
    session.flush()
    for query in ("endswith(sex,'_T')", "startswith(sex,'_')"):
        tree = ODataParser().parse(ODataLexer().tokenize(query))
        for visitor in (AstToSqlVisitor, AstToSqliteSqlVisitor):
            where = visitor().visit(tree)
            print(query, where, [row[0] for row in plain.execute("select sex from figure where " + where)])
        print(query, "sqlalchemy", [f.sex for f in session.scalars(apply_odata_query(select(Figure), query))])
PYTHON

"$work/venv/bin/python" "$work/run.py" 2>"$work/log" | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
endswith(sex,'_T') "sex" LIKE '%__T' ['XXT']
endswith(sex,'_T') "sex" LIKE '%__T' ['XXT']
endswith(sex,'_T') sqlalchemy ['_T', 'XXT']
startswith(sex,'_') "sex" LIKE '__%' ['_T', 'XXT']
startswith(sex,'_') "sex" LIKE '__%' ['_T', 'XXT']
startswith(sex,'_') sqlalchemy ['_T', 'F', 'M', 'XXT']
SEEN
