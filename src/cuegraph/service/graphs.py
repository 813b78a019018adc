"""The graphs of a store: read, replaced, added to and removed, by queries and updates only.

Nothing here knows what the engine is, so that it works for a SPARQL server elsewhere too. Each change is one
update, all of it or nothing. What takes several steps is best asked of a
:class:`cuegraph.service.within.Within`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, DefaultGraph, RdfFormat, parse

from cuegraph.errors import BadInput, NotFound
from cuegraph.media import Kind
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query, Update
from cuegraph.protocol.store import Extent, Target, joined, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cuegraph.engine.interface import Answer, Engine
    from cuegraph.media import Format

_TRIES = 3
_YES = b"true"
_ASKING = Wanted(name="json")
_WITHOUT_GRAPHS = frozenset({"turtle", "ntriples", "rdfxml"})


@dataclass(frozen=True)
class Document:
    """An RDF document as it came.

    Attributes:
        body: its bytes.
        format: what it is written in.
    """

    body: bytes
    format: Format


def is_dataset(engine: Engine, documents: Sequence[Document], base: str) -> bool:
    """Whether this is a document for the store, not for one graph of it.

    That is one alone in a format for datasets, or in JSON-LD with named graphs, for which it is parsed.

    Args:
        engine: parses it.
        documents: what has come.
        base: what relative IRIs are resolved against.

    Raises:
        BadInput: it does not parse.
        Unavailable: as :meth:`cuegraph.engine.interface.Engine.parse`.
    """
    if len(documents) != 1 or documents[0].format.name in _WITHOUT_GRAPHS:
        return False
    (document,) = documents
    if document.format.kind is Kind.DATASET:
        return True
    return _names_graphs(engine.parse(document.body, document.format, base).decode())


def graph_exists(engine: Engine, target: Target) -> bool:
    """Whether there is this graph; the default graph is always there, and one without triples may be.

    Raises:
        Unavailable: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    if target.extent is not Extent.GRAPH:
        return True
    graph = f"<{target.graph}>"
    # Of an empty graph only the second is true; servers that keep none may not take it for one they have.
    return _is_true(engine, f"ASK {{ GRAPH {graph} {{ ?s ?p ?o }} }}") or _is_true(
        engine, f"ASK {{ VALUES ?g {{ {graph} }} GRAPH ?g {{ }} }}"
    )


