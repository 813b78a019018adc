"""What an engine's dataset states of things, each fact with the graphs that state it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.ask import labels, solutions
from cuegraph.service.lookup import best_text
from cuegraph.vocabulary import (
    BASE,
    CURATION,
    DCTERMS,
    FM,
    INFERRED,
    LINKS,
    OA,
    ONTOLOGY,
    RDFS,
    SH,
    SKOS,
    THINGS,
    XSD,
    is_citation,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cuegraph.engine.interface import Engine

    Node = NamedNode | BlankNode | Literal
    Facts = dict[NamedNode, dict[NamedNode, dict[Node, list[str]]]]

MOST: Final = 2_000
"""The most facts that are read of one thing."""

MOST_POINTING: Final = 50_000
"""The most things that are read of those that point at one thing."""

_TSV: Final = Wanted(name="tsv")
_NEVER_NAMELESS: Final = frozenset({"concept", "concept-scheme", "source", "comparison", "link"})
_ONE: Final = Literal("1", datatype=XSD.integer)


class Incoming(NamedTuple):
    """Things of one kind that point at a thing by one property.

    Attributes:
        property: the property.
        kind: the first step of their path; empty where their IRIs are not ours.
        things: their IRIs, sorted.
    """

    property: NamedNode
    kind: str
    things: list[str]

    def some(self, count: int, start: int = 0) -> list[NamedNode]:
        """So many of the things, those before the start left out."""
        return [NamedNode(each) for each in self.things[start : start + count]]


def kind_of(iri: str) -> str:
    """The kind of a thing as its IRI says; empty for an IRI that is not ours.

    >>> kind_of("https://w3id.org/cuegraph/award-entry/first"), kind_of("http://a.example/film/b")
    ('award-entry', '')
    """
    kind = iri.removeprefix(BASE).partition("/")[0] if iri.startswith(BASE) else ""
    return kind if kind in THINGS else ""


def exists(engine: Engine, thing: NamedNode) -> bool:
    """Whether the default graph holds a thing, as subject or object."""
    query = f"SELECT * WHERE {{ {{ {thing} ?p ?o }} UNION {{ ?s ?p {thing} }} }} LIMIT 1"
    return bool(solutions(engine, query))


def facts_of(engine: Engine, things: Sequence[NamedNode], most: int = MOST) -> Facts:
    """What is stated of things: by thing, property and value the graphs that state it, in no order.

    What follows by the ontology only is left out: the fact that it follows from is there.

    Args:
        engine: is asked, once.
        things: the things.
        most: the most facts of each thing on average.
    """
    facts: Facts = {each: {} for each in things}
    if not things:
        return facts
    values = f"VALUES ?s {{ {' '.join(map(str, things))} }}"
    query = (
        f"SELECT ?s ?p ?o ?g WHERE {{ {{ {values} GRAPH ?g {{ ?s ?p ?o }} }} UNION"
        f" {{ {values} ?s ?p ?o FILTER NOT EXISTS {{ GRAPH ?any {{ ?s ?p ?o }} }} }} }}"
        f" LIMIT {most * len(things)}"
    )
    nodes: dict[str, NamedNode] = {}
    for row in solutions(engine, query):
        subject, predicate = (_node(nodes, row[each]["value"]) for each in ("s", "p"))
        value = row["o"]
        term = _node(nodes, value["value"]) if value["type"] == "uri" else term_of(value)
        graphs = facts[subject].setdefault(predicate, {}).setdefault(term, [])
        if "g" in row:
            graphs.append(row["g"]["value"])
    inferred = INFERRED.value
    return {
        thing: {
            predicate: kept
            for predicate, objects in found.items()
            if (kept := {each: graphs for each, graphs in objects.items() if graphs != [inferred]})
        }
        for thing, found in facts.items()
    }


def incoming(engine: Engine, thing: NamedNode) -> list[Incoming]:
    """What points at a thing, by property and kind, in the order of the kinds.

    What follows by the ontology only is left out. Of more than ``MOST_POINTING`` things, so many are told.

    Args:
        engine: is asked, twice.
        thing: what they point at.
    """
    pointing = _pairs(engine, f"?s ?p {thing}")
    groups: dict[tuple[str, str], list[str]] = {}
    for predicate, subject in pointing - _pairs(engine, f"GRAPH {INFERRED} {{ ?s ?p {thing} }}"):
        groups.setdefault((predicate, kind_of(subject)), []).append(subject)
    found = [Incoming(NamedNode(iri), kind, sorted(each)) for (iri, kind), each in groups.items()]
    return sorted(found, key=lambda each: (_rank(each.kind), each.property.value))


def _pairs(engine: Engine, pattern: str) -> set[tuple[str, str]]:
    """Property and thing of each solution, in TSV: there may be many, which JSON would take long for."""
    query = Query(f"SELECT ?p ?s WHERE {{ {pattern} }} LIMIT {MOST_POINTING}")
    lines = engine.query(query, _TSV).whole().decode().splitlines()[1:]
    pairs = (each.split("\t") for each in lines)
    return {(predicate[1:-1], subject[1:-1]) for predicate, subject in pairs if subject.startswith("<")}


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
        each
        for each in dict.fromkeys(nodes)
        if isinstance(each, NamedNode) and (kind := kind_of(each.value)) and kind not in _NEVER_NAMELESS
    ]
    if not things:
        return []
    values = f"VALUES ?s {{ {' '.join(map(str, things))} }}"
    rows = solutions(engine, f"SELECT DISTINCT ?s WHERE {{ {values} ?s {RDFS.label} ?name }}")
    named = {row["s"]["value"] for row in rows}
    return [each for each in things if each.value not in named]


def single(
    engine: Engine, classes: Iterable[NamedNode], properties: Iterable[NamedNode]
) -> dict[NamedNode, set[NamedNode]]:
    """Those of the properties that have one value by the shapes for each class (``sh:maxCount 1``)."""
    listed, asked = " ".join(map(str, classes)), " ".join(map(str, properties))
    found: dict[NamedNode, set[NamedNode]] = {}
    if listed and asked:
        query = (
            f"SELECT DISTINCT ?class ?p WHERE {{ VALUES ?p {{ {asked} }} GRAPH {ONTOLOGY} {{"
            f" ?shape {SH.path} ?p ; {SH.maxCount} {_ONE} . ?holder {SH.property} ?shape"
            f" OPTIONAL {{ ?holder {SH.targetClass} ?target }} BIND(COALESCE(?target, ?holder) AS ?class) }}"
            f" FILTER(?class IN ({listed.replace('> <', '>, <')})) }}"
        )
        for row in solutions(engine, query):
            found.setdefault(NamedNode(row["class"]["value"]), set()).add(NamedNode(row["p"]["value"]))
    return found


def names(engine: Engine, things: Sequence[NamedNode], known: Facts) -> dict[NamedNode, str]:
    """What to call things, as :func:`cuegraph.service.ask.labels` does; in less time for many things.

    Args:
        engine: is asked, twice at most.
        things: the things.
        known: what is stated of some of them, which need not be asked for.
    """
    told = {
        each: [
            (term.language or "", term.value) for term in found[SKOS.prefLabel] if isinstance(term, Literal)
        ]
        for each, found in known.items()
        if SKOS.prefLabel in found
    }
    rest = [each for each in things if each not in told]
    ours = " ".join(str(each) for each in rest if kind_of(each.value))
    terms = " ".join(str(each) for each in rest if not kind_of(each.value))
    if rest:
        query = (
            f"SELECT ?s ?name WHERE {{ {{ VALUES ?s {{ {ours} }} ?s {SKOS.prefLabel} ?name }} UNION"
            f" {{ VALUES ?s {{ {terms} }} GRAPH {ONTOLOGY} {{ ?s {RDFS.label} ?name }} }} }}"
        )
        for row in solutions(engine, query):
            name = row["name"]
            told.setdefault(NamedNode(row["s"]["value"]), []).append(
                (name.get("xml:lang", ""), name["value"])
            )
    return labels(engine, [each for each in things if each not in told]) | {
        each: best_text(texts) for each, texts in told.items() if texts
    }


def above(engine: Engine, classes: Sequence[NamedNode]) -> set[NamedNode]:
    """The classes that are above others of these."""
    values = f"VALUES ?c {{ {' '.join(map(str, classes))} }}"
    query = (
        f"SELECT DISTINCT ?a WHERE {{ {values} GRAPH {ONTOLOGY} {{ ?c {RDFS.subClassOf}+ ?a }}"
        " FILTER(?a != ?c && isIRI(?a)) }"
    )
    return {NamedNode(row["a"]["value"]) for row in solutions(engine, query)} if len(classes) > 1 else set()


def comparisons(engine: Engine, things: Sequence[NamedNode]) -> dict[NamedNode, Mapping[str, set[str]]]:
    """The curators' comparisons about these things: of each the kinds, the notes, and what it compares."""
    values = f"VALUES ?about {{ {' '.join(map(str, things))} }}"
    query = (
        f"SELECT ?c ?kind ?note ?g WHERE {{ {values} GRAPH {CURATION} {{"
        f" ?c {FM.about} ?about ; {FM.compares} ?g OPTIONAL {{ ?c {FM.kind} ?kind }}"
        f" OPTIONAL {{ ?c {DCTERMS.description} ?note }} }} }}"
    )
    found: dict[NamedNode, dict[str, set[str]]] = {}
    for row in solutions(engine, query):
        told = found.setdefault(NamedNode(row["c"]["value"]), {"kind": set(), "note": set(), "g": set()})
        for name, values_of in told.items():
            if name in row:
                values_of.add(row[name]["value"])
    return dict(found)


def how_linked(engine: Engine, thing: NamedNode) -> dict[str, str]:
    """What the records of links say of each address that a thing is linked with."""
    query = (
        f"SELECT ?body ?note WHERE {{ GRAPH {LINKS} {{ ?link {OA.hasTarget} {thing} ; {OA.hasBody} ?body ;"
        f" {DCTERMS.description} ?note }} }}"
    )
    return {row["body"]["value"]: row["note"]["value"] for row in solutions(engine, query)}


def term_of(binding: Mapping[str, str]) -> Node:
    """A term of SPARQL 1.1 Query Results JSON, section 3.2.2; a triple term as the text of it."""
    kind, value = binding["type"], binding["value"]
    if kind == "uri":
        return NamedNode(value)
    if kind == "bnode":
        return BlankNode(value)
    if kind == "triple":
        return Literal(str(value))
    if language := binding.get("xml:lang"):
        return Literal(value, language=language)
    return Literal(value, datatype=NamedNode(binding.get("datatype", XSD.string.value)))


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
