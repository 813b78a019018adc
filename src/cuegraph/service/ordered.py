"""The passages of one source in the order of its text, however many: by their fragments alone."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from cuegraph.graph.evidence import text_order
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.passages import RECORD, cited_of, within
from cuegraph.vocabulary import OA, SOURCES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cuegraph.engine.interface import Engine

KEPT: Final = 500_000
"""About how many passages are kept in order, those of all sources together."""

_TSV: Final = Wanted(name="tsv")


@dataclass(frozen=True)
class Ordered:
    """The passages of a source, cited or recorded.

    Attributes:
        source: the source.
        fragments: what follows the ``#`` in the IRI of each, in the order of the text.
        cited: of those that name a graph.
    """

    source: str
    fragments: tuple[str, ...] = ()
    cited: frozenset[str] = frozenset()

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The place of each fragment in the order, from 0."""
        return {each: number for number, each in enumerate(self.fragments)}

    def part(self, number: int, size: int) -> list[str]:
        """The IRIs of the passages of a part of the list.

        Args:
            number: the part, from 1.
            size: how many passages a part has.
        """
        return [f"{self.source}#{each}" for each in self.fragments[(number - 1) * size : number * size]]

    def near(self, fragment: str) -> int:
        """The place in the order of a fragment, or else of the last before it; there has to be a passage."""
        key = text_order(f"#{fragment}")
        return max(0, bisect_right(self.fragments, key, key=lambda each: text_order(f"#{each}")) - 1)


def ordered(
    engine: Engine, source: str, known: Mapping[str, str] | None, kept: dict[str, Ordered]
) -> Ordered:
    """The passages of a source.

    Args:
        engine: is asked.
        source: the source.
        known: all that is cited, see :func:`cuegraph.service.census.cited_places`; None where the names of
            all graphs are to be gone through.
        kept: those of other sources, for this version of the dataset; more is put into it.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    if source in kept:
        return kept[source]
    cited = [each.partition("#")[2] for each in cited_of(engine, [source], known)]
    recorded = _recorded(engine, source).difference(cited)
    fragments = sorted([*cited, *recorded], key=lambda each: text_order(f"#{each}")) if recorded else cited
    found = Ordered(source, tuple(fragments), frozenset(cited))
    size = sum(len(each.fragments) for each in list(kept.values()))
    if fragments and size + len(fragments) <= KEPT:
        kept[source] = found
    return found


def _recorded(engine: Engine, source: str) -> set[str]:
    """The fragments of all passages that are recorded of a source."""
    start = f"<{source}#"
    for passage in (
        f"{RECORD} GRAPH {SOURCES} {{ ?s {OA.hasSource} {NamedNode(source)} ; ?p ?o }}",
        f"{RECORD} GRAPH {SOURCES} {{ ?s ?p ?o }} FILTER({within('?s', [source])})",
    ):  # data that were not built have no links from passages to sources
        query = Query(f"SELECT DISTINCT ?s WHERE {{ {passage} }}")
        lines = engine.query(query, _TSV).whole().decode().split("\n")[1:-1]
        if lines:
            return {each[len(start) : -1] for each in lines if each.startswith(start)}
    return set()
