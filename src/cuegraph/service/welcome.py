"""A newcomer's ways into a dataset: the things that most is said of, the sources, and where they differ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from cuegraph.service.ask import labels, number, solutions, texts
from cuegraph.vocabulary import BASE, CURATION, DCTERMS, FM, RDFS, SCHEMA, SKOS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cuegraph.engine.interface import Engine

KINDS: Final[Mapping[str, tuple[tuple[NamedNode, ...], int]]] = {
    "Films": ((FM.Film,), 3),
    "Soundtrack albums": ((FM.SoundtrackAlbum,), 3),
    "Songs": ((FM.Recording,), 6),
    "People and groups": ((SCHEMA.Person, FM.MusicGroup, FM.MusicArtist), 8),
}
"""What is shown of a dataset of ours: the classes under each heading, and the most things of them."""

_TOLD: Final = ("Films", "Soundtrack albums")

MOST: Final = 24
"""The most classes, sources and comparisons that are shown."""

CONTRADICTION: Final = NamedNode(f"{BASE}concept/contradiction")
"""The kind of the comparisons that come first."""

_CITED: Final = 'FILTER(CONTAINS(STR(?g), "#"))'

_SOURCES: Final = f"""SELECT ?thing (COUNT(DISTINCT ?g) AS ?n) WHERE {{
  {{ SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {_CITED} }} }}
  BIND(IRI(STRBEFORE(STR(?g), "#")) AS ?thing)
}} GROUP BY ?thing ORDER BY DESC(?n) ?thing"""


@dataclass(frozen=True)
class Way:
    """A thing to begin with.

    Attributes:
        iri: its IRI.
        label: what it is called.
        about: the sentence that says what it is; empty when there is none.
        number: of a thing, the passages that speak of it; of a source, its cited passages; of a class, its
            instances; 0 where that is not counted.
        mentioned: whether it is a film or an album that passages only name, and tell nothing of.
    """

    iri: str
    label: str
    about: str = ""
    number: int = 0
    mentioned: bool = False


@dataclass(frozen=True)
class Stated:
    """How often passages state facts.

    Attributes:
        facts: how many facts there are.
        times: how many, each counted for every passage that states it.
        shared: how many several passages state.
    """

    facts: int
    times: int
    shared: int


def ways_in(engine: Engine) -> dict[str, list[Way]]:
    """The things of a cited dataset that most passages speak of, by heading, and its sources and comparisons.

    Headings without any are left out. Equal numbers are ordered by IRI.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    found = {name: _most_cited(engine, classes, most) for name, (classes, most) in KINDS.items()}
    found["Sources"] = _rows(engine, f"{_SOURCES} LIMIT {MOST}")
    found["Where sources differ"] = _rows(
        engine,
        f"""SELECT ?thing (0 AS ?n) WHERE {{
  GRAPH {CURATION} {{ ?thing a {FM.Comparison} }}
  BIND(EXISTS {{ GRAPH {CURATION} {{ ?thing {FM.kind} {CONTRADICTION} }} }} AS ?against)
}} ORDER BY DESC(?against) ?thing LIMIT 6""",
    )
    stubs = _only_mentioned(engine, [NamedNode(iri) for name in _TOLD for iri, _ in found[name]])
    ways = {
        name: [Way(iri, "", "", n, iri in stubs) for iri, n in rows] for name, rows in found.items() if rows
    }
    return renamed(engine, ways)


def how_often(engine: Engine) -> Stated:
    """How often the facts of a cited dataset are stated.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    facts = f"{{ SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {_CITED} }} GROUP BY ?s ?p ?o }}"
    query = (
        "SELECT (COUNT(?n) AS ?facts) (COALESCE(SUM(?n), 0) AS ?times) (COALESCE(SUM(?more), 0) AS ?shared)"
        f" WHERE {{ {facts} BIND(IF(?n > 1, 1, 0) AS ?more) }}"
    )
    row = solutions(engine, query)[0]
    return Stated(*(int(row[each]["value"]) for each in ("facts", "times", "shared")))


def renamed(engine: Engine, ways: Mapping[str, Sequence[Way]]) -> dict[str, list[Way]]:
    """Things to begin with under the names, and with the sentences, that are best in the languages wanted.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    things = [NamedNode(each.iri) for listed in ways.values() for each in listed]
    called, told = labels(engine, things), texts(engine, things, [(CURATION, DCTERMS.description)])

    def rename(way: Way) -> Way:
        thing = NamedNode(way.iri)
        return replace(way, label=called[thing], about=told.get(thing, ""))

    return {name: [rename(each) for each in listed] for name, listed in ways.items()}


