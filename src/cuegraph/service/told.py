"""The parts of a page of a thing, as values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from cuegraph.vocabulary import DCTERMS

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOUNS: Final = {DCTERMS.issued.value: "date of issue"}


class Value(NamedTuple):
    """A thing or a literal, as people read it.

    Attributes:
        text: the label of a thing; a literal as :func:`cuegraph.service.spoken.spoken` says it.
        iri: the thing's IRI; empty for a literal.
        language: the tag of the text's language; empty when it has none.
        exact: the literal's lexical form.
    """

    text: str
    iri: str = ""
    language: str = ""
    exact: str = ""


@dataclass(frozen=True)
class Witness:
    """A source that states something.

    Attributes:
        source: the source.
        citations: IRI and place of each passage of it, in the order of the text.
    """

    source: Value
    citations: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Fact:
    """A value of a property, and who states it.

    Attributes:
        value: the value.
        witnesses: the sources that state it; none where curators do.
        rows: what is told of the value where that has no name of its own.
    """

    value: Value
    witnesses: tuple[Witness, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Row:
    """A property with its values."""

    property: Value
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Told:
    """A thing that points at the thing.

    Attributes:
        thing: which.
        witnesses: the sources that state that it does.
        rows: what is told of it where it has no name of its own.
        alike: whether each fact in ``rows`` is stated by the witnesses, and by no others.
    """

    thing: Value
    witnesses: tuple[Witness, ...]
    rows: tuple[Row, ...]
    alike: bool


class Part(NamedTuple):
    """One group of what points at a thing, alone.

    Attributes:
        inside: its property (``fm:artist`` or ``artist``).
        kind: the kind of its things, empty for IRIs that are not ours; None for the first there is.
        number: the page of it, from 1.
    """

    inside: str
    kind: str | None = None
    number: int = 1


@dataclass(frozen=True)
class Group:
    """What points at the thing by one property, of one kind.

    Attributes:
        property: the property.
        kind: the kind as its path says; empty for IRIs that are not ours.
        heading: the kind in the plural.
        total: how many there are.
        things: those that are shown.
        page: the number of this page of them, from 1.
        pages: how many pages there are; where they are not counted, the number of the next one.
        nameless: whether any of those shown has no name of its own.
        more: whether there are more than the total, and neither they nor the pages are counted.
    """

    property: Value
    kind: str
    heading: str
    total: int
    things: tuple[Told, ...]
    page: int
    pages: int
    nameless: bool
    more: bool = False


@dataclass(frozen=True)
class Difference:
    """Several values that different passages give where there should be one."""

    subject: Value
    property: Value
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Comparison:
    """A comparison that curators made.

    Attributes:
        thing: the comparison.
        kind: the kind of tension; empty when none is given.
        note: what is compared; empty when none is given.
        witnesses: the passages that it sets side by side.
    """

    thing: Value
    kind: str
    note: str
    witnesses: tuple[Witness, ...]


@dataclass(frozen=True)
class Record:
    """The record of a link.

    Attributes:
        iri: its IRI.
        note: how the link was found; empty when that is not told, as the others.
        method: the way in which it was found, from a list.
        decider: who decided.
        date: when.
        confidence: how sure that is, from 0 to 1.
        evidence: the addresses at which readers find the evidence.
    """

    iri: str
    note: str
    method: str
    decider: str
    date: str
    confidence: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    """What the thing is called elsewhere.

    Attributes:
        property: how the two are related.
        address: where it is.
        record: how it was found; None when that is not told.
    """

    property: Value
    address: str
    record: Record | None


@dataclass(frozen=True)
class Page:
    """What the page of a thing tells.

    Attributes:
        thing: the thing.
        kinds: what it is.
        description: what curators say of it, or its definition; with a language perhaps.
        rows: what sources state of it.
        more: what curators state of it.
        groups: what points at it.
        differences: where sources give several values.
        comparisons: those about it.
        links: what it is called elsewhere.
        alone: whether only one group of what points at it is there, as was asked.
        cut: whether more is stated of it than was read.
    """

    thing: Value
    kinds: tuple[Value, ...]
    description: Value | None
    rows: tuple[Row, ...]
    more: tuple[Row, ...]
    groups: tuple[Group, ...]
    differences: tuple[Difference, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    links: tuple[Link, ...] = ()
    alone: bool = False
    cut: bool = False

    @property
    def not_compared(self) -> tuple[Difference, ...]:
        """The differences that none of the comparisons tells, which sets all their passages side by side.

        Their properties are called by nouns.
        """
        sides = [_passages(each.witnesses) for each in self.comparisons]
        cited = [_passages(by for fact in each.facts for by in fact.witnesses) for each in self.differences]
        found = zip(self.differences, cited, strict=True)
        return tuple(
            replace(each, property=as_noun(each.property))
            for each, given in found
            if not any(given <= side for side in sides)
        )


def as_noun(name: Value) -> Value:
    """The name of a property as a heading has it, which is read without a verb."""
    return name._replace(text=_NOUNS.get(name.iri, name.text))


def _passages(witnesses: Iterable[Witness]) -> set[str]:
    return {citation for each in witnesses for citation, _ in each.citations}
