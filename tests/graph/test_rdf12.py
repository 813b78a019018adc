"""The view in RDF 1.2: whatever citation graphs hold, they come back as they were."""

from __future__ import annotations

import pytest
from pyoxigraph import (
    BaseDirection,
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
)
from reified import citations_of

from cuegraph.graph.rdf12 import to_rdf12
from cuegraph.vocabulary import BASE, DCTERMS, RDF

ONE, TWO = (NamedNode(f"{BASE}source/note#char={each}") for each in ("0,5", "6,9"))
TIDE, BY, ADA = (NamedNode(f"https://film.example/{each}") for each in ("tide", "by", "ada"))
SAID = Triple(TIDE, BY, ADA)
R1, B = BlankNode("r1"), BlankNode("b")
STRANGE: dict[str, dict[NamedNode, list[Triple]]] = {
    "nothing": {ONE: []},
    "one triple in two passages": {ONE: [SAID], TWO: [SAID]},
    "a blank node with the name of a reifier": {ONE: [Triple(R1, BY, ADA), SAID, Triple(TIDE, BY, R1)]},
    "such a node with a source": {ONE: [Triple(R1, DCTERMS.source, TWO), SAID, Triple(R1, BY, ADA)]},
    "a blank node of two graphs": {ONE: [Triple(TIDE, BY, B)], TWO: [Triple(B, BY, ADA)]},
    "a source of its own": {ONE: [Triple(TIDE, DCTERMS.source, TWO)], TWO: [SAID]},
    "a reifier of its own": {ONE: [Triple(B, RDF.reifies, SAID), Triple(B, DCTERMS.source, TWO)]},
    "texts": {
        ONE: [
            Triple(TIDE, BY, Literal("ab", language="ar")),
            Triple(TIDE, BY, Literal("ab", language="ar", direction=BaseDirection.RTL)),
            Triple(TIDE, BY, Literal('a "b"\\\r\n@prefix \t\u2028\U0001f600')),
        ]
    },
}


def canonical(quads: set[Quad]) -> set[Quad]:
    """The quads, their blank nodes named by what they stand in."""
    found = Dataset(quads)
    found.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return set(found)


@pytest.mark.parametrize("form", [RdfFormat.TURTLE, RdfFormat.N_TRIPLES], ids=["turtle", "ntriples"])
@pytest.mark.parametrize("name", STRANGE)
def test_what_is_strange_comes_back_too(name: str, form: RdfFormat) -> None:
    graphs = STRANGE[name]
    store = Store()
    store.load(to_rdf12(graphs, form), form)
    quads = {
        Quad(each.subject, each.predicate, each.object, graph)
        for graph, triples in graphs.items()
        for each in triples
    }
    assert canonical(citations_of(each.triple for each in store)) == canonical(quads)
    cited = {quad.triple for quad in quads}
    assert len(store) == 2 * len(cited) + len(quads)
