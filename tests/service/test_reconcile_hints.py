"""What is known of things against what is said of the one that is sought, on an invented dataset."""

import pytest
from pyoxigraph import RdfFormat, parse

from cuegraph.engine.memory import MemoryEngine
from cuegraph.links.score import Value
from cuegraph.service.reconcilable import Reconcilable
from cuegraph.service.reconcile import Candidate, Wanted, reconcile
from cuegraph.service.reconcile_ids import id_of
from cuegraph.service.reconcile_suggest import suggest_things
from cuegraph.vocabulary import FM, OA, SCHEMA

TRIG = """
BASE <https://w3id.org/cuegraph/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX schema: <https://schema.org/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
<film/ebb> a fm:Film ; skos:prefLabel "Ebb" ; dcterms:date "1999" ; schema:director <person/moor> .
<film/salt> a fm:Film ; skos:prefLabel "Salt in Mind" .
<film/gull> a fm:Film ; skos:prefLabel "Gull" .
<film/gull-1> a fm:Film ; skos:prefLabel "Gull" ; dcterms:date "1971" .
<film/gull-2> a fm:Film ; skos:prefLabel "Gull" ; dcterms:date "1972" .
<album/ebb> a fm:SoundtrackAlbum, fm:Album ; skos:prefLabel "Ebb (Original Motion Picture Soundtrack)" ;
  dcterms:issued "1999-05-04" .
<person/moor> a schema:Person, fm:MusicArtist ; skos:prefLabel "Ada Lind Moor" ; rdfs:label "Moor" .
<group/quay> a fm:MusicGroup, fm:MusicArtist ; skos:prefLabel "Quay" ; rdfs:label "The Quay Band" .
<artist/foam> a fm:MusicArtist ; skos:prefLabel "Electric Foam" .
<recording/calm> a fm:Recording ; skos:prefLabel "A Calm Light" ; fm:artist <group/quay> ;
  fm:featuredArtist <artist/foam> ; schema:duration "PT3M" .
<recording/lantern> a fm:Recording ; skos:prefLabel "Lantern" ; fm:artist <group/quay> .
<work/lull> a fm:MusicalWork ; skos:prefLabel "Lull (song)" ; rdfs:label "Lull" .
<recording/lull> a fm:Recording ; skos:prefLabel "Lull" .
<link/quay> a oa:Annotation ; skos:prefLabel "Quay at Elsewhere" .
<link/quay-2> a oa:Annotation ; skos:prefLabel "Quay" .
<comparison/quay> a fm:Comparison ; skos:prefLabel "Quay or Quai" .
<source/quay> a fm:Source ; skos:prefLabel "Quay" .
<dataset/quay> a dcat:Dataset ; skos:prefLabel "Quay" .
<graph/ontology> { fm:SoundtrackAlbum rdfs:subClassOf fm:Album .
  fm:MusicGroup rdfs:subClassOf fm:MusicArtist . }
"""


Known = tuple[MemoryEngine, Reconcilable]


@pytest.fixture(scope="module")
def known() -> Known:
    engine = MemoryEngine(parse(TRIG, format=RdfFormat.TRIG))
    return engine, Reconcilable(engine)


def ask(known: Known, name: str, kind: str = "", **properties: str) -> list[Candidate]:
    spaces = {"artist": FM}
    wanted = tuple(
        (spaces.get(each, SCHEMA)[each].value, each, (Value(v),)) for each, v in properties.items()
    )
    return reconcile(*known, [Wanted(name, (FM[kind].value,) if kind else (), properties=wanted)])[0]


@pytest.mark.parametrize(
    ("name", "properties", "features"),
    [
        ("Ebb", {"director": "Steven Bergh"}, {"director": 0.0}),
        ("Ebb", {"director": "Moor Hall"}, {"director": 0.0}),
        ("A Calm Light", {"artist": "Punk Duo"}, {"artist": 0.0}),
        ("A Calm Light", {"artist": "Punk Duo", "duration": "PT3M"}, {"artist": 0.0, "duration": 100.0}),
    ],
)
def test_a_value_that_is_another_one_forbids_a_match(
    known: Known, name: str, properties: dict[str, str], features: object
) -> None:
    first = ask(known, name, "Film" if "director" in properties else "Recording", **properties)[0]
    assert {each: first.features[each] for each in properties} == features
    assert not first.match


