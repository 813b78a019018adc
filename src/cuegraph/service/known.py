"""What the pages of all things need of a dataset: its ontology, and what its sources are called.

It is asked once for each version of the dataset, see :mod:`cuegraph.service.standing`; and it is little,
however large the dataset is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from cuegraph.service.ask import solutions
from cuegraph.service.lookup import best_text
from cuegraph.vocabulary import CURATION, DCTERMS, FM, ONTOLOGY, RDFS, SH, SKOS, SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cuegraph.engine.interface import Engine
    from cuegraph.service.ask import Solution

    Texts = Sequence[tuple[str, str]]

MOST: Final = 5_000
"""The most names that are kept of terms, and of sources; of more, none are."""

_CITES: Final = 'SELECT ?g WHERE { GRAPH ?g { } FILTER(CONTAINS(STR(?g), "#")) } LIMIT 1'
_COMPARES: Final = f"SELECT ?c WHERE {{ GRAPH {CURATION} {{ ?c {FM.compares} ?g }} }} LIMIT 1"
SINGLE: Final = f"""SELECT DISTINCT ?p ?class WHERE {{ GRAPH {ONTOLOGY} {{
  ?shape {SH.maxCount} 1 ; {SH.path} ?p .
  {{ ?shape {SH.targetClass} ?class }} UNION {{ ?holder {SH.property} ?shape ; {SH.targetClass} ?class }}
  UNION {{ ?class {SH.property} ?shape }}
}} FILTER(isIRI(?p) && isIRI(?class)) }}"""
"""The properties that have one value by the shapes (``sh:maxCount 1``, SHACL 4.2.2), and of what classes."""

_ABOVE: Final = f"SELECT ?class ?above WHERE {{ GRAPH {ONTOLOGY} {{ ?class {RDFS.subClassOf} ?above }} \
FILTER(isIRI(?class) && isIRI(?above)) }}"
_TERMS: Final = f"SELECT ?s ?name WHERE {{ GRAPH {ONTOLOGY} {{ ?s {RDFS.label} ?name FILTER(isIRI(?s)) }} }} \
LIMIT {MOST + 1}"
_SOURCES: Final = f"SELECT ?s ?name ?title WHERE {{ GRAPH {SOURCES} {{ {{ ?s {SKOS.prefLabel} ?name }} UNION \
{{ ?s {DCTERMS.title} ?title }} }} FILTER(isIRI(?s)) }} LIMIT {MOST + 1}"


@dataclass(frozen=True)
class Known:
    """What is known of a dataset.

    Attributes:
        cites: whether it has citations: named graphs whose IRI points into a source.
        compares: whether curators have made comparisons.
        single: the properties that have one value by the shapes, each with the classes that want that.
        above: the classes above each class, all the way up, itself excluded.
        terms: the labels of classes and properties in the ontology, each with its language tag.
        sources: the labels of sources, otherwise their titles, each with its language tag.
    """

    cites: bool
    compares: bool
    single: Mapping[NamedNode, set[NamedNode]]
    above: Mapping[NamedNode, frozenset[NamedNode]]
    terms: Mapping[str, Texts]
    sources: Mapping[str, Texts]

    def named(self, things: Iterable[NamedNode], languages: Sequence[str]) -> dict[NamedNode, str]:
        """What to call those of the things that are terms or sources with a kept name."""
        return {
            each: best_text(texts, languages)
            for each in things
            if (texts := self.terms.get(each.value) or self.sources.get(each.value))
        }

    def narrowest(self, classes: Sequence[NamedNode]) -> list[NamedNode]:
        """The classes that are above none of the others."""
        above = set[NamedNode]().union(*(self.above.get(each, ()) for each in classes))
        return [each for each in classes if each not in above]

    def has_one(self, classes: Iterable[NamedNode], predicate: NamedNode) -> bool:
        """Whether the shapes want one value of a property for things of these classes."""
        return not self.single.get(predicate, set()).isdisjoint(classes)


def known_of(engine: Engine) -> Known:
    """Ask a dataset for it; six queries.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    titles, names = _texts(engine, _SOURCES, "title", "name")
    (terms,) = _texts(engine, _TERMS, "name")
    return Known(
        bool(solutions(engine, _CITES)),
        bool(solutions(engine, _COMPARES)),
        pairs(solutions(engine, SINGLE), "p", "class"),
        _closed(pairs(solutions(engine, _ABOVE), "class", "above")),
        terms,
        titles | names,
    )


def pairs(rows: Iterable[Solution], first: str, second: str) -> dict[NamedNode, set[NamedNode]]:
    """The values of one variable for each of another, both IRIs."""
    found: dict[NamedNode, set[NamedNode]] = {}
    for row in rows:
        found.setdefault(NamedNode(row[first]["value"]), set()).add(NamedNode(row[second]["value"]))
    return found


def _closed(above: Mapping[NamedNode, set[NamedNode]]) -> dict[NamedNode, frozenset[NamedNode]]:
    """The transitive closure; what is above itself by way of others is left out there."""
    found: dict[NamedNode, frozenset[NamedNode]] = {}
    for each, first in above.items():
        seen, waiting = set[NamedNode](), [*first]
        while waiting:
            if (one := waiting.pop()) not in seen:
                seen.add(one)
                waiting.extend(above.get(one, ()))
        found[each] = frozenset(seen - {each})
    return found


def _texts(engine: Engine, query: str, *variables: str) -> tuple[dict[str, list[tuple[str, str]]], ...]:
    """The texts of things in each of the variables; nothing where there are more than ``MOST``."""
    rows = solutions(engine, query)
    found: tuple[dict[str, list[tuple[str, str]]], ...] = tuple({} for _ in variables)
    if len(rows) <= MOST:
        for row in rows:
            for kept, variable in zip(found, variables, strict=True):
                if variable in row and row[variable]["type"] != "uri":
                    text = row[variable].get("xml:lang", ""), row[variable]["value"]
                    kept.setdefault(row["s"]["value"], []).append(text)
    return found