def counts_of(engine: Engine) -> dict[str, int]:
    """How much a cited dataset holds: facts that are cited, things that have a name, citations and sources.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    facts = f"{{ SELECT DISTINCT ?s ?p ?o WHERE {{ GRAPH ?g {{ ?s ?p ?o }} {_CITED} }} }}"
    things = f"GRAPH {CURATION} {{ ?s {SKOS.prefLabel} ?o }}"
    sources = _rows(engine, _SOURCES)
    return {
        "cited facts": number(engine, f"SELECT (COUNT(*) AS ?n) WHERE {{ {facts} }}"),
        "things": number(engine, f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ {things} }}"),
        "citations": sum(cited for _, cited in sources),
        "sources": len(sources),
    }


def triples_in(engine: Engine) -> dict[str, int]:
    """How many triples any dataset holds.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    named = "GRAPH ?g { ?s ?p ?o }"
    return {
        "triples in the default graph": number(engine, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"),
        "triples in named graphs": number(engine, f"SELECT (COUNT(*) AS ?n) WHERE {{ {named} }}"),
    }


def classes_in(engine: Engine) -> list[Way]:
    """The classes of any dataset with the numbers of their instances, the largest first, at most ``MOST``.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    rows = _rows(
        engine,
        f"""SELECT ?thing (COUNT(*) AS ?n) WHERE {{ ?s a ?thing FILTER(isIRI(?thing)) }}
GROUP BY ?thing ORDER BY DESC(?n) ?thing LIMIT {MOST}""",
    )
    called = labels(engine, [NamedNode(iri) for iri, _ in rows])
    return [Way(iri, called[NamedNode(iri)], "", number) for iri, number in rows]


def some_of(engine: Engine) -> dict[str, list[Way]]:
    """Some things of each kind of any dataset in our ontology, by heading; headings without any are left out.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    found = {
        name: _rows(
            engine,
            f"SELECT DISTINCT ?thing (0 AS ?n) WHERE {{ {_of(classes)} ?thing a ?class"
            f" FILTER(isIRI(?thing)) }} LIMIT {most}",
        )
        for name, (classes, most) in KINDS.items()
    }
    called = labels(engine, [NamedNode(iri) for rows in found.values() for iri, _ in rows])
    return {
        name: [Way(iri, called[NamedNode(iri)], "", number) for iri, number in rows]
        for name, rows in found.items()
        if rows
    }


def _most_cited(engine: Engine, classes: Sequence[NamedNode], most: int) -> list[tuple[str, int]]:
    return _rows(
        engine,
        f"""SELECT ?thing (COUNT(DISTINCT ?g) AS ?n) WHERE {{
  {_of(classes)} GRAPH {CURATION} {{ ?thing a ?class }}
  {{ GRAPH ?g {{ ?thing ?p ?o }} }} UNION {{ GRAPH ?g {{ ?s ?q ?thing }} }} {_CITED}
}} GROUP BY ?thing ORDER BY DESC(?n) ?thing LIMIT {most}""",
    )


def _only_mentioned(engine: Engine, things: Sequence[NamedNode]) -> set[str]:
    """Those of the things of which no passage states anything but a name."""
    values = f"VALUES ?thing {{ {' '.join(map(str, things))} }}"
    query = (
        f"SELECT DISTINCT ?thing WHERE {{ {values} GRAPH ?g {{ ?thing ?p ?o }} {_CITED}"
        f" FILTER(?p != {RDFS.label}) }}"
    )
    told = {row["thing"]["value"] for row in solutions(engine, query)} if things else set()
    return {each.value for each in things} - told


def _of(classes: Sequence[NamedNode]) -> str:
    return f"VALUES ?class {{ {' '.join(map(str, classes))} }}"


def _rows(engine: Engine, text: str) -> list[tuple[str, int]]:
    """The things and their numbers; some servers give one row without a thing where there is none."""
    rows = solutions(engine, text)
    return [(row["thing"]["value"], int(row["n"]["value"])) for row in rows if "thing" in row]
