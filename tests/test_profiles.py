"""The profiles of the shipped graph: the same on two engines, and right by the vocabularies' own files."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
import rdflib
from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)
from rdflib.collection import Collection as List
from reified import citations_of

from cuegraph.engine.memory import MemoryEngine
from cuegraph.graph.assemble import Assembled, assemble
from cuegraph.graph.rdf12 import to_rdf12
from cuegraph.media import by_name
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.carriage import carried
from cuegraph.service.profiles import about, in_format, load_profiles, whole
from cuegraph.settings import shipped
from cuegraph.vocabulary import BASE, FM, INFERRED, RDF, SCHEMA, XSD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from cuegraph.engine.interface import Answer

PROFILES = load_profiles(shipped("queries"))
KINDS = (SCHEMA.Person, SCHEMA.MusicGroup)
FILM, ALBUM = NamedNode(BASE + "film/drive-2011"), NamedNode(BASE + "album/drive-soundtrack")


@cache
def drive() -> Assembled:
    return assemble(shipped("data"), shipped("ontology"))


@cache
def engine() -> MemoryEngine:
    return MemoryEngine(drive().quads)


@cache
def of_all(name: str) -> frozenset[Triple]:
    return frozenset(whole(engine(), PROFILES[name]))


def test_there_are_two() -> None:
    assert set(PROFILES) == {"schema.org", "music-ontology"}


@pytest.mark.parametrize("name", PROFILES)
def test_it_is_the_same_on_rdflib(name: str) -> None:
    graph = rdflib.Graph()
    graph.parse(data=serialize(drive().default(), format=RdfFormat.N_TRIPLES), format="nt")
    made = graph.query(PROFILES[name].query).serialize(format="nt")
    assert {each.triple for each in parse(made, format=RdfFormat.N_TRIPLES)} == of_all(name)


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("root", [None, FILM, ALBUM], ids=["whole", "film", "album"])
def test_its_documents_read_back_as_the_same_triples(name: str, root: NamedNode | None) -> None:
    profile = PROFILES[name]
    triples = of_all(name) if root is None else about(engine(), profile, root)
    for form in ("jsonld", "turtle", "ntriples", "rdfxml"):
        chosen = by_name(form)
        assert chosen.rdf
        written = in_format(triples, profile, chosen, root if triples else None)
        assert {each.triple for each in parse(written, format=chosen.rdf)} == triples, form


def test_whoever_is_a_person_is_no_group_of_schema_org() -> None:
    kinds = {kind: {each.subject for each in of_all("schema.org") if each.object == kind} for kind in KINDS}
    assert NamedNode(BASE + "person/kavinsky") in kinds[SCHEMA.Person]
    assert NamedNode(BASE + "artist/college") in kinds[SCHEMA.MusicGroup]
    assert not kinds[SCHEMA.Person] & kinds[SCHEMA.MusicGroup]


def test_a_document_of_schema_org_reads_from_the_album_inwards() -> None:
    profile = PROFILES["schema.org"]
    album = json.loads(in_format(about(engine(), profile, ALBUM), profile, by_name("jsonld"), ALBUM))
    assert (album["@type"], album["byArtist"]["name"]) == ("MusicAlbum", "Cliff Martinez")
    tracks = {each["item"]["name"]: each.get("position") for each in album["track"]["itemListElement"]}
    assert tracks["Nightcall"] == 1
    recordings = [each["item"] for each in album["track"]["itemListElement"]]
    assert {each["isPartOf"]["name"] for each in recordings if "isPartOf" in each} == {"Drive"}
    assert {"College", "Electric Youth"} in [
        {each["name"] for each in recording["byArtist"]}
        for recording in recordings
        if isinstance(recording.get("byArtist"), list)
    ]
    assert {"CDFormat", "VinylFormat"} <= {
        str(each.get("musicReleaseFormat", "")).rpartition("/")[2] for each in album["albumRelease"]
    }
    ratings = [each["reviewRating"]["ratingValue"] for each in album["review"] if "reviewRating" in each]
    assert 4 in ratings


def test_the_whole_opens_with_films_and_albums_and_leaves_nothing_out() -> None:
    profile = PROFILES["schema.org"]
    nodes = json.loads(in_format(of_all("schema.org"), profile, by_name("jsonld")))["@graph"]
    kinds = [each.get("@type") for each in nodes]
    opening = {"Movie", "MusicAlbum"}
    first = next(place for place, kind in enumerate(kinds) if kind not in opening)
    assert first >= 10
    assert not opening & {str(kind) for kind in kinds[first:]}


def test_a_thing_says_of_itself_what_the_whole_says() -> None:
    for profile in PROFILES.values():
        told = about(engine(), profile, ALBUM)
        assert (
            {each for each in of_all(profile.name) if each.subject == ALBUM} <= told <= of_all(profile.name)
        )


class Counted:
    """An engine that counts what it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def query(self, query: Query, wanted: Wanted) -> Answer:
        """Answer a query."""
        self.asked += 1
        return engine().query(query, wanted)


