"""What is stated of a thing: every fact with its citation, by source, in the order of the text.

A thing without a name of its own in any source (an award entry, a placement, a statement, a credit) is
*nameless*: it is told with what it links to. So a person's description holds the entries that name the person
as recipient, each with its category, its ceremony and that ceremony's date.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions

from cuegraph.errors import NotFound
from cuegraph.graph.evidence import text_order
from cuegraph.service.compared import asking, told_of
from cuegraph.service.facts import may_be_nameless
from cuegraph.service.known import SINGLE, pairs
from cuegraph.service.linked import IDENTITIES
from cuegraph.service.linked import asking as asking_records
from cuegraph.service.linked import told_of as records_of
from cuegraph.vocabulary import (
    CURATION,
    DCTERMS,
    FM,
    LINKS,
    OA,
    RDFS,
    SCHEMA,
    SOURCES,
    is_citation,
    source_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad, Store

    from cuegraph.service.ask import Solution
    from cuegraph.service.lookup import Candidate, Names
    from cuegraph.service.told import Record


@dataclass(frozen=True, order=True)
class Term:
    """A thing or a literal, as people read it.

    Attributes:
        text: the label of a thing, the lexical form of a literal.
        iri: the thing's IRI; empty for a literal.
        datatype: the literal's datatype; empty for a thing.
        language: the literal's language tag; empty when it has none.
    """

    text: str
    iri: str = ""
    datatype: str = ""
    language: str = ""


@dataclass(frozen=True)
class Fact:
    """A triple that a passage states."""

    subject: Term
    property: Term
    value: Term


@dataclass(frozen=True)
class Cited:
    """A passage by its place and the digest of its words.

    Attributes:
        citation: its IRI.
        sha256: the digest as recorded; empty when none is.
    """

    citation: str
    sha256: str


@dataclass(frozen=True)
class Passage(Cited):
    """The facts of one citation.

    Attributes:
        facts: what it states of the thing: on the thing itself first, then on what links to it.
        read_with: the passages that it needs to be understood, in the order of the text.
    """

    facts: tuple[Fact, ...]
    read_with: tuple[Cited, ...]


@dataclass(frozen=True)
class Section:
    """What one source states.

    Attributes:
        source: the source's IRI.
        title: its title, the words that its IRI ends with where it has none.
        passages: in the order of the text.
    """

    source: str
    title: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Difference:
    """Several values of a property that should have one.

    Attributes:
        subject: what they are stated of.
        property: the property.
        values: each value with the citations that give it.
    """

    subject: Term
    property: Term
    values: tuple[tuple[Term, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Compared:
    """A comparison that the curators made.

    Attributes:
        comparison: the comparison, by its label.
        kind: the kind of tension; empty when none is given.
        note: what is compared, in words of ours; empty when none are given.
        citations: the passages that it sets side by side.
    """

    comparison: Term
    kind: str
    note: str
    citations: tuple[str, ...]


@dataclass(frozen=True)
class Counterpart:
    """What the thing is in another catalogue.

    Attributes:
        property: how the two are related.
        address: where it is.
        record: how that was found; None when it is not told.
    """

    property: Term
    address: str
    record: Record | None


@dataclass(frozen=True)
class Description:
    """What is stated of a thing.

    Attributes:
        thing: its name, kind, description and IRI, which curators gave it.
        sections: what each source states, sorted by title.
        differences: properties that should have one value and have several in different passages.
        comparisons: the comparisons about it, see :mod:`cuegraph.service.compared`.
        links: what it is in other catalogues, the nearest first; of the record of a link, that link.
    """

    thing: Candidate
    sections: tuple[Section, ...]
    differences: tuple[Difference, ...]
    comparisons: tuple[Compared, ...]
    links: tuple[Counterpart, ...]


def describe(store: Store, names: Names, thing: NamedNode) -> Description:
    """Everything that citation graphs state of a thing, as subject or object; and its links.

    Of a citation, everything that its graph states.

    Args:
        store: the dataset with its named graphs.
        names: the names of the same dataset.
        thing: its IRI. Where no source states anything of it, the description has no sections.

    Raises:
        NotFound: the dataset does not hold the IRI.
    """
    match = store.quads_for_pattern
    if not any(match(thing, None, None, None)) and not any(match(None, None, thing, None)):
        raise NotFound(
            f"The dataset does not hold {thing.value}.",
            remedy="Give the name of a thing, or its IRI in full.",
        )
    return _Describer(store, names, thing).description()


class _Describer:
    def __init__(self, store: Store, names: Names, thing: NamedNode) -> None:
        self._store = store
        self._names = names
        self._thing = thing
        self._beyond = {thing}
        self._quads = self._stated()

    def description(self) -> Description:
        by_citation: dict[str, list[Quad]] = {}
        for quad in self._quads:
            by_citation.setdefault(_value(quad.graph_name), []).append(quad)
        by_source: dict[str, list[str]] = {}
        for citation in sorted(by_citation, key=text_order):
            by_source.setdefault(source_of(citation), []).append(citation)
        sections = [
            Section(
                source=source,
                title=self._names.label(NamedNode(source)),
                passages=tuple(self._passage(citation, by_citation[citation]) for citation in citations),
            )
            for source, citations in by_source.items()
        ]
        return Description(
            thing=self._names.candidate(self._thing),
            sections=tuple(sorted(sections, key=lambda each: (each.title, each.source))),
            differences=tuple(self._differences()),
            comparisons=tuple(self._comparisons()),
            links=tuple(self._links()),
        )

    def _is_nameless(self, node: NamedNode) -> bool:
        named = self._cited(self._store.quads_for_pattern(node, RDFS.label, None, None))
        return may_be_nameless(node.value) and not any(named)

    def _stated(self) -> set[Quad]:
        """What passages state of the thing, each by itself: only it tells how its things hang together."""
        match = self._store.quads_for_pattern
        if is_citation(self._thing.value):
            return set(match(None, None, None, self._thing))
        mentions = (*match(self._thing, None, None, None), *match(None, None, self._thing, None))
        quads: set[Quad] = set()
        for graph in {quad.graph_name for quad in self._cited(mentions)}:
            quads.update(self._stated_in([*match(None, None, None, graph)]))
        return quads

    def _stated_in(self, quads: list[Quad]) -> Iterator[Quad]:
        """Of one graph: what is stated of the thing, of nameless things around, and of what they link to."""
        around: list[NamedNode] = [self._thing]
        for node in around:  # grows as it goes
            linking = (quad.subject for quad in quads if quad.object == node)
            around.extend(each for each in dict.fromkeys(linking) if self._may_join(each, around))
        beyond = list(around)
        for node in beyond:
            linked = (quad.object for quad in quads if quad.subject == node)
            beyond.extend(each for each in dict.fromkeys(linked) if self._may_join(each, beyond))
        self._beyond.update(beyond)
        return (quad for quad in quads if quad.subject in beyond or quad.object in around)

    def _may_join(self, node: object, nodes: list[NamedNode]) -> TypeGuard[NamedNode]:
        return isinstance(node, NamedNode) and node not in nodes and self._is_nameless(node)

    @staticmethod
    def _cited(quads: Iterable[Quad]) -> Iterator[Quad]:
        for quad in quads:
            if isinstance(quad.graph_name, NamedNode) and is_citation(quad.graph_name.value):
                yield quad

    def _passage(self, citation: str, quads: list[Quad]) -> Passage:
        facts = [
            Fact(self._term(q.subject), self._property(q.predicate), self._term(q.object)) for q in quads
        ]
        facts.sort(
            key=lambda each: (each.subject.iri != self._thing.value, each.subject, each.property, each.value)
        )
        links = self._store.quads_for_pattern(NamedNode(citation), FM.readWith, None, SOURCES)
        needed = sorted((_value(each.object) for each in links), key=text_order)
        return Passage(
            citation=citation,
            sha256=self._digest(citation),
            facts=tuple(facts),
            read_with=tuple(Cited(each, self._digest(each)) for each in needed),
        )

    def _digest(self, citation: str) -> str:
        found = self._store.quads_for_pattern(NamedNode(citation), SCHEMA.sha256, None, SOURCES)
        return min((_value(quad.object) for quad in found), default="")

    def _differences(self) -> Iterator[Difference]:
        single = pairs(self._solutions(SINGLE), "p", "class")
        for node in sorted(self._beyond, key=_value):
            values: dict[NamedNode, dict[Term, set[str]]] = {}
            for quad in self._cited(self._store.quads_for_pattern(node, None, None, None)):
                cited = values.setdefault(quad.predicate, {}).setdefault(self._term(quad.object), set())
                cited.add(_value(quad.graph_name))
            for predicate in sorted(values, key=self._property):
                given = sorted(values[predicate].items())
                if len(given) > 1 and any(self._names.is_a(node, each) for each in single.get(predicate, ())):
                    listed = tuple((value, tuple(sorted(cited, key=text_order))) for value, cited in given)
                    yield Difference(self._term(node), self._property(predicate), listed)

    def _solutions(self, query: str, *, union: bool = False) -> list[Solution]:
        answer = self._store.query(query, use_default_graph_as_union=union)
        assert isinstance(answer, QuerySolutions)  # noqa: S101 (it is a SELECT)
        rows: list[Solution] = json.loads(answer.serialize(format=QueryResultsFormat.JSON) or b"")["results"][
            "bindings"
        ]
        return rows

    def _comparisons(self) -> Iterator[Compared]:
        match = self._store.quads_for_pattern
        for node in told_of(self._solutions(asking(self._thing))):
            compared = {_value(quad.object) for quad in match(node, FM.compares, None, CURATION)}
            kinds = [quad.object for quad in match(node, FM.kind, None, CURATION)]
            yield Compared(
                comparison=self._term(node),
                kind=", ".join(sorted(self._term(each).text for each in kinds)),
                note=self._note(node),
                citations=tuple(sorted(compared, key=text_order)),
            )

    def _links(self) -> Iterator[Counterpart]:
        match = self._store.quads_for_pattern
        thing = next((q.object for q in match(self._thing, OA.hasTarget, None, LINKS)), self._thing)
        if not isinstance(thing, NamedNode):
            return
        only = {_value(quad.object) for quad in match(self._thing, OA.hasBody, None, LINKS)}  # of a record
        found = records_of(self._solutions(asking_records(thing), union=True), lexical=True)
        for predicate in IDENTITIES:
            linked = {_value(quad.object) for quad in match(thing, predicate, None, LINKS)}
            for address in sorted(linked & only if only else linked):
                yield Counterpart(self._term(predicate), address, found.get(address))

    def _note(self, node: NamedNode) -> str:
        for predicate in (FM.paraphrase, DCTERMS.description):
            for quad in self._store.quads_for_pattern(node, predicate, None, CURATION):
                return _value(quad.object)
        return ""

    def _term(self, term: object) -> Term:
        match term:
            case NamedNode():
                return Term(self._names.label(term), iri=term.value)
            case Literal():
                return Term(term.value, datatype=term.datatype.value, language=term.language or "")
            case _:
                return Term(str(term))

    def _property(self, predicate: NamedNode) -> Term:
        if predicate == RDFS.label:  # in a citation graph it is what this source calls the thing
            return Term("called", iri=predicate.value)
        return self._term(predicate)


def _value(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)
