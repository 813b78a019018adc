"""What profiles make of small graphs, and what is told of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse
from rdflib.compare import isomorphic

from cuegraph.media import by_name
from cuegraph.service.carriage import carried
from cuegraph.service.profiles import in_format, load_profiles
from cuegraph.settings import shipped
from cuegraph.vocabulary import FM, RDF, RDFS, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable

PROFILES = load_profiles(shipped("queries"))
PREFIXES = """
    @prefix fm: <https://w3id.org/cuegraph/ns#> . @prefix concept: <https://w3id.org/cuegraph/concept/> .
    @prefix schema: <https://schema.org/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


@pytest.mark.parametrize("name", PROFILES)
def test_it_is_the_same_on_rdflib_where_things_have_no_iri(name: str) -> None:
    text = f"""{PREFIXES}
        _:album a fm:Album ; skos:prefLabel "Tide" ; fm:recordLabel _:label .
        _:track fm:trackOf _:album ; fm:recording _:signal .
        _:signal a fm:Recording ; fm:recordingOf _:work ; fm:durationInSeconds 243.5 .
        _:work a fm:MusicalWork ; fm:composer _:ada .
        _:review a schema:Review ; schema:ratingValue 4 .
    """
    graph = rdflib.Graph().parse(data=text)
    store = Store()
    store.load(graph.serialize(format="nt"), RdfFormat.N_TRIPLES)
    made = rdflib.Graph()
    made += graph.query(PROFILES[name].query)  # type: ignore[arg-type] # the triples of a CONSTRUCT
    told = in_format(set(store.query(PROFILES[name].query)), PROFILES[name], by_name("ntriples"))  # type: ignore[arg-type]
    assert len(made) > 0
    assert isomorphic(made, rdflib.Graph().parse(data=told, format="nt"))


def test_an_award_is_one_that_was_won() -> None:
    text = f"""{PREFIXES}
        <u:one> fm:recipient <u:film> ; fm:category <u:score> ; fm:result concept:won .
        <u:two> fm:recipient <u:film> ; fm:category <u:song> ; fm:result concept:nominated .
        <u:three> fm:recipient <u:film> ; fm:category <u:sound> .
        <u:score> skos:prefLabel "Score" . <u:song> skos:prefLabel "Song" . <u:sound> skos:prefLabel "Sound" .
    """
    assert set(made_of(text)) == {Triple(NamedNode("u:film"), SCHEMA.award, Literal("Score"))}


def test_lists_without_ranks_and_labels_of_albums_are_carried() -> None:
    text = f"""{PREFIXES}
        <u:list> a fm:List ; skos:prefLabel "Songs" ; schema:numberOfItems 2 .
        <u:entry> fm:inList <u:list> .
        <u:album> a fm:Album ; fm:recordLabel <u:label> ; fm:derivedFrom <u:score> .
    """
    ends = {(each.subject.value, each.predicate, str(each.object)) for each in made_of(text)}
    assert ends == {
        ("u:list", RDF.type, str(SCHEMA.ItemList)),
        ("u:list", SCHEMA.name, '"Songs"'),
        ("u:list", SCHEMA.numberOfItems, str(Literal(2))),
        ("u:list", SCHEMA.itemListElement, "<u:entry>"),
        ("u:album", RDF.type, str(SCHEMA.MusicAlbum)),
        ("u:album", SCHEMA.publisher, "<u:label>"),
        ("u:album", SCHEMA.isBasedOn, "<u:score>"),
    }


def test_a_name_given_twice_and_a_type_that_is_dropped_are_told_as_they_are() -> None:
    text = f"""{PREFIXES}
        <u:ada> a schema:Person, fm:MusicArtist ; skos:prefLabel "Ada" ; rdfs:label "Ada" .
        <u:moor> a fm:MusicArtist ; skos:prefLabel "Moor" .
    """
    stated = [each.triple for each in parse(text, format=RdfFormat.TURTLE)]
    rows = {(one.of_class, one.property): one for one in carried(stated, [], PROFILES["schema.org"])}
    types = [rows[each.value, RDF.type.value] for each in (SCHEMA.Person, FM.MusicArtist)]
    assert [(each.triples, each.kept) for each in types] == [(1, 1), (2, 1)]
    name = rows[SCHEMA.Person.value, RDFS.label.value]
    assert (name.triples, name.kept, name.becomes) == (1, 1, (SCHEMA.name.value,))


def made_of(text: str) -> Iterable[Triple]:
    """What the profile of schema.org makes of a graph."""
    store = Store()
    store.load(text, RdfFormat.TURTLE)
    return store.query(PROFILES["schema.org"].query)  # type: ignore[return-value] # a CONSTRUCT yields triples


def test_of_how_many_triples_a_profile_says_something() -> None:
    text = f"""{PREFIXES}
        <u:score> a fm:FilmScore ; skos:prefLabel "Score" .
        <u:one> a fm:Credit ; fm:creditedOn <u:album> ; fm:creditedAgent <u:ada> ; fm:role concept:producer .
        <u:two> a fm:Credit ; fm:creditedOn <u:album> ; fm:creditedAgent <u:ada> ; fm:role concept:mixer .
        <u:ada> a schema:Person .
    """
    stated = [each.triple for each in parse(text, format=RdfFormat.TURTLE)]
    inferred = [Triple(NamedNode("u:score"), RDF.type, FM.MusicalWork)]
    rows = {(one.of_class, one.property): one for one in carried(stated, inferred, PROFILES["schema.org"])}
    score = rows[FM.FilmScore.value, RDF.type.value]
    assert (score.triples, score.kept) == (1, 1)
    for each in (FM.creditedOn, FM.creditedAgent, FM.role):
        assert (rows[FM.Credit.value, each.value].triples, rows[FM.Credit.value, each.value].kept) == (2, 1)


def test_a_track_has_the_title_of_its_recording() -> None:
    text = f"""{PREFIXES}
        <u:one> a fm:Track ; skos:prefLabel "Ebb on the Tide soundtrack" ; fm:recording <u:ebb> .
        <u:two> a fm:Track ; skos:prefLabel "the second track" .
        <u:ebb> a fm:Recording ; skos:prefLabel "Ebb" .
    """
    store = Store()
    store.load(text, RdfFormat.TURTLE)
    made: dict[str, set[str]] = {each: set() for each in ("<u:one>", "<u:two>", "<u:ebb>")}
    for each in store.query(PROFILES["music-ontology"].query):  # type: ignore[union-attr] # a CONSTRUCT
        if each.predicate == NamedNode("http://purl.org/dc/elements/1.1/title"):
            made[str(each.subject)].add(each.object.value)
    assert made == {"<u:one>": {"Ebb"}, "<u:two>": {"the second track"}, "<u:ebb>": {"Ebb"}}