@pytest.mark.parametrize("name", PROFILES)
def test_things_of_a_level_are_asked_about_together(name: str) -> None:
    counted = Counted()
    told = about(counted, PROFILES[name], ALBUM)  # type: ignore[arg-type]
    assert len(told) > 100
    assert counted.asked <= 5


def test_a_query_for_some_things_says_of_each_what_that_for_one_says() -> None:
    for profile in PROFILES.values():
        things = [each.subject for each in of_all(profile.name) if isinstance(each.subject, NamedNode)]
        some = [each for each in sorted(set(things), key=str) if each.value.startswith(BASE)][::9]
        told = [asked(profile.of(each)) for each in ([some[0]], [some[1]], some[:2])]
        assert told[0] | told[1] == told[2]
        assert asked(profile.of(some)) <= of_all(profile.name)


def asked(query: str) -> set[Triple]:
    body = engine().query(Query(query), Wanted(name="ntriples")).body
    return {each.triple for each in parse(body, format=RdfFormat.N_TRIPLES)}


def test_album_and_film_lead_to_each_other() -> None:
    profile = PROFILES["schema.org"]
    assert Triple(ALBUM, SCHEMA.about, FILM) in about(engine(), profile, ALBUM)
    film = json.loads(in_format(about(engine(), profile, FILM), profile, by_name("jsonld"), FILM))
    about_it = {each["@id"]: each["@type"] for each in film["subjectOf"]}
    assert about_it.pop(ALBUM.value) == "MusicAlbum"
    assert {*about_it.values()} == {"Article"}
    assert film["dateCreated"] == "2011"


def test_whatever_opens_the_whole_has_a_type() -> None:
    profile = PROFILES["schema.org"]
    nodes = json.loads(in_format(of_all("schema.org"), profile, by_name("jsonld")))["@graph"]
    assert [each["@id"] for each in nodes if "@type" not in each] == []


def test_no_organization_of_the_music_ontology_stands_alone() -> None:
    triples = of_all("music-ontology")
    agents = {each.subject for each in triples if str(each.object).endswith("foaf/0.1/Organization>")}
    assert agents
    assert agents <= {each.object for each in triples}


def test_no_statement_stands_without_who_or_what_said_it() -> None:
    triples = of_all("schema.org")
    said = {each.subject for each in triples if each.object == SCHEMA.Statement}
    told = {each.subject for each in triples if each.predicate in {SCHEMA.creator, SCHEMA.isBasedOn}}
    assert len(said) > 50
    assert said <= told


def read(*files: Path) -> rdflib.Graph:
    """Vocabulary files as one graph."""
    triples = [quad.triple for file in files for quad in parse(path=file)]
    return rdflib.Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")


@pytest.mark.parametrize("name", PROFILES)
def test_it_has_words_for_the_kinds_that_it_names(name: str) -> None:
    said = {each.subject.value for each in of_all(name) if each.predicate == RDF.type}
    kinds = {
        iri.removeprefix(BASE).partition("/")[0] for iri in said if iri.startswith(BASE) and "#" not in iri
    }
    assert set(PROFILES[name].things) <= kinds
    some = {"concept", "source"} | ({"organization", "publication"} if name == "music-ontology" else set())
    assert kinds - set(PROFILES[name].things) <= some  # of these there are words for some only


@pytest.fixture(scope="module")
def schema_org(shared: Path) -> rdflib.Graph:
    (file,) = (shared / "vocab").glob("schemaorg-*.ttl")
    return read(file)


@pytest.fixture(scope="module")
def music_ontology(shared: Path) -> rdflib.Graph:
    (file,) = (shared / "vocab").glob("music-ontology-*.n3")
    return read(file, *((shared / "vocab") / name for name in ("foaf.ttl", "dcterms.ttl", "frbr-core.ttl")))


def above(graph: rdflib.Graph, classes: Iterable[str]) -> set[str]:
    """Classes with all that they are subclasses of."""
    iris = {rdflib.URIRef(each) for each in classes}
    return {str(each) for iri in iris for each in graph.transitive_objects(iri, rdflib.RDFS.subClassOf)}


def types_of(triples: Collection[Triple], of: object) -> set[str]:
    """The types that triples state of a node."""
    return {
        each.object.value
        for each in triples
        if each.subject == of and each.predicate == RDF.type and isinstance(each.object, NamedNode)
    }


def literal_kinds(literal: Literal) -> set[str]:
    """The data types of schema.org that a literal can be read as."""
    if literal.datatype == XSD.integer:
        return {"Integer", "Number", "Text"}
    if literal.datatype == XSD.duration:
        return {"Duration", "Text"}
    return {"Text", "Date"} if re.fullmatch(r"\d{4}(-\d\d){0,2}", literal.value) else {"Text"}


