"""What the page of a thing tells, of an invented film."""

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import NotFound
from cuegraph.service.facts import Incoming, exists, incoming
from cuegraph.service.known import known_of
from cuegraph.service.near import near_things
from cuegraph.service.searches import Searches
from cuegraph.service.thing import A_LOOK, A_PAGE, page_of_thing
from cuegraph.service.told import Fact, Page, Part, Record, Row
from cuegraph.vocabulary import BASE, FM, SCHEMA

PREFIXES = """
PREFIX : <https://w3id.org/cuegraph/>
PREFIX film: <https://w3id.org/cuegraph/film/>
PREFIX person: <https://w3id.org/cuegraph/person/>
PREFIX placement: <https://w3id.org/cuegraph/placement/>
PREFIX recording: <https://w3id.org/cuegraph/recording/>
PREFIX concept: <https://w3id.org/cuegraph/concept/>
PREFIX comparison: <https://w3id.org/cuegraph/comparison/>
PREFIX ceremony: <https://w3id.org/cuegraph/ceremony/>
PREFIX award-entry: <https://w3id.org/cuegraph/award-entry/>
PREFIX graph: <https://w3id.org/cuegraph/graph/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX sssom: <https://w3id.org/sssom/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""

GRAPHS = {
    "graph/curation": """
  film:tide a fm:Film ; skos:prefLabel "Tide" ; skos:hiddenLabel "The Tide" ;
    dcterms:description "A film about the sea."@en .
  person:ada a schema:Person, fm:MusicArtist ; skos:prefLabel "Ada Example" .
  recording:ebb a fm:Recording ; skos:prefLabel "Ebb" .
  placement:ebb-in-tide a fm:Placement ; skos:prefLabel "Ebb in Tide" .
  ceremony:shore-1999 skos:prefLabel "Shore Prize 1999" .
  award-entry:shore a fm:AwardEntry ; skos:prefLabel "Shore Prize for Tide" .
  comparison:length a fm:Comparison ; skos:prefLabel "How long it is" ; fm:kind concept:contradiction ;
    fm:about film:tide ; dcterms:description "A minute more or less."@en ;
    fm:compares <https://w3id.org/cuegraph/source/note#char=0,20>,
      <https://w3id.org/cuegraph/source/letter#char=5,31> .""",
    "graph/concepts": """
  concept:contradiction skos:prefLabel "contradiction"@en .
  concept:article-read skos:prefLabel "article read"@en .""",
    "graph/links": """
  film:tide owl:sameAs <http://films.example/tide> .
  :link\\/tide oa:hasTarget film:tide ; oa:hasBody <http://films.example/tide> ;
    dcterms:description "Same year."@en ; fm:kind concept:article-read ;
    prov:wasAttributedTo :agent\\/keepers ;
    dcterms:date "2020-01-02"^^xsd:date ; sssom:confidence 0.9 ;
    dcterms:source <http://a.example/b> .
  :agent\\/keepers skos:prefLabel "the keepers" .""",
    "graph/inferred": "film:tide fm:contributor person:ada .",
    "source/note#char=0,20": """
  film:tide rdfs:label "Tide" ; fm:composer person:ada ; schema:duration "PT70M18S"^^xsd:duration .
  person:ada rdfs:label "A. Example" .""",
    "source/letter#char=100,131": "film:tide fm:composer person:ada .",
    "source/letter#char=5,31": """
  film:tide rdfs:label "Tide" ; schema:duration "PT71M"^^xsd:duration .
  recording:ebb rdfs:label "Ebb" .
  placement:ebb-in-tide fm:placedIn film:tide ; fm:uses recording:ebb .""",
    "source/letter#char=200,231": """
  award-entry:shore fm:recipient film:tide ; fm:ceremony ceremony:shore-1999 .
  ceremony:shore-1999 dcterms:date "1999-03-04"^^xsd:date .""",
}
ONTOLOGY = """
  fm:composer rdfs:label "composer"@en . fm:MusicArtist rdfs:subClassOf schema:Person .
  :shape\\/film sh:targetClass fm:Film ; sh:property :shape\\/one .
  :shape\\/one sh:path schema:duration ; sh:maxCount 1 ."""
OUTSIDE = {"graph/ontology": ONTOLOGY, "graph/sources": ':source\\/note skos:prefLabel "A note" .'}


