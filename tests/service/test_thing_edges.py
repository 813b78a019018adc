"""Pages and documents of things in data that are stranger than ours."""

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from cuegraph.engine.memory import MemoryEngine
from cuegraph.media import by_name
from cuegraph.service.binding import read, term_of
from cuegraph.service.document import description, with_citations
from cuegraph.service.facts import exists
from cuegraph.service.recorded import with_citations as source_with_citations
from cuegraph.service.schema_org import schema_org
from cuegraph.service.thing import page_of_thing
from cuegraph.service.told import Part
from cuegraph.vocabulary import BASE

PREFIXES = f"""
BASE <{BASE}>
PREFIX fm: <{BASE}ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
TIDE = NamedNode(f"{BASE}film/tide")
TRIG = by_name("trig")
ONE = "sh:property [ sh:path fm:runs ; sh:maxCount 1 ]"


def engine_of(trig: str) -> MemoryEngine:
    return MemoryEngine(parse(PREFIXES + trig, format=RdfFormat.TRIG))


def test_a_triple_is_told_by_its_parts_and_stays_a_triple() -> None:
    stated = "<film/tide> fm:denies <<( <film/tide> fm:composer <person/ada> )>> ."
    engine = engine_of(f"{stated} <source/a#char=0,1> {{ {stated} }}")
    ((row,), *_) = (page_of_thing(engine, TIDE).rows,)
    assert [each.value.text for each in row.facts] == ["tide composer ada"]
    for body in (
        with_citations(engine, TIDE, TRIG),
        source_with_citations(engine, NamedNode(f"{BASE}source/a")),
    ):
        (quad,) = (each for each in parse(body, format=RdfFormat.TRIG) if "#char" in str(each.graph_name))
        assert isinstance(quad.object, Triple)


def test_terms_that_turtle_has_no_place_for_are_read() -> None:
    odd = term_of({"type": "bnode", "value": "nodeID://b1"})
    assert odd != term_of({"type": "bnode", "value": "nodeID://b2"})
    assert read(odd, {}).text == "something without a name"
    assert read(term_of({"type": "literal", "value": "ebb", "xml:lang": "x_"}), {}).text == "ebb"


def test_a_shape_for_a_class_above_counts_where_that_only_follows() -> None:
    engine = engine_of(f"""
<film/tide> a fm:Sub, fm:Film . <graph/inferred> {{ <film/tide> a fm:Film }}
<graph/curation> {{ <film/tide> a fm:Sub }}
<graph/ontology> {{ <shape/film> sh:targetClass fm:Film ; {ONE} }}
<source/a#char=0,1> {{ <film/tide> fm:runs 90 }} <source/b#char=0,1> {{ <film/tide> fm:runs 95 }}""")
    page = page_of_thing(engine, TIDE)
    assert [[fact.value.text for fact in each.facts] for each in page.differences] == [["90", "95"]]
    assert [each.text for each in page.kinds] == ["sub"]


def test_a_thing_that_points_at_itself_differs_once() -> None:
    engine = engine_of(f"""
<credit/one> a fm:Credit . <graph/ontology> {{ <shape/credit> sh:targetClass fm:Credit ; {ONE} }}
<source/a#char=0,1> {{ <credit/one> fm:runs 90 ; fm:near <credit/one> }}
<source/b#char=0,1> {{ <credit/one> fm:runs 95 }} <credit/one> fm:near <credit/one> ; fm:runs 90, 95 .""")
    assert len(page_of_thing(engine, NamedNode(f"{BASE}credit/one")).differences) == 1


def test_a_group_of_others_things_is_not_that_of_ours() -> None:
    foreign = " ".join(f"<http://e.example/{number}> fm:of <film/tide> ." for number in range(60))
    engine = engine_of(f"<film/ebb> fm:of <film/tide> . {foreign}")
    (group,) = page_of_thing(engine, TIDE, Part("fm:of", "")).groups
    assert (group.kind, group.total) == ("", 60)
    (group,) = page_of_thing(engine, TIDE, Part("fm:of")).groups
    assert (group.kind, group.total) == ("film", 1)


def test_what_is_left_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cuegraph.service.document.MOST_GRAPHS", 2)
    lists = " ".join(f"<film/{number}> fm:p{number} <film/tide> ." for number in range(70))
    facts = "<film/tide> fm:runs " + ", ".join(map(str, range(2001))) + " ."
    cited = " ".join(f"<source/a#char={number},9> {{ <film/tide> fm:x 1 }}" for number in range(3))
    page = page_of_thing(engine_of(lists), TIDE)
    assert ([each.total for each in page.groups], page.cut) == ([1] * 70, False)
    assert page_of_thing(engine_of(facts), TIDE).cut
    body = with_citations(engine_of(cited), TIDE, TRIG)
    assert body.startswith(b"# More than 2 passages")
    assert len({each.graph_name for each in parse(body, format=RdfFormat.TRIG)}) == 2


def test_a_thing_of_named_graphs_alone_has_page_and_description() -> None:
    engine = engine_of("<graph/x> { <film/tide> fm:runs 90 } <graph/y> { <film/tide> fm:runs 90 }")
    assert exists(engine, TIDE)
    assert not exists(engine, NamedNode(f"{BASE}film/none"))
    page = page_of_thing(engine, TIDE)
    assert [fact.value.text for row in page.more for fact in row.facts] == ["90"]
    assert b'"90"' in description(engine, TIDE, by_name("ntriples")).whole()


def test_an_iri_with_a_line_separator_points_at_a_thing() -> None:
    engine = engine_of("<film/a\u2028b> fm:of <film/tide> .")
    (group,) = page_of_thing(engine, TIDE).groups
    assert [each.thing.iri for each in group.things] == [f"{BASE}film/a\u2028b"]


def test_other_names_and_nodes_without_one_are_not_told_to_search_engines() -> None:
    engine = engine_of("""
<film/tide> a schema:Movie ; skos:prefLabel "Tide" ; schema:name "Other" ; schema:url <u:x> ; schema:runs 9 ;
  <https://schema.org/@id> "b" ; schema:director [] ; schema:about <<( <u:a> <u:b> <u:c> )>> .""")
    told = schema_org(engine, TIDE, "http://e.example/")
    assert told == {
        "@context": "https://schema.org",
        "@id": TIDE.value,
        "@type": "Movie",
        "name": "Tide",
        "url": "http://e.example/",
        "runs": "9",
    }


def test_what_only_follows_is_not_counted_among_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cuegraph.service.facts.MOST_POINTING", 20)
    stated = " ".join(f"<film/s{number}> fm:of <film/tide> ." for number in range(15))
    follows = " ".join(f"<film/a{number}> fm:of <film/tide> ." for number in range(40))
    (group,) = page_of_thing(engine_of(f"{stated} {follows} <graph/inferred> {{ {follows} }}"), TIDE).groups
    assert (group.total, group.more) == (15, False)


def test_what_points_at_a_thing_in_named_graphs_alone_is_told() -> None:
    engine = engine_of(
        "<graph/x> { <film/ebb> fm:of <film/tide> } <graph/y> { <film/ebb> fm:of <film/tide> }"
    )
    (group,) = page_of_thing(engine, TIDE).groups
    assert [each.thing.iri for each in group.things] == [f"{BASE}film/ebb"]


def test_a_grade_and_the_best_there_is_are_one_row() -> None:
    stated = "<film/tide> schema:ratingValue 4 ; schema:bestRating 5 ."
    (row,) = page_of_thing(engine_of(f"{stated} <source/a#char=0,1> {{ {stated} }}"), TIDE).rows
    assert [each.value.text for each in row.facts] == ["4 of 5"]
