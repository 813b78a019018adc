"""A read-only look into triples by subject and predicate, for shapes, reports and labels alike."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode

from cuegraph.vocabulary import RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Triple

Term: TypeAlias = NamedNode | BlankNode | Literal
Node: TypeAlias = NamedNode | BlankNode


class Index:
    """Triples, found by subject and predicate or by predicate and object; every answer is sorted.

    Args:
        triples: read once; doubles count once.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._forward: dict[tuple[object, object], set[Term]] = defaultdict(set)
        self._backward: dict[tuple[object, object], set[Node]] = defaultdict(set)
        self._predicates: dict[object, set[NamedNode]] = defaultdict(set)
        for subject, predicate, value in triples:
            self._forward[subject, predicate].add(value)
            self._backward[predicate, value].add(subject)
            self._predicates[subject].add(predicate)

    def objects(self, subject: object, predicate: NamedNode) -> tuple[Term, ...]:
        """The values of a property."""
        return tuple(sorted(self._forward.get((subject, predicate), ()), key=str))

    def one(self, subject: object, predicate: NamedNode) -> Term | None:
        """The first value of a property, None when it has none."""
        return next(iter(self.objects(subject, predicate)), None)

    def text(self, subject: object, predicate: NamedNode) -> str:
        """The first literal that a property has, English or without a language first; empty for none."""
        found = [each for each in self.objects(subject, predicate) if isinstance(each, Literal)]
        found.sort(key=lambda each: (each.language not in {None, "en"}, each.value))
        return found[0].value if found else ""

    def subjects(self, predicate: NamedNode, value: object) -> tuple[Node, ...]:
        """The nodes that have this value of a property."""
        return tuple(sorted(self._backward.get((predicate, value), ()), key=str))

    def predicates(self, subject: object) -> tuple[NamedNode, ...]:
        """The properties that a node has."""
        return tuple(sorted(self._predicates.get(subject, ()), key=str))

    def members(self, head: object) -> Iterator[Term]:
        """The members of an RDF list, in its order."""
        while head is not None and head != RDF.nil:
            yield from self.objects(head, RDF.first)
            head = self.one(head, RDF.rest)

    def listed(self, subject: object, predicate: NamedNode) -> tuple[Term, ...]:
        """The members of the list that is a property's value."""
        return tuple(self.members(self.one(subject, predicate)))
