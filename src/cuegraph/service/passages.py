"""What sources say, passage by passage in the order of the text, asked of an engine by a few queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from cuegraph.citations.fragment import whole_number
from cuegraph.citations.record import SourceRecord
from cuegraph.graph.evidence import text_order
from cuegraph.service.ask import by_subject, labels, solutions
from cuegraph.service.binding import read, term_of
from cuegraph.service.census import is_large
from cuegraph.service.lookup import Text, best_text
from cuegraph.service.told import Value
from cuegraph.service.within import languages_of
from cuegraph.vocabulary import (
    BASE,
    DCTERMS,
    FM,
    NIF,
    OA,
    ONTOLOGY,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    SOURCES,
    is_citation,
    source_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from cuegraph.engine.interface import Engine

    Row = dict[str, dict[str, str]]

BATCH: Final = 500
"""How many graphs one query names."""

_TOLD: Final = frozenset(
    each.value
    for each in (
        RDF.type,
        SKOS.prefLabel,
        DCTERMS.description,
        DCTERMS.identifier,
        DCTERMS.extent,
        SCHEMA.sha256,
        FM.leavesOpen,
        NIF.isString,
    )
)
RECORD: Final = f"VALUES ?p {{ {SCHEMA.sha256} {FM.readWith} {FM.statesNothing} }}"
"""What is recorded of a passage, as part of a query."""


@dataclass(frozen=True)
class Said:
    """What a passage says of one thing.

    Attributes:
        thing: the thing.
        facts: each property with its values.
        paraphrases: what it says in words of the curators.
    """

    thing: Value
    facts: tuple[tuple[Value, tuple[Value, ...]], ...]
    paraphrases: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Stated:
    """All that a passage states.

    Attributes:
        names: what it calls things.
        said: the rest, by thing.
        count: how many facts these are.
    """

    names: tuple[tuple[Value, tuple[Value, ...]], ...] = ()
    said: tuple[Said, ...] = ()
    count: int = 0


@dataclass(frozen=True)
class Place:
    """A passage as it is recorded.

    Attributes:
        iri: the citation.
        cited: whether a graph has its name.
        sha256: the digest of its words; empty when none is recorded.
        nothing: why it states nothing; None where that is not said.
        read_with: the passages that it needs to be understood, in the order of the text.
    """

    iri: str
    cited: bool = False
    sha256: str = ""
    nothing: Value | None = None
    read_with: tuple[str, ...] = ()

    @property
    def fragment(self) -> str:
        """What follows the ``#``."""
        return self.iri.partition("#")[2]

    @cached_property
    def span(self) -> tuple[int, int] | None:
        """Where it begins and ends in a plain text, in code points; None for other places, and for none."""
        start, _, end = self.fragment.removeprefix("char=").partition(",")
        first, last = whole_number(start), whole_number(end)
        if not self.fragment.startswith("char=") or first is None or last is None or last < first:
            return None
        return first, last


@dataclass(frozen=True)
class SourceAbout:
    """A source as the graph ``…/graph/sources`` describes it.

    Attributes:
        record: what identifies its text.
        label: what to call it.
        description: a sentence about it.
        details: title, author, publisher, date and the like, as far as they are recorded.
        open: what it does not tell of itself.
    """

    record: SourceRecord
    label: str
    description: Value
    details: tuple[tuple[Value, tuple[Value, ...]], ...] = ()
    open: tuple[Value, ...] = ()

    @property
    def iri(self) -> str:
        """Its IRI."""
        return self.record.iri


def place_in_words(citation: str) -> str:
    """Where in its source a citation points.

    >>> place_in_words("s#char=3,8"), place_in_words("s#row=2"), place_in_words("s#/a/0")
    ('3\u20138', 'row 2', '/a/0')
    """
    fragment = citation.partition("#")[2]
    if fragment.startswith("char="):
        return fragment.removeprefix("char=").replace(",", "\u2013")
    return fragment.replace("=", " ", 1)


def is_recorded(engine: Engine, source: NamedNode) -> bool:
    """Whether anything is recorded of a source itself."""
    query = f"SELECT ?p WHERE {{ GRAPH {SOURCES} {{ {source} ?p ?o }} }} LIMIT 1"
    return bool(solutions(engine, query))


def sources_of(engine: Engine, offset: int, limit: int) -> list[str]:
    """The IRIs of so many sources, sorted: those that are recorded, and those that only citations name.

    Where there are very many graphs, the recorded ones alone, if there are any.
    """
    recorded = f"GRAPH {SOURCES} {{ ?thing {RDF.type} {FM.Source} }} FILTER(isIRI(?thing))"
    cited = 'GRAPH ?g { } FILTER(CONTAINS(STR(?g), "#")) BIND(STRBEFORE(STR(?g), "#") AS ?source)'
    pattern = f"{{ {recorded} BIND(STR(?thing) AS ?source) }}"
    if not is_large(engine) or not solutions(engine, f"SELECT ?thing WHERE {{ {recorded} }} LIMIT 1"):
        pattern += f" UNION {{ {cited} }}"
    query = f"SELECT DISTINCT ?source WHERE {{ {pattern} }} ORDER BY ?source LIMIT {limit} OFFSET {offset}"
    return [row["source"]["value"] for row in solutions(engine, query)]


