"""A source as RDF: what is recorded of it and of its passages, alone or with all that they state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, Quad

from cuegraph.media import by_name
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.ask import solutions
from cuegraph.service.binding import term_of
from cuegraph.service.document import in_order
from cuegraph.service.passages import BATCH, places
from cuegraph.vocabulary import OA, SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cuegraph.engine.interface import Engine
    from cuegraph.media import Format

_JSON: Final = Wanted(name="json")
_AT_ONCE: Final = 20_000
"""About how many statements of a document are written together; each such part declares its prefixes."""


def record_of(engine: Engine, source: NamedNode, chosen: Format) -> bytes:
    """What the graph ``…/graph/sources`` says of a source and its passages, in a format for graphs.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`; so does the other function.
    """
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {_recorded(engine, source)} }}"
    return engine.query(Query(query), Wanted(name=chosen.name)).whole()


def with_citations(engine: Engine, source: NamedNode, known: Mapping[str, str] | None = None) -> bytes:
    """The same in TriG, with every citation graph of the source, in the order of the text.

    Args:
        engine: is asked, for so many graphs at a time.
        source: the source.
        known: all that is cited, see :func:`cuegraph.service.census.cited_places`; None where the names of
            all graphs are to be gone through.
    """
    if known is None:
        cited = [each.iri for each in places(engine, [source.value])[source.value] if each.cited]
    else:
        fragments = known.get(source.value, "").split(" ")
        cited = [f"{source.value}#{each}" for each in fragments if each]
    quads = sorted({*_quads(engine, f"BIND({SOURCES} AS ?g) {_recorded(engine, source)}")}, key=str)
    parts: list[bytes] = []
    for first in range(0, len(cited), BATCH):
        if len(quads) > _AT_ONCE:
            parts.append(in_order(quads, by_name("trig")))
            quads = []
        order: dict[object, int] = {
            NamedNode(each): number for number, each in enumerate(cited[first : first + BATCH])
        }
        found = _quads(engine, f"VALUES ?g {{ {' '.join(map(str, order))} }} GRAPH ?g {{ ?s ?p ?o }}")
        quads += sorted(found, key=lambda each: (order[each.graph_name], str(each.triple)))
    return b"".join([*parts, in_order(quads, by_name("trig"))])


def _recorded(engine: Engine, source: NamedNode) -> str:
    passage = f"?s {OA.hasSource} {source}"
    linked = engine.query(Query(f"ASK {{ GRAPH {SOURCES} {{ {passage} }} }}"), _JSON).whole()
    if b"true" in linked:
        passages = f"{{ {passage} ; ?p ?o }}"
    else:
        passages = f'{{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), CONCAT(STR({source}), "#"))) }}'
    return f"GRAPH {SOURCES} {{ {{ VALUES ?s {{ {source} }} ?s ?p ?o }} UNION {passages} }}"


def _quads(engine: Engine, pattern: str) -> Iterator[Quad]:
    for row in solutions(engine, f"SELECT ?g ?s ?p ?o WHERE {{ {pattern} }}"):
        yield Quad(*(term_of(row[each]) for each in ("s", "p", "o", "g")))  # type: ignore[arg-type]
