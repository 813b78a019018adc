"""SPARQL 1.1 Query Results CSV: what RFC 4180 can read back."""

import csv
import io

from pyoxigraph import RdfFormat, parse

from cuegraph.engine.memory import MemoryEngine
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query

CSV = Wanted(name="csv")


def test_iris_with_commas_stay_in_their_column() -> None:
    data = '<u:a#char=1,2> { <u:s> <u:p> "a, \\"b\\"\\r\\nc" }'
    engine = MemoryEngine(parse(data, format=RdfFormat.TRIG))
    body = engine.query(Query("SELECT ?g ?o ?none ?n { GRAPH ?g { ?s ?p ?o } BIND(7 AS ?n) }"), CSV).body
    rows = [*csv.reader(io.StringIO(body.decode(), newline=""))]
    assert rows == [["g", "o", "none", "n"], ["u:a#char=1,2", 'a, "b"\r\nc', "", "7"]]
    assert body.endswith(b"\r\n")


def test_many_rows_come_in_order() -> None:
    values = " ".join(map(str, range(2500)))
    body = MemoryEngine().query(Query(f"SELECT ?n {{ VALUES ?n {{ {values} }} }}"), CSV).body
    assert body.decode().split("\r\n") == ["n", *map(str, range(2500)), ""]


def test_no_rows_are_a_heading() -> None:
    assert MemoryEngine().query(Query("SELECT ?a ?b { ?a ?b ?c }"), CSV).body == b"a,b\r\n"
