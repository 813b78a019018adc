"""The dataset of a query, against rdflib's merge of the same graphs, and what the engine makes of FROM."""

import json
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad
from rdflib import Dataset, Graph, URIRef
from rdflib.plugins.sparql import prepareQuery

from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import QuerySyntaxError
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query

GRAPHS = ("u:g1", "u:g2", "u:g3", "u:absent")
NODES = ("u:a", "u:b", "u:c")

triples = st.tuples(*[st.sampled_from(NODES)] * 3)
datasets = st.dictionaries(st.sampled_from(GRAPHS[:3]), st.sets(triples, max_size=6))
choices = st.lists(st.sampled_from(GRAPHS), max_size=4)

ROWS = "SELECT ?s ?p ?o {} WHERE {{ ?s ?p ?o }}"
JOINED = "SELECT ?s ?o {} WHERE {{ ?s ?p ?m . ?m ?q ?o }}"
NAMED = "SELECT ?g ?s ?o {} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}"
COUNT = "SELECT (COUNT(*) AS ?n) {} WHERE {{ ?s ?p ?o }}"
GROUPED = "SELECT ?s (COUNT(?o) AS ?n) {} WHERE {{ ?s ?p ?o }} GROUP BY ?s"


def rows_of(engine: MemoryEngine, query: Query) -> Counter[tuple[tuple[str, str], ...]]:
    """The solutions as a multiset."""
    bindings = json.loads(engine.query(query, Wanted(name="json")).body)["results"]["bindings"]
    return Counter(tuple(sorted((name, term["value"]) for name, term in row.items())) for row in bindings)


def expected(
    data: dict[str, set[tuple[str, str, str]]], default: list[str], named: list[str], text: str
) -> Counter[tuple[tuple[str, str], ...]]:
    """What rdflib makes of the query over a dataset that is put together as section 13.2 says."""
    dataset = Dataset()
    for name in set(named):
        graph = dataset.graph(URIRef(name))
        for triple in data.get(name, set()):
            graph.add(tuple(URIRef(term) for term in triple))
    merge = dataset.default_graph
    for name in default:
        for triple in data.get(name, set()):
            merge.add(tuple(URIRef(term) for term in triple))
    return Counter(
        tuple(sorted((str(name), str(term)) for name, term in row.asdict().items()))
        for row in dataset.query(prepareQuery(text))
    )


def engine_of(data: dict[str, set[tuple[str, str, str]]]) -> MemoryEngine:
    return MemoryEngine(
        Quad(*(NamedNode(term) for term in triple), NamedNode(name))
        for name, held in data.items()
        for triple in held
    )


@pytest.mark.filterwarnings(
    "ignore:Dataset.(default_context|contexts) is deprecated"
)  # rdflib 7.6 itself uses them
@pytest.mark.parametrize("text", [ROWS, JOINED, NAMED, COUNT, GROUPED])
@settings(deadline=None)
@given(data=datasets, default=choices, named=choices)
def test_13_2_datasets_are_what_rdflib_makes_of_them(
    text: str, data: dict[str, set[tuple[str, str, str]]], default: list[str], named: list[str]
) -> None:
    if not default and not named:
        default = [GRAPHS[0]]
    engine = engine_of(data)
    wanted = expected(data, default, named, text.format(""))
    assert rows_of(engine, Query(text.format(""), tuple(default), tuple(named))) == wanted
    clauses = [f"FROM <{name}>" for name in default] + [f"FROM NAMED <{name}>" for name in named]
    assert rows_of(engine, Query(text.format(" ".join(clauses)))) == wanted


@settings(deadline=None)
@given(data=datasets, default=st.lists(st.sampled_from(GRAPHS), min_size=1, max_size=4))
def test_constructed_and_described_triples_come_once(
    data: dict[str, set[tuple[str, str, str]]], default: list[str]
) -> None:
    engine = engine_of(data)
    merge = {triple for name in default for triple in data.get(name, set())}
    for text, wanted in (
        ("CONSTRUCT WHERE { ?s ?p ?o }", merge),
        ("DESCRIBE <u:a>", {triple for triple in merge if triple[0] == "u:a"}),
        (
            "DESCRIBE ?s { ?s ?p <u:b> }",
            {t for t in merge if any(t[0] == u[0] and u[2] == "u:b" for u in merge)},
        ),
    ):
        body = engine.query(Query(text, tuple(default)), Wanted(name="ntriples")).body.decode()
        assert len(body.splitlines()) == len(set(body.splitlines())) == len(wanted), text
        assert {tuple(str(term) for term in row) for row in Graph().parse(data=body, format="nt")} == wanted


FROM = engine_of({"u:g1": {("u:a", "u:b", "u:c")}, "u:g2": {("u:a", "u:b", "u:c"), ("u:a", "u:b", "u:d")}})


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX ex: <u:> SELECT * FROMex:g1 FROM ex:g2 { ?s ?p ?o }",
        "PREFIX ex: <u:> PREFIX FROMex: <u:> SELECT * FROMex:g1 FROM ex:g2 { ?s ?p ?o }",
        "PREFIX ex: <u:> SELECT * FROM NAMEDex:g1 { GRAPH ?g { ?s ?p ?o } }",
        "PREFIX ex: <u:> SELECT * FROMNAMED<u:g1> { GRAPH ?g { ?s ?p ?o } }",
        "ASKFROM <u:g1> FROM <u:g2> { ?s ?p ?o }",
        "PREFIX ex: <u:> CONSTRUCT { ?s ?p ?o } FROMex:g1 FROM ex:g2 { ?s ?p ?o }",
        "PREFIXex: <u:> SELECT * FROM ex:g1 FROM ex:g2 { ?s ?p ?o }",
    ],
)
def test_19_8_words_without_a_space_between_them_are_no_clause(text: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        FROM.query(Query(text))
    assert caught.value.column


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("PREFIX fromex: <u:> SELECT * FROM fromex:g1 FROM<u:g2> { ?s ?p ?o }", 2),
        ("SELECT * FROM\n#comment\n<u:g1> from<u:g2>{?s ?p ?o}", 2),
        ("SELECT*FROM<u:g1>{?s ?p ?o}", 1),
        ("SELECT (('FROM <u:g1> {') AS ?x) ?o FROM <u:g1> FROM <u:g2> { ?s ?p ?o }", 2),
        ("SELECT ?o FROM <g1> FROM <u:g2> { ?s ?p ?o }", 2),
        ("BASE <u:g2> SELECT ?o FROM <> FROM <u:g1> { ?s ?p ?o } VALUES ?s { <u:a> }", 2),
        ("SELECT ?o { ?s ?p ?o FILTER(?o != 'from') }", 0),
    ],
)
def test_from_is_read_in_every_spelling(text: str, rows: int) -> None:
    assert sum(rows_of(FROM, Query(text)).values()) == rows


def test_from_in_construct_is_read_behind_the_template() -> None:
    counted = "{ SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s }"
    text = f"CONSTRUCT {{ ?s <u:n> ?n }} FROM <u:g1> FROM <u:g2> WHERE {{ {counted} }}"
    assert b'"2"' in FROM.query(Query(text), Wanted(name="ntriples")).body
    short = "CONSTRUCT FROM <u:g1> FROM <u:g2> WHERE { ?s ?p ?o }"
    assert len(FROM.query(Query(short), Wanted(name="ntriples")).body.splitlines()) == 2
