"""What the endpoint says of itself (SPARQL 1.1 Service Description), computed from the data it serves."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from cuegraph.engine.interface import Answer, Run
from cuegraph.engine.write import write_graph
from cuegraph.errors import DeadlinePassed, MemoryExhausted
from cuegraph.media import Kind
from cuegraph.service.ask import solutions
from cuegraph.service.within import Within
from cuegraph.vocabulary import RDF, RDFS, VOID, Namespace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cuegraph.engine.interface import Engine
    from cuegraph.protocol.negotiate import Wanted

    Sizes = list[tuple[str, int]]

SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")

MOST_GRAPHS: Final = 1000
"""The most named graphs that are listed; of more, only that there are more."""

_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPH = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")
_DATASET = ("TriG", "N-Quads")
_QUERY = ("SPARQL10Query", "SPARQL11Query")
_UPDATE = ("SPARQL11Update",)
_SIZE = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_SIZES = (
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY STR(?g) "
    f"LIMIT {MOST_GRAPHS + 1}"
)
_SHORT = Run(seconds=10.0)
_DATA = BlankNode("dataset")


@dataclass(frozen=True)
class Described(Answer):
    """The description of a service.

    Attributes:
        complete: whether it tells all that it can; without the graphs, which could not be counted in time, it
            is not to be kept: another time they may be.
    """

    complete: bool = True


def describe_service(
    engine: Engine,
    address: str,
    wanted: Wanted,
    writable: bool,  # noqa: FBT001 (one of two kinds of server)
    features: Iterable[str] = (),
) -> Described:
    """The description of the service, in RDF.

    It says what holds and nothing that might: the endpoint's address, languages and formats, the default
    graph and the named graphs that are not empty, with the number of their triples (left out where counting
    them all takes longer than ten seconds). Updates have an address of their own, and so are a service of
    their own.

    Args:
        engine: holds the dataset.
        address: the endpoint's address as the client sees it; its last part, ``sparql``, is ``update`` for
            updates.
        wanted: what the client can read.
        writable: whether updates are taken.
        features: the names of those instances of sd:Feature that the service has, such as ``EmptyGraphs`` (a
            graph without triples is kept) and ``BasicFederatedQuery``.

    Returns:
        the description; equal data give equal bytes where it is complete.

    Raises:
        NotAcceptable, BadInput: it can be given in nothing that is wanted.
        Unavailable: the engine takes no queries now.
    """
    chosen = wanted.format(Kind.GRAPH)
    within = Within(engine, _SHORT)
    default, named = _sizes(within, _SIZE), _sizes(within, _SIZES)
    triples = {*_service(address, _QUERY), *_dataset(default or [], named or [])}
    triples |= _formats(address, SD.resultFormat, (*_RESULTS, *_GRAPH))
    triples |= {Triple(NamedNode(address), SD.feature, SD[name]) for name in features}
    if writable:
        update = f"{address.removesuffix('sparql')}update"
        triples |= {*_service(update, _UPDATE)}
        triples |= _formats(update, SD.inputFormat, (*_GRAPH, *_DATASET))
    out = BytesIO()
    write_graph(triples, chosen, out)
    return Described(chosen, out.getvalue(), complete=default is not None and named is not None)


def _service(address: str, languages: Iterable[str]) -> Iterator[Triple]:
    service = NamedNode(address)
    yield Triple(service, RDF.type, SD.Service)
    yield Triple(service, SD.endpoint, service)
    yield Triple(service, SD.defaultDataset, _DATA)
    for language in languages:
        yield Triple(service, SD.supportedLanguage, SD[language])


def _formats(address: str, role: NamedNode, names: Iterable[str]) -> set[Triple]:
    return {Triple(NamedNode(address), role, FORMATS[name]) for name in names}


def _dataset(sizes: Sizes, graphs: Sizes) -> Iterator[Triple]:
    default = BlankNode("default")
    yield Triple(_DATA, RDF.type, SD.Dataset)
    yield Triple(_DATA, SD.defaultGraph, default)
    yield from _graph(default, *(size for _, size in sizes))
    if len(graphs) > MOST_GRAPHS:
        comment = f"There are more than {MOST_GRAPHS} named graphs; none is listed."
        yield Triple(_DATA, RDFS.comment, Literal(comment, language="en"))
        return
    for number, (name, size) in enumerate(graphs):
        named, graph = BlankNode(f"named{number:04}"), BlankNode(f"graph{number:04}")
        yield Triple(_DATA, SD.namedGraph, named)
        yield Triple(named, RDF.type, SD.NamedGraph)
        yield Triple(named, SD.name, NamedNode(name))
        yield Triple(named, SD.graph, graph)
        yield from _graph(graph, size)


def _graph(graph: BlankNode, size: int | None = None) -> Iterator[Triple]:
    yield Triple(graph, RDF.type, SD.Graph)
    if size is not None:
        yield Triple(graph, VOID.triples, Literal(size))


def _sizes(engine: Engine, text: str) -> Sizes | None:
    """The graphs' names, empty for the default graph, and how many triples each has; None if not in time."""
    try:
        found = solutions(engine, text)
    except (DeadlinePassed, MemoryExhausted):
        return None
    named = ((row.get("g", {"value": "", "type": "uri"}), int(row["n"]["value"])) for row in found)
    return [(name["value"], size) for name, size in named if name["type"] == "uri"]
