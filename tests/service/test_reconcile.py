"""What names, types and properties stand for, on an invented dataset."""

import json
from collections.abc import Callable

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from cuegraph.engine.interface import Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import BadInput, DeadlinePassed, TooLarge
from cuegraph.links.score import Value
from cuegraph.service.reconcilable import Reconcilable
from cuegraph.service.reconcile import Candidate, Wanted, reconcile
from cuegraph.service.reconcile_ids import id_of, iri_of
from cuegraph.service.reconcile_read import BATCH, IDS, LONGEST, VALUES, read_extension, read_queries
from cuegraph.service.reconcile_suggest import (
    default_types,
    extend,
    propose_properties,
    suggest_terms,
    suggest_things,
)
from cuegraph.service.within import Within
from cuegraph.vocabulary import BASE, DCTERMS, FM

Ask = Callable[..., list[Candidate]]

TRIG = """
BASE <https://w3id.org/cuegraph/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
<film/tide> a fm:Film ; skos:prefLabel "Tide" ; skos:hiddenLabel "the film" ; dcterms:date "1999"^^xsd:gYear ;
  dcterms:description "A film by the sea."@en .
<album/tide> a fm:SoundtrackAlbum ; skos:prefLabel "Tide (Original Motion Picture Soundtrack)" ;
  fm:artist <artist/moor> ; dcterms:issued "1999-05-04"^^xsd:date ; fm:trackCount 12 .
<album/tide-2> a fm:Album ; skos:prefLabel "Tide" ; fm:artist <artist/ebb> .
<artist/moor> a fm:MusicArtist ; skos:prefLabel "Moor" .
<artist/ebb> a fm:MusicArtist ; skos:prefLabel "The Ebb" .
<recording/lull> a fm:Recording ; skos:prefLabel "Lull" ; fm:artist <artist/moor>, <artist/ebb> .
<http://other.example/a> a fm:Recording ; skos:prefLabel "Lull (Live)" ; fm:artist <artist/ebb> .
<untyped> skos:prefLabel "Lull" .
<graph/ontology> {
  fm:SoundtrackAlbum rdfs:subClassOf fm:Album ; a owl:Class ; rdfs:label "soundtrack album"@en .
  fm:Album a owl:Class ; rdfs:label "album"@en .
  fm:Film a owl:Class ; rdfs:label "film"@en .
  fm:artist a owl:ObjectProperty ; rdfs:label "artist"@en .
}
"""


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    return MemoryEngine(parse(TRIG, format=RdfFormat.TRIG))


@pytest.fixture(scope="module")
def index(engine: MemoryEngine) -> Reconcilable:
    return Reconcilable(engine)


@pytest.fixture
def ask(engine: MemoryEngine, index: Reconcilable) -> Ask:
    """Gives the candidates for what is known of a thing."""

    def one(name: str, *types: str, **more: object) -> list[Candidate]:
        iris = tuple(FM[each].value for each in types)
        return reconcile(engine, index, [Wanted(name, iris, **more)])[0]  # type: ignore[arg-type]

    return one


def iris(found: list[Candidate]) -> list[str]:
    return [each.thing.iri.removeprefix(BASE) for each in found]


def test_namesakes_are_offered_apart_and_none_is_certain(ask: Ask) -> None:
    found = ask("Tide")
    assert iris(found)[:3] == ["film/tide", "album/tide-2", "album/tide"]
    assert [each.thing.types[0].label for each in found[:3]] == ["film", "album", "soundtrack album"]
    assert not any(each.match for each in found)


def test_a_type_makes_it_certain_and_the_types_below_count(ask: Ask) -> None:
    (film,) = ask("Tide", "Film")
    assert (film.score, film.match, dict(film.features)) == (100.0, True, {"name": 100.0, "type": True})
    assert film.description == "A film by the sea."
    assert iris(ask("Tide", "Album")) == ["album/tide-2", "album/tide"]
    assert iris(ask("tide", "SoundtrackAlbum")) == ["album/tide"]


