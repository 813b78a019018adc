"""A source as RDF: what is recorded of it and of its passages, alone or with all that they state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    parse_query_results,
    serialize,
)

from cuegraph.graph.evidence import text_order
from cuegraph.media import by_name
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.passages import BATCH, places
from cuegraph.vocabulary import OA, SOURCES, prefixes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cuegraph.engine.interface import Engine
    from cuegraph.media import Format

_JSON = Wanted(name="json")


def record_of(engine: Engine, source: NamedNode, chosen: Format) -> bytes:
    """What the graph ``…/graph/sources`` says of a source and its passages, in a format for graphs.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`; so does the other function.
    """
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {_recorded(engine, source)} }}"
    return engine.query(Query(query), Wanted(name=chosen.name)).whole()


def with_citations(engine: Engine, source: NamedNode) -> bytes:
    """The same in TriG, with every citation graph of the source, in the order of the text."""
    found = places(engine, [source.value])[source.value]
    graphs = [NamedNode(each.iri) for each in found if each.cited]
    quads = set(_quads(engine, f"BIND({SOURCES} AS ?g) {_recorded(engine, source)}"))
    for first in range(0, len(graphs), BATCH):
        values = " ".join(map(str, graphs[first : first + BATCH]))
        quads.update(_quads(engine, f"VALUES ?g {{ {values} }} GRAPH ?g {{ ?s ?p ?o }}"))
    body = serialize(sorted(quads, key=_order), format=by_name("trig").rdf, prefixes=_prefixes(quads)) or b""
    lines = body.splitlines(keepends=True)
    head = [line for line in lines if line.startswith(b"@prefix")]  # written in another order at every run
    return b"".join([*sorted(head), *lines[len(head) :]])


def _recorded(engine: Engine, source: NamedNode) -> str:
    passage = f"?s {OA.hasSource} {source}"
    linked = engine.query(Query(f"ASK {{ GRAPH {SOURCES} {{ {passage} }} }}"), _JSON).whole()
    if b"true" in linked:
        passages = f"{{ {passage} ; ?p ?o }}"
    else:
        passages = f'{{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), CONCAT(STR({source}), "#"))) }}'
    return f"GRAPH {SOURCES} {{ {{ VALUES ?s {{ {source} }} ?s ?p ?o }} UNION {passages} }}"


def _quads(engine: Engine, pattern: str) -> Iterator[Quad]:
    answer = engine.query(Query(f"SELECT ?g ?s ?p ?o WHERE {{ {pattern} }}"), _JSON)
    rows = parse_query_results(answer.whole(), format=QueryResultsFormat.JSON)
    if isinstance(rows, QuerySolutions):
        for row in rows:
            yield Quad(row["s"], row["p"], row["o"], row["g"])


def _order(quad: Quad) -> tuple[bool, tuple[str, tuple[int, ...], str], str]:
    graph = getattr(quad.graph_name, "value", "")
    return graph != SOURCES.value, text_order(graph), str(quad.triple)


def _prefixes(quads: Iterable[Quad]) -> dict[str, str]:
    """Those of our prefixes that have a use here."""
    iris: set[str] = set()
    for quad in quads:
        for each in (quad.subject, quad.predicate, quad.object):
            if isinstance(each, NamedNode):
                iris.add(each.value)
            elif isinstance(each, Literal):
                iris.add(each.datatype.value)
    return {
        prefix: space for prefix, space in prefixes().items() if any(each.startswith(space) for each in iris)
    }
