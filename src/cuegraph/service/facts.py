"""What an engine's dataset states of things, each fact with the graphs that state it."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final, NamedTuple

from pyoxigraph import Literal, NamedNode

from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.ask import labels, solutions
from cuegraph.service.binding import term_of
from cuegraph.service.lookup import best_text
from cuegraph.service.within import languages_of
from cuegraph.vocabulary import (
    BASE,
    INFERRED,
    RDF,
    RDFS,
    SKOS,
    THINGS,
    is_citation,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cuegraph.engine.interface import Engine
    from cuegraph.service.binding import Node
    from cuegraph.service.known import Known

    Facts = dict[NamedNode, dict[NamedNode, dict[Node, list[str]]]]

MOST: Final = 2_000
"""The most facts that are read of one thing."""

MOST_POINTING: Final = 20_000
"""The most things that are read of those that point at one thing; of more, those of a page."""

_OF_EACH: Final = 1_000
_BETWEEN: Final = ">\t<"
_AFTER_SLASH: Final = "0"  # the character behind it

_TSV: Final = Wanted(name="tsv")
_KINDS: Final = frozenset(THINGS)
_NEVER_NAMELESS: Final = frozenset({"concept", "concept-scheme", "source", "comparison", "link"})


class Incoming(NamedTuple):
    """Things of one kind that point at a thing by one property.

    Attributes:
        property: the property.
        kind: the first step of their path; empty where their IRIs are not ours.
        things: their IRIs, sorted.
        more: whether there are more of them, which were not read; see :func:`some_pointing`.
    """

    property: NamedNode
    kind: str
    things: list[str]
    more: bool = False

    def some(self, count: int, start: int = 0) -> list[NamedNode]:
        """So many of the things, those before the start left out."""
        return [NamedNode(each) for each in self.things[start : start + count]]


def kind_of(iri: str) -> str:
    """The kind of a thing as its IRI says; empty for an IRI that is not ours.

    >>> kind_of("https://w3id.org/cuegraph/award-entry/first"), kind_of("http://a.example/film/b")
    ('award-entry', '')
    """
    kind = iri.removeprefix(BASE).partition("/")[0] if iri.startswith(BASE) else ""
    return kind if kind in _KINDS else ""


def may_be_nameless(iri: str) -> bool:
    """Whether a thing is of a kind that needs no name in any source; see :func:`nameless`."""
    kind = kind_of(iri)
    return bool(kind) and kind not in _NEVER_NAMELESS


def exists(engine: Engine, thing: NamedNode) -> bool:
    """Whether the dataset holds a thing, as subject or object."""
    there = f"{{ {thing} ?p ?o }} UNION {{ ?s ?p {thing} }}"
    query = f"SELECT * WHERE {{ {there} UNION {{ GRAPH ?g {{ {there} }} }} }} LIMIT 1"
    return bool(solutions(engine, query))


def facts_of(engine: Engine, things: Sequence[NamedNode], most: int = MOST) -> tuple[Facts, bool]:
    """What is stated of things: by thing, property and value the graphs that state it, in no order.

    What follows by the ontology only is left out, but for classes: the fact that it follows from is there.

    Args:
        engine: is asked, once.
        things: the things.
        most: the most facts of each thing on average, counted once for each graph.

    Returns:
        the facts, and whether there are more of them.
    """
    facts: Facts = {each: {} for each in things}
    if not things:
        return facts, False
    values = f"VALUES ?s {{ {' '.join(map(str, things))} }}"
    query = (
        f"SELECT ?s ?p ?o ?g WHERE {{ {values} {{ GRAPH ?g {{ ?s ?p ?o }} }} UNION"
        f" {{ ?s ?p ?o FILTER NOT EXISTS {{ GRAPH ?any {{ ?s ?p ?o }} }} }} }} LIMIT {most * len(things) + 1}"
    )
    nodes: dict[str, NamedNode] = {}
    rows = solutions(engine, query)
    for row in rows[: most * len(things)]:
        value = row["o"]
        term = _node(nodes, value["value"]) if value["type"] == "uri" else term_of(value)
        found = facts[_node(nodes, row["s"]["value"])].setdefault(_node(nodes, row["p"]["value"]), {})
        graphs = found.setdefault(term, [])
        if "g" in row:
            graphs.append(row["g"]["value"])
    a = RDF.type
    kept: Facts = {
        thing: {
            predicate: left
            for predicate, objects in told.items()
            if (left := objects if predicate == a else not_inferred(objects))
        }
        for thing, told in facts.items()
    }
    return kept, len(rows) > most * len(things)


def incoming(engine: Engine, thing: NamedNode) -> list[Incoming]:
    """What points at a thing, by property and kind, in the order of the kinds.

    What follows by the ontology only is left out. Of more than ``MOST_POINTING`` things so many are told, and
    some by each property. Where nothing in the default graph points at it, named graphs are asked.

    Args:
        engine: is asked, twice; of more things, or of none, once or twice more, and once by property.
        thing: what they point at.
    """
    pointing, more = _pairs(engine, f"?s ?p {thing}")
    inferred, _ = _pairs(engine, f"GRAPH {INFERRED} {{ ?s ?p {thing} }}")
    stated = ""
    if not pointing:
        pointing, more = _pairs(engine, f"GRAPH ?g {{ ?s ?p {thing} }}")
    elif more and inferred:  # of which the one may be some, and the other be others
        stated = f"FILTER NOT EXISTS {{ GRAPH {INFERRED} {{ ?s ?p {thing} }} }}"
        pointing, more = _pairs(engine, f"?s ?p {thing} {stated}")
        inferred = set()
    cut: set[str] = set()
    if more:
        for row in solutions(engine, f"SELECT DISTINCT ?p WHERE {{ ?s ?p {thing} }}"):
            node = NamedNode(row["p"]["value"])
            some, more = _pairs(engine, f"VALUES ?p {{ {node} }} ?s ?p {thing} {stated}", _OF_EACH)
            pointing |= some
            cut |= {node.value} if more else set()
    groups = _grouped(sorted(pointing - inferred))
    found = [Incoming(NamedNode(iri), kind, each, iri in cut) for (iri, kind), each in groups.items()]
    return sorted(found, key=lambda each: (_rank(each.kind), each.property.value))


def some_pointing(
    engine: Engine, thing: NamedNode, group: Incoming, count: int, start: int
) -> list[NamedNode]:
    """So many of the things of a group, those before the start left out, in an order that the data keep."""
    space = f"{BASE}{group.kind}/"
    ours = f"FILTER(STRSTARTS(STR(?s), {Literal(space)}))" if group.kind else "FILTER(isIRI(?s))"
    triple = f"?s {group.property} {thing}"
    query = (
        f"SELECT ?s WHERE {{ {triple} {ours} FILTER NOT EXISTS {{ GRAPH {INFERRED} {{ {triple} }} }} }}"
        f" LIMIT {count} OFFSET {start}"
    )
    return [NamedNode(row["s"]["value"]) for row in solutions(engine, query)]


def _grouped(pairs: Sequence[str]) -> dict[tuple[str, str], list[str]]:
    """The things of sorted pairs by property and kind; those of one kind stand together."""
    groups: dict[tuple[str, str], list[str]] = {}
    at = 0
    while at < len(pairs):
        predicate, _, first = pairs[at].partition(_BETWEEN)
        kind, end = kind_of(first), at + 1
        if kind and first.startswith(f"{BASE}{kind}/"):
            end = bisect_left(pairs, f"{predicate}{_BETWEEN}{BASE}{kind}{_AFTER_SLASH}", at)
        start = len(predicate) + len(_BETWEEN)
        groups.setdefault((predicate, kind), []).extend([each[start:] for each in pairs[at:end]])
        at = end
    return groups


def _pairs(engine: Engine, pattern: str, most: int | None = None) -> tuple[set[str], bool]:
    """Property and thing of each solution, ``_BETWEEN`` between their IRIs, and whether there are more.

    They are read in TSV, and not taken apart: there may be many.
    """
    most = MOST_POINTING if most is None else most
    query = Query(f"SELECT ?p ?s WHERE {{ {pattern} }} LIMIT {most + 1}")
    told = engine.query(query, _TSV).whole().decode().replace("\r\n", "\n").rstrip("\n")
    lines = told.split("\n")[1:]  # an IRI may hold U+2028
    return {each[1:-1] for each in lines[:most] if _BETWEEN in each}, len(lines) > most


def witnesses(
    engine: Engine, thing: NamedNode, pairs: Iterable[tuple[NamedNode, NamedNode]]
) -> dict[tuple[NamedNode, NamedNode], list[str]]:
    """The graphs that state that things point at one thing: by the thing that points, and its property."""
    listed = " ".join(f"({subject} {predicate})" for subject, predicate in pairs)
    found: dict[tuple[NamedNode, NamedNode], list[str]] = {}
    if listed:
        query = f"SELECT ?s ?p ?g WHERE {{ VALUES (?s ?p) {{ {listed} }} GRAPH ?g {{ ?s ?p {thing} }} }}"
        for row in solutions(engine, query):
            key = NamedNode(row["s"]["value"]), NamedNode(row["p"]["value"])
            found.setdefault(key, []).append(row["g"]["value"])
    return found


def nameless(engine: Engine, nodes: Iterable[object]) -> list[NamedNode]:
    """Those of the nodes that no source gives a name: award entries, placements, credits, statements."""
    things = [
        each for each in dict.fromkeys(nodes) if isinstance(each, NamedNode) and may_be_nameless(each.value)
    ]
    if not things:
        return []
    values = f"VALUES ?s {{ {' '.join(map(str, things))} }}"
    rows = solutions(engine, f"SELECT DISTINCT ?s WHERE {{ {values} ?s {RDFS.label} ?name }}")
    named = {row["s"]["value"] for row in rows}
    return [each for each in things if each.value not in named]


def names(engine: Engine, things: Sequence[NamedNode], stated: Facts, known: Known) -> dict[NamedNode, str]:
    """What to call things, as :func:`cuegraph.service.ask.labels` does; in less time for many things.

    Args:
        engine: is asked, twice at most.
        things: the things.
        stated: what is stated of some of them, which need not be asked for.
        known: the names of terms.
    """
    told = {
        each: [
            (term.language or "", term.value) for term in found[SKOS.prefLabel] if isinstance(term, Literal)
        ]
        for each, found in stated.items()
        if SKOS.prefLabel in found
    }
    wanted = languages_of(engine)
    called = known.named([each for each in things if each not in told], wanted)
    if rest := [each for each in things if each not in told and each not in called]:
        values = f"VALUES ?s {{ {' '.join(map(str, rest))} }}"
        for row in solutions(engine, f"SELECT ?s ?name WHERE {{ {values} ?s {SKOS.prefLabel} ?name }}"):
            name = row["name"]
            told.setdefault(NamedNode(row["s"]["value"]), []).append(
                (name.get("xml:lang", ""), name["value"])
            )
    called |= {each: best_text(texts, wanted) for each, texts in told.items() if texts}
    return called | labels(engine, [each for each in rest if each not in called])


def not_inferred(objects: Mapping[Node, list[str]]) -> dict[Node, list[str]]:
    """Those of the values that are stated, with the graphs that state them."""
    return {each: graphs for each, graphs in objects.items() if graphs != [INFERRED.value]}


def cited(graphs: Iterable[str]) -> list[str]:
    """The citations among graphs."""
    return [each for each in graphs if is_citation(each)]


def _rank(kind: str) -> int:
    return THINGS.index(kind) if kind else len(THINGS)


def _node(nodes: dict[str, NamedNode], iri: str) -> NamedNode:
    """One node for all that have its IRI."""
    found = nodes.get(iri)
    if found is None:
        found = nodes[iri] = NamedNode(iri)
    return found
