"""The dataset's description of itself, computed from it: VoID, DCAT, PROV and its digest."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING
from urllib.parse import quote

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

import cuegraph
from cuegraph.media import Kind, of_kind
from cuegraph.vocabulary import (
    BASE,
    DCAT,
    DCTERMS,
    FM,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SOURCES,
    VOID,
    XSD,
    is_citation,
    source_of,
    split_iri,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")
"""The licence of ontology and data."""

_HERE = BASE + "dataset/"
DESCRIBED = NamedNode(_HERE + "cuegraph")
"""The dataset's own IRI."""

_TITLES = {
    "turtle": "The default graph as Turtle",
    "ntriples": "The default graph as N-Triples",
    "rdfxml": "The default graph as RDF/XML",
    "jsonld": "The default graph as JSON-LD",
    "trig": "The dataset with its citation graphs as TriG",
    "nquads": "The dataset with its citation graphs as N-Quads",
}


def describe_dataset(quads: Iterable[Quad], digest: str) -> set[Triple]:
    """The triples of graph/dataset.

    Every count is of the default graph, and each node has an IRI. There is no clock in it: the same dataset
    has the same description. Where it is served is for the server to add.

    Args:
        quads: the dataset without its description.
        digest: its sha256 in hexadecimal.
    """
    quads = list(quads)
    default = [quad.triple for quad in quads if isinstance(quad.graph_name, DefaultGraph)]
    about = _Description()
    about.say(DESCRIBED, RDF.type, VOID.Dataset, DCAT.Dataset, PROV.Entity)
    about.say(DESCRIBED, DCTERMS.title, Literal("cuegraph: film music with citations", language="en"))
    about.say(
        DESCRIBED,
        DCTERMS.description,
        Literal(
            "A knowledge graph of film music. Each fact stands in a named graph whose IRI is a citation: "
            "the source and the place in it that state the fact.",
            language="en",
        ),
    )
    about.say(DESCRIBED, DCTERMS.license, LICENCE)
    about.say(DESCRIBED, SCHEMA.sha256, Literal(digest))
    _count(about, default)
    _distributions(about)
    _provenance(about, quads)
    return about.triples


class _Description:
    """Triples being collected."""

    def __init__(self) -> None:
        self.triples: set[Triple] = set()

    def say(self, subject: NamedNode, predicate: NamedNode, *values: NamedNode | Literal | int) -> None:
        for value in values:
            term = Literal(str(value), datatype=XSD.integer) if isinstance(value, int) else value
            self.triples.add(Triple(subject, predicate, term))


def _count(about: _Description, default: list[Triple]) -> None:
    """VoID, sections 4 (statistics) and 4.6 (class and property partitions)."""
    subjects = {triple.subject for triple in default}
    things = {each for each in subjects if isinstance(each, NamedNode) and each.value.startswith(BASE)}
    members: defaultdict[NamedNode, set[NamedNode | BlankNode | Triple]] = defaultdict(set)
    by_property: defaultdict[NamedNode, list[Triple]] = defaultdict(list)
    sizes = Counter(triple.subject for triple in default)
    for triple in default:
        by_property[triple.predicate].append(triple)
        if triple.predicate == RDF.type and isinstance(triple.object, NamedNode):
            members[triple.object].add(triple.subject)
    about.say(DESCRIBED, VOID.uriSpace, Literal(BASE))
    about.say(DESCRIBED, VOID.triples, len(default))
    about.say(DESCRIBED, VOID.entities, len(things))
    about.say(DESCRIBED, VOID.distinctSubjects, len(subjects))
    about.say(DESCRIBED, VOID.distinctObjects, len({triple.object for triple in default}))
    about.say(DESCRIBED, VOID.classes, len(members))
    about.say(DESCRIBED, VOID.properties, len(by_property))
    for namespace in {_namespace(term.value) for term in (*members, *by_property)}:
        about.say(DESCRIBED, VOID.vocabulary, NamedNode(namespace))
    for term, found in members.items():
        part = NamedNode(f"{_HERE}class/{_name(term.value)}")
        about.say(DESCRIBED, VOID.classPartition, part)
        about.say(part, RDF.type, VOID.Dataset)
        about.say(part, VOID["class"], term)
        about.say(part, VOID.entities, len(found))
        about.say(part, VOID.triples, sum(sizes[each] for each in found))
    for term, triples in by_property.items():
        part = NamedNode(f"{_HERE}property/{_name(term.value)}")
        about.say(DESCRIBED, VOID.propertyPartition, part)
        about.say(part, RDF.type, VOID.Dataset)
        about.say(part, VOID.property, term)
        about.say(part, VOID.triples, len(triples))
        about.say(part, VOID.distinctSubjects, len({each.subject for each in triples}))
        about.say(part, VOID.distinctObjects, len({each.object for each in triples}))


def _distributions(about: _Description) -> None:
    for each in of_kind(Kind.GRAPH, Kind.DATASET):
        distribution = NamedNode(f"{_HERE}distribution/{each.name}")
        about.say(DESCRIBED, DCAT.distribution, distribution)
        about.say(distribution, RDF.type, DCAT.Distribution)
        about.say(distribution, DCTERMS.title, Literal(_TITLES[each.name], language="en"))
        about.say(distribution, DCTERMS.license, LICENCE)
        about.say(
            distribution,
            DCAT.mediaType,
            NamedNode(f"https://www.iana.org/assignments/media-types/{each.media_type}"),
        )


def _provenance(about: _Description, quads: list[Quad]) -> None:
    """What it is made from and by what, and a VoID subset for each source with the triples that it states."""
    build = NamedNode(_HERE + "build")
    software = NamedNode(_HERE + "software")
    stated: defaultdict[str, set[Triple]] = defaultdict(set)
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode) and is_citation(quad.graph_name.value):
            stated[source_of(quad.graph_name.value)].add(quad.triple)
        elif quad.graph_name == SOURCES and quad.object == FM.Source and isinstance(quad.subject, NamedNode):
            stated[quad.subject.value].update()
    about.say(DESCRIBED, PROV.wasGeneratedBy, build)
    about.say(build, RDF.type, PROV.Activity)
    about.say(build, PROV.wasAssociatedWith, software)
    about.say(software, RDF.type, PROV.SoftwareAgent, SCHEMA.SoftwareApplication)
    about.say(software, RDFS.label, Literal("cuegraph"))
    about.say(software, SCHEMA.softwareVersion, Literal(cuegraph.__version__))
    for iri, triples in stated.items():
        source = NamedNode(iri)
        about.say(DESCRIBED, PROV.wasDerivedFrom, source)
        about.say(build, PROV.used, source)
        part = NamedNode(f"{_HERE}source/{_name(iri)}")
        about.say(DESCRIBED, VOID.subset, part)
        about.say(part, RDF.type, VOID.Dataset)
        about.say(part, PROV.wasDerivedFrom, source)
        about.say(part, VOID.triples, len(triples))


def _namespace(iri: str) -> str:
    """The IRI up to its last # or /."""
    return re.sub(r"[^#/]*\Z", "", iri)


def _name(iri: str) -> str:
    """A path of one or two steps for a term: ``fm/Film``, ``review`` for a source, else the IRI encoded."""
    if iri.startswith(BASE + "source/"):
        return quote(iri.removeprefix(BASE + "source/"), safe="")
    found = split_iri(iri, PREFIXES)
    return f"{found[0]}/{quote(found[1], safe='')}" if found else quote(iri, safe="")
