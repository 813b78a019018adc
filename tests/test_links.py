"""The identities elsewhere: each of grade A, and exact only where readers can look up the evidence."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from cuegraph.engine.memory import MemoryEngine
from cuegraph.graph.assemble import assemble
from cuegraph.media import by_name
from cuegraph.service.document import with_citations
from cuegraph.service.export import export
from cuegraph.settings import shipped
from cuegraph.shapes.index import Index
from cuegraph.vocabulary import BASE, DCTERMS, FM, LINKS, OA, PROV, RDF, RDFS, SKOS, SSSOM, XSD

if TYPE_CHECKING:
    from pathlib import Path

ADDRESSES = {
    "deezer-artist": "https://www.deezer.com/artist/{}",
    "musicbrainz-artist": "https://musicbrainz.org/artist/{}",
    "spotify-artist": "https://open.spotify.com/artist/{}",
    "tmdb": "https://www.themoviedb.org/movie/{}",
    "wikidata": "http://www.wikidata.org/entity/{}",
    "wikipedia": "{}",
}
OF_NO_THING = {"MusicBrainz secondary type Soundtrack"}
"""Rows about a term, not a thing of the graph."""

EXACT = {
    "film/drive-2011": {"https://www.imdb.com/title/tt0780504/"},
    "group/kraftwerk": {"https://musicbrainz.org/artist/5700dcd4-c139-4f31-aa3e-6382b9af9032"},
    "person/carey-mulligan": {
        "https://www.imdb.com/name/nm1659547/",
        "http://www.wikidata.org/entity/Q219655",
    },
    "person/riz-ortolani": {"https://www.imdb.com/name/nm0006221/"},
    "person/ryan-gosling": {"https://www.imdb.com/name/nm0331516/", "http://www.wikidata.org/entity/Q193815"},
}
"""The exact matches, each looked at twice: the evidence names the thing and a fact that our sources state."""

FILES = {"identifier-in-record": 1, "identifiers-joined": 2}
"""How many files at an address an exact match rests on, by the way in which it was found."""

COLLIDING = (
    "bastille",
    "chromatics",
    "the-1975",
    "a-real-hero",
    "drive-soundtrack",
    "texas-chain-saw-massacre",
)
"""Things whose names others share and that no evidence with an address tells apart."""


@pytest.fixture(scope="module")
def links() -> Index:
    """The graph of links."""
    file = shipped("data") / "links.trig"
    return Index(quad.triple for quad in parse(path=file, format=RdfFormat.TRIG) if quad.graph_name == LINKS)


@pytest.fixture(scope="module")
def names() -> dict[NamedNode, set[str]]:
    """What each thing is called in the data, short forms too."""
    found: dict[NamedNode, set[str]] = {}
    for file in sorted(shipped("data").glob("*.trig")):
        for quad in parse(path=file, format=RdfFormat.TRIG):
            if quad.predicate in {RDFS.label, SKOS.prefLabel, SKOS.hiddenLabel}:
                found.setdefault(quad.subject, set()).add(quad.object.value)
    return found


def address_of(row: dict[str, str]) -> str:
    """The address of an identifier."""
    if row["scheme"] == "imdb":
        return f"https://www.imdb.com/{'title' if row['id'].startswith('tt') else 'name'}/{row['id']}/"
    return ADDRESSES[row["scheme"]].format(row["id"])


def records(links: Index) -> dict[NamedNode, tuple[NamedNode, str]]:
    """The links by their record: the thing and the address."""
    return {
        link: (links.one(link, OA.hasTarget), links.one(link, OA.hasBody).value)
        for link in links.subjects(RDF.type, OA.Annotation)
    }


def test_each_link_says_how_on_what_evidence_when_who_decided_and_how_sure(links: Index) -> None:
    found = records(links)
    assert len(found) > 30
    for link, (thing, body) in found.items():
        (method,) = links.objects(link, FM.kind)
        assert method.value.startswith(f"{BASE}concept/"), link
        assert len(links.text(link, DCTERMS.description)) > 40, link
        (date,) = links.objects(link, DCTERMS.date)
        assert date.datatype == XSD.date, link
        (decider,) = links.objects(link, PROV.wasAttributedTo)
        assert PROV.Agent in links.objects(decider, RDF.type), link
        (sure,) = links.objects(link, SSSOM.confidence)
        assert 0 < Decimal(sure.value) < 1, link
        matched = [links.objects(thing, each) for each in (SKOS.exactMatch, SKOS.closeMatch)]
        assert sum(NamedNode(body) in each for each in matched) == 1, link


def test_exact_matches_are_those_that_were_looked_at_twice(links: Index) -> None:
    found: dict[str, set[str]] = {}
    for link, (thing, body) in records(links).items():
        exact = NamedNode(body) in links.objects(thing, SKOS.exactMatch)
        method = links.one(link, FM.kind).value.removeprefix(f"{BASE}concept/")
        assert exact == (method in FILES), link
        if exact:
            found.setdefault(thing.value.removeprefix(BASE), set()).add(body)
            evidence = links.objects(link, DCTERMS.source)
            assert len(evidence) == FILES[method], link
            for each in evidence:
                assert re.fullmatch(r"https://github\.com/[^/]+/[^/]+/blob/[0-9a-f]{40}/.+", each.value), link
            assert Decimal(links.one(link, SSSOM.confidence).value) >= Decimal("0.95"), link
        else:
            assert Decimal(links.one(link, SSSOM.confidence).value) <= Decimal("0.9"), link
    assert found == EXACT
    assert not [thing for thing in found if thing.endswith(COLLIDING)]


def test_a_page_about_a_thing_is_no_exact_match(links: Index) -> None:
    pages = [body for _, body in records(links).values() if "wikipedia.org/" in body]
    assert pages
    for thing, body in records(links).values():
        assert "wikipedia.org/" not in body or NamedNode(body) in links.objects(thing, SKOS.closeMatch), thing


def test_every_link_rests_on_grade_a_and_every_row_of_grade_a_is_linked(
    links: Index, names: dict[NamedNode, set[str]], shared: Path
) -> None:
    with (shared / "vocab" / "entity-links.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    graded = [row for row in rows if row["grade"] == "A" and row["entity"] not in OF_NO_THING]
    expected = {(row["entity"], address_of(row)) for row in graded}
    found = {body: thing for thing, body in records(links).values()}
    assert set(found) == {body for _, body in expected}
    for entity, body in expected:
        assert any(plain(each) in plain(entity) for each in names[found[body]]), entity


def plain(name: str) -> str:
    """A name in small letters, its signs as spaces."""
    return re.sub(r"\W+", " ", name).casefold()


def test_a_link_shows_in_exports_as_other_statements_do() -> None:
    assembled = assemble(shipped("data"), shipped("ontology"))
    link = f"<{BASE}link/person-ryan-gosling-imdb>"
    lines = export(assembled, by_name("ntriples")).decode().splitlines()
    told = {line.split(" ")[1] for line in lines if line.startswith(link)}
    wanted = (FM.kind, DCTERMS.description, DCTERMS.source, PROV.wasAttributedTo, SSSOM.confidence)
    assert {str(each) for each in (*wanted, DCTERMS.date)} <= told
    quads = export(assembled, by_name("nquads"), graph="all").decode()
    gosling = f"<{BASE}person/ryan-gosling> {SKOS.exactMatch} <https://www.imdb.com/name/nm0331516/>"
    assert f"{gosling} {LINKS} .\n" in quads
    thing = NamedNode(f"{BASE}person/ryan-gosling")
    document = with_citations(MemoryEngine(assembled.quads), thing, by_name("trig"))
    links = [quad for quad in parse(document, format=RdfFormat.TRIG) if quad.graph_name == LINKS]
    exact = {quad.object.value for quad in links if quad.subject == thing}
    assert exact == EXACT["person/ryan-gosling"]
    linked = {quad.subject for quad in links} - {thing}
    assert linked == {NamedNode(f"{BASE}link/person-ryan-gosling-{each}") for each in ("imdb", "wikidata")}
    assert {*wanted, DCTERMS.date} <= {quad.predicate for quad in links if quad.subject in linked}
