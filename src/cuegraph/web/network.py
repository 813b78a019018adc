"""A picture of things and what links them; see :mod:`cuegraph.web.svg`."""

from __future__ import annotations

from html import escape
from math import sqrt
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from cuegraph.web.drawing import Frame, counted, linked, shortened, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Node = tuple[str, str, str | None]
    Edge = tuple[str, str, str]
    Point = tuple[float, float]

MIDDLE: Final = (232, 44)
"""Width and height of the box in the middle."""

_ROW: Final = 46
_LEAST: Final = 80
_NEAR, _FAR = 300, 390
_TEXT: Final = 225
_LINE: Final = 24
_EDGE: Final = 20
_MOST: Final = 40


def network(title: str, nodes: Sequence[Node], edges: Sequence[Edge], *, description: str = "") -> Markup:
    """Nodes around the first one, which stands in the middle, with lines between those that are linked.

    The layout depends on the arguments only. What is linked with the middle, or with nothing, is in the inner
    ring, all else in an outer one. What is linked without the middle stands on one side of it, and every node
    has a height of its own, so that no label lies on another or on the middle.

    Args:
        title: what the picture shows.
        nodes: id, label and address (None for none) of each, the middle first; at most 40 are drawn.
        edges: the ids of its two ends and a label (may be empty) of each line; those of the same ends are one
            line, and those whose ends are not drawn are left out.
        description: more about it for those who do not see it; empty for how many nodes and lines there are.

    Returns:
        An ``svg`` element; empty when there is no node.
    """
    known = {node[0]: node for node in nodes[:_MOST]}
    if not known:
        return Markup()
    middle = next(iter(known))
    lines: dict[tuple[str, str], list[str]] = {}
    for start, end, label in edges:
        if start in known and end in known and start != end:
            key = (end, start) if (end, start) in lines else (start, end)
            labels = lines.setdefault(key, [])
            if label and label not in labels:
                labels.append(label)
    places, (width, height) = _layout(middle, list(known), lines)
    parts = [_line(places, middle, ends, labels) for ends, labels in lines.items()]
    parts += [
        _node(known[each], places[each], places[middle], middle=each == middle)
        for each in [*(other for other in known if other != middle), middle]
    ]
    told = description or _told(known, middle, lines)
    shape = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    return Frame("network", title, told, shape, any(node[2] for node in known.values())).around(
        "".join(parts)
    )


def _layout(
    middle: str, idents: Sequence[str], lines: Iterable[tuple[str, str]]
) -> tuple[dict[str, Point], Point]:
    """Where each node is, and the size of the picture."""
    links: dict[str, set[str]] = {each: set() for each in idents}
    for start, end in lines:
        links[start].add(end)
        links[end].add(start)
    others = [each for each in idents if each != middle]
    reached = [each for each in others if middle in links[each]]
    # What is linked without the middle is on one side: no line passes behind the middle.
    seen = {middle}
    groups = [_component(each, links, others, seen) for each in [*reached, *others] if each not in seen]
    sides: tuple[list[str], list[str]] = ([], [])
    for group in groups:
        sides[len(sides[1]) < len(sides[0])].extend(group)
    half = max(_LEAST, max(map(len, sides)) * _ROW / 2)
    far = {each for each in others if each not in reached and links[each]}
    reach = (_FAR if far else _NEAR) + _TEXT
    left = reach if sides[1] else MIDDLE[0] / 2 + 2
    right = reach if sides[0] else left
    places: dict[str, Point] = {middle: (left, half + _ROW)}
    for sign, side in zip((1, -1), sides, strict=True):
        for number, each in enumerate(side):
            share = (number + 0.5) / len(side) * 2 - 1
            radius = _FAR if each in far else _NEAR
            across = radius * sqrt(1 - share * share * 0.8)
            places[each] = (left + sign * across, half + _ROW + half * share)
    return places, (left + right, 2 * (half + _ROW))


def _component(first: str, links: dict[str, set[str]], order: Sequence[str], seen: set[str]) -> list[str]:
    """What is linked with a node by way of nothing seen before, the nearest first; it is seen then."""
    seen.add(first)
    found = [first]
    for each in found:
        near = [other for other in order if other in links[each] and other not in seen]
        seen.update(near)
        found.extend(near)
    return found


def _line(places: dict[str, Point], middle: str, ends: tuple[str, str], labels: Sequence[str]) -> str:
    (x1, y1), (x2, y2) = (places[each] for each in (sorted(ends, key=lambda each: each != middle)))
    drawn = f'<line class="edge" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'
    if not labels:
        return drawn
    share = 0.68 if middle in ends else 0.5  # a line from the middle begins under its box
    x, y = x1 + (x2 - x1) * share, y1 + (y2 - y1) * share
    whole = ", ".join(labels)
    return (
        f"<g>{drawn}<title>{escape(whole)}</title>"
        f'<text class="relation" x="{x:.1f}" y="{y + 4:.1f}" text-anchor="middle">'
        f"{escape(_fitting(labels))}</text></g>"
    )


def _fitting(labels: Sequence[str]) -> str:
    """As many labels as there is room for, whole.

    >>> _fitting(["director", "engagement", "holder"])
    'director, …'
    """
    shown = labels[0]
    for more, each in enumerate(labels[1:], 2):
        longer = f"{shown}, {each}"
        if len(longer) + (3 if more < len(labels) else 0) > _EDGE:
            return shortened(f"{shown}, …", _EDGE)
        shown = longer
    return shortened(shown, _EDGE)


def _node(node: Node, place: Point, centre: Point, *, middle: bool) -> str:
    _, label, link = node
    x, y = place
    lines = wrapped(label, _LINE)
    if middle:
        width, height = MIDDLE
        shape = (
            f'<rect class="middle" x="{x - width / 2:.1f}" y="{y - height / 2:.1f}" '
            f'width="{width}" height="{height}" rx="{height / 2}"/>'
        )
        anchor, at, kind = "middle", x, "label central"
    else:
        shape = f'<circle class="node" cx="{x:.1f}" cy="{y:.1f}" r="6"/>'
        right = x >= centre[0]
        anchor, at, kind = ("start", x + 13, "label") if right else ("end", x - 13, "label")
    first = y + 5 - 8.5 * (len(lines) - 1)
    text = "".join(
        f'<tspan x="{at:.1f}" y="{first + 17 * number:.1f}">{escape(each)}</tspan>'
        for number, each in enumerate(lines)
    )
    whole = f"<title>{escape(label)}</title>"
    drawn = f'{whole}{shape}<text class="{kind}" text-anchor="{anchor}">{text}</text>'
    return linked(drawn, link)


def _told(known: dict[str, Node], middle: str, lines: dict[tuple[str, str], list[str]]) -> str:
    around = counted(len(known) - 1, "thing")
    return f"{known[middle][1]} and {around} around it, with {counted(len(lines), 'link')}."