def test_a_value_that_is_unknown_or_the_same_does_not(known: Known) -> None:
    assert ask(known, "Salt in Mind", "Film", director="Steven Bergh")[0].match
    assert ask(known, "A Calm Light", "Recording", artist="Quay")[0].match


def test_a_name_that_may_be_another_one_is_a_match_by_a_value(known: Known) -> None:
    (first,) = ask(known, "Lanters", "Recording")
    assert (id_of(first.thing.iri), first.match) == ("recording/lantern", False)
    assert ask(known, "Lanters", "Recording", artist="Quay")[0].match
    assert not ask(known, "Salt in Mint")[0].match


@pytest.mark.parametrize(
    ("name", "kind", "ident"),
    [
        ("Ebb (1999)", "Film", "film/ebb, match"),
        ("Ebb (1999 film)", "", "film/ebb, match"),
        ("Ebb (film)", "", "film/ebb, match"),
        ("Ebb (album)", "", "album/ebb, match"),
        ("Ebb Soundtrack (1999)", "Album", "album/ebb, match"),
        ("Ebb (2001 film)", "Film", "film/ebb"),
        ("Ebb (band)", "Film", "film/ebb"),
        ("Salt in Mind (1986)", "Film", "film/salt, match"),
        ("Quay (band)", "", "group/quay, match"),
        ("Moor (composer)", "", "person/moor"),
        ("Ada Lind Moor (composer)", "", "person/moor, match"),
        ("Quay (magazine)", "", "group/quay"),
    ],
)
def test_a_year_is_held_against_dates_and_a_kind_against_types(
    known: Known, name: str, kind: str, ident: str
) -> None:
    first = ask(known, name, kind)[0]
    assert id_of(first.thing.iri) + ", match" * first.match == ident


@pytest.mark.parametrize(
    ("name", "matches"),
    [
        ("A Calm Light (feat. Electric Foam)", 1),
        ("A Calm Light feat. Quay", 1),
        ("A Calm Light with Electric Foam", 1),
        ("A Calm Light (feat. Punk Duo)", 0),
        ("A Calm Light with Punk Duo", 0),
        ("Lantern (feat. Punk Duo)", 1),
    ],
)
def test_featured_artists_are_held_against_those_that_are_known(
    known: Known, name: str, matches: int
) -> None:
    first, *_ = ask(known, name, "Recording")
    assert first.match == bool(matches)


def test_of_namesakes_the_one_of_the_year_is_meant(known: Known) -> None:
    found = ask(known, "Gull (1972)", "Film")
    assert [id_of(each.thing.iri) for each in found] == ["film/gull-2", "film/gull", "film/gull-1"]
    assert [each.match for each in found] == [True, False, False]


def test_a_surname_alone_is_a_match_by_a_value_only(known: Known) -> None:
    first = ask(known, "Moor")[0]
    assert (id_of(first.thing.iri), first.match) == ("person/moor", False)
    assert 70 < first.score < 80
    assert ask(known, "Ebb", "Film", director="Moor")[0].features["director"] == 100.0


def test_a_work_and_its_recording_are_not_told_apart_without_a_type(known: Known) -> None:
    found = ask(known, "Lull")
    assert {id_of(each.thing.iri) for each in found[:2]} == {"work/lull", "recording/lull"}
    assert not any(each.match for each in found)
    assert ask(known, "Lull", "Recording")[0].match
    assert ask(known, "Lull", "MusicalWork")[0].match


