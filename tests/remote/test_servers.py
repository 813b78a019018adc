"""What holds for a dataset in another server as for one in memory: pool and workers before real servers."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import DefaultGraph

from cuegraph.engine.interface import Run
from cuegraph.engine.launch import EngineProcess, Source
from cuegraph.engine.pool import Pool
from cuegraph.engine.probe import probe
from cuegraph.errors import (
    BadGateway,
    BadInput,
    Cancelled,
    DeadlinePassed,
    NotAcceptable,
    OverLimit,
    QuerySyntaxError,
    Refused,
)
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query, Update
from cuegraph.settings import defaults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Server
    from pyoxigraph import Quad

E = "PREFIX e: <http://film.example/>\n"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f && ?f != ?i) }"
TEXT = 'ebb, "flow"\nand <ebb>'


@contextmanager
def serving(server: Server, folder: Path, *, writable: bool = False, **settings: float) -> Iterator[Pool]:
    """A pool of workers that ask the server."""
    values = {**defaults(), "deadline": 20.0, **settings}
    source = Source("remote", url=server.url, update_url=server.update_url, writable=writable)
    runtime = folder / "engine"
    runtime.mkdir(mode=0o700)
    process = EngineProcess(source, values, runtime)
    try:
        pool = Pool(runtime, values)
        try:
            yield pool
        finally:
            pool.drain(0)
    finally:
        process.stop(1.0)


@pytest.fixture
def pool(server: Server, tmp_path: Path) -> Iterator[Pool]:
    with serving(server, tmp_path) as found:
        yield found


def ask(pool: Pool, text: str, name: str | None = None, accept: str | None = None) -> bytes:
    return pool.query(Query(E + text), Wanted(accept, name)).whole()


def test_solutions_in_every_format(pool: Pool) -> None:
    query = "SELECT ?note ?long { GRAPH e:one { e:tide e:note ?note ; e:long ?long } }"
    found = json.loads(ask(pool, query))
    assert found["head"] == {"vars": ["note", "long"]}
    (row,) = found["results"]["bindings"]
    assert row["note"]["value"] == TEXT
    assert row["long"] == {
        "type": "literal",
        "value": "12",
        "datatype": "http://www.w3.org/2001/XMLSchema#integer",
    }
    assert ask(pool, query, "csv") == b'note,long\r\n"ebb, ""flow""\nand <ebb>",12\r\n'
    assert ask(pool, query, "tsv") == b'?note\t?long\n"ebb, \\"flow\\"\\nand <ebb>"\t12\n'
    assert b"and &lt;ebb&gt;</literal>" in ask(pool, query, "xml")


def test_graphs_in_every_format(pool: Pool) -> None:
    query = "CONSTRUCT { ?s e:name ?o } { GRAPH ?g { ?s e:name ?o FILTER(isIRI(?s)) } }"
    assert ask(pool, query, "ntriples") == (
        b'<http://film.example/tide> <http://film.example/name> "Ebbe"@de .\n'
        b'<http://film.example/tide> <http://film.example/name> "Tide" .\n'
    )
    assert b'"Ebbe"@de , "Tide"' in ask(pool, query, "turtle")
    assert b"rdf:RDF" in ask(pool, query, "rdfxml")
    assert len(json.loads(ask(pool, query, "jsonld"))) == 1


def test_formats_are_negotiated_here(pool: Pool) -> None:
    assert pool.query(Query("ASK {}"), Wanted("text/csv;q=0.5, application/*;q=0.1")).body == b"true"
    assert pool.query(Query("ASK {}"), Wanted("application/sparql-results+xml")).format.name == "xml"
    with pytest.raises(NotAcceptable):
        ask(pool, "ASK {}", accept="image/png")
    with pytest.raises(BadInput, match="does not hold"):
        ask(pool, "ASK {}", "turtle")


def test_blank_nodes_have_names(pool: Pool) -> None:
    found = json.loads(ask(pool, "SELECT ?b { GRAPH e:two { e:waves e:by ?b } }"))
    ((term,),) = (row.values() for row in found["results"]["bindings"])
    assert term["type"] == "bnode"
    assert ":" not in term["value"]


def test_a_syntax_error_has_the_place_that_it_has_in_memory(pool: Pool) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        pool.query(Query("SELECT *\n{ ?s e:name ?o }"))
    assert (caught.value.line, caught.value.column) == (2, 6)
    assert "'e:' is not declared" in caught.value.what


def test_orders_to_the_server_in_a_query_are_no_sparql(pool: Pool) -> None:
    with pytest.raises(QuerySyntaxError):
        pool.query(Query('DEFINE get:soft "replace" SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }'))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        'SELECT (<bif:http_get>("http://127.0.0.1:9/") AS ?x) {}',
        'PREFIX f: <BIF:> SELECT (f:http_get("http://127.0.0.1:9/") AS ?x) {}',
        'PREFIX bif: <http://film.example/> SELECT (bif:http_get("http://127.0.0.1:9/") AS ?x) {}',
        'BASE <sql:> SELECT (<http_get>("http://127.0.0.1:9/") AS ?x) {}',
        r'SELECT (<\u0062if:http_get>("http://127.0.0.1:9/") AS ?x) {}',
    ],
)
def test_a_query_that_reaches_the_network_is_refused(pool: Pool, query: str) -> None:
    with pytest.raises(Refused):
        pool.query(Query(query))


def test_a_deadline_holds(pool: Pool) -> None:
    with pytest.raises(DeadlinePassed):
        pool.query(Query(HEAVY), run=Run(seconds=1.0))
    assert ask(pool, "ASK {}", "csv") == b"true"


def test_a_query_is_cancelled(pool: Pool) -> None:
    ended: list[Exception] = []

    def run() -> None:
        try:
            pool.query(Query(HEAVY), run=Run(ident="my-query"))
        except Cancelled as error:
            ended.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    until = time.monotonic() + 10
    while not pool.cancel("my-query"):
        assert time.monotonic() < until, "the query never ran"
        time.sleep(0.01)
    thread.join(10)
    assert ended


def test_a_result_over_the_limit_is_an_error(server: Server, tmp_path: Path) -> None:
    query = Query("SELECT * { GRAPH ?g { ?a ?b ?c } } LIMIT 9000")
    with serving(server, tmp_path, result=1) as pool:
        with pytest.raises(OverLimit, match="1 MiB"):
            pool.query(query)
        assert ask(pool, "ASK {}", "csv") == b"true"


def test_a_long_result_comes_whole(pool: Pool) -> None:
    answer = pool.query(Query("SELECT * { GRAPH ?g { ?a ?b ?c } } LIMIT 9000"))
    assert answer.size > 1 << 20
    assert len(json.loads(answer.whole())["results"]["bindings"]) == 9000


def test_a_thing_is_described(pool: Pool) -> None:
    """As the server does it: Virtuoso tells what names the thing, too."""
    film = "<https://w3id.org/cuegraph/film/drive-2011>"
    lines = ask(pool, f"DESCRIBE {film}", "ntriples").decode().splitlines()
    assert f'{film} <http://www.w3.org/2004/02/skos/core#prefLabel> "Drive" .' in lines
    assert lines == sorted(set(lines), key=lines.index)


def test_graphs_asked_for_by_the_request_are_passed_on(server: Server, pool: Pool) -> None:
    query = E + "SELECT ?n { e:tide e:name ?n }"
    one = Query(query, default_graphs=("http://film.example/one",))
    assert pool.query(one, Wanted(name="csv")).body == b"n\r\nTide\r\n"
    both = Query(
        query.replace("?n {", "DISTINCT ?n {"), ("http://film.example/one", "http://film.example/two")
    )
    assert sorted(pool.query(both, Wanted(name="csv")).body.split()) == [b"Ebbe", b"Tide", b"n"]
    named = Query(E + "ASK { GRAPH e:two { ?s ?p ?o } }", (), ("http://film.example/one",))
    seen = pool.query(named, Wanted(name="csv")).body
    # Virtuoso 7.2.5 lets GRAPH with an IRI see what the request leaves out.
    assert seen == (b"true" if server.name == "virtuoso" else b"false")


def test_updates(server: Server, tmp_path: Path) -> None:
    graph = f"http://film.example/{tmp_path.name}"
    with serving(server, tmp_path, writable=True) as pool:
        before = pool.version
        asked = Query(f"ASK {{ GRAPH <{graph}> {{ ?s ?p 7 }} }}")
        pool.update(
            Update(f"INSERT DATA {{ GRAPH <{graph}> {{ <http://a.example/> <http://b.example/> 7 }} }}")
        )
        assert pool.version != before
        assert pool.query(asked, Wanted(name="csv")).body == b"true"
        with pytest.raises(QuerySyntaxError):
            pool.update(Update("INSERT DATA {"))
        for text in (
            "LOAD <http://127.0.0.1:9/>",
            "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
            'INSERT { ?s ?s ?s } WHERE { BIND(<bif:http_get>("http://127.0.0.1:9/") AS ?s) }',
        ):
            with pytest.raises(Refused):
                pool.update(Update(text))
        pool.update(Update(f"DROP SILENT GRAPH <{graph}>"))
        assert pool.query(asked, Wanted(name="csv")).body == b"false"


def test_an_update_of_what_is_not_writable_is_refused(pool: Pool) -> None:
    with pytest.raises(Refused):
        pool.update(Update("CLEAR ALL"))


def test_a_whole_graph_comes_whole_or_not_at_all(server: Server, pool: Pool, drive: tuple[Quad, ...]) -> None:
    """Virtuoso makes a graph of the first 10,000 solutions and does not tell."""
    query = "CONSTRUCT { ?s ?p ?o } { GRAPH ?g { ?s ?p ?o } }"
    if server.name == "virtuoso":
        with pytest.raises(BadGateway, match="10000 rows"):
            ask(pool, query)
        return
    named = {quad.triple for quad in drive if not isinstance(quad.graph_name, DefaultGraph)}
    assert ask(pool, query, "ntriples").count(b"\n") >= len(named)


def test_what_a_probe_tells(server: Server) -> None:
    found = probe(server.url)
    assert found.empty is False
    assert (found.union, found.twice) == (server.union, server.union)
    altered = {literal.value: back for literal, back in found.altered}
    if server.name == "virtuoso":
        assert altered == {"PT1H10M18S": "4218.18", "PT70M18S": "4218.18"}
        assert found.rows == 10_000
    else:
        assert (altered, found.rows, found.sentences()) == ({}, None, [])
    assert not found.no_graphs
