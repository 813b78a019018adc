"""A picture of paths from left to right; see :mod:`cuegraph.web.svg`."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from cuegraph.web.drawing import Frame, counted, linked, shortened, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Stop = tuple[int, str, str | None]
    Step = tuple[Stop, Stop, str]

_COLUMN, _LANE = 214, 112
_EDGE: Final = 46
_SPACE: Final = 58
_NAME: Final = 20
_LETTERS: Final = 26
_LINES: Final = 4
_MOST: Final = 60


def paths(title: str, columns: int, steps: Sequence[Step], *, description: str = "") -> Markup:
    """Stops in columns, each column after the one before, and lines between them.

    A stop that some lines pass by stands lower than they do, so that no line crosses it. What a line says is
    above its middle, one thing below the other.

    Args:
        title: what the picture shows.
        columns: how many columns there are.
        steps: the stops at its ends (column from 0, label, and address or None) and the label (may be empty)
            of each line; at most 60 are drawn.
        description: more about it for those who do not see it; empty for how many stops and lines there are.

    Returns:
        An ``svg`` element; empty when there is no step.
    """
    lines: dict[tuple[Stop, Stop], list[str]] = {}
    for start, end, label in steps[:_MOST]:
        said = lines.setdefault((start, end), [])
        if label and label not in said:
            said.append(label)
    if not lines:
        return Markup()
    places, height = _places(lines)
    parts = [_line(places[start], places[end], said) for (start, end), said in lines.items()]
    parts += [_stop(stop, *place) for stop, place in places.items()]
    width = (columns - 1) * _COLUMN + 3 * _SPACE
    told = description or f"{counted(len(places), 'stop')}, with {counted(len(lines), 'line')} between them."
    shape = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    linking = any(stop[2] for stop in places)
    return Frame("paths", title, told, shape, linking).around("".join(parts))


def _places(lines: Iterable[tuple[Stop, Stop]]) -> tuple[dict[Stop, tuple[float, float]], int]:
    """Where each stop is, and the height of the picture."""
    columns: dict[int, dict[Stop, None]] = {}
    passed: set[int] = set()
    for start, end in lines:
        for stop in (start, end):
            columns.setdefault(stop[0], {})[stop] = None
        passed.update(range(start[0] + 1, end[0]))
    lanes = {column: len(stops) + (column in passed) for column, stops in columns.items()}
    most = max(count for column, count in lanes.items() if column not in passed)
    top = _SPACE + (most - 1) * _LANE / 2
    places = {}
    for column, stops in columns.items():
        for number, stop in enumerate(stops):
            down = number + 1 if column in passed else number - (len(stops) - 1) / 2
            places[stop] = (1.5 * _SPACE + column * _COLUMN, top + down * _LANE)
    return places, round(max(y for _, y in places.values()) + _SPACE)


def _line(start: tuple[float, float], end: tuple[float, float], said: Sequence[str]) -> str:
    (x1, y1), (x2, y2) = start, end
    drawn = f'<line class="edge" x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}"/>'
    if not said:
        return drawn
    room = _LETTERS * max(1, round((x2 - x1) / _COLUMN))
    shown = [line for each in said for line in wrapped(each, room)]
    if len(shown) > _LINES:
        shown = [*shown[: _LINES - 1], f"and {len(shown) - _LINES + 1} more"]
    x, y = (x1 + x2) / 2, (y1 + y2) / 2 - 8
    text = "".join(
        f'<tspan x="{x:.0f}" y="{y - 15 * (len(shown) - 1 - number):.0f}">{escape(each)}</tspan>'
        for number, each in enumerate(shown)
    )
    whole = escape(", ".join(said))
    return f'<g>{drawn}<title>{whole}</title><text class="relation" text-anchor="middle">{text}</text></g>'


def _stop(stop: Stop, x: float, y: float) -> str:
    _, label, link = stop
    text = "".join(
        f'<tspan x="{x:.0f}" y="{y + 26 + 17 * number:.0f}">{escape(each)}</tspan>'
        for number, each in enumerate(wrapped(shortened(label, 2 * _NAME), _NAME))
    )
    drawn = (
        f'<title>{escape(label)}</title><circle class="node" cx="{x:.0f}" cy="{y:.0f}" r="7"/>'
        f'<text class="label" text-anchor="middle">{text}</text>'
    )
    return linked(drawn, link)