def get_graph(engine: Engine, target: Target, wanted: Wanted) -> Answer:
    """A graph's triples, serialised (Graph Store Protocol, section 5.2); none of an empty graph.

    Whether it is there and what it holds are asked one after the other, and again when a change came between.

    Raises:
        NotFound: there is no such graph.
        BadInput: it is the store, which is no graph.
        NotAcceptable, Unavailable: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    pattern = _in_graph(target, " ?s ?p ?o ")
    for tries in range(_TRIES, 0, -1):
        version = engine.version
        if not graph_exists(engine, target):
            raise _absent(target)
        answer = engine.query(Query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"), wanted)
        if engine.version == version or tries == 1:
            break
        if answer.file is not None:
            answer.file.close()
    return answer


def put_graph(engine: Engine, target: Target, documents: Sequence[Document], base: str) -> bool:
    """Make a graph hold the triples of these documents and no other (section 5.3).

    The store itself is a target too: it then holds what a document with named graphs holds, and nothing else.

    Args:
        engine: holds the store.
        target: what is replaced.
        documents: what it is to hold; blank nodes of different documents are different.
        base: what relative IRIs in them are resolved against.

    Returns:
        whether the graph is a new one.

    Raises:
        BadInput: a document does not parse, or names graphs where one graph is replaced.
        Refused, Unavailable: as :meth:`cuegraph.engine.interface.Engine.update`.
    """
    inserted = _insertion(engine, target, documents, base)
    new = not graph_exists(engine, target)
    engine.update(Update(f"{_removal(target)} ; {inserted}"))
    return new


def post_graph(engine: Engine, target: Target, documents: Sequence[Document], base: str) -> bool:
    """Add the triples of these documents to a graph, made if need be, or to the store (section 5.5).

    Args, returns and errors are those of :func:`put_graph`.
    """
    inserted = _insertion(engine, target, documents, base)
    new = not graph_exists(engine, target)
    engine.update(Update(inserted))
    return new


def delete_graph(engine: Engine, target: Target) -> None:
    """Remove a graph, or the triples of the default graph (section 5.4).

    Raises:
        NotFound: there is no such graph.
        BadInput: it is the store: that would remove everything.
        Refused, Unavailable: as :meth:`cuegraph.engine.interface.Engine.update`.
    """
    _in_graph(target, "")
    if not graph_exists(engine, target):
        raise _absent(target)
    engine.update(Update(_removal(target)))


def _is_true(engine: Engine, text: str) -> bool:
    return _YES in engine.query(Query(text), _ASKING).whole()


def _removal(target: Target) -> str:
    if target.extent is Extent.GRAPH:
        return f"DROP SILENT GRAPH <{target.graph}>"
    return "DROP DEFAULT" if target.extent is Extent.DEFAULT else "DROP ALL"


def _insertion(engine: Engine, target: Target, documents: Iterable[Document], base: str) -> str:
    """The operations that put the documents' triples there, and make the graph even where there are none."""
    parsed = [_parsed(engine, target, each, base) for each in documents]
    if target.extent is Extent.STORE:
        return f"INSERT DATA {{ {_quads(joined(parsed))} }}"
    inserted = f"INSERT DATA {{ {_in_graph(target, _lines(joined(parsed)))} }}"
    if target.extent is Extent.GRAPH:
        return f"CREATE SILENT GRAPH <{target.graph}> ; {inserted}"
    return inserted


def _parsed(engine: Engine, target: Target, document: Document, base: str) -> str:
    """The document in N-Quads; without graphs in it, unless it goes to the store."""
    found = engine.parse(document.body, document.format, base).decode()
    may_name = document.format.name not in _WITHOUT_GRAPHS and target.extent is not Extent.STORE
    if may_name and _names_graphs(found):
        raise BadInput(
            "The document names graphs, and so does the request.",
            where=document.format.media_type,
            remedy="Send it alone to /store without ?graph= and ?default, or leave the graphs out.",
        )
    return found


def _names_graphs(document: str) -> bool:
    """Whether N-Quads have triples in a named graph."""
    quads = parse(document, format=RdfFormat.N_QUADS)
    return any(not isinstance(quad.graph_name, DefaultGraph) for quad in quads)


def _quads(document: str) -> str:
    """N-Quads as the triples and GRAPH blocks of SPARQL."""
    graphs: dict[str, list[str]] = {}
    for quad in parse(document, format=RdfFormat.N_QUADS):
        graph = quad.graph_name
        if isinstance(graph, BlankNode):
            raise BadInput(
                "The document names a graph by a blank node.",
                where=str(graph),
                remedy="Give each graph an IRI.",
            )
        graphs.setdefault("" if isinstance(graph, DefaultGraph) else graph.value, []).append(
            f"{quad.triple} ."
        )
    blocks = {graph: _lines("\n".join(triples)) for graph, triples in graphs.items()}
    return " ".join(_in_graph(named(graph), block) if graph else block for graph, block in blocks.items())


def _lines(triples: str) -> str:
    return f"\n{triples}\n"


def _in_graph(target: Target, pattern: str) -> str:
    """A pattern or triples in this graph.

    Raises:
        BadInput: it is the store, which is no graph.
    """
    if target.extent is Extent.STORE:
        raise BadInput(
            "The request names no graph.",
            where="graph, default",
            remedy="Name one by ?graph=IRI, or the default graph by ?default.",
        )
    return f"GRAPH <{target.graph}> {{{pattern}}}" if target.extent is Extent.GRAPH else pattern


def _absent(target: Target) -> NotFound:
    return NotFound(
        "There is no such graph.",
        where=target.graph,
        remedy="SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } lists those there are.",
    )
