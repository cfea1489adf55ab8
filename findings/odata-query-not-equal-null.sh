#!/usr/bin/env bash
# Expected: in OData null is a value that is compared: "null ne 'Q'" is true (OData 4.01 URL Conventions, Not Equals),
#   so that $filter=obs_status ne 'Q' gives every row whose status is not Q, with those that have none.
# Instead (odata-query 0.10.0, plain SQL and SQLAlchemy): it becomes "obs_status" != 'Q', which SQL answers with
#   neither for a row without a status: the row is lost. "obs_status eq 'Q' or obs_status ne 'Q'", true of everything,
#   loses it, too.
# Matters: most published figures have no status, only the odd ones do: "all but the hidden ones" answers a nearly
#   empty list, and a count of it looks like a count of figures.
# The service: gives every figure a status (A for normal), never null; its filters name what is wanted, there is no
#   "not". An OData front must compile ne to "is distinct from".
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
from sqlalchemy import Column, String, create_engine, select
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class Figure(Base):
    __tablename__ = "figure"
    area = Column(String, primary_key=True)
    obs_status = Column(String)


ROWS = [("north", None), ("south", None), ("west", "P"), ("east", "Q")]
engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
plain = sqlite3.connect(":memory:")
plain.execute("create table figure (area text, obs_status text)")
plain.executemany("insert into figure values (?, ?)", ROWS)

with Session(engine) as session:
    session.add_all(Figure(area=area, obs_status=status) for area, status in ROWS)
    session.flush()
    for query in ("obs_status ne 'Q'", "obs_status eq 'Q' or obs_status ne 'Q'"):
        where = AstToSqliteSqlVisitor().visit(ODataParser().parse(ODataLexer().tokenize(query)))
        print(query)
        print("  sql:       ", [row[0] for row in plain.execute(f"select area from figure where {where} order by 1")])
        print("  sqlalchemy:", sorted(f.area for f in session.scalars(apply_odata_query(select(Figure), query))))
PYTHON

"$work/venv/bin/python" "$work/run.py" 2>"$work/log" | tee "$work/seen"
diff -u "$work/seen" - <<'SEEN'
obs_status ne 'Q'
  sql:        ['west']
  sqlalchemy: ['west']
obs_status eq 'Q' or obs_status ne 'Q'
  sql:        ['east', 'west']
  sqlalchemy: ['east', 'west']
SEEN
