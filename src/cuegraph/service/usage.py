"""How often the served data use a class or a property, and a triple for each: small queries for any size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from cuegraph.service.ask import labels, number, solutions
from cuegraph.service.binding import term_of
from cuegraph.service.lookup import shorten
from cuegraph.service.told import Value
from cuegraph.vocabulary import RDF, SOURCES, prefixes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cuegraph.engine.interface import Engine
    from cuegraph.service.ask import Solution

    Pattern = tuple[NamedNode, NamedNode | None]
    Statement = tuple[NamedNode, NamedNode, NamedNode | Literal]

SMALL: Final = 50_000
"""The most triples that a graph may have for all uses to be counted."""

MOST: Final = 1000
"""The most uses of a term that are counted in a larger graph; of more, only that there are more."""

_LONG: Final = 90
_AT_ONCE: Final = 12


@dataclass(frozen=True)
class Use:
    """How often a term is used.

    Attributes:
        number: how many times.
        pattern: the property, and the class where that is the term.
        graph: where; None for the default graph.
        more: whether it is used more often than that.
    """

    number: int
    pattern: Pattern
    graph: NamedNode | None
    more: bool = False


@dataclass(frozen=True)
class Sample:
    """A triple of the data that uses a term.

    Attributes:
        subject: the thing.
        value: its value, the class itself where the term is one.
    """

    subject: Value
    value: Value


def uses(
    engine: Engine, classes: Iterable[NamedNode], properties: Iterable[NamedNode]
) -> dict[NamedNode, Use]:
    """How many things each class has, and how many triples each property; nothing of those that are not used.

    Counted is the default graph, and for what is not used there the graph of the sources.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    asked: dict[NamedNode, Pattern] = {each: (RDF.type, each) for each in classes}
    asked |= {each: (each, None) for each in properties}
    found: dict[NamedNode, Use] = {}
    for graph in (None, SOURCES):
        left = {each: pattern for each, pattern in asked.items() if each not in found}
        size = number(engine, f"SELECT (COUNT(*) AS ?n) WHERE {{ {_first((None, None), graph, SMALL + 1)} }}")
        if size:
            counted = _each(engine, graph) if size <= SMALL else _bounded(engine, graph, left)
            for term, many in counted.items():
                if term in left and many:
                    found[term] = Use(many, left[term], graph, more=size > SMALL and many > MOST)
    return found


def _each(engine: Engine, graph: NamedNode | None) -> dict[NamedNode, int]:
    """How often each property and each class is used in a graph, which is read twice."""
    found: dict[NamedNode, int] = {}
    for triple in ("?s ?term ?o", f"?s {RDF.type} ?term"):
        where = _in(graph, triple)
        for row in solutions(engine, f"SELECT ?term (COUNT(*) AS ?n) WHERE {{ {where} }} GROUP BY ?term"):
            if row["term"]["type"] == "uri":
                found[NamedNode(row["term"]["value"])] = int(row["n"]["value"])
    return found


def _bounded(
    engine: Engine, graph: NamedNode | None, asked: Mapping[NamedNode, Pattern]
) -> dict[NamedNode, int]:
    """How often each of these terms is used in a graph, of which no more is read than ``MOST`` of each."""
    parts = [
        f"{{ SELECT ({each} AS ?term) (COUNT(*) AS ?n) WHERE {{ {_first(pattern, graph, MOST + 1)} }} }}"
        for each, pattern in asked.items()
    ]
    rows = _union(engine, "?term ?n", parts)
    return {NamedNode(row["term"]["value"]): int(row["n"]["value"]) for row in rows}


def samples(
    engine: Engine, used: Mapping[NamedNode, Use], documented: Mapping[NamedNode, str]
) -> dict[NamedNode, Sample]:
    """A triple of the data for each of these terms: the documented one where the data hold it, otherwise any.

    Args:
        engine: is asked, by a few queries for all.
        used: terms that the data use.
        documented: the examples of the ontology in Turtle, without their prefixes.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    known = {each: told for each in used if (told := _read(documented.get(each, "")))}
    found = _held(engine, known)
    parts = [
        f"{{ SELECT ({each} AS ?term) ?s ?o WHERE {{ {_first(use.pattern, use.graph, 1)} }} }}"
        for each, use in used.items()
        if each not in found
    ]
    for row in _union(engine, "?term ?s ?o", parts):
        term = NamedNode(row["term"]["value"])
        subject, value = term_of(row["s"]), term_of(row["o"]) if "o" in row else term
        if isinstance(subject, NamedNode) and not isinstance(value, BlankNode | Triple):
            found[term] = (subject, used[term].pattern[0], value)
    things = {each for triple in found.values() for each in triple if isinstance(each, NamedNode)}
    named = labels(engine, sorted(things, key=lambda each: each.value))
    return {
        term: Sample(_named(subject, named), _named(value, named))
        for term, (subject, _, value) in found.items()
    }


def _first(pattern: tuple[NamedNode | None, NamedNode | None], graph: NamedNode | None, most: int) -> str:
    predicate, value = pattern
    where = _in(graph, f"?s {predicate or '?p'} {value or '?o'}")
    return f"{{ SELECT {'?s' if value else '?s ?o'} WHERE {{ {where} }} LIMIT {most} }}"


def _in(graph: NamedNode | None, triple: str) -> str:
    return f"GRAPH {graph} {{ {triple} }}" if graph else triple


def _union(engine: Engine, chosen: str, parts: Sequence[str]) -> list[Solution]:
    """The solutions of all these parts, some to a query: planning takes time with more than its length."""
    return [
        row
        for start in range(0, len(parts), _AT_ONCE)
        for row in solutions(
            engine, f"SELECT {chosen} WHERE {{ {' UNION '.join(parts[start : start + _AT_ONCE])} }}"
        )
    ]


def _read(text: str) -> Statement | None:
    """The triple of a documented example; None where it is none."""
    declared = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes().items())
    try:
        quads = list(parse(declared + text, format=RdfFormat.TURTLE))
    except SyntaxError:
        return None
    if len(quads) != 1:
        return None
    (triple,) = (each.triple for each in quads)
    if not isinstance(triple.subject, NamedNode) or not isinstance(triple.object, NamedNode | Literal):
        return None
    return triple.subject, triple.predicate, triple.object


def _held(engine: Engine, known: Mapping[NamedNode, Statement]) -> dict[NamedNode, Statement]:
    """Those of the documented examples that the data hold."""
    if not known:
        return {}
    rows = " ".join(f"({' '.join(map(str, (term, *triple)))})" for term, triple in known.items())
    query = (
        f"SELECT DISTINCT ?term WHERE {{ VALUES (?term ?s ?p ?o) {{ {rows} }} "
        f"{{ ?s ?p ?o }} UNION {{ GRAPH {SOURCES} {{ ?s ?p ?o }} }} }}"
    )
    held = (NamedNode(row["term"]["value"]) for row in solutions(engine, query))
    return {each: known[each] for each in held}


def _named(term: NamedNode | Literal, named: Mapping[NamedNode, str]) -> Value:
    if isinstance(term, Literal):
        return Value(_cut(term.value), "", term.language or "")
    short = shorten(term.value)
    return Value(short if "#char=" in short else named[term], term.value)


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"
