"""What a SPARQL server elsewhere does otherwise than the engine in memory, found out by asking it.

Only queries are sent, each with one constant or with a limit, all of them within some seconds.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, QueryBoolean, QuerySolutions, Store, parse_query_results

from cuegraph.engine.client import Client, whole_number
from cuegraph.engine.endpoint import Endpoint
from cuegraph.engine.remote import ACCEPT, GRAPHS, RESULTS
from cuegraph.errors import BadGateway, CuegraphError
from cuegraph.media import Kind
from cuegraph.vocabulary import RDF, RDFS, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cuegraph.engine.client import Reply

SECONDS: Final = 10.0
"""How long a probe may take."""

SAMPLES: Final = (
    Literal("PT1H10M18S", datatype=XSD.duration),
    Literal("PT70M18S", datatype=XSD.duration),
    Literal("2011", datatype=XSD.gYear),
    Literal("1.10", datatype=XSD.decimal),
    Literal("1", datatype=XSD.positiveInteger),
)
"""The literals that are sent through the server."""

SHARE: Final = 3.0
"""How long a single query of a probe may take."""

_LISTED = 1000
_ASKED = 8
_TRIPLES = 6
_ROWS = 10_001


@dataclass(frozen=True)
class Probe:
    """What was found out; None is what could not be.

    Attributes:
        server: what the server calls itself, empty when it does not.
        empty: whether it holds nothing that a query sees.
        union: whether the default graph holds the triples of every named graph that was looked into.
        twice: whether a triple of two named graphs counts twice in the default graph.
        altered: literals that come back changed otherwise than by the engine in memory, with what comes back.
        rows: how many rows it gives at most; None when no limit was met.
        no_graphs: whether it gives no triples in a format that is read here.
    """

    server: str
    empty: bool | None
    union: bool | None
    twice: bool | None
    altered: tuple[tuple[Literal, str], ...]
    rows: int | None
    no_graphs: bool

    def sentences(self) -> list[str]:
        """What differs from the engine in memory, each with its consequence, for the message at the start."""
        return [*self._of_graphs(), *self._of_literals(), *self._of_limits()]

    def _of_graphs(self) -> Iterator[str]:
        if self.empty:
            yield "It holds no triples yet, so how it treats default and named graphs is not known."
        elif self.union is None:
            yield (
                "Whether its default graph is the union of its named graphs could not be found out: "
                "compare an answer with and without GRAPH."
            )
        elif self.union:
            yield (
                "Its default graph holds the triples of its named graphs: a query without GRAPH sees all of "
                "them, those too that a dataset of cuegraph keeps out of its default graph."
            )
        if self.twice:
            yield (
                "A triple of two named graphs counts twice there: write DISTINCT and COUNT(DISTINCT …), as "
                "the shipped questions do."
            )

    def _of_literals(self) -> Iterator[str]:
        for literal, back in self.altered:
            kind = _short(literal.datatype)
            yield f"It gives back {literal.value} of {kind} as {back}: answers show it so."

    def _of_limits(self) -> Iterator[str]:
        if self.rows is not None:
            yield (
                f"It gives at most {self.rows} rows: a query whose answer it would cut ends with an error; "
                "ask with LIMIT, or raise ResultSetMaxRows there."
            )
        if self.no_graphs:
            yield "It gives no N-Triples and no Turtle: CONSTRUCT and DESCRIBE end with an error."


def probe(url: str, token: str = "", seconds: float = SECONDS) -> Probe:
    """Ask a SPARQL server what it does otherwise.

    Args:
        url: the address for queries.
        token: as for :class:`cuegraph.engine.remote.RemoteBackend`.
        seconds: how long all of it may take; what is not known by then stays unknown.

    Raises:
        BadInput: the address is none.
        BadGateway: the server cannot be reached, or does not answer ``ASK {}`` as it should.
    """
    client = Client(Endpoint.of(url, token), time.monotonic() + seconds)
    try:
        server = _check_alive(client)
        asker = _Asker(client)
        graphs = _graphs(asker)
        samples = _samples(asker, graphs or [])
        return Probe(
            server=server,
            empty=_empty(asker, graphs),
            union=_union(asker, samples),
            twice=_twice(asker, samples),
            altered=tuple(_altered(asker)),
            rows=_most_rows(asker),
            no_graphs=_gives_no_graphs(asker),
        )
    finally:
        client.close()


def _check_alive(client: Client) -> str:
    """What the server calls itself, once it has answered."""
    with client.post([("query", "ASK {}")], ACCEPT[Kind.RESULTS]) as reply:
        reply.check()
        form = RESULTS.get(reply.type)
        try:
            result = parse_query_results(reply.read(), format=form) if form else None
        except SyntaxError:
            result = None
        if not isinstance(result, QueryBoolean) or not result:
            raise BadGateway(
                "This is no SPARQL 1.1 server: it does not answer ASK {} with true.",
                where=client.endpoint.shown,
                remedy="Give the address of its SPARQL endpoint.",
            )
        return reply.header("Server").strip()


class _Asker:
    """Asks queries that may fail, each with its share of the time."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._until = client.until or 0.0

    @contextmanager
    def reply(self, query: str, kind: Kind = Kind.RESULTS) -> Iterator[Reply]:
        """The answer to a query, its head checked by whoever asks.

        Raises:
            BadGateway: there is none.
        """
        self._client.until = min(self._until, time.monotonic() + SHARE)
        with self._client.post([("query", query)], ACCEPT[kind]) as reply:
            yield reply

    def result(self, query: str) -> QuerySolutions | QueryBoolean | None:
        """The result of a query, read whole; None when there is none."""
        try:
            with self.reply(query) as reply:
                reply.check()
                return parse_query_results(reply.read(), format=RESULTS[reply.type])
        except (CuegraphError, KeyError, SyntaxError):
            return None

    def rows(self, query: str) -> list[list[object]] | None:
        """The rows of an answer; None when there is none, or one without columns."""
        result = self.result(query)
        if not isinstance(result, QuerySolutions) or not result.variables:
            return None
        try:
            return [[*row] for row in result]
        except SyntaxError:
            return None

    def holds(self, query: str) -> bool | None:
        """The answer to an ASK query; None when there is none."""
        result = self.result(query)
        return bool(result) if isinstance(result, QueryBoolean) else None

    def count(self, pattern: str) -> int | None:
        """How many solutions a pattern has; None when that is not told."""
        rows = self.rows(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
        number = rows[0][0] if rows else None
        return whole_number(number.value) if isinstance(number, Literal) else None


def _graphs(asker: _Asker) -> list[NamedNode] | None:
    """Some named graphs; None when there is no answer.

    Without DISTINCT, for Virtuoso 7.2.5 does not come to an end with it and ``?s ?p ?o``.
    """
    found: dict[NamedNode, None] = {}
    answered = False
    for pattern in ("?s ?p ?o", f"?s {RDF.type} ?o", f"?s {RDFS.label} ?o"):
        rows = asker.rows(f"SELECT ?g {{ GRAPH ?g {{ {pattern} }} }} LIMIT {_LISTED}")
        answered = answered or rows is not None
        names = list(dict.fromkeys(row[0] for row in rows or [] if isinstance(row[0], NamedNode)))
        found |= dict.fromkeys(names[:: max(1, len(names) // _ASKED)])
    return [*found] if answered else None


def _samples(asker: _Asker, graphs: list[NamedNode]) -> list[tuple[NamedNode, str]]:
    """Triples of these graphs, without blank nodes and literals, as SPARQL writes them."""
    found: list[tuple[NamedNode, str]] = []
    for graph in graphs:
        pattern = "?s ?p ?o FILTER(isIRI(?s) && isIRI(?o))"
        rows = asker.rows(f"SELECT ?s ?p ?o {{ GRAPH {graph} {{ {pattern} }} }} LIMIT {_TRIPLES}")
        found += [(graph, " ".join(map(str, row))) for row in rows or []]
    return found


def _empty(asker: _Asker, graphs: list[NamedNode] | None) -> bool | None:
    if graphs:
        return False
    seen = asker.holds("ASK { ?s ?p ?o }")
    return None if seen is None or graphs is None else not seen


def _union(asker: _Asker, samples: list[tuple[NamedNode, str]]) -> bool | None:
    """Whether each graph's first triple is in the default graph."""
    if not samples:
        return None
    first = dict(reversed(samples))
    answers = [asker.holds(f"ASK {{ {triple} }}") for triple in first.values()]
    if False in answers:
        return False
    return None if None in answers else True


def _twice(asker: _Asker, samples: list[tuple[NamedNode, str]]) -> bool | None:
    """Whether the default graph counts a triple of several graphs several times; None when there is none."""
    for _, triple in samples:
        graphs = asker.count(f"GRAPH ?g {{ {triple} }}")
        if graphs is not None and graphs > 1:
            counted = asker.count(triple)
            return None if counted is None else counted > 1
    return None


def _altered(asker: _Asker) -> Iterator[tuple[Literal, str]]:
    """Each sample that comes back as neither itself nor what the engine in memory makes of it.

    Made by a function, for Virtuoso fails at a duration that is written as a constant.
    """
    for sample in SAMPLES:
        query = f'SELECT (STRDT("{sample.value}", {sample.datatype}) AS ?x) {{}}'
        rows = asker.rows(query)
        if rows is None or len(rows) != 1:
            continue
        back = rows[0][0]
        ((kept,),) = Store().query(query)  # type: ignore[misc]
        if not isinstance(back, Literal):
            yield sample, "nothing"
        elif back not in {sample, kept}:
            of_type = "" if back.datatype == sample.datatype else f" of {_short(back.datatype)}"
            yield sample, f"{back.value}{of_type}"


def _most_rows(asker: _Asker) -> int | None:
    """The limit of rows that Virtuoso tells of when it cuts an answer."""
    pattern = "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }"
    try:
        with asker.reply(f"SELECT (1 AS ?x) {{ {pattern} }} LIMIT {_ROWS}") as reply:
            return whole_number(reply.header("X-SPARQL-MaxRows").strip())
    except BadGateway:
        return None


def _gives_no_graphs(asker: _Asker) -> bool:
    try:
        with asker.reply("CONSTRUCT { <urn:a> <urn:b> <urn:c> } {}", Kind.GRAPH) as reply:
            reply.check()
            return reply.type not in GRAPHS
    except CuegraphError:
        return False


def _short(iri: NamedNode) -> str:
    return iri.value.replace("http://www.w3.org/2001/XMLSchema#", "xsd:")
