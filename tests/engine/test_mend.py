"""What the engine reads as the specification says, where pyoxigraph alone does not."""

import json
from collections import Counter

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from cuegraph.engine import mend
from cuegraph.engine.dataset import Dataset
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import BadInput, QuerySyntaxError
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query

DATA = """
PREFIX : <u:>
:a :p :b . :b :r "held" .
GRAPH :g1 { :a :p :b, :c . :b :q :d }
GRAPH :g2 { :a :q :b }
"""
GRAPHS = {"u:g1", "u:g2"}

Rows = Counter[tuple[tuple[str, str], ...]]


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    return MemoryEngine(parse(DATA, format=RdfFormat.TRIG))


def rows(engine: MemoryEngine, text: str) -> list[dict[str, str]]:
    body = engine.query(Query("PREFIX : <u:> " + text), Wanted(name="json")).body
    found = json.loads(body)
    if "boolean" in found:
        return [{"": str(found["boolean"])}]
    return [{name: term["value"] for name, term in row.items()} for row in found["results"]["bindings"]]


def bag(found: list[dict[str, str]]) -> Rows:
    return Counter(tuple(sorted(row.items())) for row in found)


def test_booleans_are_taken_in_any_case(engine: MemoryEngine) -> None:
    text = "SELECT (TRUE AS ?t) (False AS ?f) ('TRUE' AS ?s) (:TRUE AS ?i) { VALUES ?True { trUE } }"
    assert rows(engine, text) == [{"t": "true", "f": "false", "s": "TRUE", "i": "u:TRUE"}]


@pytest.mark.parametrize("text", ["ASK { FILTER(?x<?a&&?b>?y) }", "ASK { BIND(1<2&&3>2 AS ?x) }"])
def test_19_8_the_longest_match_is_an_iri(engine: MemoryEngine, text: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        engine.query(Query(text))
    assert caught.value.line == 1
    assert rows(engine, text.replace("<", " < ")) != []


@pytest.mark.parametrize("members", ['"a"@en "b"@en', '"a" "b"', '"a"@en "b"@de'])
def test_18_5_1_7_group_concat_gives_a_simple_literal(engine: MemoryEngine, members: str) -> None:
    text = f"SELECT (GROUP_CONCAT(DISTINCT ?m; SEPARATOR=')') AS ?c) {{ VALUES ?m {{ {members} }} }}"
    test = 'FILTER(?c = "a)b" || ?c = "b)a")'
    assert rows(engine, f"ASK {{ {{ {text} }} {test} }}") == [{"": "True"}]


def test_17_4_2_9_bnode_is_one_node_for_a_string_within_a_solution(engine: MemoryEngine) -> None:
    text = (
        "SELECT (BNODE('a b') AS ?x) (BNODE(CONCAT('a', ' b')) AS ?y) (BNODE('c') AS ?z) (BNODE() AS ?o) {} "
    )
    (row,) = rows(engine, text)
    assert row["x"] == row["y"]
    assert len(set(row.values())) == 3
    two = rows(engine, "SELECT (BNODE('a') AS ?x) WHERE { VALUES ?n { 1 2 } } ORDER BY ?n LIMIT 2")
    assert len({each["x"] for each in two}) == 2
    inner = "SELECT ?x { { SELECT DISTINCT (BNODE(?n) AS ?x) { VALUES ?n { 'a' 'a' } } } }"
    assert len({each["x"] for each in rows(engine, inner)}) == 2
    assert len(rows(engine, "SELECT (COUNT(*) AS ?n) (BNODE(SAMPLE(?s)) AS ?x) { BIND('a' AS ?s) }")) == 1
    assert len(rows(engine, "SELECT (BNODE(?s) AS ?x) { BIND('a' AS ?s) } GROUP BY ?s")[0]) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT ?s { ?s :p* :none }", [{"s": "u:none"}]),
        ("SELECT ?s { :none :p? ?s }", [{"s": "u:none"}]),
        ("SELECT ?s { :none ^:p* ?s . }", [{"s": "u:none"}]),
        ("SELECT ?s { :none (:p|:q/:r)* ?s FILTER(isIRI(?s)) }", [{"s": "u:none"}]),
        ("SELECT ?s { :a :p ?o . ?s :p*:none . }", [{"s": "u:none"}]),
        ("SELECT ?s { ?s :p* :none . ?s :p ?o }", []),
        ("SELECT ?s { OPTIONAL { ?s :p* :none } }", [{"s": "u:none"}]),
        ("SELECT ?s { ?s :p* :b }", [{"s": "u:b"}, {"s": "u:a"}]),
        ("SELECT ?s { ?s :p* :d }", [{"s": "u:d"}]),  # which is in another graph only
        ("SELECT ?s FROM :g1 { ?s :q* :d }", [{"s": "u:d"}, {"s": "u:b"}]),
        ("SELECT ?s { ?s :p+ :none }", []),
        ("ASK { :none :p* :none }", [{"": "True"}]),
        ("ASK { :none :p* :other }", [{"": "False"}]),
        ("SELECT ?s { ?s :p* 5 }", [{"s": "5"}]),
        ("SELECT ?s { ?s ^:p* -1.5 . }", [{"s": "-1.5"}]),
        ("SELECT ?s { 'none' :p* ?s }", [{"s": "none"}]),
        ("SELECT ?s { ?s :p? 'none'@en FILTER(LANG(?s) = 'en') }", [{"s": "none"}]),
        ("SELECT ?s { { 'none'^^:type (:p|:q)* ?s } }", [{"s": "none"}]),
        ("SELECT ?s { ?s :p* 'none'^^<u:type> OPTIONAL { ?s :p ?o } }", [{"s": "none"}]),
        ("SELECT ?s { ?s :p* true }", [{"s": "true"}]),
        ("SELECT ?s { ?s :r* 'held' }", [{"s": "held"}, {"s": "u:b"}]),
        ("ASK { 'none' :p* 'none' }", [{"": "True"}]),
        ("ASK { 5 :p* 6 }", [{"": "False"}]),
        ("SELECT (1 * 2 AS ?n) { FILTER(:a * :b || true) }", [{"n": "2"}]),
    ],
)
def test_18_4_a_path_of_length_zero_joins_a_term_to_itself(
    engine: MemoryEngine, text: str, found: list[dict[str, str]]
) -> None:
    assert bag(rows(engine, text)) == bag(found)


