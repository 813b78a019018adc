"""What follows by the hierarchies: each inferred type of the shipped data, read one by one for truth."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad, Store

from cuegraph.graph.assemble import Assembled, assemble
from cuegraph.graph.infer import infer
from cuegraph.settings import shipped
from cuegraph.vocabulary import (
    BASE,
    CURATION,
    FM,
    INFERRED,
    ONTOLOGY,
    OWL,
    RDF,
    RDFS,
    SCHEMA,
    SOURCES,
    prefixes,
    split_iri,
)

# A soundtrack album is an album and a collection of tracks; a score is a work and composed music; a band is
# an act and, as schema.org has it, an organization; an edition is a release in both vocabularies; a hiring is
# an activity; what stands on a list is an item of it; a text is a creative work and has an origin.
TYPES = """
album/drive-soundtrack: fm:Album schema:MusicAlbum
album/goodbye-uncle-tom-soundtrack: fm:Album schema:MusicAlbum
album/outrun: schema:MusicAlbum
album/sex-lies-and-videotape-soundtrack: fm:Album schema:MusicAlbum
album/themes-for-an-imaginary-film: schema:MusicAlbum
artist/banks: mo:MusicArtist
artist/bastille: mo:MusicArtist
artist/bring-me-the-horizon: mo:MusicArtist
artist/chvrches: mo:MusicArtist
artist/college: mo:MusicArtist
artist/electric-youth: mo:MusicArtist
artist/eric-prydz: mo:MusicArtist
artist/laura-mvula: mo:MusicArtist
artist/sbtrkt: mo:MusicArtist
artist/the-1975: mo:MusicArtist
ceremony/boston-society-of-film-critics-2011: fm:Event schema:Event
ceremony/chicago-film-critics-association-2011: fm:Event schema:Event
ceremony/critics-choice-movie-awards-2012: fm:Event schema:Event
ceremony/los-angeles-film-critics-association-2011: fm:Event schema:Event
ceremony/mtv-movie-awards-2012: fm:Event schema:Event
ceremony/satellite-awards-2011: fm:Event schema:Event
ceremony/st-louis-film-critics-association-2011: fm:Event schema:Event
ceremony/washington-dc-area-film-critics-association-2011: fm:Event schema:Event
ceremony/world-soundtrack-academy-2012: fm:Event schema:Event
engagement/cliff-martinez: prov:Activity
engagement/johnny-jewel: prov:Activity
film/drive-2011: schema:Movie
film/goodbye-uncle-tom: schema:Movie
film/pretty-in-pink: schema:Movie
film/sex-lies-and-videotape: schema:Movie
film/texas-chain-saw-massacre: schema:Movie
film/the-notebook: schema:Movie
group/chromatics: fm:MusicArtist mo:MusicArtist schema:MusicGroup
group/desire: fm:MusicArtist mo:MusicArtist schema:MusicGroup
group/glass-candy: fm:MusicArtist mo:MusicArtist schema:MusicGroup
group/kraftwerk: fm:MusicArtist mo:MusicArtist schema:MusicGroup
group/red-hot-chili-peppers: fm:MusicArtist mo:MusicArtist schema:MusicGroup
group/symmetry: fm:MusicArtist mo:MusicArtist schema:MusicGroup
label/invada-records: schema:Organization
label/lakeshore-records: schema:Organization
label/mondo: schema:Organization
list-entry/blog-favourites-1: schema:ListItem
list-entry/blog-favourites-2: schema:ListItem
list-entry/blog-favourites-3: schema:ListItem
list-entry/drive-soundtrack-spin-list: schema:ListItem
list/blog-favourites: fm:List schema:ItemList
list/movie-soundtracks-that-changed-alternative-music: schema:ItemList
list/songs-refn-liked: schema:ItemList
person/cliff-martinez: mo:MusicArtist
person/johnny-jewel: mo:MusicArtist
person/kavinsky: mo:MusicArtist
person/riz-ortolani: mo:MusicArtist
publication/allmusic: schema:Organization
publication/billboard: schema:Organization
publication/boston-herald: schema:Organization
publication/digital-spy: schema:Organization
publication/spin: schema:Organization
recording/a-real-hero: schema:MusicRecording
recording/autobahn: schema:MusicRecording
recording/bride-of-deluxe: schema:MusicRecording
recording/hammer: schema:MusicRecording
recording/i-drive: schema:MusicRecording
recording/nightcall: schema:MusicRecording
recording/oh-my-love: schema:MusicRecording
recording/tick-of-the-clock: schema:MusicRecording
recording/under-your-spell: schema:MusicRecording
release/drive-soundtrack-anniversary: mo:Release schema:MusicRelease
release/drive-soundtrack-cd: mo:Release schema:MusicRelease
release/drive-soundtrack-vinyl: mo:Release schema:MusicRelease
score/drive: fm:MusicalWork mo:MusicalWork schema:MusicComposition
score/drive-bbc-2014: fm:MusicalWork mo:MusicalWork schema:MusicComposition
score/drive-jewel: fm:MusicalWork mo:MusicalWork schema:MusicComposition
score/texas-chain-saw-massacre: fm:MusicalWork mo:MusicalWork schema:MusicComposition
service/ebay: schema:Service
service/itunes: schema:Service
service/netflix: schema:Service
service/spotify: schema:Service
service/twitter: schema:Service
service/youtube: schema:Service
source/blog-drive-review: prov:Entity schema:CreativeWork
source/encyclopedia-drive-soundtrack: prov:Entity schema:CreativeWork
source/spin-drive-soundtrack: prov:Entity schema:CreativeWork
work/under-your-spell: mo:MusicalWork schema:MusicComposition
"""
"""The inferred types of everything but statements, which are ``prov:Entity``, all of them."""

NOT_INFERRED = {
    *("agent", "award-body", "award-category", "award-entry", "chart", "chart-entry", "event", "influence"),
    *("organization", "placement", "track", "version"),
}
"""Kinds of which nothing follows: an award programme is no organization, a purchase no event with a place, a
likeness no influence, and a place on an album no track of one record."""

PROPERTIES = {
    "fm:associatedAct": 5,
    "prov:wasAssociatedWith": 3,
    "prov:wasDerivedFrom": 1,
    "schema:byArtist": 9,
    "schema:composer": 3,
    "schema:isBasedOn": 1,
    "schema:memberOf": 2,
    "schema:position": 3,
    "schema:recordingOf": 1,
    "schema:releaseOf": 3,
}


@pytest.fixture(scope="module")
def real() -> Assembled:
    """The shipped dataset."""
    return assemble(shipped("data"), shipped("ontology"))


def short(term: NamedNode) -> str:
    """A prefixed name."""
    return ":".join(split_iri(term.value) or ("", term.value))


def test_every_inferred_type_has_been_read(real: Assembled) -> None:
    found: dict[str, set[str]] = {}
    for triple in real.graph(INFERRED):
        if triple.predicate == RDF.type:
            found.setdefault(triple.subject.value.removeprefix(BASE), set()).add(short(triple.object))
    statements = {thing: types for thing, types in found.items() if thing.startswith("statement/")}
    assert set(map(frozenset, statements.values())) == {frozenset({"prov:Entity"})}
    told = [
        f"{thing}: {' '.join(sorted(types))}" for thing, types in found.items() if thing not in statements
    ]
    assert sorted(told) == sorted(TYPES.strip().splitlines())
    kinds = {each.partition("/")[0] for each in found}
    assert len(kinds) >= 10
    assert not kinds & NOT_INFERRED


def test_every_inferred_property_has_been_read(real: Assembled) -> None:
    found: dict[str, int] = {}
    for triple in real.graph(INFERRED):
        if triple.predicate != RDF.type:
            found[short(triple.predicate)] = found.get(short(triple.predicate), 0) + 1
    assert dict(sorted(found.items())) == PROPERTIES


@pytest.mark.parametrize(
    ("pattern", "thing"),
    [
        ("?x a mo:Release", "release/drive-soundtrack-vinyl"),
        ("?x a mo:MusicArtist", "person/kavinsky"),
        ("?x a mo:MusicArtist", "group/chromatics"),
        ("?x schema:byArtist person:kavinsky", "recording/nightcall"),
        ("?x schema:byArtist artist:electric-youth", "recording/a-real-hero"),
        ("?x a schema:Movie ; schema:director person:nicolas-winding-refn", "film/drive-2011"),
        ("?x a schema:ListItem ; schema:position 1", "list-entry/blog-favourites-1"),
        (
            "?x a schema:ItemList ; schema:numberOfItems ?n",
            "list/movie-soundtracks-that-changed-alternative-music",
        ),
        ("?x a schema:Service", "service/spotify"),
        ("?x schema:isBasedOn/schema:composer person:johnny-jewel", "album/themes-for-an-imaginary-film"),
        (
            "?x a prov:Activity ; prov:wasAssociatedWith person:nicolas-winding-refn",
            "engagement/johnny-jewel",
        ),
        ("?x a prov:Entity , schema:CreativeWork", "source/spin-drive-soundtrack"),
    ],
)
def test_queries_in_other_vocabularies_answer_from_the_default_graph(
    real: Assembled, pattern: str, thing: str
) -> None:
    store = Store()
    store.bulk_extend(Quad(*triple) for triple in real.default())
    found = {row["x"].value for row in store.query(f"SELECT ?x {{ {pattern} }}", prefixes=prefixes())}
    assert BASE + thing in found


def test_two_steps_follow_and_no_others() -> None:
    kind, act, one = (NamedNode(f"http://a.example/{each}") for each in ("kind", "act", "one"))
    ontology = [
        Quad(kind, RDFS.subClassOf, act, ONTOLOGY),
        Quad(act, RDFS.subClassOf, SCHEMA.Thing, ONTOLOGY),
        Quad(act, RDFS.subClassOf, OWL.Thing, ONTOLOGY),
        Quad(FM.memberOf, RDFS.subPropertyOf, FM.associatedAct, ONTOLOGY),
        Quad(FM.memberOf, RDFS.domain, kind, ONTOLOGY),
    ]
    data = [
        Quad(one, RDF.type, kind, CURATION),
        Quad(one, FM.memberOf, act, NamedNode(f"{BASE}source/x#char=0,9")),
        Quad(act, FM.memberOf, one, SOURCES),  # not of the default graph, so no premise
    ]
    assert infer(data, ontology) == {
        Quad(one, RDF.type, act, INFERRED),
        Quad(one, RDF.type, SCHEMA.Thing, INFERRED),
        Quad(one, FM.associatedAct, act, INFERRED),
    }