def test_terms_and_types_are_as_schema_org_has_them(schema_org: rdflib.Graph) -> None:
    triples = of_all("schema.org")
    space = rdflib.Namespace(SCHEMA.iri)
    faults = []
    for each in triples:
        term = each.object if each.predicate == RDF.type else each.predicate
        assert isinstance(term, NamedNode)
        if (rdflib.URIRef(term.value), None, None) not in schema_org:
            faults.append(f"{term.value} is no term")
        if each.predicate == RDF.type:
            continue
        iri = rdflib.URIRef(term.value)
        domains = {str(one) for one in schema_org.objects(iri, space.domainIncludes)}
        subject = above(schema_org, types_of(triples, each.subject)) or {SCHEMA.Thing.value}
        if not domains & subject:
            faults.append(f"{term.value} on {subject}")
        ranges = {str(one) for one in schema_org.objects(iri, space.rangeIncludes)}
        if isinstance(each.object, Literal):
            held = {SCHEMA.iri + kind for kind in literal_kinds(each.object)}
        else:
            stated = types_of(triples, each.object) | {
                str(one) for one in schema_org.objects(rdflib.URIRef(str(each.object.value)), rdflib.RDF.type)
            }
            held = above(schema_org, stated) | {SCHEMA.Thing.value, SCHEMA.URL.value}
        if not ranges & held:
            faults.append(f"{term.value} to {each.object}, which is {held}")
    assert sorted(set(faults)) == []


def test_terms_are_defined_and_domains_respected_in_the_music_ontology(
    music_ontology: rdflib.Graph, shared: Path
) -> None:
    triples = of_all("music-ontology")
    known = {line.partition("\t")[0] for line in (shared / "vocab/terms.tsv").read_text("utf-8").splitlines()}
    faults = []
    for each in triples:
        term = each.object if each.predicate == RDF.type else each.predicate
        assert isinstance(term, NamedNode)
        iri = rdflib.URIRef(term.value)
        if term.value not in known:
            faults.append(f"{term.value} is no term")
        for place, end in ((rdflib.RDFS.domain, each.subject), (rdflib.RDFS.range, each.object)):
            for one in music_ontology.objects(iri, place) if each.predicate != RDF.type else ():
                union = music_ontology.value(one, rdflib.OWL.unionOf)
                allowed = {str(kind) for kind in List(music_ontology, union)} if union else {str(one)}
                if isinstance(end, Literal):
                    if not allowed & {end.datatype.value, str(rdflib.RDFS.Literal)} and not (
                        end.datatype == XSD.integer and str(rdflib.XSD.nonNegativeInteger) in allowed
                    ):
                        faults.append(f"{term.value} to {end}")
                    continue
                stated = types_of(triples, end) | {
                    str(kind)
                    for kind in music_ontology.objects(rdflib.URIRef(str(end.value)), rdflib.RDF.type)
                }
                if not allowed & (above(music_ontology, stated) | {str(rdflib.OWL.Thing)}):
                    faults.append(f"{term.value}: {end} is {stated}, not {allowed}")
    assert sorted(set(faults)) == []


def test_the_view_in_rdf_1_2_gives_the_citation_graphs_back() -> None:
    graphs = drive().citations()
    quads = {Quad(*triple, graph) for graph, triples in graphs.items() for triple in triples}
    for form in (RdfFormat.TURTLE, RdfFormat.N_TRIPLES):
        store = Store()
        store.bulk_load(to_rdf12(graphs, form), form)
        assert citations_of(each.triple for each in store) == quads
        assert {quad.triple for quad in quads} <= {each.triple for each in store}


@pytest.mark.parametrize(
    ("name", "kept", "lost"),
    [
        ("schema.org", (FM.Release, FM.carrier), (FM.ChartEntry, FM.peakPosition)),
        ("music-ontology", (FM.Track, FM.trackNumber), (FM.Film, SCHEMA.director)),
    ],
)
def test_what_is_carried_is_found_by_taking_it_away(
    name: str, kept: tuple[NamedNode, NamedNode], lost: tuple[NamedNode, NamedNode]
) -> None:
    classes = {kept[0], lost[0], FM.Album, FM.Film}
    inferred = set(drive().graph(INFERRED))
    default = [each for each in drive().default() if each not in inferred]
    things = {each.subject for each in default if each.predicate == RDF.type and each.object in classes}
    told = carried(
        [each for each in default if each.subject in things],
        (each for each in drive().default() if each.subject not in things),
        PROFILES[name],
    )
    rows = {(each.of_class, each.property): each for each in told}
    assert rows[kept[0].value, kept[1].value].becomes
    assert rows[lost[0].value, lost[1].value].becomes == ()
    assert rows[kept[0].value, kept[1].value].triples >= rows[kept[0].value, kept[1].value].kept > 0