def describe_sources(engine: Engine, iris: Sequence[str]) -> dict[str, SourceAbout]:
    """What is recorded of each of these sources; nothing but a name where there is nothing."""
    if not iris:
        return {}
    things = [NamedNode(each) for each in iris]
    rows = solutions(
        engine, f"SELECT ?s ?p ?o WHERE {{ {_values('?s', iris)} GRAPH {SOURCES} {{ ?s ?p ?o }} }}"
    )
    called = labels(engine, [*things, *_things(rows, "po")])
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_source[row["s"]["value"]].append(row)
    return {each.value: _about(engine, each, by_source[each.value], called) for each in things}


def places(
    engine: Engine, sources: Collection[str], known: Mapping[str, str] | None = None
) -> dict[str, list[Place]]:
    """The passages of these sources, cited or recorded, in the order of the text.

    Args:
        engine: is asked.
        sources: the sources.
        known: all that is cited, see :func:`cuegraph.service.census.cited_places`; None where the names of
            all graphs are to be gone through.
    """
    cited = dict.fromkeys(cited_of(engine, sources, known))
    rows = solutions(
        engine,
        f"SELECT ?s ?p ?o WHERE {{ {_values('?source', sources)} {RECORD}"
        f" GRAPH {SOURCES} {{ ?s {OA.hasSource} ?source ; ?p ?o }} }}",
    )
    if not rows:  # data that were not built have no links from passages to sources
        rows = solutions(
            engine,
            f"SELECT ?s ?p ?o WHERE {{ {RECORD} GRAPH {SOURCES} {{ ?s ?p ?o }}"
            f" FILTER({within('?s', sources)}) }}",
        )
    found: dict[str, list[Place]] = {each: [] for each in sources}
    said = by_subject(row for row in rows if _is_passage(row["s"]) and source_of(row["s"]["value"]) in found)
    for iri in sorted({*cited, *said}, key=text_order) if said else cited:
        place = _place(iri, iri in cited, said[iri]) if iri in said else Place(iri, cited=True)
        found[source_of(iri)].append(place)
    return found


def cited_of(engine: Engine, sources: Collection[str], known: Mapping[str, str] | None) -> list[str]:
    """Those passages that are cited, of each source in the order of its text; see :func:`places`."""
    if known is None:
        rows = solutions(engine, f"SELECT ?g WHERE {{ GRAPH ?g {{ }} FILTER({within('?g', sources)}) }}")
        return sorted((row["g"]["value"] for row in rows), key=text_order)
    return [f"{each}#{part}" for each in sources if each in known for part in known[each].split(" ")]


def details(engine: Engine, citations: Sequence[str], cited: Collection[str]) -> list[Place]:
    """These passages as they are recorded, in this order.

    Args:
        engine: is asked, for so many at a time.
        citations: their IRIs.
        cited: the fragments of those that name a graph.
    """
    rows = [
        row
        for first in range(0, len(citations), BATCH)
        for row in solutions(
            engine,
            f"SELECT ?s ?p ?o WHERE {{ {_values('?s', citations[first : first + BATCH])}"
            f" GRAPH {SOURCES} {{ ?s ?p ?o }} }}",
        )
    ]
    said = by_subject(rows)
    return [_place(each, each.partition("#")[2] in cited, said[each]) for each in citations]


def stated(engine: Engine, citations: Sequence[str]) -> dict[str, Stated]:
    """What each of these passages states, with labels; those that state nothing are left out."""
    by_graph: dict[str, list[Row]] = defaultdict(list)
    for first in range(0, len(citations), BATCH):
        graphs = _values("?g", citations[first : first + BATCH])
        for row in solutions(engine, f"SELECT ?g ?s ?p ?o WHERE {{ {graphs} GRAPH ?g {{ ?s ?p ?o }} }}"):
            by_graph[row["g"]["value"]].append(row)
    called = call(engine, [row for rows in by_graph.values() for row in rows])
    return {graph: _stated(rows, called) for graph, rows in by_graph.items()}


def call(engine: Engine, rows: Iterable[Row]) -> dict[NamedNode, str]:
    """What to call all things and properties of rows with ``?s``, ``?p`` and ``?o``; two queries for most."""
    listed = list(rows)
    things, properties = _things(listed, "so"), _things(listed, "p")
    found: dict[NamedNode, list[tuple[str, str]]] = defaultdict(list)
    for wanted, pattern in (
        (things, f"?thing {SKOS.prefLabel} ?text"),
        (properties, f"GRAPH {ONTOLOGY} {{ ?thing {RDFS.label} ?text }}"),
    ):
        values = _values("?thing", [each.value for each in wanted])
        for row in solutions(engine, f"SELECT ?thing ?text WHERE {{ {values} {pattern} }}") if wanted else ():
            text = row["text"]
            found[NamedNode(row["thing"]["value"])].append((text.get("xml:lang", ""), text["value"]))
    rest = [each for each in {*things, *properties} if each not in found]
    return labels(engine, rest) | {each: best_text(found[each], languages_of(engine)) for each in found}