def test_what_tells_of_others_comes_where_its_type_is_asked_for(known: Known) -> None:
    assert [id_of(each.thing.iri) for each in ask(known, "Quay")] == ["group/quay"]
    assert [id_of(each.iri) for each in suggest_things(known[1], "quay", (), 0)] == ["group/quay"]
    (source,) = ask(known, "Quay", "Source")
    assert (id_of(source.thing.iri), source.match) == ("source/quay", True)
    asked = suggest_things(known[1], "quay", (OA.Annotation.value,), 0)
    assert {id_of(each.iri) for each in asked} == {"link/quay", "link/quay-2"}


def test_types_of_ours_above_are_told_too(known: Known) -> None:
    told = {name: [each.id for each in ask(known, name)[0].thing.types] for name in ("Quay", "Ada Lind Moor")}
    assert told["Quay"] == ["fm:MusicGroup", "fm:MusicArtist"]
    assert sorted(told["Ada Lind Moor"]) == ["fm:MusicArtist", "schema:Person"]


@pytest.mark.parametrize(
    ("name", "kind", "ident"),
    [
        ("Salt in Mind OST", "", "film/salt"),
        ("Salt in Mind (Soundtrack)", "Film", "film/salt"),
        ("Quay: Music from the Motion Picture", "", "group/quay"),
        ("Ebb OST", "", "album/ebb, match"),
        ("Lantern (Soundtrack)", "Recording", "recording/lantern, match"),
    ],
)
def test_a_soundtrack_is_no_film_and_nobody(known: Known, name: str, kind: str, ident: str) -> None:
    first = ask(known, name, kind)[0]
    assert id_of(first.thing.iri) + ", match" * first.match == ident


def test_a_title_is_no_match_where_the_artist_that_is_sought_is_not_known(known: Known) -> None:
    first = ask(known, "Lull", "Recording", artist="Punk Duo")[0]
    assert (id_of(first.thing.iri), first.match, "artist" in first.features) == (
        "recording/lull",
        False,
        False,
    )


def test_who_is_featured_is_no_other_artist(known: Known) -> None:
    (first,) = ask(known, "A Calm Light", "Recording", artist="Electric Foam")
    assert (first.features["artist"], first.match) == (80.0, True)
    (alone,) = ask(known, "", artist="Electric Foam")
    assert id_of(alone.thing.iri) == "recording/calm"


def test_of_names_side_by_side_the_first_comes_first(known: Known) -> None:
    found = ask(known, "Quay & Electric Foam", "MusicArtist")
    assert [id_of(each.thing.iri) for each in found[:2]] == ["group/quay", "artist/foam"]


@pytest.mark.parametrize(
    ("name", "kind", "ident", "match"),
    [
        ("Mind in Salt", "Film", "film/salt", False),
        ("Mind in Salt", "", "film/salt", False),
        ("Salt in Minnd", "Film", "film/salt", True),
        ("Light Calm", "Recording", "recording/calm", False),
        ("Calm Light, A", "Recording", "recording/calm", True),
        ("Foam, Electric", "MusicArtist", "artist/foam", True),
        ("Moor Ada Lind", "", "person/moor", True),
        ("in Mind, Salt", "Film", "film/salt", True),
        ("Band, Quay", "MusicArtist", "group/quay", True),
        ("Band Quay", "MusicArtist", "group/quay", False),
    ],
)
def test_words_in_another_order_are_certain_for_persons_and_with_a_comma(
    known: Known, name: str, kind: str, ident: str, match: object
) -> None:
    first = ask(known, name, kind)[0]
    assert (id_of(first.thing.iri), first.match) == (ident, match)


def test_what_lacks_a_property_is_not_certain_where_it_is_against_a_namesake(known: Known) -> None:
    found = ask(known, "Ebb", director="Bo Foam")
    assert {id_of(each.thing.iri) for each in found[:2]} == {"album/ebb", "film/ebb"}
    assert not any(each.match for each in found)
    (first, *_) = ask(known, "Ebb", director="A. L. Moor")
    assert (id_of(first.thing.iri), first.match) == ("film/ebb", True)
