"""What the shapes ask of classes and properties, in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from cuegraph.shapes.index import Index
from cuegraph.shapes.labels import Labels, article, number
from cuegraph.vocabulary import RDFS, SH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyoxigraph import Triple

    from cuegraph.shapes.index import Term

_STATED: Final = "stated-or-left-open"
_HOLE: Final = re.compile(r"\{[$?]\w+\}")


@dataclass(frozen=True, order=True)
class Piece:
    """A part of a sentence.

    Attributes:
        text: what it says.
        iri: what it speaks of; empty for nothing that has an IRI.
    """

    text: str
    iri: str = ""


@dataclass(frozen=True)
class Demand:
    """What a shape asks of one property of a class.

    Attributes:
        property: the property; without an IRI for a path of several.
        amount: how many values there are to be, in words; empty for any number.
        values: what each is to be one of; empty where the class asks nothing of its own.
    """

    property: Piece
    amount: str
    values: tuple[Piece, ...]


@dataclass(frozen=True, order=True)
class Fault:
    """What no thing may be.

    Attributes:
        text: which thing it is, such as ``a chart entry that has no year``.
        warning: whether that is a warning only.
    """

    text: str
    warning: bool = False


class Shapes:
    """The shapes, to be asked by class and by property.

    Args:
        triples: the terms with their labels, and the shapes.

    Attributes:
        index: the triples.
        labels: the words for terms.
        classes: the classes that have shapes.
        properties: the properties that have shapes.
    """

    def __init__(self, triples: Sequence[Triple]) -> None:
        self.index: Final = Index(triples)
        self.labels: Final = Labels(Index(()), self.index, self.index)
        self.classes: Final = _objects(triples, SH.targetClass)
        self.properties: Final = _objects(triples, SH.path)
        self._demands = {each: self._of_class(each) for each in self.classes}

    def of_class(self, node: NamedNode) -> tuple[Demand, ...]:
        """What is asked of the properties of a class: what a thing needs first."""
        return self._demands.get(node, ())

    def _of_class(self, node: NamedNode) -> tuple[Demand, ...]:
        by_path: dict[Term, list[Term]] = {}
        for shape in self.index.subjects(SH.targetClass, node):
            for each in self.index.objects(shape, SH.property):
                path = self.index.one(each, SH.path)
                if path is not None:
                    by_path.setdefault(path, []).append(each)
        found = [self._demand(path, shapes) for path, shapes in by_path.items()]
        return tuple(sorted(found, key=lambda each: (_rank(each.amount), each.property.text)))

    def needed_by(self, node: NamedNode) -> list[NamedNode]:
        """The classes whose things need a property."""
        return [
            each
            for each, demands in self._demands.items()
            if any(demand.property.iri == node.value and _rank(demand.amount) == 0 for demand in demands)
        ]

    def subjects(self, node: NamedNode) -> tuple[Piece, ...]:
        """What a thing with a property is one of; empty for any thing."""
        return self._unique(
            piece
            for shape in self.index.subjects(SH.targetSubjectsOf, node)
            if self.index.one(shape, SH.path) is None
            for piece in self._meant(shape)
        )

    def values(self, node: NamedNode) -> tuple[Piece, ...]:
        """What a value of a property is one of; empty for anything."""
        return self._unique(piece for shape in self._on(node) for piece in self._meant(shape))

    def faults_of_class(self, node: NamedNode) -> tuple[Fault, ...]:
        """What the rules forbid to the things of a class."""
        kind = self.labels.term(node)
        return self._rules(self.index.subjects(SH.targetClass, node), kind, "")

    def faults_of_property(self, node: NamedNode) -> tuple[Fault, ...]:
        """What the rules forbid to things with a property, and its values."""
        shapes = self.index.subjects(SH.targetSubjectsOf, node)
        pattern = [each for each in self._on(node) if self.index.one(each, SH.pattern) is not None]
        path = self.labels.path(node, node)
        told = (self._fault(each, each, "thing", path) for each in pattern)
        found = {each for each in told if each is not None}
        return tuple(sorted(found | set(self._rules(shapes, "thing", path))))

    def name(self, node: NamedNode) -> str:
        """What the shapes call a property; its label where they do not."""
        return self.labels.path(node, node)

    def _on(self, node: NamedNode) -> list[Term]:
        """The shapes that are about the values of a property wherever it is used."""
        targets = self.index.subjects(SH.targetSubjectsOf, node)
        return [each for each in targets if self.index.one(each, SH.path) == node]

    def _demand(self, path: Term, shapes: Sequence[Term]) -> Demand:
        iri = path.value if isinstance(path, NamedNode) else ""
        named = Piece(self.labels.path(shapes[0], path), iri)
        values = self._unique(piece for each in shapes for piece in self._meant(each))
        return Demand(named, self._amount(shapes), values)

    def _amount(self, shapes: Sequence[Term]) -> str:
        least = max(self._number(each, SH.minCount) for each in shapes)
        open_ = any(
            rule.value.endswith(_STATED)
            for each in shapes
            for rule in self.index.objects(each, SH.sparql)
            if isinstance(rule, NamedNode)
        )
        single = [each for each in shapes if self._number(each, SH.maxCount) == 1]
        soft = any(self.index.one(each, SH.severity) == SH.Warning for each in single)
        if any(self.index.one(each, SH.uniqueLang) is not None for each in shapes):
            return "one in each language"
        if single and (least or open_):
            told = "exactly one"
        elif single:
            told = "at most one"
        elif least or open_:
            told = f"at least {number(max(least, 1))}"
        else:
            return ""
        if open_:
            told += ", unless a source leaves it open"
        return f"{told}; more are a warning" if soft else told

    def _number(self, shape: Term, predicate: NamedNode) -> int:
        found = self.index.one(shape, predicate)
        return int(found.value) if isinstance(found, Literal) else 0

    def _meant(self, shape: Term) -> Iterator[Piece]:
        """What a shape lets a node be one of."""
        label = self.index.text(shape, RDFS.label)
        if label:
            yield Piece(article(label), self._list_of(shape))
            return
        for each in self.index.listed(shape, SH["or"]):
            yield from self._meant(each)
        for each in self.index.objects(shape, SH.node):
            yield from self._meant(each)
        for each in self.index.objects(shape, SH["class"]):
            yield Piece(article(self.labels.term(each)), each.value)
        for each in self.index.objects(shape, SH.datatype):
            least = self.index.one(shape, SH.minInclusive)
            yield Piece(
                article(self.labels.datatype(each))
                + (f" from {least.value}" if isinstance(least, Literal) else "")
            )
        if self.index.one(shape, SH.nodeKind) == SH.IRI:
            yield Piece("anything that has an IRI")

    def _list_of(self, shape: Term) -> str:
        """The IRI of the concept scheme that a shape holds its concepts to; empty for none."""
        for each in self.index.objects(shape, SH.property):
            scheme = self.index.one(each, SH.hasValue)
            if isinstance(scheme, NamedNode):
                return scheme.value
        return ""

    def _rules(self, shapes: Sequence[Term], kind: str, path: str) -> tuple[Fault, ...]:
        told = (
            self._fault(shape, rule, kind, path)
            for shape in shapes
            if self.index.one(shape, SH.path) is None
            for rule in self.index.objects(shape, SH.sparql)
        )
        return tuple(sorted({each for each in told if each is not None}))

    def _fault(self, shape: Term, rule: Term, kind: str, path: str) -> Fault | None:
        message = self.index.text(rule, SH.message)
        if not message.startswith("{$this} "):
            return None
        said = _HOLE.sub("…", message.removeprefix("{$this} ").replace("{$PATH}", path))
        return Fault(f"{article(kind)} that {said}", self.index.one(shape, SH.severity) == SH.Warning)

    @staticmethod
    def _unique(pieces: Iterator[Piece]) -> tuple[Piece, ...]:
        return tuple(dict.fromkeys(pieces))


def _rank(amount: str) -> int:
    """0 for what a thing needs, 1 for what it may have."""
    return 0 if amount.startswith(("exactly", "at least")) else 1


def _objects(triples: Sequence[Triple], predicate: NamedNode) -> list[NamedNode]:
    """The IRIs that are values of a property, sorted."""
    found = {each.object for each in triples if each.predicate == predicate}
    return sorted((each for each in found if isinstance(each, NamedNode)), key=lambda each: each.value)