def value_of(term: Mapping[str, str], called: Mapping[NamedNode, str]) -> Value:
    """A term of a solution, as people read it."""
    return read(term_of(term), called)


def source_iri(name: str) -> NamedNode | None:
    """The IRI of the source of this name; None where no IRI can have it."""
    try:
        return NamedNode(f"{BASE}source/{name}")
    except ValueError:
        return None


def _stated(rows: Iterable[Row], called: Mapping[NamedNode, str]) -> Stated:
    names: dict[Value, set[Value]] = defaultdict(set)
    paraphrased: dict[Value, set[Value]] = defaultdict(set)
    facts: dict[Value, dict[Value, set[Value]]] = defaultdict(lambda: defaultdict(set))
    count = 0
    for row in rows:
        count += 1
        thing, value = value_of(row["s"], called), value_of(row["o"], called)
        predicate = row["p"]["value"]
        if predicate == RDFS.label.value:
            names[thing].add(value)
        elif predicate == FM.paraphrase.value:
            paraphrased[thing].add(value)
        else:
            facts[thing][value_of(row["p"], called)].add(value)
    said = (
        Said(thing, _listed(facts[thing]), tuple(sorted(paraphrased[thing], key=_order)))
        for thing in sorted({*facts, *paraphrased}, key=_order)
    )
    return Stated(_listed(names), tuple(said), count)


def _about(engine: Engine, source: NamedNode, rows: list[Row], called: dict[NamedNode, str]) -> SourceAbout:
    said: dict[str, list[Value]] = defaultdict(list)
    exact: dict[str, str] = {}
    details: dict[Value, set[Value]] = defaultdict(set)
    for row in rows:
        predicate, value = row["p"]["value"], value_of(row["o"], called)
        said[predicate].append(value)
        exact[predicate] = min(row["o"]["value"], exact.get(predicate, row["o"]["value"]))
        if predicate not in _TOLD:
            details[value_of(row["p"], called)].add(value)

    def texts(naming: NamedNode) -> Text:
        told = ((each.language, each.text) for each in said[naming.value])
        return best_text(told, languages_of(engine))

    extent = exact.get(DCTERMS.extent.value, "")
    description = texts(DCTERMS.description)
    return SourceAbout(
        SourceRecord(
            source.value,
            _file_name(exact.get(DCTERMS.identifier.value, "")),
            exact.get(SCHEMA.sha256.value, "").lower(),
            whole_number(extent),
        ),
        texts(SKOS.prefLabel) or texts(DCTERMS.title) or called[source],
        Value(description, language=description.language),
        _listed(details),
        tuple(sorted(said[FM.leavesOpen.value], key=_order)),
    )


def _is_passage(term: Mapping[str, str]) -> bool:
    return term["type"] == "uri" and is_citation(term["value"])


def _file_name(identifier: str) -> str:
    """The stem of a text's file, empty for what could lead out of the folder."""
    return identifier if identifier.isprintable() and not {"/", "\\"} & {*identifier} else ""


def _place(iri: str, cited: bool, said: Mapping[str, list[dict[str, str]]]) -> Place:  # noqa: FBT001 (a field)
    reasons = sorted(
        (Value(each["value"], language=each.get("xml:lang", "")) for each in said[FM.statesNothing.value]),
        key=_order,
    )
    return Place(
        iri,
        cited,
        min((each["value"] for each in said[SCHEMA.sha256.value]), default=""),
        reasons[0] if reasons else None,
        tuple(
            sorted((each["value"] for each in said[FM.readWith.value] if _is_passage(each)), key=text_order)
        ),
    )


def _listed(values: Mapping[Value, Iterable[Value]]) -> tuple[tuple[Value, tuple[Value, ...]], ...]:
    return tuple((each, tuple(sorted(values[each], key=_order))) for each in sorted(values, key=_order))


def _order(value: Value) -> tuple[str, str, str]:
    return value.text.casefold(), value.text, value.iri


def _things(rows: Iterable[Row], names: str) -> list[NamedNode]:
    found = {row[name]["value"]: None for row in rows for name in names if row[name]["type"] == "uri"}
    return [NamedNode(each) for each in found]


def _values(variable: str, iris: Iterable[str]) -> str:
    return f"VALUES {variable} {{ {' '.join(str(NamedNode(each)) for each in iris)} }}"


def within(variable: str, sources: Collection[str]) -> str:
    """The condition that an IRI is that of a passage of these sources."""
    if len(sources) == 1:
        (source,) = sources
        return f"STRSTARTS(STR({variable}), {Literal(source + '#')})"
    listed = ", ".join(str(Literal(each)) for each in sources)
    return f'CONTAINS(STR({variable}), "#") && STRBEFORE(STR({variable}), "#") IN ({listed})'
