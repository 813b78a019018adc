"""What an update has changed, for updates that would do something else the next time.

An update is tried in a fork and carried out afterwards. One with RAND() or NOW() could take another way then,
and one without end; so what the fork has done is written down, and that is carried out.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import NamedNode, RdfFormat, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pyoxigraph import Quad, Store
    from typing_extensions import Buffer


class Snapshot(NamedTuple):
    """A dataset as it was.

    Attributes:
        quads: its quads, each a line of N-Quads without its end.
        graphs: its named graphs, empty ones too.
    """

    quads: set[bytes]
    graphs: frozenset[str]


class Difference(NamedTuple):
    """How one dataset differs from another: quads in N-Quads, their blank nodes by the store's own labels."""

    removed: bytes
    added: bytes
    removed_graphs: tuple[str, ...]
    added_graphs: tuple[str, ...]


def snapshot(store: Store) -> Snapshot:
    """The dataset as it is now; it takes time and memory as writing it out does."""
    quads: set[bytes] = set()
    store.dump(_Lines(quads.update), format=RdfFormat.N_QUADS)
    return Snapshot(quads, _graphs(store))


def since(before: Snapshot, store: Store) -> Difference:
    """What has changed since; it uses the snapshot up, so that the dataset is not held twice."""
    removed, graphs = before.quads, _graphs(store)
    added: list[bytes] = []

    def compare(lines: list[bytes]) -> None:
        there = set(lines)
        added.extend(there - removed)
        removed.difference_update(there)

    store.dump(_Lines(compare), format=RdfFormat.N_QUADS)
    return Difference(
        b"\n".join(removed),
        b"\n".join(added),
        tuple(before.graphs - graphs),
        tuple(graphs - before.graphs),
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


class _Lines(BytesIO):
    """A file to write to that hands on whole lines, many at once."""

    def __init__(self, take: Callable[[list[bytes]], object]) -> None:
        super().__init__()
        self._take = take
        self._rest = b""

    def write(self, data: Buffer) -> int:
        *lines, self._rest = (self._rest + bytes(data)).split(b"\n")
        self._take(lines)
        return memoryview(data).nbytes


def _graphs(store: Store) -> frozenset[str]:
    return frozenset(graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode))


def _quads(text: bytes) -> Iterable[Quad]:
    return parse(text, format=RdfFormat.N_QUADS, rename_blank_nodes=False)