BLOCKS = [
    "SELECT ?s { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s :p ?o }",
    "SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 1",
    "?s ?p ?o . { SELECT DISTINCT ?s { ?s :p ?x } }",
    'VALUES (?g ?t) { (UNDEF "x") (:g1 "y") (:none "z") }',
    "VALUES ?s { :a :b }",
    "VALUES ?s { :a :b } ?s :p ?o",
    "VALUES ?t { 1 } OPTIONAL { ?s :p ?o }",
    "{ VALUES ?t { 1 } } UNION { ?s :p ?o }",
    "?s :p ?o MINUS { ?x :p ?y }",
    "?s :p ?o MINUS { ?s :q ?y }",
    "?s :p ?o FILTER(?z != 1 || true) MINUS { ?z ?y :c }",
    "?s :p ?o FILTER EXISTS { ?z :p ?o } MINUS { ?z ?y :c }",
    "?s :p ?o MINUS { ?x :q ?y FILTER(BOUND(?s) || true) }",
    "?s :p ?o MINUS { ?x :q ?y } ?x :q ?w",
    "?s :p ?o MINUS { ?x :q ?y MINUS { ?v :p ?w } }",
    "?s :p ?o MINUS { ?x :p ?y MINUS { ?x :q ?w } } MINUS { ?s :q ?z }",
    "?s :p ?o { ?x :p ?y MINUS { ?s :p ?z } }",
    "?s :p ?o BIND(STR(?z) AS ?v) MINUS { ?z :p ?y }",
    "?s :p ?o BIND(:b AS ?z) MINUS { ?z :q ?y }",
    "?s :p ?o . VALUES (?z ?v) { (:b 1) } MINUS { ?z :q ?y }",
    "MINUS { ?s :p ?o } ?s :p ?o",
    "?s :p ?o MINUS { ?x :q ?y } MINUS { ?s :p :c }",
    "?s ?p ?o FILTER NOT EXISTS { SELECT ?s { ?s :q ?x } }",
    "?s :p ?o { GRAPH ?h { SELECT ?t { ?t :q _:z } } }",
    "SELECT * { ?s :p ?o . GRAPH ?h { SELECT (COUNT(*) AS ?n) { _:z :q ?y } } }",
    "?s ?p ?o MINUS { ?x :q ?y . GRAPH ?h { SELECT ?y { ?x :q ?y } } }",
    "_:x ?p ?o { SELECT ?o { ?o ?q _:y } }",
    "",
    "?s :p ?o",
    "FILTER(true)",
]


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize(
    "where", ["{{ GRAPH ?g {{ {} }} }}", "{{ VALUES ?g {{ :g1 :none }} GRAPH ?g {{ {} }} }}"]
)
def test_18_6_graph_is_matched_in_one_graph_after_the_other(
    engine: MemoryEngine, block: str, where: str
) -> None:
    """The definition, carried out: the pattern in each graph, joined with the name of the graph."""
    expected: Rows = Counter()
    for name in GRAPHS if "none" not in where else {"u:g1"}:
        for row in rows(engine, f"SELECT * {{ GRAPH <{name}> {{ {block} }} }}"):
            if row.setdefault("g", name) == name:
                expected += bag([row])
    if "none" in where:
        expected = Counter({row: number for row, number in expected.items() if dict(row)["g"] == "u:g1"})
    assert bag(rows(engine, "SELECT * " + where.format(block))) == expected


