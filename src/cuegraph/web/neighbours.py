"""The picture of a thing among its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from cuegraph.service.facts import kind_of
from cuegraph.web.network import network

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cuegraph.service.told import Page, Value
    from cuegraph.web.address import Public

MOST: Final = 16
"""The most neighbours that are drawn."""

LEAST: Final = 6
"""Of fewer neighbours the facts alone tell as much."""

_OF_ONE: Final = 4


class _Joined(NamedTuple):
    other: Value
    label: str
    away: bool


def neighbours(public: Public, told: Page) -> str:
    """What a thing names, what names it, and what things without names join it to, as SVG.

    Args:
        public: where the pages are that the neighbours link to.
        told: what the thing's page tells.

    Returns:
        An ``svg`` element; empty for a thing with fewer than ``LEAST`` neighbours.
    """
    middle = told.thing
    nodes: dict[str, tuple[str, str, str | None]] = {middle.iri: (middle.iri, middle.text, None)}
    edges: list[tuple[str, str, str]] = []
    # What kind of thing something is, its place and manner, comes after the things themselves.
    for other, label, away in sorted(_joined(told), key=lambda each: kind_of(each.other.iri) == "concept"):
        address = public.page(other.iri)
        if address is None or "#" in address or other.iri == middle.iri:
            continue
        if other.iri in nodes or len(nodes) <= MOST:
            nodes.setdefault(other.iri, (other.iri, other.text, address))
            edges.append((middle.iri, other.iri, label) if away else (other.iri, middle.iri, label))
    return network(f"Neighbours of {middle.text}", list(nodes.values()), edges) if len(nodes) > LEAST else ""


def _joined(told: Page) -> Iterator[_Joined]:
    for row in (*told.rows, *told.more):
        yield from (_Joined(fact.value, row.property.text, away=True) for fact in row.facts[:_OF_ONE])
    for group in told.groups:
        named = [each for each in group.things if not each.rows]
        yield from (_Joined(each.thing, group.property.text, away=False) for each in named[:_OF_ONE])
    for group in told.groups:
        for row in (row for each in group.things for row in each.rows):
            yield from (_Joined(fact.value, group.heading.lower(), away=True) for fact in row.facts)
