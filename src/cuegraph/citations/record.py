"""What the data say of sources, passages and citations, before any text is looked at."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Literal, NamedNode

from cuegraph.citations.fragment import CharRange, parse_fragment, whole_number
from cuegraph.errors import InvalidData
from cuegraph.vocabulary import DCTERMS, FM, RDF, SCHEMA, SOURCES, is_citation, source_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Quad


Term = NamedNode | Literal
"""What a citation graph may hold."""


class Fact(NamedTuple):
    """A triple without blank nodes."""

    subject: NamedNode
    predicate: NamedNode
    object: Term


@dataclass(frozen=True)
class SourceRecord:
    """A source as the graph ``…/graph/sources`` describes it.

    Attributes:
        iri: its IRI.
        identifier: the stem of its text's file name, empty when not recorded.
        sha256: the digest of its file in lower-case hex, empty when not recorded.
        extent: its length in code points, None when not recorded.
    """

    iri: str
    identifier: str = ""
    sha256: str = ""
    extent: int | None = None

    @property
    def name(self) -> str:
        """The last step of its IRI."""
        return self.iri.rstrip("/").rpartition("/")[2]


@dataclass(frozen=True)
class Passage:
    """A passage of a plain text, recorded, cited, or both.

    Attributes:
        iri: the citation.
        span: where it is; None when the fragment is broken, and ``fault`` says how.
        sha256: the digest recorded when the citation was made, empty when there is no record.
        read_with: the passages that it is read with, sorted.
        states_nothing: why it states nothing, None for a passage that is cited or read with others.
        fault: what is wrong with its IRI, empty when nothing is.
    """

    iri: str
    span: CharRange | None
    sha256: str = ""
    read_with: tuple[str, ...] = ()
    states_nothing: str | None = None
    fault: str = ""

    @property
    def source(self) -> str:
        """The IRI of its source."""
        return source_of(self.iri)


@dataclass(frozen=True)
class Record:
    """The sources, the passages of plain texts, and the citation graphs that point into plain texts.

    Citations into tables, JSON and RDF documents are only counted: nothing checks them yet.

    Attributes:
        sources: source IRI → its description.
        passages: citation IRI → passage, whether recorded in ``…/graph/sources`` or used as a graph's name,
            by source and in the order of the text.
        graphs: citation IRI → the triples that it states, in the order of the data and each once; the
            citations in the order of ``passages``. Triples with blank nodes, which data files may not hold,
            are left out.
        recorded: the IRIs of the passages that ``…/graph/sources`` has a digest of.
        unchecked: citation IRI → how many triples it states, for those that point into no plain text.
    """

    sources: dict[str, SourceRecord] = field(default_factory=dict)
    passages: dict[str, Passage] = field(default_factory=dict)
    graphs: dict[str, tuple[Fact, ...]] = field(default_factory=dict)
    recorded: frozenset[str] = frozenset()
    unchecked: dict[str, int] = field(default_factory=dict)

    def with_texts(self) -> list[SourceRecord]:
        """The sources whose texts are needed: those with a passage of a plain text, cited or recorded."""
        needed = {passage.source for passage in self.passages.values()}
        return [source for iri, source in self.sources.items() if iri in needed]

    def of_source(self, iri: str) -> list[Passage]:
        """The passages of a source, in the order of the text."""
        found = [passage for passage in self.passages.values() if passage.source == iri]
        return sorted(found, key=_order)

    def not_checked(self) -> dict[str, str]:
        """What cannot be checked, a sentence for each source that has such citations."""
        found = {}
        for source in sorted(set(map(source_of, self.unchecked))):
            counts = {iri: count for iri, count in self.unchecked.items() if source_of(iri) == source}
            where = f"{_counted(sum(counts.values()), 'triple')} in {_counted(len(counts), 'graph')}"
            kinds = ", ".join(sorted(set(map(_kind, counts))))
            found[source] = f"Not checked: {where} ({kinds}): these kinds of citation are not checked yet."
        return found


def read_record(quads: Iterable[Quad]) -> Record:
    """What these quads say of sources, passages and citations.

    A source that only citations name is among ``sources`` too, with nothing recorded.
    """
    graphs: defaultdict[str, dict[Fact, None]] = defaultdict(dict)
    facts: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        graph = getattr(quad.graph_name, "value", "")
        if is_citation(graph):
            stated = graphs[graph]
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal | NamedNode):
                stated[Fact(quad.subject, quad.predicate, quad.object)] = None
        elif (
            graph == SOURCES.value
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, Literal | NamedNode)
        ):
            facts[quad.subject.value][quad.predicate.value].append(quad.object.value)
    passages: dict[str, Passage] = {}
    linked = (each for said in facts.values() for each in said[FM.readWith.value])
    for iri in {*graphs, *filter(is_citation, facts), *linked}:
        if (passage := _passage(iri, facts[iri])) is not None:
            passages[iri] = passage
    passages = {each.iri: each for each in sorted(passages.values(), key=_order)}
    texts = set(map(source_of, passages))
    described = {iri for iri, said in facts.items() if FM.Source.value in said[RDF.type.value]}
    return Record(
        sources={iri: _source(iri, facts[iri]) for iri in sorted(described | texts)},
        passages=passages,
        graphs={iri: tuple(graphs[iri]) for iri in passages if iri in graphs},
        recorded=frozenset(iri for iri in passages if SCHEMA.sha256.value in facts[iri]),
        unchecked={iri: len(graphs[iri]) for iri in sorted(graphs) if iri not in passages},
    )


def _order(passage: Passage) -> tuple[str, int, str]:
    """The key that sorts passages by source and by place in the text, broken ones first."""
    return passage.source, passage.span.start if passage.span else -1, passage.iri


def _kind(iri: str) -> str:
    """The kind of a citation, by how its fragment begins: ``row=…``; ``/…`` for a JSON pointer."""
    scheme, equals, _ = iri.partition("#")[2].partition("=")
    return f"{scheme}=…" if equals and "/" not in scheme else "/…"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _passage(iri: str, said: dict[str, list[str]]) -> Passage | None:
    """The passage of this IRI, None when it points into something else than a plain text."""
    fault = ""
    try:
        span = parse_fragment(iri.partition("#")[2])
    except InvalidData as error:
        span, fault = None, f"{error.what} {error.remedy}"
    if not isinstance(span, CharRange | None):
        return None
    if span is not None and str(span) != iri.partition("#")[2]:
        fault = f"Citations are written char=START,END without leading zeros, here #{span}."
    if span is not None and span.end is None:
        fault = "Citations are written char=START,END: both ends."
    return Passage(
        iri=iri,
        span=span,
        sha256="".join(said.get(SCHEMA.sha256.value, [])[:1]),
        read_with=tuple(sorted(set(said.get(FM.readWith.value, ())))),
        states_nothing=next(iter(said.get(FM.statesNothing.value, ())), None),
        fault=fault,
    )


def _source(iri: str, said: dict[str, list[str]]) -> SourceRecord:
    def first(term: NamedNode) -> str:
        return "".join(said.get(term.value, [])[:1])

    extent = first(DCTERMS.extent)
    return SourceRecord(
        iri=iri,
        identifier=first(DCTERMS.identifier),
        sha256=first(SCHEMA.sha256).lower(),
        extent=whole_number(extent),
    )
