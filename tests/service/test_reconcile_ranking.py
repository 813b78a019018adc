"""Which thing comes first and what is certain, on an invented film with its music."""

import pytest
from pyoxigraph import RdfFormat, parse

from cuegraph.engine.memory import MemoryEngine
from cuegraph.links.score import Value
from cuegraph.service.reconcilable import Reconcilable
from cuegraph.service.reconcile import Candidate, Wanted, reconcile
from cuegraph.service.reconcile_ids import id_of
from cuegraph.service.reconcile_suggest import default_types, suggest_things, unknown_property
from cuegraph.vocabulary import FM

TRIG = """
BASE <https://w3id.org/cuegraph/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX schema: <https://schema.org/>
<film/ebb> a fm:Film ; skos:prefLabel "Ebb" ; skos:hiddenLabel "the film", "the harbour" ;
  schema:director <person/moor> .
<film/other> a fm:Film ; skos:prefLabel "Salt" ; rdfs:label "the boat" ; skos:hiddenLabel "the boat" .
<album/ebb> a fm:Album ; skos:prefLabel "Ebb (Original Motion Picture Soundtrack)" ;
  skos:hiddenLabel "album" ; fm:artist <artist/quay> .
<release/ebb> a fm:Release ; skos:prefLabel "Ebb soundtrack, CD" .
<release/pier> a fm:Release ; skos:prefLabel "Pier" .
<album/pier> a fm:Album ; skos:prefLabel "Pier" .
<statement/ebb> a fm:Statement ; skos:prefLabel "an ebb film such as seen in 1999, says the film critic" .
<role/pilot> a fm:CastRole ; skos:prefLabel "the Pilot" .
<concept/magazine> a skos:Concept ; skos:prefLabel "magazine"@en .
<concept/lighthouse> a skos:Concept ; skos:prefLabel "lighthouse"@en ; skos:hiddenLabel "calm light" .
<person/moor> a schema:Person ; skos:prefLabel "Ada Lind Moor" ; rdfs:label "Moor" .
<artist/quay> a fm:MusicArtist ; skos:prefLabel "Quay" .
<artist/foam> a fm:MusicArtist ; skos:prefLabel "Electric Foam" .
<recording/calm> a fm:Recording ; skos:prefLabel "A Calm Light" ; fm:artist <artist/quay> .
<publication/gull> a fm:Publication ; skos:prefLabel "Gull" .
"""


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    return MemoryEngine(parse(TRIG, format=RdfFormat.TRIG))


@pytest.fixture(scope="module")
def index(engine: MemoryEngine) -> Reconcilable:
    return Reconcilable(engine)


def ask(
    engine: MemoryEngine, index: Reconcilable, name: str, kind: str = "", **more: object
) -> list[Candidate]:
    types = (FM[kind].value,) if kind else ()
    return reconcile(engine, index, [Wanted(name, types, **more)])[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "kind", "ident"),
    [
        ("Ebb 1999", "Film", "film/ebb"),
        ("GULL magazine", "Publication", "publication/gull"),
        ("GULL magazine", "", "publication/gull"),
        ("A Calm Light - Electric Foam", "Recording", "recording/calm"),
        ("Quay feat. Electric Foam - A Calm Light", "Recording", "recording/calm"),
        ("Quay feat. Electric Foam - A Calm Light", "", "recording/calm"),
        ("A Calm Light (Ada Remix)", "Recording", "recording/calm"),
        ("Electric Foam - A Calm Light", "", "recording/calm"),
        ("Electric Foam - Ebb (Original Motion Picture Soundtrack)", "", "album/ebb"),
        ("Quay & Nobody", "MusicArtist", "artist/quay"),
    ],
)
def test_a_name_in_more_words_finds_its_thing_without_certainty(
    engine: MemoryEngine, index: Reconcilable, name: str, kind: str, ident: str
) -> None:
    first = ask(engine, index, name, kind)[0]
    assert (id_of(first.thing.iri), first.match) == (ident, False)


@pytest.mark.parametrize("name", ["album", "The Film", "The Harbour", "The Boat"])
def test_a_hidden_name_finds_and_is_never_certain(
    engine: MemoryEngine, index: Reconcilable, name: str
) -> None:
    first = ask(engine, index, name)[0]
    assert not first.match
    assert first.score < 80


def test_a_hidden_name_is_not_certain_by_a_property(engine: MemoryEngine, index: Reconcilable) -> None:
    director = ("https://schema.org/director", "schema:director", (Value("Moor"),))
    (first,) = ask(engine, index, "the harbour", "Film", properties=(director,))
    assert (first.features["schema:director"], first.match) == (100.0, False)


@pytest.mark.parametrize(("name", "kind"), [("The Pilot", ""), ("Ebb soundtrack CD reissue", "Release")])
def test_what_is_held_and_what_is_minor_is_not_certain(
    engine: MemoryEngine, index: Reconcilable, name: str, kind: str
) -> None:
    assert not ask(engine, index, name, kind)[0].match


