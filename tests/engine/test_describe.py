"""DESCRIBE: the concise bounded description with labels, on an invented film."""

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import QuerySyntaxError
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query

PREFIXES = """
PREFIX : <http://a.example/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
DATA = f"""{PREFIXES}
:tide a :Film ; rdfs:label "Tide" ; :music :mara ; :year 1999 ;
    :scene [ :place :pier ; :shots ( [ :length 3 ] :wide ) ] .
:mara skos:prefLabel "Mara Lind" ; rdfs:label "M. Lind" ; :born 1950 .
:pier rdfs:label "Pier"@en, "Steg"@de ; :near :tide .
:Film rdfs:label "film" .
:loop :next _:a . _:a :next _:b . _:b :next _:a, :loop .
:other :music :mara .
GRAPH :cited {{ :tide :music :ana . :ana rdfs:label "Ana" }}
GRAPH :noted {{ :tide :music :ana ; :music :mara }}
"""


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    return MemoryEngine(parse(DATA, format=RdfFormat.TRIG))


def triples_of(text: str) -> set[Triple]:
    return {quad.triple for quad in parse(PREFIXES + text, format=RdfFormat.TURTLE)}


def shapes(triples: set[Triple]) -> list[str]:
    """The triples as text, all blank nodes alike."""
    return sorted(" ".join("[]" if str(t).startswith("_:") else str(t) for t in triple) for triple in triples)


def described(engine: MemoryEngine, text: str, *default: str) -> set[Triple]:
    body = engine.query(Query(PREFIXES + text, default), Wanted(name="ntriples")).body
    found = [quad.triple for quad in parse(body, format=RdfFormat.N_TRIPLES)]
    assert len(found) == len(set(found))
    return set(found)


TIDE = """
:tide a :Film ; rdfs:label "Tide" ; :music :mara ; :year 1999 ;
    :scene [ :place :pier ; :shots ( [ :length 3 ] :wide ) ] .
:mara skos:prefLabel "Mara Lind" .
:pier rdfs:label "Pier"@en, "Steg"@de .
:Film rdfs:label "film" .
"""


def test_it_goes_through_blank_nodes_and_names_what_it_speaks_of(engine: MemoryEngine) -> None:
    assert shapes(described(engine, "DESCRIBE :tide")) == shapes(triples_of(TIDE))


def test_a_circle_of_blank_nodes_ends(engine: MemoryEngine) -> None:
    wanted = triples_of(":loop :next _:a . _:a :next _:b . _:b :next _:a, :loop .")
    assert shapes(described(engine, "DESCRIBE :loop")) == shapes(wanted)


def test_a_thing_of_which_nothing_is_known_is_an_empty_graph(engine: MemoryEngine) -> None:
    assert described(engine, "DESCRIBE :nobody") == set()
    assert described(engine, "DESCRIBE ?x") == set()
    assert described(engine, "DESCRIBE ?year { ?x :year ?year }") == set()


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("DESCRIBE :mara :pier", "DESCRIBE :pier :mara"),
        ("DESCRIBE ?x { ?x :born ?y }", "DESCRIBE :mara"),
        ("DESCRIBE ?x WHERE { ?x :music :mara } ORDER BY ?x LIMIT 1", "DESCRIBE :other"),
        ("DESCRIBE ?x ?y { ?x :year 1999 ; :music ?y }", "DESCRIBE :tide :mara"),
        ("DESCRIBE * { ?x :year 1999 ; :music ?y }", "DESCRIBE :tide :mara"),
        ("describe ?x :pier { ?x :born ?y } VALUES ?y { 1950 }", "DESCRIBE <http://a.example/mara> :pier"),
        ("BASE <http://a.example/> DESCRIBE<mara>", "DESCRIBE :mara"),
        ("DESCRIBE :mara { FILTER(false) }", "DESCRIBE :mara"),
        ("DESCRIBE ?x { { SELECT ?x { ?x :born ?y } } }", "DESCRIBE :mara"),
    ],
)
def test_16_4_resources_are_named_or_found(engine: MemoryEngine, query: str, wanted: str) -> None:
    if "other" in wanted:
        assert {str(each.subject) for each in described(engine, query)} >= {"<http://a.example/other>"}
    else:
        assert shapes(described(engine, query)) == shapes(described(engine, wanted)) != []


def test_a_blank_node_that_is_found_is_described(engine: MemoryEngine) -> None:
    found = described(engine, "DESCRIBE ?scene { :tide :scene ?scene }")
    scene = "[ :place :pier ; :shots ( [ :length 3 ] :wide ) ]"
    wanted = triples_of(f'{scene} . :pier rdfs:label "Pier"@en, "Steg"@de .')
    assert shapes(found) == shapes(wanted)


def test_it_tells_only_what_the_dataset_of_the_query_holds(engine: MemoryEngine) -> None:
    cited = triples_of(':tide :music :ana . :ana rdfs:label "Ana" .')
    assert described(engine, "DESCRIBE :tide FROM :cited") == cited
    assert described(engine, "DESCRIBE :tide", "http://a.example/cited") == cited
    both = cited | triples_of(":tide :music :mara .")
    assert described(engine, "DESCRIBE :tide FROM :cited FROM :noted") == both
    assert described(engine, "DESCRIBE ?x FROM :cited FROM :noted { ?x :music :ana, :mara }") == both
    assert described(engine, "DESCRIBE :tide FROM NAMED :cited") == set()
    named = "DESCRIBE ?x FROM :noted FROM NAMED :cited { GRAPH ?g { ?x :music :ana } }"
    assert described(engine, named) == triples_of(":tide :music :ana, :mara .")


@pytest.mark.parametrize(
    "text",
    [
        "DESCRIBE",
        "DESCRIBE <u:a> <",
        "DESCRIBE none:a",
        "DESCRIBE <u:a> WHERE",
        "DESCRIBE ?x { ?x",
        "DESCRIBE <u:a> ASK {}",
    ],
)
def test_what_does_not_parse_is_told(engine: MemoryEngine, text: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        described(engine, text)
    assert caught.value.line == PREFIXES.count("\n") + 1
