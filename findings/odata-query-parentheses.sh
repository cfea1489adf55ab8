#!/usr/bin/env bash
# Expected: a $filter that odata-query turns into SQL selects what OData's grammar says: parentheses bind first (OData
#   4.01 URL Conventions, Operator Precedence), and round() goes to the nearest whole number, so that round(-1.6) is
#   -2.
# Instead (odata-query 0.10.0): its plain SQL visitors parse the parentheses and leave them out again where they stand
#   in arithmetic: (value add 10) mul 2 becomes "value" + 10 * 2, value sub (10 sub 5) becomes "value" - 10 - 5.
#   round(x) adds a half and cuts the decimals off, so that round(-1.6) is -1. No error, other rows. The backend for
#   SQLAlchemy does both right: the same filter of the same package gives two answers.
# Matters: changes of trust are negative half the time, and points, shares and differences are just what a filter
#   computes with: the wrong municipalities are listed as having lost trust.
# The service: has no arithmetic in its filters. An OData front must compile the parsed tree with explicit parentheses
#   and round in numeric, half away from zero.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q odata-query==0.10.0 sqlalchemy==2.0.44

cat >"$work/run.py" <<'PYTHON'
import sqlite3

from odata_query.grammar import ODataLexer, ODataParser
from odata_query.sql import AstToSqliteSqlVisitor
from odata_query.sqlalchemy import apply_odata_query
from sqlalchemy import Column, Float, String, create_engine, select
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class Figure(Base):
    __tablename__ = "figure"
    area = Column(String, primary_key=True)
    value = Column(Float)


ROWS = [("north", -1.6), ("south", 30.0), ("west", 12.0)]
engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
plain = sqlite3.connect(":memory:")
plain.execute("create table figure (area text, value real)")
plain.executemany("insert into figure values (?, ?)", ROWS)

with Session(engine) as session:
    session.add_all(Figure(area=area, value=value) for area, value in ROWS)
    session.flush()
    for query in ("(value add 10) mul 2 gt 50", "value sub (10 sub 5) gt 0 and value lt 15", "round(value) eq -2"):
        where = AstToSqliteSqlVisitor().visit(ODataParser().parse(ODataLexer().tokenize(query)))
        print(query)
        print("  sql:       ", where, [row[0] for row in plain.execute("select area from figure where " + where)])
        print("  sqlalchemy:", [f.area for f in session.scalars(apply_odata_query(select(Figure), query))])
PYTHON

"$work/venv/bin/python" "$work/run.py" 2>"$work/log" | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
(value add 10) mul 2 gt 50
  sql:        "value" + 10 * 2 > 50 []
  sqlalchemy: ['south']
value sub (10 sub 5) gt 0 and value lt 15
  sql:        "value" - 10 - 5 > 0 AND "value" < 15 []
  sqlalchemy: ['west']
round(value) eq -2
  sql:        TRUNC("value" + 0.5) = -2 []
  sqlalchemy: ['north']
SEEN
