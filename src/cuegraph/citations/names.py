"""The names by which a text may call a thing, a concept or a term of the ontology."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from cuegraph.citations.matching import normalise
from cuegraph.citations.notation import written
from cuegraph.citations.spelling import spellings
from cuegraph.vocabulary import FM, RDF, RDFS, SCHEMA, SKOS, is_citation, source_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Quad

    from cuegraph.citations.record import Term

_OTHER_LABELS = frozenset({SKOS.altLabel, SKOS.hiddenLabel})
_NAMES = frozenset({RDFS.label, SKOS.prefLabel, *_OTHER_LABELS})


class Names:
    """The names of everything in the data and the ontology.

    Args:
        data: the quads of the data: names are the ``rdfs:label`` of citation graphs and the SKOS labels of
            any graph; a ``schema:Person`` is also called by the last word of each name (not of a hidden
            label).
        ontology: the quads of ontology and concepts: names are ``rdfs:label`` and the SKOS labels.
    """

    def __init__(self, data: Iterable[Quad], ontology: Iterable[Quad] = ()) -> None:
        said: defaultdict[NamedNode, dict[tuple[NamedNode, str], None]] = defaultdict(dict)
        people: set[NamedNode] = set()
        called: set[NamedNode] = set()
        self._named_by: defaultdict[str, set[Term]] = defaultdict(set)
        for quad in (*data, *ontology):
            if not isinstance(quad.subject, NamedNode):
                continue
            if quad.predicate in _NAMES and isinstance(quad.object, Literal):
                said[quad.subject][quad.predicate, quad.object.value] = None
                graph = getattr(quad.graph_name, "value", "")
                cited = quad.predicate == RDFS.label and is_citation(graph)
                if cited or quad.predicate in _OTHER_LABELS:
                    called.add(quad.subject)
                if cited:
                    self._named_by[source_of(graph)].add(quad.subject)
            elif quad.predicate == RDF.type and quad.object == SCHEMA.Person:
                people.add(quad.subject)
        ours = {quad.subject for quad in ontology if isinstance(quad.subject, NamedNode)}
        self._labels = {term: _preferred(names) for term, names in said.items()}
        self._phrases = {term: _phrases(names, person=term in people) for term, names in said.items()}
        self._expressions: dict[Term, frozenset[str]] = {
            term: frozenset(normalise(name) for kind, name in names if kind == SKOS.hiddenLabel)
            - frozenset(normalise(name) for kind, name in names if kind != SKOS.hiddenLabel)
            for term, names in said.items()
            if term not in ours
        }
        self._nameless = frozenset(said.keys() - called - ours)

    def phrases(self, term: Term) -> tuple[str, ...]:
        """What a text may hold in place of a term, in normal form; empty when there is nothing."""
        return spellings(term) if isinstance(term, Literal) else self._phrases.get(term, ())

    def expressions(self, source: str, term: Term) -> frozenset[str]:
        """The phrases of a thing that mean it only beside its name: "the film" where the source names it.

        They are its hidden labels, in normal form, where the source gives it an ``rdfs:label``; else none.
        """
        return self._expressions.get(term, frozenset()) if term in self._named_by[source] else frozenset()

    def is_nameless(self, term: Term) -> bool:
        """Whether a thing has a preferred label and no source names it, as award entries and credits."""
        return term in self._nameless

    def shown(self, term: Term) -> str:
        """A term for people: its preferred label in quotation marks, or as it is written."""
        if isinstance(term, NamedNode) and term in self._labels and not term.value.startswith(FM.iri):
            return f"'{self._labels[term]}'"
        return written(term)


def _preferred(names: dict[tuple[NamedNode, str], None]) -> str:
    order = (SKOS.prefLabel, RDFS.label, SKOS.altLabel, SKOS.hiddenLabel)
    return min(names, key=lambda each: (order.index(each[0]), each[1]))[1]


def _phrases(names: dict[tuple[NamedNode, str], None], *, person: bool) -> tuple[str, ...]:
    phrases = dict.fromkeys(normalise(name) for _, name in names)
    if person:
        full = (normalise(name).split() for kind, name in names if kind != SKOS.hiddenLabel)
        phrases |= dict.fromkeys(words[-1] for words in full if len(words) > 1)
    return tuple(phrases)
