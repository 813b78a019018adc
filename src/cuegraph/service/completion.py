"""What an editor can complete: prefixes, and the classes and properties that the served graph has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import NamedNode

from cuegraph.service.ask import labels, solutions
from cuegraph.vocabulary import RDF, prefixes

if TYPE_CHECKING:
    from cuegraph.engine.interface import Engine

MOST: Final = 600
"""The most classes, and the most properties, that are listed: those with the most uses."""

SMALL: Final = 50_000
"""The most triples that the default graph may have for the properties of each class to be counted."""


@dataclass(frozen=True)
class Term:
    """A class or a property.

    Attributes:
        iri: its IRI.
        label: what it is called.
        count: how many things are of the class, or how many triples have the property.
        named: whether it occurs in named graphs only.
    """

    iri: str
    label: str
    count: int
    named: bool


@dataclass(frozen=True)
class Terms:
    """What an editor can complete.

    Attributes:
        prefixes: namespace by prefix.
        classes: the classes, those with most things first.
        properties: the properties, those with most triples first.
        used: how many triples the things of a class have with a property, by IRI of the class and of the
            property; empty for a large graph.
        graphs: the named graphs that are no citations, at most ``MOST``.
    """

    prefixes: dict[str, str]
    classes: tuple[Term, ...]
    properties: tuple[Term, ...]
    used: dict[str, dict[str, int]] = field(default_factory=dict)
    graphs: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The same for JSON, a term as ``[iri, label, count, named]`` with 0 or 1 for ``named``.

        ``complete`` says that the graph has no others. ``used`` has ``[property, count]`` by class, where a
        property is the place of one in the list of them.
        """
        places = {each.iri: place for place, each in enumerate(self.properties)}

        def listed(terms: tuple[Term, ...]) -> list[list[str | int]]:
            return [[each.iri, each.label, each.count, int(each.named)] for each in terms]

        return {
            "prefixes": self.prefixes,
            "complete": max(len(self.classes), len(self.properties)) < MOST,
            "classes": listed(self.classes),
            "properties": listed(self.properties),
            "used": {
                iri: [[places[each], count] for each, count in counts.items() if each in places]
                for iri, counts in self.used.items()
            },
            "graphs": self.graphs,
        }


def terms_of(engine: Engine) -> Terms:
    """The prefixes, and the classes and properties of the graph with labels and counts.

    A term of the default graph is counted there, any other in the named graphs.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    classes = _counted(engine, f"?thing {RDF.type} ?term")
    properties = _counted(engine, "?thing ?term ?value")
    called = labels(engine, [NamedNode(iri) for iri in {**classes, **properties}])

    def terms(counted: dict[str, tuple[int, bool]]) -> tuple[Term, ...]:
        return tuple(
            Term(iri, called[NamedNode(iri)], count, named) for iri, (count, named) in counted.items()
        )

    size = sum(count for count, named in properties.values() if not named)
    used = _used(engine) if size <= SMALL else {}
    return Terms(dict(prefixes()), terms(classes), terms(properties), used, _graphs(engine))


def _graphs(engine: Engine) -> tuple[str, ...]:
    query = f'SELECT ?g WHERE {{ GRAPH ?g {{ }} FILTER(!CONTAINS(STR(?g), "#")) }} LIMIT {MOST}'
    return tuple(sorted(row["g"]["value"] for row in solutions(engine, query) if row["g"]["type"] == "uri"))


def _used(engine: Engine) -> dict[str, dict[str, int]]:
    """How many triples of the default graph have a property and a thing of a class, by class and property."""
    found: dict[str, dict[str, int]] = {}
    query = (
        f"SELECT ?class ?term (COUNT(*) AS ?n) WHERE {{"
        f" ?thing {RDF.type} ?class ; ?term ?value FILTER(?term != {RDF.type}) }}"
        f" GROUP BY ?class ?term ORDER BY ?class DESC(?n) ?term LIMIT {10 * MOST}"
    )
    for row in solutions(engine, query):
        found.setdefault(row["class"]["value"], {})[row["term"]["value"]] = int(row["n"]["value"])
    return found


def _counted(engine: Engine, pattern: str) -> dict[str, tuple[int, bool]]:
    """Count and whether in named graphs only by IRI, the most used first."""
    found: dict[str, tuple[int, bool]] = {}
    for named, place in enumerate((pattern, f"GRAPH ?graph {{ {pattern} }}")):
        query = (
            f"SELECT ?term (COUNT(*) AS ?n) WHERE {{ {place} }}"
            f" GROUP BY ?term ORDER BY DESC(?n) STR(?term) LIMIT {2 * MOST}"
        )
        for row in solutions(engine, query):
            if row["term"]["type"] == "uri":
                found.setdefault(row["term"]["value"], (int(row["n"]["value"]), bool(named)))
    ranked = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))
    return dict(ranked[:MOST])
