"""17.4.2.9: BNODE with a string makes one node within a solution, and others in each solution."""

import json

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import QuerySyntaxError
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query, Update

DATA = "PREFIX : <u:> :a :p 1 . :b :p 2 . :c :p 2 . GRAPH :g { :a :p 1 . :b :p 2 }"


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    return MemoryEngine(parse(DATA, format=RdfFormat.TRIG))


def answer(engine: MemoryEngine, text: str) -> tuple[list[str], list[dict[str, str]]]:
    """The columns, and the values of the rows."""
    found = json.loads(engine.query(Query("PREFIX : <u:> " + text), Wanted(name="json")).body)
    rows = [{name: term["value"] for name, term in row.items()} for row in found["results"]["bindings"]]
    return found["head"]["vars"], rows


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("SELECT ?s ?b ?c { ?s :p ?o BIND(BNODE('x') AS ?b) BIND(BNODE('x') AS ?c) }", "s b c"),
        ("SELECT * { ?s :p ?o BIND(BNODE('x') AS ?b) BIND(BNODE(STR('x')) AS ?c) }", "s o b c"),
        ("SELECT DISTINCT * { ?s :p ?o . BIND (BNODE ( 'x' ) AS ?b) . BIND(BNODE('x') AS ?c) }", "s o b c"),
        ("SELECT ?b ?c { { SELECT * { ?s :p ?o BIND(BNODE('x') AS ?b) BIND(BNODE('x') AS ?c) } } }", "b c"),
        ("SELECT ?b ?c { { ?s :p ?o BIND(BNODE(STR(?o)) AS ?b) BIND(BNODE(STR(?o)) AS ?c) } }", "b c"),
        ("SELECT * { ?z :p ?o { ?z :p ?a BIND(BNODE('x') AS ?b) BIND(?b AS ?c) } }", "z o a b c"),
        (
            "SELECT ?b ?c { ?s :p ?o BIND(IF(true, BNODE('x'), 1) AS ?b) BIND(BNODE(CONCAT('x')) AS ?c) }",
            "b c",
        ),
        (
            "SELECT ?s ?b ?c { ?s :p ?o BIND(BNODE('x') AS ?b) BIND(?b AS ?c) FILTER(?c = BNODE('x')) }",
            "s b c",
        ),
        ("SELECT ?s (BNODE('x') AS ?b) (BNODE('x') AS ?c) { ?s :p ?o BIND(BNODE('x') AS ?d) }", "s b c"),
    ],
)
def test_a_node_for_each_of_three_solutions(engine: MemoryEngine, text: str, columns: str) -> None:
    for asked in (text, f"{text} # BNODE('x')"):
        names, rows = answer(engine, asked)
        assert names == columns.split()
        assert len(rows) == len({row["b"] for row in rows}) == 3
        assert all(row["b"] == row["c"] for row in rows)


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("SELECT ?b { { ?s :p 1 BIND(BNODE('x') AS ?b) } UNION { ?s :p ?o BIND(BNODE('x') AS ?b) } }", 4),
        ("SELECT ?b { GRAPH ?g { ?s :p ?o BIND(BNODE('x') AS ?b) } }", 2),
        ("SELECT ?b { GRAPH ?g { SELECT * { ?s :p ?o BIND(BNODE('x') AS ?b) } } }", 2),
        ("SELECT ?b ?c { ?s :p ?o BIND(BNODE('x') AS ?b) BIND(BNODE('y') AS ?c) }", 6),
        ("SELECT ?b ?t { BIND(BNODE('x') AS ?b) { ?s :p ?o } }", 1),
        ("SELECT (BNODE(GROUP_CONCAT(STR(?s))) AS ?b) { ?s :p ?o }", 1),
        ("SELECT ?o (BNODE(STR(?o)) AS ?b) { ?s :p ?o } GROUP BY ?o", 2),
    ],
)
def test_so_many_nodes(engine: MemoryEngine, text: str, nodes: int) -> None:
    _, rows = answer(engine, text)
    assert len({value for row in rows for name, value in row.items() if name in {"b", "c"}}) == nodes


def test_a_construct_makes_a_node_for_each_solution(engine: MemoryEngine) -> None:
    text = "CONSTRUCT { ?b <u:of> ?s } WHERE { ?s <u:p> ?o BIND(BNODE('x') AS ?b) }"
    body = engine.query(Query(text), Wanted(name="ntriples")).body
    assert len({line.split()[0] for line in body.splitlines()}) == 3


def test_what_does_not_parse_is_told_with_its_place(engine: MemoryEngine) -> None:
    text = "SELECT * { ?s ?p ?o BIND(BNODE('x') AS ?b) FILTER(1 +) }"
    places = []
    for asked in (text, text.replace("BNODE", "UCASE")):
        with pytest.raises(QuerySyntaxError) as caught:
            engine.query(Query(asked))
        places.append(caught.value.where)
    assert places[0] == places[1] != "line 1, column 1"


@pytest.mark.parametrize(
    "pattern",
    [
        "BIND(BNODE('x') AS ?b)",
        "SELECT (BNODE('x') AS ?b) {}",
        "SELECT (BNODE('x') AS ?b) (COUNT(*) AS ?n) {}",
        "SELECT * { BIND(BNODE('x') AS ?b) }",
        "SELECT ?b {} GROUP BY (BNODE('x') AS ?b)",
    ],
)
def test_two_updates_make_two_things(pattern: str) -> None:
    engine = MemoryEngine()
    for number in (1, 2):
        engine.update(Update(f"INSERT {{ ?b <u:n> {number} }} WHERE {{ {pattern} }}"))
    found = list(engine.store.quads_for_pattern(None, NamedNode("u:n"), None))
    assert len({quad.subject for quad in found}) == len(found) == 2


def test_an_update_makes_a_thing_for_each_solution() -> None:
    engine = MemoryEngine()
    engine.update(
        Update(
            "INSERT { ?b <u:n> ?x } WHERE { { SELECT * { VALUES ?x { 1 2 } BIND(BNODE('x') AS ?b) } } } ;"
            "PREFIX u: <u:> INSERT { ?b u:n ?x } WHERE { VALUES ?x { 1 2 } BIND(BNODE('x') AS ?b) }"
        )
    )
    assert len({quad.subject for quad in engine.store}) == len(engine.store) == 4
