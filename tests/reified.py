"""The way back of the view in RDF 1.2, as any reader of RDF 1.2 can go it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, Triple

from cuegraph.vocabulary import DCTERMS, RDF, is_citation

if TYPE_CHECKING:
    from collections.abc import Iterable


def citations_of(triples: Iterable[Triple]) -> set[Quad]:
    """The quads of the citation graphs that a view was made of."""
    triples = set(triples)
    claimed = {each.object for each in triples if each.predicate == RDF.reifies}
    own = triples - claimed  # what the graphs state is reified each, what the view adds is not
    reifies = {each.subject: each.object for each in own if each.predicate == RDF.reifies}
    return {
        Quad(stated.subject, stated.predicate, stated.object, each.object)
        for each in own
        if each.predicate == DCTERMS.source
        and isinstance(each.object, NamedNode)
        and is_citation(each.object.value)
        and isinstance(stated := reifies.get(each.subject), Triple)
    }
