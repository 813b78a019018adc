"""What follows by rdfs:subClassOf and rdfs:subPropertyOf: RDF 1.1 Semantics, rdfs7 and rdfs9, no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, Triple

from cuegraph.vocabulary import CONCEPTS, CURATION, INFERRED, LINKS, OWL, RDF, RDFS, is_citation

if TYPE_CHECKING:
    from collections.abc import Iterable

_META = (OWL.iri, RDFS.iri)


def infer(quads: Iterable[Quad], ontology: Iterable[Quad]) -> set[Quad]:
    """The quads of graph/inferred.

    Args:
        quads: the data; the citation graphs, curation and links are premises.
        ontology: the quads that hold the hierarchies of classes and properties, and the concepts.

    Returns:
        What follows and is stated nowhere in the default graph. Classes of OWL and RDFS are never inferred,
        nor are OWL's properties.
    """
    ontology = tuple(ontology)
    classes = _ancestors(ontology, RDFS.subClassOf, _META)
    properties = _ancestors(ontology, RDFS.subPropertyOf, (OWL.iri,))
    premises: set[Triple] = set()
    for quad in quads:
        graph = quad.graph_name
        if isinstance(graph, NamedNode) and (is_citation(graph.value) or graph in {CURATION, LINKS}):
            premises.add(quad.triple)
    known = premises | {quad.triple for quad in ontology if quad.graph_name == CONCEPTS}
    found: set[Quad] = set()
    for triple in premises:
        if triple.predicate == RDF.type and isinstance(triple.object, NamedNode):
            follows = [
                Triple(triple.subject, RDF.type, above) for above in classes.get(triple.object, frozenset())
            ]
        else:
            follows = [
                Triple(triple.subject, above, triple.object)
                for above in properties.get(triple.predicate, frozenset())
            ]
        found.update(
            Quad(each.subject, each.predicate, each.object, INFERRED) for each in follows if each not in known
        )
    return found


def _ancestors(
    quads: Iterable[Quad], relation: NamedNode, barred: tuple[str, ...]
) -> dict[NamedNode, frozenset[NamedNode]]:
    """Each term's terms above it, itself excluded, without those of the barred namespaces."""
    above: dict[NamedNode, set[NamedNode]] = {}
    for quad in quads:
        if (
            quad.predicate == relation
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode)
        ):
            above.setdefault(quad.subject, set()).add(quad.object)
    closed: dict[NamedNode, frozenset[NamedNode]] = {}
    for term, parents in above.items():
        seen: set[NamedNode] = set()
        waiting = list(parents)
        while waiting:
            each = waiting.pop()
            if each not in seen:
                seen.add(each)
                waiting.extend(above.get(each, ()))
        closed[term] = frozenset(each for each in seen - {term} if not each.value.startswith(barred))
    return closed