def dataset() -> str:
    """The dataset, its default graph written out."""
    named = "\n".join(f"<{BASE}{name}> {{ {text} }}" for name, text in (GRAPHS | OUTSIDE).items())
    return f"{PREFIXES} {' '.join(GRAPHS.values())} {named}"


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    return MemoryEngine(parse(dataset(), format=RdfFormat.TRIG))


def node(path: str) -> NamedNode:
    """A thing by its path."""
    return NamedNode(BASE + path)


@pytest.fixture(scope="module")
def tide(engine: MemoryEngine) -> Page:
    return page_of_thing(engine, node("film/tide"))


def places(fact: Fact) -> list[tuple[str, list[str]]]:
    """The sources of a fact with the places in them."""
    return [(each.source.text, [place for _, place in each.citations]) for each in fact.witnesses]


def row(rows: tuple[Row, ...], name: str) -> Row:
    """The row of a property."""
    return next(each for each in rows if each.property.text == name)


def test_it_says_what_a_thing_is(tide: Page) -> None:
    assert tide.thing.text == "Tide"
    assert [each.text for each in tide.kinds] == ["film"]
    assert tide.description is not None
    assert (tide.description.text, tide.description.language) == ("A film about the sea.", "en")


def test_each_fact_has_its_sources_in_the_order_of_their_texts(tide: Page) -> None:
    assert [each.property.text for each in tide.rows] == ["called", "composer", "duration"]
    (fact,) = row(tide.rows, "composer").facts
    assert fact.value.text == "Ada Example"
    assert places(fact) == [("A note", ["0\u201320"]), ("letter", ["100\u2013131"])]
    assert [each.value.text for each in row(tide.rows, "duration").facts] == ["70:18", "71:00"]


def test_what_only_follows_is_not_told_again(tide: Page) -> None:
    assert "contributor" not in {each.property.text for each in (*tide.rows, *tide.more)}


def test_nameless_things_are_told_with_what_they_link_to(tide: Page) -> None:
    placements, entries = tide.groups
    assert (placements.heading, placements.total, placements.nameless) == ("Placements", 1, True)
    (placement,) = placements.things
    assert placement.alike
    assert [each.property.text for each in placement.rows] == ["uses"]  # the film itself is not told again
    (entry,) = entries.things
    (ceremony,) = row(entry.rows, "ceremony").facts
    assert ceremony.value.text == "Shore Prize 1999"
    assert row(ceremony.rows, "date").facts[0].value.text == "4 March 1999"


def test_named_things_that_point_here_have_their_citation(engine: MemoryEngine) -> None:
    page = page_of_thing(engine, node("person/ada"))
    (films,) = page.groups
    (film,) = films.things
    assert (films.heading, films.nameless, film.thing.text, film.rows) == ("Films", False, "Tide", ())
    assert len(film.witnesses) == 2
    assert [each.text for each in page.kinds] == ["music artist"]  # which is a person by the ontology


def test_values_that_differ_stand_side_by_side(tide: Page) -> None:
    (difference,) = tide.differences
    assert difference.property.text == "duration"
    assert [each.value.text for each in difference.facts] == ["70:18", "71:00"]
    (comparison,) = tide.comparisons
    assert (comparison.kind, comparison.note) == ("contradiction", "A minute more or less.")
    assert [each.source.text for each in comparison.witnesses] == ["A note", "letter"]


def test_only_what_a_shape_holds_to_one_value_can_differ(engine: MemoryEngine) -> None:
    known = known_of(engine)
    assert known.has_one([FM.Film], SCHEMA.duration)
    assert not known.has_one([FM.Film], FM.composer)
    assert not known.has_one([FM.Album], SCHEMA.duration)


def test_links_lead_out_with_how_they_were_found(tide: Page) -> None:
    (link,) = tide.links
    assert (link.property.text, link.address) == ("same as", "http://films.example/tide")
    assert link.record == Record(
        "https://w3id.org/cuegraph/link/tide",
        note="Same year.",
        method="article read",
        decider="the keepers",
        date="2 January 2020",
        confidence="0.9",
        evidence=("http://a.example/b",),
    )


@pytest.fixture(scope="module")
def hub() -> MemoryEngine:
    """A concept at which many recordings point, without named graphs as plain files are."""
    lines = (
        f"recording:r{number:04} rdfs:label 'Song {number}' ; fm:genre concept:ambient ."
        for number in range(1203)
    )
    text = f"{PREFIXES} {' '.join(lines)} film:tide fm:genre concept:ambient . concept:ambient fm:x 1 ."
    return MemoryEngine(parse(text, format=RdfFormat.TRIG))


