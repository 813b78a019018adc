"""What an update has changed, for updates that would do something else the next time.

An update is tried in a fork and carried out afterwards. One with RAND() or UUID() could take another way
then, and one without end; so what the fork has done is written down, and that is carried out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import NamedNode, RdfFormat, parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Quad, Store


class Snapshot(NamedTuple):
    """A dataset as it was.

    Attributes:
        quads: its quads, each a line of N-Quads.
        graphs: its named graphs, empty ones too.
    """

    quads: frozenset[bytes]
    graphs: frozenset[str]


class Difference(NamedTuple):
    """How one dataset differs from another: quads in N-Quads, their blank nodes by the store's own labels."""

    removed: bytes
    added: bytes
    removed_graphs: tuple[str, ...]
    added_graphs: tuple[str, ...]


def snapshot(store: Store) -> Snapshot:
    """The dataset as it is now; it takes time and memory as writing it out does."""
    lines = (store.dump(format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    graphs = (graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode))
    return Snapshot(frozenset(lines), frozenset(graphs))


def since(before: Snapshot, store: Store) -> Difference:
    """What has changed since."""
    after = snapshot(store)
    return Difference(
        b"".join(before.quads - after.quads),
        b"".join(after.quads - before.quads),
        tuple(before.graphs - after.graphs),
        tuple(after.graphs - before.graphs),
    )


def carry_out(difference: Difference, store: Store) -> None:
    """Change a store that is as the other one was before."""
    for quad in _quads(difference.removed):
        store.remove(quad)
    for graph in difference.removed_graphs:
        store.remove_graph(NamedNode(graph))
    for graph in difference.added_graphs:
        store.add_graph(NamedNode(graph))
    store.extend(_quads(difference.added))


def _quads(text: bytes) -> Iterable[Quad]:
    return parse(text, format=RdfFormat.N_QUADS, rename_blank_nodes=False)
