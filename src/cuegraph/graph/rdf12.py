"""The RDF 1.2 view: what the default graph states by a citation, with reifiers that carry the citations.

Each triple that citation graphs hold stands once, and beside it a reifier (RDF 1.2 Concepts, section 1.5)
that has ``dcterms:source`` for each of these graphs. Nothing is lost: :func:`citations_of` gives them back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Triple, serialize

from cuegraph.vocabulary import DCTERMS, RDF, is_citation, prefixes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def reified(citations: Mapping[NamedNode, Iterable[Triple]]) -> list[Triple]:
    """The triples of citation graphs, each with its reifier.

    Args:
        citations: the triples of each citation graph.

    Returns:
        In an order that depends on the triples alone; the reifiers are blank nodes ``r1``, ``r2`` and so on.
    """
    sources: dict[Triple, set[NamedNode]] = {}
    for graph, triples in citations.items():
        for triple in triples:
            sources.setdefault(triple, set()).add(graph)
    found: list[Triple] = []
    for number, triple in enumerate(sorted(sources, key=str), 1):
        reifier = BlankNode(f"r{number}")
        found += [triple, Triple(reifier, RDF.reifies, triple)]
        found += [Triple(reifier, DCTERMS.source, each) for each in sorted(sources[triple], key=str)]
    return found


def citations_of(triples: Iterable[Triple]) -> set[Quad]:
    """The quads of the citation graphs that a view was made of: the way back of :func:`reified`."""
    reifies: dict[object, Triple] = {}
    sources: list[Triple] = []
    for each in triples:
        if each.predicate == RDF.reifies and isinstance(each.object, Triple):
            reifies[each.subject] = each.object
        elif each.predicate == DCTERMS.source:
            sources.append(each)
    return {
        Quad(stated.subject, stated.predicate, stated.object, each.object)
        for each in sources
        if isinstance(each.object, NamedNode)
        and is_citation(each.object.value)
        and (stated := reifies.get(each.subject))
    }


def to_rdf12(citations: Mapping[NamedNode, Iterable[Triple]], form: RdfFormat) -> bytes:
    """The view in Turtle or N-Triples of RDF 1.2; the same graphs give the same bytes."""
    triples = reified(citations)
    text = "\n".join(map(str, triples))
    known = {prefix: iri for prefix, iri in sorted(prefixes().items()) if prefix != "source"}
    used = {prefix: iri for prefix, iri in known.items() if f"<{iri}" in text}
    body = serialize(triples, format=form, prefixes=used) or b""
    if form != RdfFormat.TURTLE:
        return body
    lines = body.splitlines(keepends=True)
    head = sorted(each for each in lines if each.startswith(b"@prefix"))
    return b"".join([*head, *(each for each in lines if not each.startswith(b"@prefix"))])