def test_a_minor_kind_is_certain_with_its_type(engine: MemoryEngine, index: Reconcilable) -> None:
    assert ask(engine, index, "The Pilot", "CastRole")[0].match


def test_of_one_name_the_kind_that_is_meant_rather_comes_first(
    engine: MemoryEngine, index: Reconcilable
) -> None:
    found = ask(engine, index, "Pier")
    assert [id_of(each.thing.iri) for each in found[:2]] == ["album/pier", "release/pier"]
    assert not any(each.match for each in found)


def test_many_things_that_are_hardly_meant_hide_none() -> None:
    things = [f"<release/{n}> a fm:Release" for n in range(40)] + ["<zzz/film-of-that-name> a fm:Film"]
    turtle = "".join(f'{each} ; skos:prefLabel "Pier" .' for each in things)
    engine = MemoryEngine(parse(TRIG.split("<film/ebb>", maxsplit=1)[0] + turtle, format=RdfFormat.TRIG))
    first = ask(engine, Reconcilable(engine), "Pier")[0]
    assert first.thing.types[0].iri == FM.Film.value


@pytest.mark.parametrize("kind", ["", "Recording"])
def test_a_leading_article_does_not_matter(engine: MemoryEngine, index: Reconcilable, kind: str) -> None:
    for name in ("Calm Light", "The Calm Light", "A Calm Light"):
        first = ask(engine, index, name, kind)[0]
        assert (id_of(first.thing.iri), first.match) == ("recording/calm", True)


@pytest.mark.parametrize(
    "name", ["Ebb OST", "OST Ebb", "Ebb: Original Soundtrack", "Soundtrack, Ebb", "Ebb (Soundtrack)"]
)
def test_where_a_soundtrack_is_sought_the_album_leads(
    engine: MemoryEngine, index: Reconcilable, name: str
) -> None:
    first, second, *_ = ask(engine, index, name)
    assert [id_of(each.thing.iri) for each in (first, second)] == ["album/ebb", "film/ebb"]
    assert first.score > second.score
    assert ask(engine, index, name, "Album")[0].match


def test_one_word_of_a_films_title_is_not_certain() -> None:
    turtle = '<film/x> a fm:Film ; skos:prefLabel "Harbour of Salt" ; rdfs:label "Harbour" .'
    engine = MemoryEngine(parse(TRIG.split("<film/ebb>", maxsplit=1)[0] + turtle, format=RdfFormat.TRIG))
    (first,) = ask(engine, Reconcilable(engine), "Harbour")
    assert (id_of(first.thing.iri), first.match) == ("film/x", False)


def test_kinds_that_are_meant_rather_are_suggested_first(index: Reconcilable) -> None:
    found = [id_of(each.iri) for each in suggest_things(index, "l", (), 0)]
    assert found == ["concept/lighthouse"]
    found = [id_of(each.iri) for each in suggest_things(index, "calm light", (), 0)]
    assert found[:2] == ["recording/calm", "concept/lighthouse"]
    found = [id_of(each.iri) for each in suggest_things(index, "e", (), 0)]
    assert found[:3] == ["film/ebb", "album/ebb", "artist/foam"]
    assert found.index("release/ebb") > 2


def test_a_property_that_nothing_has_gives_neither_score_nor_certainty(
    engine: MemoryEngine, index: Reconcilable
) -> None:
    wrong = (FM["artst"].value, "fm:artst", (Value("Quay"),))
    first = ask(engine, index, "A Calm Light", "Recording", properties=(wrong,))[0]
    assert (first.score, first.match, set(first.features)) == (100.0, False, {"name", "type"})
    error = unknown_property(index, [(FM.artist.value, "fm:artist"), wrong[:2]])
    assert error is not None
    assert "fm:artst" in error.what
    assert "fm:artist" in error.remedy
    assert unknown_property(index, [(FM.artist.value, "fm:artist")]) is None


def test_a_value_is_compared_with_all_names_of_its_thing(engine: MemoryEngine, index: Reconcilable) -> None:
    director = ("https://schema.org/director", "schema:director", (Value("Moor"),))
    (first,) = ask(engine, index, "Ebb", "Film", properties=(director,))
    assert first.features["schema:director"] == 100.0
    hidden = ("https://schema.org/director", "schema:director", (Value("the director"),))
    assert ask(engine, index, "Ebb", "Film", properties=(hidden,))[0].features["schema:director"] < 80


def test_without_an_index_the_default_types_are_those_with_one(index: Reconcilable) -> None:
    told = {each.id: each.label for each in default_types()}
    assert {each.id for each in default_types(index)} <= told.keys()
    assert (told["fm:MusicArtist"], told["schema:Person"]) == ("music artist", "person")
