"""What an update has changed, written down in one store and carried out in another."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store

from cuegraph.engine.difference import carry_out, since, snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable

NODES = [NamedNode("u:a"), NamedNode("u:é"), BlankNode("b1"), BlankNode("b2")]
VALUES = [
    *NODES,
    Literal('two\nlines\r\nand a \\ "quote" .'),
    Literal("é\x0b\x1c\u2028", language="fr"),
    Literal("long " * 5_000),  # longer than what is written at once
    Literal(""),
]
GRAPHS = [DefaultGraph(), *NODES]
STORES = st.frozensets(
    st.builds(
        Quad,
        st.sampled_from(NODES),
        st.just(NamedNode("u:p")),
        st.sampled_from(VALUES),
        st.sampled_from(GRAPHS),
    )
)
NAMES = st.frozensets(st.sampled_from([NamedNode("u:a"), NamedNode("u:empty")]))


def filled(quads: Iterable[Quad], graphs: Iterable[NamedNode]) -> Store:
    """A store that holds these, the graphs at least empty."""
    store = Store()
    store.extend(quads)
    for graph in graphs:
        store.add_graph(graph)
    return store


@given(STORES, NAMES, STORES, NAMES)
def test_the_other_store_becomes_the_same(
    old: frozenset[Quad],
    old_graphs: frozenset[NamedNode],
    new: frozenset[Quad],
    new_graphs: frozenset[NamedNode],
) -> None:
    changed, other = filled(old, old_graphs), filled(old, old_graphs)
    before = snapshot(changed)
    changed.clear()
    changed.extend(new)
    for graph in new_graphs:
        changed.add_graph(graph)
    difference = since(before, changed)
    carry_out(difference, other)
    assert set(other) == new
    names = {each for each in other.named_graphs() if isinstance(each, NamedNode)}
    assert names == {each for each in changed.named_graphs() if isinstance(each, NamedNode)}
    assert len(difference.removed.splitlines()) == len(old - new)
    assert len(difference.added.splitlines()) == len(new - old)


def test_finding_it_does_not_hold_the_dataset_a_second_time() -> None:
    store = filled((Quad(NamedNode("u:a"), NamedNode("u:p"), Literal(f"{n:0200}")) for n in range(5_000)), ())
    before = snapshot(store)
    store.update("DELETE DATA { <u:a> <u:p> 1 } ; INSERT DATA { <u:a> <u:p> 1 }")
    tracemalloc.start()
    try:
        difference = since(before, store)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert difference.added.splitlines() == [b'<u:a> <u:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .']
    assert most < 5_000 * 200 / 4
