"""The ways into a dataset, and how much it holds."""

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from cuegraph.engine.memory import MemoryEngine
from cuegraph.service import welcome
from cuegraph.service.welcome import (
    Stated,
    Way,
    classes_in,
    counts_of,
    how_often,
    some_of,
    triples_in,
    ways_in,
)

BASE = "https://w3id.org/cuegraph/"
PREFIXES = """
PREFIX film: <https://w3id.org/cuegraph/film/>
PREFIX person: <https://w3id.org/cuegraph/person/>
PREFIX comparison: <https://w3id.org/cuegraph/comparison/>
PREFIX concept: <https://w3id.org/cuegraph/concept/>
PREFIX graph: <https://w3id.org/cuegraph/graph/>
PREFIX source: <https://w3id.org/cuegraph/source/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
"""
CURATED = """
  film:tide a fm:Film ; skos:prefLabel "Tide" .
  film:moor a fm:Film ; skos:prefLabel "Moor" .
  film:reef a fm:Film ; skos:prefLabel "Reef" .
  film:fell a fm:Film ; skos:prefLabel "Fell" .
  person:ada a schema:Person ; skos:prefLabel "Ada Example" .
  comparison:length a fm:Comparison ; skos:prefLabel "How long" ; fm:kind concept:gap .
  comparison:year a fm:Comparison ; skos:prefLabel "Which year" ; fm:kind concept:contradiction .
"""
CITED = f"""{PREFIXES}
{CURATED}
graph:curation {{ {CURATED} film:moor dcterms:description "A film on a moor." }}
graph:sources {{ source:note a fm:Source ; dcterms:title "A note" . source:letter dcterms:title "A letter" }}
<https://w3id.org/cuegraph/source/note#char=0,20> {{ film:tide fm:composer person:ada }}
<https://w3id.org/cuegraph/source/letter#char=5,31> {{ film:moor fm:composer person:ada }}
<https://w3id.org/cuegraph/source/letter#char=32,40> {{
  film:moor fm:composer person:ada . person:ada schema:name "Ada"
}}
<https://w3id.org/cuegraph/source/letter#char=41,50> {{ film:reef fm:basedOn film:tide }}
<https://w3id.org/cuegraph/source/silent#char=0,1> {{ }}
graph:other {{ film:reef fm:composer person:ada . film:reef schema:name "Reef" . film:fell schema:name "F" }}
"""


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    return MemoryEngine(parse(CITED, format=RdfFormat.TRIG))


def test_what_most_passages_speak_of_comes_first_and_passages_only_count(engine: MemoryEngine) -> None:
    ways = ways_in(engine)
    assert ways["Films"] == [
        Way(f"{BASE}film/moor", "Moor", "A film on a moor.", 2),
        Way(f"{BASE}film/tide", "Tide", "", 2),
        Way(f"{BASE}film/reef", "Reef", "", 1),
    ]
    assert ways["People and groups"] == [Way(f"{BASE}person/ada", "Ada Example", "", 3)]


def test_sources_come_by_the_number_of_their_passages_under_their_titles(engine: MemoryEngine) -> None:
    assert ways_in(engine)["Sources"] == [
        Way(f"{BASE}source/letter", "A letter", "", 3),
        Way(f"{BASE}source/note", "A note", "", 1),
    ]


def test_contradictions_come_before_other_comparisons(engine: MemoryEngine) -> None:
    assert [each.label for each in ways_in(engine)["Where sources differ"]] == ["Which year", "How long"]


def test_headings_without_anything_are_left_out(engine: MemoryEngine) -> None:
    assert "Songs" not in ways_in(engine)
    assert ways_in(MemoryEngine()) == {}
    assert some_of(MemoryEngine()) == {}


def test_a_fact_of_several_passages_counts_once(engine: MemoryEngine) -> None:
    assert counts_of(engine) == {"cited facts": 4, "things": 7, "citations": 4, "sources": 2}


def test_the_triples_of_any_dataset_are_counted(engine: MemoryEngine) -> None:
    quads = list(parse(CITED, format=RdfFormat.TRIG))
    named = sum(isinstance(each.graph_name, NamedNode) for each in quads)
    assert triples_in(engine) == {
        "triples in the default graph": len(quads) - named,
        "triples in named graphs": named,
    }


def test_classes_come_with_the_most_instances_first(engine: MemoryEngine) -> None:
    found = classes_in(engine)
    assert [(each.label, each.number) for each in found] == [("film", 4), ("comparison", 2), ("person", 1)]


def test_some_things_of_each_kind_are_shown(engine: MemoryEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(welcome, "KINDS", {"Films": welcome.KINDS["Films"]})
    found = some_of(engine)
    assert [*found] == ["Films"]
    assert len(found["Films"]) == 3
    assert all(
        each.iri.startswith(f"{BASE}film/") and each.label in {"Tide", "Moor", "Reef", "Fell"}
        for each in found["Films"]
    )


def test_facts_are_counted_once_and_by_every_passage_that_states_them(engine: MemoryEngine) -> None:
    assert how_often(engine) == Stated(facts=4, times=5, shared=1)
    assert how_often(MemoryEngine()) == Stated(0, 0, 0)


def test_a_film_that_passages_only_name_is_told_apart() -> None:
    named = CITED.replace("{ film:tide fm:composer person:ada }", "{ person:ada fm:about film:tide }")
    ways = ways_in(MemoryEngine(parse(named, format=RdfFormat.TRIG)))
    assert {each.label for each in ways["Films"] if each.mentioned} == {"Tide"}
