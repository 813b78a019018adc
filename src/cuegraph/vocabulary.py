"""The namespaces and graph names in use, and what a graph's name says.

A named graph is a citation exactly when its IRI holds a ``#``; the part before it is the source, a standard
fragment identifier (RFC 5147, RFC 7111, RFC 6901) follows.
"""

from __future__ import annotations

from pyoxigraph import NamedNode

BASE = "https://w3id.org/cuegraph/"
"""The base of every thing's IRI."""


class Namespace:
    """A namespace whose attributes are its terms.

    >>> Namespace("http://example.org/#").Film
    <NamedNode value=http://example.org/#Film>
    """

    def __init__(self, iri: str) -> None:
        self.iri = iri

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        term = self.__dict__[name] = NamedNode(self.iri + name)  # which is not made a second time
        return term

    def __getitem__(self, name: str) -> NamedNode:
        return NamedNode(self.iri + name)


FM = Namespace("https://w3id.org/cuegraph/ns#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
SCHEMA = Namespace("https://schema.org/")
PROV = Namespace("http://www.w3.org/ns/prov#")
NIF = Namespace("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#")
OA = Namespace("http://www.w3.org/ns/oa#")
VOID = Namespace("http://rdfs.org/ns/void#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
MO = Namespace("http://purl.org/ontology/mo/")
SH = Namespace("http://www.w3.org/ns/shacl#")
SSSOM = Namespace("https://w3id.org/sssom/")

PREFIXES: dict[str, str] = {
    "fm": FM.iri,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "owl": OWL.iri,
    "xsd": XSD.iri,
    "skos": SKOS.iri,
    "dcterms": DCTERMS.iri,
    "schema": SCHEMA.iri,
    "prov": PROV.iri,
    "nif": NIF.iri,
    "oa": OA.iri,
    "void": VOID.iri,
    "dcat": DCAT.iri,
    "sh": SH.iri,
    "mo": MO.iri,
    "sssom": SSSOM.iri,
}
"""The prefixes of every export, in the order of writing. Things add their own (``film:`` …)."""

GRAPHS = BASE + "graph/"
CURATION = NamedNode(GRAPHS + "curation")
CONCEPTS = NamedNode(GRAPHS + "concepts")
LINKS = NamedNode(GRAPHS + "links")
INFERRED = NamedNode(GRAPHS + "inferred")
SOURCES = NamedNode(GRAPHS + "sources")
ONTOLOGY = NamedNode(GRAPHS + "ontology")
DATASET = NamedNode(GRAPHS + "dataset")

IN_DEFAULT = frozenset({CURATION, CONCEPTS, LINKS, INFERRED})
"""The service graphs that the default graph holds, beside every citation graph."""


def is_citation(graph: str) -> bool:
    """Whether the graph of this IRI is a citation.

    >>> is_citation("https://w3id.org/cuegraph/source/review#char=0,12")
    True
    >>> is_citation("https://w3id.org/cuegraph/graph/curation")
    False
    """
    return "#" in graph


def source_of(graph: str) -> str:
    """The IRI of the source that a citation points into.

    >>> source_of("https://w3id.org/cuegraph/source/review#char=0,12")
    'https://w3id.org/cuegraph/source/review'
    """
    return graph.partition("#")[0]


THINGS: tuple[str, ...] = (
    "film",
    "version",
    "role",
    "person",
    "agent",
    "group",
    "artist",
    "organization",
    "label",
    "publication",
    "service",
    "place",
    "work",
    "score",
    "recording",
    "album",
    "release",
    "track",
    "credit",
    "engagement",
    "placement",
    "chart",
    "chart-entry",
    "award-body",
    "award-category",
    "ceremony",
    "award-entry",
    "review",
    "video",
    "book",
    "list",
    "list-entry",
    "influence",
    "statement",
    "event",
    "comparison",
    "link",
    "concept",
    "concept-scheme",
    "source",
)
"""The kinds of thing, each the first step of its things' path and their prefix: ``film:drive-2011``."""


def prefixes() -> dict[str, str]:
    """Every prefix of ours: the vocabularies', then one for each kind of thing.

    >>> prefixes()["award-entry"]
    'https://w3id.org/cuegraph/award-entry/'
    """
    return PREFIXES | {kind: f"{BASE}{kind}/" for kind in THINGS}


def split_iri(iri: str, table: dict[str, str] | None = None) -> tuple[str, str] | None:
    """An IRI as prefix and local name, in the longest namespace that it begins with; None where none fits.

    Args:
        iri: the IRI.
        table: the namespaces by prefix; all of ours unless told.

    >>> split_iri("https://w3id.org/cuegraph/award-entry/first")
    ('award-entry', 'first')
    >>> split_iri("http://example.org/a")
    """
    fitting = [
        (len(space), prefix) for prefix, space in (table or prefixes()).items() if iri.startswith(space)
    ]
    length, prefix = max(fitting, default=(0, ""))
    return (prefix, iri[length:]) if iri[length:] and prefix else None