def test_types_may_be_required_preferred_or_all(ask: Ask) -> None:
    preferred = ask("Tide", "Film", strict=False)
    assert iris(preferred)[0] == "film/tide"
    assert preferred[0].match
    assert preferred[1].features["type"] is False
    assert preferred[1].score < preferred[0].score
    assert iris(ask("Tide", "Film", "SoundtrackAlbum")) == ["film/tide", "album/tide"]
    assert iris(ask("Tide", "Album", "SoundtrackAlbum", every=True)) == ["album/tide"]


def test_properties_decide_between_namesakes(ask: Ask) -> None:
    wanted = ((FM.artist.value, "fm:artist", (Value("Ebb, The"),)),)
    first, *others = ask("Tide", "Album", properties=wanted)
    assert first.thing.iri == f"{BASE}album/tide-2"
    assert first.features["fm:artist"] > 90
    assert first.match
    assert others[0].features["fm:artist"] < 50
    by_id = ((FM.artist.value, "artist", (Value("?", f"{BASE}artist/moor"),)),)
    assert ask("Tide", "Album", properties=by_id)[0].thing.iri == f"{BASE}album/tide"


def test_without_a_name_properties_find_things_and_nothing_is_certain(ask: Ask) -> None:
    by_id = ((FM.artist.value, "artist", (Value("?", f"{BASE}artist/moor"),)),)
    found = ask("", properties=by_id)
    assert set(iris(found)) == {"album/tide", "recording/lull"}
    assert not any(each.match for each in found)


@pytest.mark.parametrize(
    ("iri", "text", "ids"),
    [
        (DCTERMS.date, "1999", ["film/tide"]),
        (DCTERMS.issued, "1999-05-04", ["album/tide"]),
        (DCTERMS.issued, "1999-05", ["album/tide"]),
        (DCTERMS.issued, "1999", ["album/tide"]),
        (DCTERMS.issued, "1998", []),
        (FM.trackCount, "12", ["album/tide"]),
        (DCTERMS.description, "A film by the sea.", ["film/tide"]),
    ],
)
def test_without_a_name_literals_find_things_too(ask: Ask, iri: NamedNode, text: str, ids: list[str]) -> None:
    found = ask("", properties=((iri.value, "p", (Value(text),)),))
    assert [id_of(each.thing.iri) for each in found] == ids


def test_featured_artists_articles_and_hidden_names(ask: Ask) -> None:
    assert iris(ask("LULL feat. Moor", "Recording"))[0] == "recording/lull"
    assert iris(ask("Ebb"))[0] == "artist/ebb"
    assert iris(ask("The Film"))[0] == "film/tide"


def test_classes_and_what_has_no_type_are_no_candidates(ask: Ask) -> None:
    assert iris(ask("Lull")) == ["recording/lull", "http://other.example/a"]
    assert ask("artist") == []  # the label of a property, which is no thing of the dataset
    assert iris(ask("soundtrack album")) == []


def test_where_nothing_has_a_type_all_things_are_candidates() -> None:
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    triples = f'<http://a.example/1> {label} "Lull" . <http://a.example/2> {label} "Tide"@de, "Ebb"@en .'
    engine = MemoryEngine(parse(triples, format=RdfFormat.TURTLE))
    lull, tide = reconcile(engine, Reconcilable(engine), [Wanted("lul"), Wanted("TIDE")])
    assert (lull[0].thing.iri, lull[0].thing.types) == ("http://a.example/1", ())
    assert (tide[0].thing.label, tide[0].match) == ("Ebb", True)


def test_the_number_of_candidates_is_that_asked_for(ask: Ask) -> None:
    assert len(ask("Tide", limit=2)) == 2
    assert not ask("Tide", limit=1)[0].match  # there are more that are not shown
    nothing = read_queries('{"q": {"query": "Tide", "limit": 0}}')["q"]
    assert isinstance(nothing, Wanted)
    assert nothing.limit == 0
    assert ask("Tide", limit=0) == []


