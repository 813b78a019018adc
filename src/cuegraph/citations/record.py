"""What the data say of sources, passages and citations, before any text is looked at."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Literal, NamedNode

from cuegraph.citations.fragment import CharRange, parse_fragment
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
        title: its title, empty when not recorded.
        sha256: the digest of its file in lower-case hex, empty when not recorded.
        extent: its length in code points, None when not recorded.
    """

    iri: str
    identifier: str = ""
    title: str = ""
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

    Citations into tables, JSON and RDF documents are left out: their importers check them against the
    document.

    Attributes:
        sources: source IRI → its description.
        passages: citation IRI → passage, whether recorded in ``…/graph/sources`` or used as a graph's name.
        graphs: citation IRI → the triples that it states, in the order of the data and each once.
        unnamed: citation IRI → how many of its triples have a blank node; those are not in ``graphs``.
        recorded: the IRIs of the passages that ``…/graph/sources`` has a digest of.
        other: the sources that are no plain text, as their citations show.
    """

    sources: dict[str, SourceRecord] = field(default_factory=dict)
    passages: dict[str, Passage] = field(default_factory=dict)
    graphs: dict[str, tuple[Fact, ...]] = field(default_factory=dict)
    unnamed: dict[str, int] = field(default_factory=dict)
    recorded: frozenset[str] = frozenset()
    other: frozenset[str] = frozenset()

    def with_texts(self) -> list[SourceRecord]:
        """The sources that are plain texts: all but those whose citations are no passages of a text."""
        return [source for iri, source in self.sources.items() if iri not in self.other]

    def of_source(self, iri: str) -> list[Passage]:
        """The passages of a source, in the order of the text."""
        found = [passage for passage in self.passages.values() if passage.source == iri]
        return sorted(found, key=lambda each: (each.span.start if each.span else -1, each.iri))


def read_record(quads: Iterable[Quad]) -> Record:
    """What these quads say of sources, passages and citations.

    A source that only citations name is among ``sources`` too, with nothing recorded.
    """
    graphs: defaultdict[str, dict[Fact, None]] = defaultdict(dict)
    unnamed: Counter[str] = Counter()
    facts: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        graph = getattr(quad.graph_name, "value", "")
        if is_citation(graph):
            stated = graphs[graph]
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal | NamedNode):
                stated[Fact(quad.subject, quad.predicate, quad.object)] = None
            else:
                unnamed[graph] += 1
        elif (
            graph == SOURCES.value
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, Literal | NamedNode)
        ):
            facts[quad.subject.value][quad.predicate.value].append(quad.object.value)
    passages: dict[str, Passage] = {}
    linked = (each for said in facts.values() for each in said[FM.readWith.value])
    for iri in sorted({*graphs, *filter(is_citation, facts), *linked}):
        if (passage := _passage(iri, facts[iri])) is not None:
            passages[iri] = passage
    texts = set(map(source_of, passages))
    described = {iri for iri, said in facts.items() if FM.Source.value in said[RDF.type.value]}
    return Record(
        sources={iri: _source(iri, facts[iri]) for iri in sorted(described | texts)},
        passages=passages,
        graphs={iri: tuple(graphs[iri]) for iri in sorted(graphs) if iri in passages},
        unnamed={iri: count for iri, count in sorted(unnamed.items()) if iri in passages},
        recorded=frozenset(iri for iri in passages if SCHEMA.sha256.value in facts[iri]),
        other=frozenset(map(source_of, graphs)) - texts,
    )


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
        title=first(DCTERMS.title),
        sha256=first(SCHEMA.sha256).lower(),
        extent=int(extent) if extent.isdecimal() else None,
    )
