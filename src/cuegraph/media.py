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
        extension: the ending of a file's name, without the dot.
        kind: what it can carry.
        also: other media types by which clients ask for it.
        text: whether ``charset=utf-8`` belongs in its Content-Type.
    """

    name: str
    media_type: str
    extension: str
    kind: Kind
    also: tuple[str, ...] = ()
    text: bool = False

    @property
    def content_type(self) -> str:
        """The value of the header Content-Type."""
        return f"{self.media_type}; charset=utf-8" if self.text else self.media_type

    @property
    def results(self) -> QueryResultsFormat:
        """Pyoxigraph's name of it; KeyError when it is no results format."""
        return {
            "json": QueryResultsFormat.JSON,
            "xml": QueryResultsFormat.XML,
            "csv": QueryResultsFormat.CSV,
            "tsv": QueryResultsFormat.TSV,
        }[self.name]

    @property
    def rdf(self) -> RdfFormat:
        """Pyoxigraph's name of it; KeyError when it is no RDF format."""
        return {
            "turtle": RdfFormat.TURTLE,
            "ntriples": RdfFormat.N_TRIPLES,
            "rdfxml": RdfFormat.RDF_XML,
            "jsonld": RdfFormat.JSON_LD,
            "trig": RdfFormat.TRIG,
            "nquads": RdfFormat.N_QUADS,
        }[self.name]


FORMATS: tuple[Format, ...] = (
    Format("json", "application/sparql-results+json", "srj", Kind.RESULTS, ("application/json",)),
    Format("xml", "application/sparql-results+xml", "srx", Kind.RESULTS, ("application/xml", "text/xml")),
    Format("csv", "text/csv", "csv", Kind.RESULTS, (), text=True),
    Format("tsv", "text/tab-separated-values", "tsv", Kind.RESULTS, (), text=True),
    Format("turtle", "text/turtle", "ttl", Kind.GRAPH, ("application/x-turtle",), text=True),
    Format("ntriples", "application/n-triples", "nt", Kind.GRAPH, ("text/plain",)),
    Format("rdfxml", "application/rdf+xml", "rdf", Kind.GRAPH, ("application/xml", "text/xml")),
    Format("jsonld", "application/ld+json", "jsonld", Kind.GRAPH, ("application/json",)),
    Format("trig", "application/trig", "trig", Kind.DATASET, ("application/x-trig",), text=True),
    Format("nquads", "application/n-quads", "nq", Kind.DATASET, ("text/x-nquads",)),
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
