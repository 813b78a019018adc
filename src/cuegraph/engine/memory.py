"""The engine that holds the dataset in memory, in this process."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import IO, TYPE_CHECKING, Final

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)

from cuegraph.engine.dataset import graphs_of, merged
from cuegraph.engine.interface import Answer, Run
from cuegraph.errors import BadInput
from cuegraph.media import Format, Kind
from cuegraph.protocol.check import check_query
from cuegraph.protocol.explain import explain_syntax
from cuegraph.protocol.negotiate import ANY, Wanted
from cuegraph.vocabulary import RDF, prefixes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pyoxigraph import Quad

    from cuegraph.protocol.request import Query, Update

RUN: Final = Run()
_XML_ROOT = re.compile(rb"<rdf:RDF ([^>]*)>")
_XML_NAME = re.compile(r"[^\W\d][\w.\-]*\Z")


class MemoryEngine:
    """An engine over a pyoxigraph store in memory, in this process: no deadline, several threads at once.

    Args:
        quads: the dataset, its default graph written out.
        services: the servers that a query may call.

    Attributes:
        store: the dataset.
    """

    def __init__(self, quads: Iterable[Quad] = (), services: Collection[str] = ()) -> None:
        self.store = Store()
        self.store.bulk_extend(quads)
        self.version = "memory"
        self._services = services

    def query(self, query: Query, wanted: Wanted = ANY, run: Run = RUN) -> Answer:  # noqa: ARG002 (no deadline here)
        """Run a query to its end; see :class:`cuegraph.engine.interface.Engine`."""
        out = BytesIO()
        chosen = self.answer(query, wanted, out)
        return Answer(chosen, out.getvalue())

    def answer(self, query: Query, wanted: Wanted, out: IO[bytes]) -> Format:
        """Run a query and write its result; see :class:`cuegraph.engine.interface.Backend`."""
        checked = replace(query, text=check_query(query.text))
        try:
            result = self._run(checked)
            if isinstance(result, QueryTriples):
                chosen = wanted.format(Kind.GRAPH)
                out.write(_write_graph(result, chosen))
            else:
                chosen = wanted.format(Kind.RESULTS)
                result.serialize(out, format=chosen.results)
        except SyntaxError as error:
            raise explain_syntax(query.text, str(error)) from error
        except RuntimeError as error:  # an unknown function, for one
            raise BadInput(
                f"The query cannot be run: {error}.",
                remedy="Use the functions of SPARQL 1.1 and of XML Schema.",
            ) from error
        return chosen

    def update(self, update: Update, run: Run = RUN) -> None:  # noqa: ARG002
        """Carry out an update; see :class:`cuegraph.engine.interface.Engine`."""
        try:
            self.store.update(update.text)
        except SyntaxError as error:
            raise explain_syntax(update.text, str(error)) from error

    def parse(self, document: bytes, format: Format, base: str, run: Run = RUN) -> bytes:  # noqa: A002, ARG002
        """An RDF document as N-Quads; see :class:`cuegraph.engine.interface.Engine`."""
        return serialize(parse(document, format=format.rdf, base_iri=base), format=RdfFormat.N_QUADS) or b""

    def cancel(self, ident: str) -> bool:  # noqa: ARG002 (nothing runs under an id)
        """Nothing: requests here cannot be cancelled."""
        return False

    def _run(self, query: Query) -> QuerySolutions | QueryBoolean | QueryTriples:
        graphs = graphs_of(query)
        if graphs is None:
            return self.store.query(query.text)
        default, named = graphs
        if len(default) < 2:  # noqa: PLR2004 (nothing to merge)
            return self.store.query(query.text, default_graph=[*default], named_graphs=[*named])
        store = merged(self.store, default, named)
        return store.query(query.text, default_graph=DefaultGraph(), named_graphs=[*named])


def _write_graph(result: Iterable[Triple], chosen: Format) -> bytes:
    """The triples, each once, sorted: equal graphs without blank nodes give equal bytes."""
    triples = sorted(set(result), key=_order)
    if chosen.rdf == RdfFormat.RDF_XML:
        _check_names(triples)
    text = "\n".join({_iris(triple) for triple in triples})
    used = {prefix: iri for prefix, iri in prefixes().items() if iri in text}
    return _with_sorted_prefixes(serialize(triples, format=chosen.rdf, prefixes=used) or b"", chosen)


def _with_sorted_prefixes(body: bytes, chosen: Format) -> bytes:
    """Declare the prefixes in the order of their names; pyoxigraph writes them in another at every run."""
    if chosen.rdf == RdfFormat.TURTLE:
        lines = body.splitlines(keepends=True)
        last = next(
            (place for place, line in enumerate(lines) if not line.startswith(b"@prefix")), len(lines)
        )
        return b"".join([*sorted(lines[:last]), *lines[last:]])
    if chosen.rdf == RdfFormat.RDF_XML:
        return _XML_ROOT.sub(
            lambda root: b"<rdf:RDF " + b" ".join(sorted(root[1].split())) + b">", body, count=1
        )
    return body


def _order(triple: Triple) -> tuple[str, bool, str, str]:
    """By subject, its types first, then by predicate and object."""
    predicate = triple.predicate
    return str(triple.subject), predicate != RDF.type, str(predicate), str(triple.object)


def _iris(triple: Triple) -> str:
    return f"{triple.subject} {triple.predicate} {triple.object}"


def _check_names(triples: Iterable[Triple]) -> None:
    """Refuse what RDF/XML cannot hold: pyoxigraph 0.5.13 would write an element without a name."""
    for triple in triples:
        if isinstance(triple.predicate, NamedNode) and not _XML_NAME.search(triple.predicate.value):
            raise BadInput(
                "RDF/XML cannot hold the result: a property's IRI does not end in an XML name.",
                where=triple.predicate.value,
                remedy="Ask for Turtle, N-Triples or JSON-LD.",
            )