def test_batches_are_read_and_each_query_stands_for_itself() -> None:
    found = read_queries(
        json.dumps(
            {
                "a": {"query": " Tide ", "type": ["fm:Film", "Album"], "limit": 3.0, "type_strict": "should"},
                "b": {"query": 5},
                "c": {"properties": [{"pid": "fm:artist", "v": ["Moor", 2, True, {"id": "artist/moor"}]}]},
                "d": {"nope": 1, "query": "x", "type": None, "properties": None, "limit": None},
                "e": {},
            }
        )
    )
    assert found["a"] == Wanted("Tide", (FM.Film.value, FM.Album.value), strict=False, limit=3)
    values = (Value("Moor"), Value("2"), Value("true"), Value("artist/moor", f"{BASE}artist/moor"))
    assert found["c"] == Wanted("", properties=((FM.artist.value, "fm:artist", values),))
    assert found["d"] == Wanted("x")
    for each in "be":
        assert isinstance(found[each], BadInput), each


@pytest.mark.parametrize(
    "query",
    [
        None,
        [],
        {"query": "x" * (LONGEST + 1)},
        {"query": None, "properties": None},
        {"query": "x", "limit": -1},
        {"query": "x", "limit": float("nan")},
        {"query": "x", "limit": True},
        {"query": "x", "type": "a b>"},
        {"query": "x", "type_strict": "maybe"},
        {"query": "x", "properties": {}},
        {"query": "x", "properties": [{"pid": "fm:artist"}]},
        {"query": "x", "properties": [{"p": "fm:artist", "v": "y"}]},
        {"query": "x", "properties": [{"pid": "fm:artist", "v": ["y"] * 50}]},
        {"query": "x", "properties": [{"pid": "fm:artist> <x", "v": "y"}]},
    ],
)
def test_queries_that_are_none_are_told(query: object) -> None:
    assert isinstance(read_queries(json.dumps({"q": query}))["q"], BadInput)


@pytest.mark.parametrize("text", ["", "[]", "{", "7", "[" * 100_000, '{"ids": 1, "ids": 2}'])
def test_what_is_no_batch_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_queries(text)
    with pytest.raises(BadInput):
        read_extension(text)


def test_a_name_that_is_there_twice_is_told_as_text() -> None:
    with pytest.raises(BadInput) as raised:
        read_queries('{"\\ud800": {"query": "x"}, "\\ud800": {}}')
    assert "The member '?' is there twice" in str(raised.value)


def test_a_key_that_is_no_unicode_has_its_answer_as_text() -> None:
    assert list(read_queries('{"a\\ud800": {"query": "x"}, "b": 5}')) == ["a?", "b"]


