"""What sources say, passage by passage in the order of the text, asked of an engine by a few queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from cuegraph.citations.record import SourceRecord
from cuegraph.graph.evidence import text_order
from cuegraph.service.ask import by_subject, labels, number, solutions
from cuegraph.service.lookup import best_text
from cuegraph.service.spoken import spoken
from cuegraph.service.told import Value
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
    source_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from cuegraph.engine.interface import Engine

    Row = dict[str, dict[str, str]]

MOST: Final = 5_000
"""The most passages that are looked at together for a picture or a count of facts."""

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
_RECORD: Final = f"VALUES ?p {{ {SCHEMA.sha256} {FM.readWith} {FM.statesNothing} }}"


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
        """Where it begins and ends in a plain text, in code points; None for other places."""
        numbers = self.fragment.removeprefix("char=").split(",")
        if self.fragment.startswith("char=") and [each.isdecimal() for each in numbers] == [True, True]:
            return int(numbers[0]), int(numbers[1])
        return None


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


def is_large(engine: Engine) -> bool:
    """Whether there are more than ``MOST`` graphs, so that they are not gone through for a page.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`; so do all functions here.
    """
    graphs = f"SELECT ?g WHERE {{ GRAPH ?g {{ }} }} LIMIT {MOST + 1}"
    return number(engine, f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ {graphs} }} }}") > MOST


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
    return {each.value: _about(each, by_source[each.value], called) for each in things}


def places(engine: Engine, sources: Collection[str]) -> dict[str, list[Place]]:
    """The passages of these sources, cited or recorded, in the order of the text."""
    graphs = solutions(engine, f"SELECT ?g WHERE {{ GRAPH ?g {{ }} FILTER({_within('?g', sources)}) }}")
    rows = solutions(
        engine,
        f"SELECT ?s ?p ?o WHERE {{ {_values('?source', sources)} {_RECORD}"
        f" GRAPH {SOURCES} {{ ?s {OA.hasSource} ?source ; ?p ?o }} }}",
    )
    if not rows:  # data that were not built have no links from passages to sources
        rows = solutions(
            engine,
            f"SELECT ?s ?p ?o WHERE {{ {_RECORD} GRAPH {SOURCES} {{ ?s ?p ?o }}"
            f" FILTER({_within('?s', sources)}) }}",
        )
    said = by_subject(rows)
    cited = {row["g"]["value"] for row in graphs}
    found: dict[str, list[Place]] = {each: [] for each in sources}
    for iri in sorted(cited | set(said), key=text_order):
        found[source_of(iri)].append(_place(iri, iri in cited, said[iri]))
    return found


def count_facts(engine: Engine, sources: Collection[str]) -> dict[str, int]:
    """How many facts the passages of each of these sources state; goes through all graphs."""
    rows = solutions(
        engine,
        'SELECT ?source (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), "#"))'
        ' BIND(STRBEFORE(STR(?g), "#") AS ?source) } GROUP BY ?source',
    )
    counted = {row["source"]["value"]: int(row["n"]["value"]) for row in rows if "source" in row}
    return {each: counted.get(each, 0) for each in sources}


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
    return labels(engine, rest) | {thing: best_text(each) for thing, each in found.items()}


def value_of(term: Mapping[str, str], called: Mapping[NamedNode, str]) -> Value:
    """A term of a solution, as people read it."""
    if term["type"] == "uri":
        return Value(called.get(NamedNode(term["value"]), term["value"]), term["value"])
    datatype = NamedNode(term["datatype"]) if "datatype" in term else None
    text = spoken(Literal(term["value"], datatype=datatype)) if datatype else term["value"]
    return Value(text, language=term.get("xml:lang", ""))


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


def _about(source: NamedNode, rows: Iterable[Row], called: Mapping[NamedNode, str]) -> SourceAbout:
    said: dict[str, list[Value]] = defaultdict(list)
    exact: dict[str, str] = {}
    details: dict[Value, set[Value]] = defaultdict(set)
    for row in rows:
        predicate, value = row["p"]["value"], value_of(row["o"], called)
        said[predicate].append(value)
        exact[predicate] = min(row["o"]["value"], exact.get(predicate, row["o"]["value"]))
        if predicate not in _TOLD:
            details[value_of(row["p"], called)].add(value)

    def texts(naming: NamedNode) -> str:
        return best_text((each.language, each.text) for each in said[naming.value])

    extent = exact.get(DCTERMS.extent.value, "")
    description = next(iter(sorted(said[DCTERMS.description.value], key=_order)), Value(""))
    return SourceAbout(
        SourceRecord(
            source.value,
            _file_name(exact.get(DCTERMS.identifier.value, "")),
            exact.get(SCHEMA.sha256.value, "").lower(),
            int(extent) if extent.isdecimal() else None,
        ),
        texts(SKOS.prefLabel) or texts(DCTERMS.title) or called[source],
        description,
        _listed(details),
        tuple(sorted(said[FM.leavesOpen.value], key=_order)),
    )


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
        tuple(sorted((each["value"] for each in said[FM.readWith.value]), key=text_order)),
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


def _within(variable: str, sources: Collection[str]) -> str:
    """The condition that an IRI is that of a passage of these sources."""
    if len(sources) == 1:
        (source,) = sources
        return f"STRSTARTS(STR({variable}), {Literal(source + '#')})"
    listed = ", ".join(str(Literal(each)) for each in sources)
    return f'CONTAINS(STR({variable}), "#") && STRBEFORE(STR({variable}), "#") IN ({listed})'
