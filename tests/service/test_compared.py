"""Which comparisons are about a thing: the pages and ``cite`` agree on all of the shipped data."""

from pyoxigraph import NamedNode

from cuegraph.engine.memory import MemoryEngine
from cuegraph.graph.assemble import assemble
from cuegraph.service.compared import comparisons
from cuegraph.service.describe import describe
from cuegraph.service.lookup import Names
from cuegraph.settings import shipped
from cuegraph.vocabulary import CURATION, FM


def test_pages_and_cite_tell_the_same_comparisons() -> None:
    engine = MemoryEngine(assemble(shipped("data"), shipped("ontology")).quads)
    names = Names(engine.store)
    match = engine.store.quads_for_pattern
    things = sorted({str(quad.subject)[1:-1] for quad in match(None, None, None, CURATION)})
    told: set[NamedNode] = set()
    for number, thing in enumerate(map(NamedNode, things)):
        found = {
            node.value: (about["note"], about["g"]) for node, about in comparisons(engine, thing).items()
        }
        if not found and number % 8:  # which takes longer
            continue
        assert found == {
            each.comparison.iri: ({each.note}, set(each.citations))
            for each in describe(engine.store, names, thing).comparisons
        }
        told.update(map(NamedNode, found))
    assert told == {quad.subject for quad in match(None, FM.compares, None, CURATION)}