@pytest.mark.parametrize(
    ("dataset", "found"),
    [
        ("FROM NAMED :g2", [{"g": "u:g2", "n": "1"}]),
        ("FROM :g2", []),
        ("FROM NAMED :nothing", [{"g": "u:nothing", "n": "0"}]),
    ],
)
def test_only_the_named_graphs_of_the_dataset_are_matched(
    engine: MemoryEngine, dataset: str, found: list[dict[str, str]]
) -> None:
    text = "SELECT * DATASET { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }"
    assert rows(engine, text.replace("DATASET", dataset)) == found


def test_more_graphs_than_can_be_written_out_are_told(
    engine: MemoryEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mend, "GRAPHS_LIMIT", 1)
    with pytest.raises(BadInput, match="2 named graphs") as caught:
        rows(engine, "SELECT * { GRAPH ?g { SELECT ?s { ?s ?p ?o } } }")
    assert "line 1" in caught.value.where
    assert rows(engine, "SELECT * { GRAPH ?g { ?s :q :b } }") == [{"g": "u:g2", "s": "u:a"}]


def test_five_hundred_graphs_are_written_out() -> None:
    a, p = NamedNode("u:a"), NamedNode("u:p")
    engine = MemoryEngine(Quad(a, p, NamedNode(f"u:{n}"), NamedNode(f"u:g{n}")) for n in range(500))
    assert len(rows(engine, "SELECT * { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }")) == 500


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s (COUNT(*) AS ?n) WHERE { ?s <u:p> ?o . FILTER(?o > 2 * 3) } GROUP BY ?s",
        "SELECT * WHERE { GRAPH ?g { ?s ?p ?o OPTIONAL { ?s <u:q> ?x } } }",
        "SELECT ?x { ?x a/<u:p>* ?y ; <u:q>+ <u:b> }",
        "SELECT ?x { ?x <u:p> 'GROUP_CONCAT(BNODE(1)) TRUE' } # True GRAPH ?g { SELECT",
        "ASK { VALUES ?g { <u:a> } GRAPH ?g { ?s ?p ?o } MINUS { ?s <u:p> 1 } }",
    ],
)
def test_what_is_read_rightly_is_left_as_it_is(text: str) -> None:
    assert mend.mended(mend.spelled(text), Dataset(Store())) == text
