"""The RDF 1.2 view: what the default graph states by a citation, with reifiers that carry the citations.

Each triple that citation graphs hold stands once, and beside it a reifier (RDF 1.2 Concepts, section 1.5)
that has ``dcterms:source`` for each of these graphs. Nothing is lost, whatever the graphs hold, reifiers and
sources of their own too: what the view adds are the triples that nothing reifies; those of ``rdf:reifies``
among them say what is stated, and those of ``dcterms:source`` where.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, RdfFormat, Triple, serialize

from cuegraph.vocabulary import DCTERMS, RDF, prefixes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import NamedNode


def reified(citations: Mapping[NamedNode, Iterable[Triple]]) -> list[Triple]:
    """The triples of citation graphs, each with its reifier.

    Args:
        citations: the triples of each citation graph.

    Returns:
        In an order that depends on the triples alone. The reifiers are blank nodes ``r1``, ``r2`` and so on;
        ``rr1``, ``rr2`` where a blank node of the graphs has such a name.
    """
    sources: dict[Triple, set[NamedNode]] = {}
    for graph, triples in citations.items():
        for triple in triples:
            sources.setdefault(triple, set()).add(graph)
    taken = {node.value for triple in sources for node in _blank_nodes(triple)}
    letters = "r"
    while any(re.fullmatch(f"{letters}[0-9]+", each) for each in taken):
        letters += "r"
    found: list[Triple] = []
    for number, triple in enumerate(sorted(sources, key=str), 1):
        reifier = BlankNode(f"{letters}{number}")
        found += [triple, Triple(reifier, RDF.reifies, triple)]
        found += [Triple(reifier, DCTERMS.source, each) for each in sorted(sources[triple], key=str)]
    return found


def _blank_nodes(triple: Triple) -> Iterator[BlankNode]:
    for term in (triple.subject, triple.object):
        if isinstance(term, BlankNode):
            yield term
        elif isinstance(term, Triple):
            yield from _blank_nodes(term)


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
