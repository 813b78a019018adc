"""The documents of a thing: its concise description, alone or with the passages that speak of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.ask import number, solutions
from cuegraph.service.binding import term_of
from cuegraph.vocabulary import LINKS, OA, prefixes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyoxigraph import Triple

    from cuegraph.engine.interface import Answer, Engine
    from cuegraph.media import Format

MOST_GRAPHS: Final = 500
"""The most citation graphs that a document holds."""


def description(engine: Engine, thing: NamedNode, chosen: Format) -> Answer:
    """The concise description of a thing (see :mod:`cuegraph.engine.describe`).

    Of one that the default graph does not hold, what named graphs state of it.

    Args:
        engine: is asked.
        thing: what is described.
        chosen: a format for graphs.
    """
    query = f"DESCRIBE {thing}"
    if not solutions(engine, f"SELECT * WHERE {{ {{ {thing} ?p ?o }} UNION {{ ?s ?p {thing} }} }} LIMIT 1"):
        query = f"CONSTRUCT {{ {thing} ?p ?o }} WHERE {{ GRAPH ?g {{ {thing} ?p ?o }} }}"
    return engine.query(Query(query), Wanted(name=chosen.name))


def with_citations(engine: Engine, thing: NamedNode, chosen: Format) -> bytes:
    """The description of a thing in the default graph, and each citation graph that states something of it.

    Of the graph of links its own are there, each with the record of how it was found.

    Of more than ``MOST_GRAPHS`` such graphs the first by name are there, and a comment says so.

    Args:
        engine: is asked.
        thing: what is described.
        chosen: a format for datasets that has comments.
    """
    described = engine.query(Query(f"DESCRIBE {thing}"), Wanted(name="ntriples")).whole()
    quads = set(parse(described, format=RdfFormat.N_TRIPLES))
    naming = (
        f"SELECT DISTINCT ?g WHERE {{ {{ GRAPH ?g {{ {thing} ?p ?o }} }}"
        f' UNION {{ GRAPH ?g {{ ?s ?p {thing} }} }} FILTER(CONTAINS(STR(?g), "#")) }}'
        f" ORDER BY ?g LIMIT {MOST_GRAPHS + 1}"
    )
    found = [row["g"]["value"] for row in solutions(engine, naming)]
    graphs = " ".join(str(NamedNode(each)) for each in found[:MOST_GRAPHS])
    if graphs:
        query = f"SELECT ?g ?s ?p ?o WHERE {{ VALUES ?g {{ {graphs} }} GRAPH ?g {{ ?s ?p ?o }} }}"
        quads.update(
            Quad(*(term_of(row[each]) for each in ("s", "p", "o", "g")))  # type: ignore[arg-type]
            for row in solutions(engine, query)
        )
    query = (
        f"SELECT ?s ?p ?o WHERE {{ GRAPH {LINKS} {{"
        f" {{ VALUES ?s {{ {thing} }} ?s ?p ?o }} UNION {{ ?s {OA.hasTarget} {thing} ; ?p ?o }} }} }}"
    )
    quads.update(
        Quad(*(term_of(row[each]) for each in "spo"), LINKS)  # type: ignore[arg-type, call-arg]
        for row in solutions(engine, query)
    )
    cut = f"# More than {MOST_GRAPHS} passages speak of it: those whose names sort first are here.\n"
    return (cut.encode() if len(found) > MOST_GRAPHS else b"") + written(quads, chosen)


def holds(engine: Engine, graph: NamedNode) -> bool:
    """Whether a named graph holds anything."""
    return bool(solutions(engine, f"SELECT * WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }} LIMIT 1"))


def size_of(engine: Engine, graph: NamedNode) -> int:
    """How many triples a named graph holds."""
    return number(engine, f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")


def graph_document(engine: Engine, graph: NamedNode, chosen: Format) -> Answer:
    """The triples of a named graph.

    Args:
        engine: is asked.
        graph: the graph.
        chosen: a format for graphs.
    """
    query = Query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    return engine.query(query, Wanted(name=chosen.name))


def written(
    statements: Iterable[Quad] | Iterable[Triple], chosen: Format, known: Mapping[str, str] | None = None
) -> bytes:
    """Quads or triples in a format that holds them, sorted, with those prefixes that they use.

    Args:
        statements: all of one kind.
        chosen: the format.
        known: the prefixes to choose from; by default our own.
    """
    return in_order(sorted(statements, key=lambda each: (_graph(each), str(each))), chosen, known)


def in_order(ordered: Sequence[Any], chosen: Format, known: Mapping[str, str] | None = None) -> bytes:
    """The same of what is sorted already: prefixes by name, for they come in another order at every run."""
    text = "\n".join(map(str, ordered))
    used = {prefix: iri for prefix, iri in (known or prefixes()).items() if f"<{iri}" in text}
    body = serialize(ordered, format=chosen.rdf, prefixes=used) or b""
    end = 0
    while body.startswith(b"@prefix", end):
        end = body.index(b"\n", end) + 1
    return b"".join(sorted(body[:end].splitlines(keepends=True))) + body[end:]


def _graph(statement: Quad | Triple) -> str:
    return str(statement.graph_name) if isinstance(statement, Quad) else ""
