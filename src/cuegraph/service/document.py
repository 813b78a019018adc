"""The documents of a thing: its concise description, alone or with the passages that speak of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.ask import solutions
from cuegraph.service.facts import term_of
from cuegraph.vocabulary import prefixes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cuegraph.engine.interface import Answer, Engine
    from cuegraph.media import Format

MOST_GRAPHS = 500
"""The most citation graphs that a document holds."""


def description(engine: Engine, thing: NamedNode, chosen: Format) -> bytes:
    """The concise description of a thing (see :mod:`cuegraph.engine.describe`).

    Args:
        engine: is asked.
        thing: what is described.
        chosen: a format for graphs.
    """
    return engine.query(Query(f"DESCRIBE {thing}"), Wanted(name=chosen.name)).whole()


def with_citations(engine: Engine, thing: NamedNode, chosen: Format) -> bytes:
    """The description of a thing in the default graph, and each citation graph that states something of it.

    Args:
        engine: is asked.
        thing: what is described.
        chosen: a format for datasets.
    """
    described = engine.query(Query(f"DESCRIBE {thing}"), Wanted(name="ntriples")).whole()
    quads = set(parse(described, format=RdfFormat.N_TRIPLES))
    naming = (
        f"SELECT DISTINCT ?g WHERE {{ {{ GRAPH ?g {{ {thing} ?p ?o }} }}"
        f' UNION {{ GRAPH ?g {{ ?s ?p {thing} }} }} FILTER(CONTAINS(STR(?g), "#")) }}'
        f" ORDER BY ?g LIMIT {MOST_GRAPHS}"
    )
    graphs = " ".join(str(NamedNode(row["g"]["value"])) for row in solutions(engine, naming))
    if graphs:
        query = f"SELECT ?g ?s ?p ?o WHERE {{ VALUES ?g {{ {graphs} }} GRAPH ?g {{ ?s ?p ?o }} }}"
        quads.update(
            Quad(*(term_of(row[each]) for each in ("s", "p", "o", "g")))  # type: ignore[arg-type]
            for row in solutions(engine, query)
        )
    return written(quads, chosen)


def graph_document(engine: Engine, graph: NamedNode, chosen: Format) -> Answer:
    """The triples of a named graph.

    Args:
        engine: is asked.
        graph: the graph.
        chosen: a format for graphs.
    """
    query = Query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    return engine.query(query, Wanted(name=chosen.name))


def written(quads: Iterable[Quad], chosen: Format) -> bytes:
    """Quads in a format for datasets, sorted, with those of our prefixes that they use."""
    ordered = sorted(quads, key=lambda each: (str(each.graph_name), str(each)))
    text = "\n".join(map(str, ordered))
    used = {prefix: iri for prefix, iri in prefixes().items() if f"<{iri}" in text}
    body = serialize(ordered, format=chosen.rdf, prefixes=used) or b""
    end = 0
    while body.startswith(b"@prefix", end):
        end = body.index(b"\n", end) + 1
    return b"".join(sorted(body[:end].splitlines(keepends=True))) + body[end:]