def test_of_a_hub_a_look_is_given_and_the_rest_by_pages(hub: MemoryEngine) -> None:
    thing = node("concept/ambient")
    page = page_of_thing(hub, thing)
    assert [(each.kind, each.total, len(each.things)) for each in page.groups] == [
        ("film", 1, 1),
        ("recording", 1203, A_PAGE),
    ]
    last = page_of_thing(hub, thing, Part("genre", "recording", 25))
    (group,) = last.groups
    assert last.alone
    assert (group.page, group.pages) == (25, 25)
    assert [each.thing.iri[-5:] for each in group.things] == ["r1200", "r1201", "r1202"]


@pytest.mark.parametrize(("name", "number"), [("genre", 26), ("genre", 0), ("nothing", 1)])
def test_there_is_no_other_page(hub: MemoryEngine, name: str, number: int) -> None:
    with pytest.raises(NotFound):
        page_of_thing(hub, node("concept/ambient"), Part(name, "recording", number))


@pytest.mark.parametrize(("groups", "shown"), [(2, A_PAGE), (10, A_LOOK // 10), (30, A_LOOK // 30)])
def test_of_many_large_groups_less_is_shown(groups: int, shown: int) -> None:
    lines = (
        f"recording:r{number:04} fm:p{number % groups} concept:ambient ; rdfs:label 'Song' ."
        for number in range(60 * groups)
    )
    engine = MemoryEngine(parse(f"{PREFIXES} {' '.join(lines)}", format=RdfFormat.TRIG))
    page = page_of_thing(engine, node("concept/ambient"))
    assert [(each.total, len(each.things)) for each in page.groups] == [(60, shown)] * groups


def test_the_kinds_are_counted_apart(hub: MemoryEngine) -> None:
    assert [(each.kind, len(each.things)) for each in incoming(hub, node("concept/ambient"))] == [
        ("film", 1),
        ("recording", 1203),
    ]


def test_of_too_many_that_point_at_a_thing_some_are_told_and_none_of_another_property_is_lost(
    hub: MemoryEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not any(each.more for each in incoming(hub, node("concept/ambient")))
    monkeypatch.setattr("cuegraph.service.facts.MOST_POINTING", 1000)
    monkeypatch.setattr("cuegraph.service.facts._OF_EACH", 5)
    few = f"{node('film/b')} <urn:few> {node('concept/ambient')} ."
    engine = MemoryEngine([*hub.store, *parse(few, format=RdfFormat.N_TRIPLES)])
    *rest, one = sorted(incoming(engine, node("concept/ambient")), key=lambda each: not each.more)
    assert one == Incoming(NamedNode("urn:few"), "film", [node("film/b").value])
    assert 999 <= sum(len(each.things) for each in rest) <= 1204
    assert all(each.more for each in rest)
    page = page_of_thing(engine, node("concept/ambient"))
    assert [each.more for each in page.groups].count(True) == len(rest)
    told: list[str] = []
    for number in range(1, 26):
        (group,) = page_of_thing(engine, node("concept/ambient"), Part("genre", "recording", number)).groups
        assert group.pages == min(number + 1, 25)
        told += [each.thing.iri for each in group.things]
    assert len(set(told)) == len(told) == 1203
    with pytest.raises(NotFound):
        page_of_thing(engine, node("concept/ambient"), Part("genre", "recording", 26))


def test_a_thing_exists_where_a_triple_speaks_of_it(engine: MemoryEngine) -> None:
    assert exists(engine, node("person/ada"))
    assert not exists(engine, node("person/eve"))


def test_near_things_resemble_address_or_name(engine: MemoryEngine) -> None:
    assert [each.text for each in near_things(engine, "film", "tyde")] == ["Tide"]
    assert "Tide" in [each.text for each in near_things(engine, "album", "the-tide")]
    assert near_things(engine, "film", "zzzzz") == []


@pytest.mark.parametrize("slug", ["tide", "tide-2011", "tyde", "a-tide", "the-tyde-2011"])
def test_of_too_many_names_the_index_has_the_near_ones_once_it_is_there(
    engine: MemoryEngine, monkeypatch: pytest.MonkeyPatch, slug: str
) -> None:
    monkeypatch.setattr("cuegraph.service.near._MANY", 0)
    searches = Searches(engine)
    assert near_things(engine, "film", slug, searches=searches) == []
    try:
        with searches.index(20):
            pass
        assert [each.text for each in near_things(engine, "film", slug, searches=searches)][:1] == ["Tide"]
    finally:
        searches.close()
