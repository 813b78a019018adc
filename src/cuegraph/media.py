"""The formats that cuegraph reads and writes, one table for command, endpoint and documentation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from pyoxigraph import QueryResultsFormat, RdfFormat

from cuegraph.errors import BadInput


class Kind(Enum):
    """What a format can carry."""

    RESULTS = "solutions or a boolean"
    GRAPH = "one graph"
    DATASET = "several named graphs"


@dataclass(frozen=True)
class Format:
    """A serialisation.

    Attributes:
        name: how the command's ``--format`` calls it.
        media_type: its registered media type.
        kind: what it can carry.
        also: other media types by which clients ask for it.
        short: other names by which they do.
        text: whether ``charset=utf-8`` belongs in its Content-Type.
        results: pyoxigraph's name of it, None when it is no results format.
        rdf: pyoxigraph's name of it, None when it is no RDF format.
    """

    name: str
    media_type: str
    kind: Kind
    also: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    text: bool = False
    results: QueryResultsFormat | None = None
    rdf: RdfFormat | None = None

    @property
    def content_type(self) -> str:
        """The value of the header Content-Type."""
        return f"{self.media_type}; charset=utf-8" if self.text else self.media_type

    def is_called(self, name: str) -> bool:
        """Whether clients call it by this name or media type, in upper or lower case.

        >>> by_name("rdfxml").is_called("RDF+XML"), by_name("csv").is_called("text/csv")
        (True, True)
        """
        return name.lower() in {self.name, self.media_type, *self.also, *self.short}


FORMATS: tuple[Format, ...] = (
    Format(
        "json",
        "application/sparql-results+json",
        Kind.RESULTS,
        ("application/json",),
        results=QueryResultsFormat.JSON,
    ),
    Format(
        "xml",
        "application/sparql-results+xml",
        Kind.RESULTS,
        ("application/xml", "text/xml"),
        results=QueryResultsFormat.XML,
    ),
    Format("csv", "text/csv", Kind.RESULTS, text=True, results=QueryResultsFormat.CSV),
    Format("tsv", "text/tab-separated-values", Kind.RESULTS, text=True, results=QueryResultsFormat.TSV),
    Format(
        "turtle",
        "text/turtle",
        Kind.GRAPH,
        ("application/x-turtle",),
        ("ttl", "n3"),
        text=True,
        rdf=RdfFormat.TURTLE,
    ),
    Format(
        "ntriples", "application/n-triples", Kind.GRAPH, ("text/plain",), ("nt",), rdf=RdfFormat.N_TRIPLES
    ),
    Format(
        "rdfxml",
        "application/rdf+xml",
        Kind.GRAPH,
        ("application/xml", "text/xml"),
        ("xml", "rdf", "rdf+xml"),
        rdf=RdfFormat.RDF_XML,
    ),
    Format(
        "jsonld",
        "application/ld+json",
        Kind.GRAPH,
        ("application/json",),
        ("json", "json-ld"),
        rdf=RdfFormat.JSON_LD,
    ),
    Format("trig", "application/trig", Kind.DATASET, ("application/x-trig",), text=True, rdf=RdfFormat.TRIG),
    Format("nquads", "application/n-quads", Kind.DATASET, ("text/x-nquads",), ("nq",), rdf=RdfFormat.N_QUADS),
)


def of_kind(*kinds: Kind) -> tuple[Format, ...]:
    """The formats of these kinds, in the order of preference."""
    return tuple(each for each in FORMATS if each.kind in kinds)


def by_name(name: str) -> Format:
    """The format of this name.

    Raises:
        BadInput: there is none; the remedy lists those there are.

    >>> by_name("turtle").media_type
    'text/turtle'
    """
    for each in FORMATS:
        if each.name == name:
            return each
    raise BadInput(
        f"There is no format '{name}'.", remedy=f"Take one of: {', '.join(each.name for each in FORMATS)}."
    )