def test_too_much_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_queries(json.dumps({str(each): {"query": "x"} for each in range(BATCH + 1)}))
    with pytest.raises(TooLarge):
        read_extension(json.dumps({"ids": ["a"] * (IDS + 1), "properties": []}))
    properties = [{"pid": "fm:artist", "v": ["x"] * 20}] * 20
    few = {str(each): {"query": "x", "properties": properties} for each in range(VALUES // 400 + 1)}
    with pytest.raises(TooLarge, match="values"):
        read_queries(json.dumps(few))


@pytest.mark.parametrize(
    "ident",
    [
        "",
        "/",
        "a b",
        "film/a>",
        "http://a.example/<",
        "film/\n",
        "http://[",
        "a:%zz",
        "fm:%zz",
        "http://a:b:c/",
    ],
)
def test_ids_that_can_be_none_are_refused(ident: str) -> None:
    with pytest.raises(BadInput, match="is no identifier"):
        iri_of(ident, "id")


@pytest.mark.parametrize(
    "name", ["film/alien:3", "film/film:x", "chart-entry/a,b", "film/%C3%A9", "nothing/x"]
)
def test_ids_lead_back_to_the_things_that_have_them(name: str) -> None:
    assert iri_of(id_of(BASE + name), "id") == BASE + name


def many(*kinds: tuple[str, int]) -> Reconcilable:
    """So many things of each of these types, all of the same name."""
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    triples = "".join(
        f'<http://a.example/{kind}{n}> a <http://a.example/{kind}> ; {label} "Theme" .'
        for kind, count in kinds
        for n in range(count)
    )
    return Reconcilable(MemoryEngine(parse(triples, format=RdfFormat.TURTLE)))


def test_a_thing_is_found_by_name_and_type_whatever_else_has_that_name() -> None:
    index = many(("Track", 300), ("Film", 1), ("Play", 1))
    for kind in ("Film", "Play"):
        types = [f"http://a.example/{kind}"]
        iri = f"http://a.example/{kind}0"
        assert [each.iri for each in index.find("Theme", types)] == [iri]
        assert index.find("Thme", types)[0].iri == iri
        preferred = index.find("Theme", types, 3, strict=False)
        assert [(each.iri, each.fits) for each in preferred[:2]] == [(iri, True), (preferred[1].iri, False)]
        assert [each.iri for each in suggest_things(index, "the", types, 0)] == [iri]


def test_pages_of_suggestions_neither_repeat_nor_skip() -> None:
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    triples = "".join(
        f'<http://a.example/{n}> a <http://a.example/T{n % 3}> ; {label} "Night {n // 10}{"x" * (60 - n)}", '
        f'"Night {n}" . <http://a.example/other{n}> a <http://a.example/T{n % 3}> ; {label} "Knight {n}" .'
        for n in range(45)
    )
    index = Reconcilable(MemoryEngine(parse(triples, format=RdfFormat.TURTLE)))
    for types, count in (((), 45), (("http://a.example/T1",), 15)):
        seen = [
            each.iri for start in range(0, 60, 10) for each in suggest_things(index, "night", types, start)
        ]
        assert len(set(seen)) == len(seen)
        assert len({each for each in seen[:count] if "other" not in each}) == count


def test_the_time_for_a_batch_is_bounded_where_nothing_is_asked(
    index: Reconcilable, engine: MemoryEngine
) -> None:
    now = iter(range(100))
    within = Within(engine, Run(5.0), lambda: float(next(now)))
    with pytest.raises(DeadlinePassed):
        reconcile(within, index, [Wanted("nothing like it")] * 50)
    assert next(now) < 10


def test_values_without_a_name_are_looked_up_and_not_compared(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reconcilable, "find", None)
    found = ask("", properties=((FM.artist.value, "artist", (Value("Ebb"), Value("None Such"))),))
    assert "album/tide-2" in iris(found)


def test_values_are_given_by_property(engine: MemoryEngine, index: Reconcilable) -> None:
    things = {"album/tide": f"{BASE}album/tide", "no/such": f"{BASE}no/such"}
    issued = "http://purl.org/dc/terms/issued"
    properties = [
        ("fm:artist", FM.artist.value, 0),
        ("i", issued, 0),
        ("n", FM.trackCount.value, 0),
    ]
    meta, rows = extend(engine, index, things, properties)
    assert meta[0] == {"id": "fm:artist", "name": "artist"}
    assert rows["album/tide"] == {
        "fm:artist": [{"id": "artist/moor", "name": "Moor"}],
        "i": [{"date": "1999-05-04T00:00:00Z"}],
        "n": [{"int": 12}],
    }
    assert rows["no/such"] == {"fm:artist": [], "i": [], "n": []}
    lull = {"r": f"{BASE}recording/lull"}
    assert len(extend(engine, index, lull, [("a", FM.artist.value, 1)])[1]["r"]["a"]) == 1


def test_things_types_and_properties_are_suggested(index: Reconcilable) -> None:
    found = suggest_things(index, "ti", (), 0)
    begun = {each.iri.removeprefix(BASE) for each in found[:3]}
    assert begun == {"film/tide", "album/tide", "album/tide-2"}
    assert [each.iri for each in suggest_things(index, "tid", (FM.Film.value,), 0)] == [f"{BASE}film/tide"]
    assert suggest_things(index, " ", (), 0) == []
    types = suggest_terms(index.types.values(), "alb")
    assert [each.label for each in types] == ["album", "soundtrack album"]
    assert [each.id for each in suggest_terms(index.properties.values(), "art")] == ["fm:artist"]
    assert [each.id for each in default_types(index)[:2]] == ["fm:Film", "fm:MusicArtist"]


def test_properties_are_proposed_by_type(index: Reconcilable) -> None:
    assert [each.id for each in propose_properties(index, FM.Recording.value, 5)] == ["fm:artist"]
    assert len(propose_properties(index, "", 2)) == 2
    assert propose_properties(index, FM.Nothing.value, 5) == []
