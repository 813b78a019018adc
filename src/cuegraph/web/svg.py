"""Pictures of values as SVG text: bars, a timeline, a network.

They hold no style, only classes, which ``static/charts.css`` colours for light and dark. In bars and
timelines text keeps its size on any screen, since lengths are percentages. A picture without links is one
image (role ``img``); in one with links these can be reached, which that role would forbid. Whoever shows a
picture gives the same values as a table too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from cuegraph.web.drawing import ROW, Frame, counted, label_of, linked
from cuegraph.web.network import network

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Bar = tuple[str, float, str | None]
    Event = tuple[str, str, str | None]

__all__ = ["Span", "bars", "network", "span_of", "timeline"]

_AXIS: Final = 26
_YEARS: Final = 16  # pixels that the years take below the quarters
_WIDEST: Final = 84.0  # percent of the width for the longest bar: its value stands behind it
_TICKS: Final = 8
_SHORT: Final = 1.25  # years, up to which the axis names quarters
_INSTANT: Final = 1e-6
_QUARTERS: Final = ("Jan", "Apr", "Jul", "Oct")
_DATE = re.compile(r"(-?\d{4,6})(?:-(\d\d)(?:-(\d\d))?)?")
_LARGEST: Final = 1e15
"""The largest figure that is drawn; its inverse is the shortest axis."""
_MONTHS: Final = 12
_DAYS: Final = 31


@dataclass(frozen=True)
class Span:
    """A stretch of time in years; ``2012-06`` is 2012 and five to six twelfths.

    Attributes:
        start: where it begins.
        end: where it ends.
    """

    start: float
    end: float


def bars(title: str, rows: Sequence[Bar], *, description: str = "") -> Markup:
    """Horizontal bars, one a row, from the first row down, each with its label above and its value behind.

    Args:
        title: what the picture shows.
        rows: label, value and address (None for none) of each bar; what is no number, or over 10^15, is left
            out.
        description: more about it for those who do not see it; empty for the number of bars and their range.

    Returns:
        An ``svg`` element; empty when there is no row.

    >>> bars("Songs", [("Ada <3", 2, None)]).count("Ada &lt;3")
    1
    """
    rows = [row for row in rows if abs(row[1]) <= _LARGEST]
    if not rows:
        return Markup()
    least, most = min(0, *(row[1] for row in rows)), max(0, *(row[1] for row in rows))
    scale = _WIDEST / max(most - least, 1 / _LARGEST)
    zero = -least * scale
    parts: list[str] = []
    top = 0
    for label, value, link in rows:
        name, more = label_of(label, top + 15)
        top += more
        start, width = min(zero, zero + value * scale), abs(value) * scale
        drawn = (
            f'<rect class="bar" x="{start:.2f}%" y="{top + 21}" width="{width:.2f}%" height="12" rx="2"/>'
            f'<text class="value" x="{max(zero, start + width):.2f}%" dx="7" y="{top + 31}">'
            f"{_figure(value)}</text>"
        )
        parts.append(linked(name + drawn, link))
        top += ROW
    values = [row[1] for row in rows]
    told = f"{counted(len(rows), 'bar')}, from {_figure(min(values))} to {_figure(max(values))}."
    shape = f'width="100%" height="{top}"'
    frame = Frame("bars", title, description or told, shape, any(row[2] for row in rows))
    return frame.around("".join(parts))


def span_of(date: str) -> Span | None:
    """The stretch that a date of any precision covers: a year, month or day, or from one to another (``/``).

    Returns:
        None for a text that is no such date.

    >>> span_of("2012"), span_of("2011/2012")
    (Span(start=2012.0, end=2013.0), Span(start=2011.0, end=2013.0))
    """
    first, _, last = date.strip().partition("/")
    found = [_span(each) for each in ((first, last) if last else (first,))]
    if any(each is None for each in found):
        return None
    spans = [each for each in found if each is not None]
    return Span(min(each.start for each in spans), max(each.end for each in spans))


def timeline(title: str, events: Sequence[Event], *, description: str = "") -> Markup:
    """Events on an axis of years in order of time; a day is a point, a month or a year as wide as it is.

    Args:
        title: what the picture shows.
        events: date (see :func:`span_of`), label and address (None for none) of each; those whose date is no
            such text are left out.
        description: more about it for those who do not see it; empty for the number of events and the years.

    Returns:
        An ``svg`` element; empty when there is no event.
    """
    placed = sorted(
        ((span, *event) for event in events if (span := span_of(event[0]))),
        key=lambda each: (each[0].start, each[0].end, each[2]),
    )
    if not placed:
        return Markup()
    first, last = _ends(min(each[0].start for each in placed), max(each[0].end for each in placed))

    def across(year: float) -> float:
        return 1.5 + (year - first) / (last - first) * 97.0

    ticks = [*_ticks(first, last)]
    axis = top = _AXIS + (_YEARS if any(quarter for _, quarter, _ in ticks) else 0)
    parts: list[str] = []
    for span, date, label, link in placed:
        name, more = label_of(label, top + 15, date)
        top += more
        left, right = across(span.start), across(span.end)
        point = (span.end - span.start) * _MONTHS < 1 / 2
        width = max(right - left, 1.4)
        left = (left + right - width) / 2
        mark = (
            f'<circle class="mark" cx="{left + width / 2:.2f}%" cy="{top + 28}" r="5"/>'
            if point
            else f'<rect class="mark" x="{left:.2f}%" y="{top + 24}" width="{width:.2f}%" height="8" rx="4"/>'
        )
        thread = f'<line class="thread" x1="0" x2="100%" y1="{top + 28}" y2="{top + 28}"/>'
        parts.append(linked(thread + name + mark, link))
        top += ROW
    parts = [*(_tick(across(at), quarter, year, axis, top) for at, quarter, year in ticks), *parts]
    begun, ended = floor(first + _INSTANT), ceil(last - _INSTANT) - 1
    years = f"in {begun}" if ended <= begun else f"from {begun} to {ended}"
    told = description or f"{counted(len(placed), 'event')} {years}."
    shape = f'width="100%" height="{top}"'
    return Frame("timeline", title, told, shape, any(each[3] for each in placed)).around("".join(parts))


def _figure(value: float) -> str:
    rounded = f"{value:,.2f}".rstrip("0").rstrip(".")
    return rounded if rounded not in {"0", "-0"} else f"{value:.2g}"


def _span(date: str) -> Span | None:
    match = _DATE.fullmatch(date)
    if match is None:
        return None
    year, month, day = int(match[1]), match[2], match[3]
    if month is None:
        return Span(float(year), float(year + 1))
    if not 1 <= int(month) <= _MONTHS or (day is not None and not 1 <= int(day) <= _DAYS):
        return None
    start = year + (int(month) - 1) / _MONTHS
    if day is None:
        return Span(start, start + 1 / _MONTHS)
    share = 1 / _MONTHS / _DAYS
    return Span(start + (int(day) - 1) * share, start + int(day) * share)


def _ends(first: float, last: float) -> tuple[float, float]:
    """The ends of an axis: whole years, or quarters of one where it is short."""
    unit = 1 if last - first > _SHORT else 4
    ends = floor(first * unit + _INSTANT) / unit, ceil(last * unit - _INSTANT) / unit
    return ends[0], max(ends[1], ends[0] + 1 / unit)


def _ticks(first: float, last: float) -> Iterator[tuple[float, str, str]]:
    """The times that the axis names, few enough to be read on a phone: round years, or quarters.

    Each comes with the quarter that begins then (empty on an axis of years) and the year, which is empty
    where it is that of the quarter before.
    """
    if last - first <= _SHORT:
        begun = round(first * 4)
        for quarter in range(begun, round(last * 4) + 1):
            year, part = divmod(quarter, 4)
            yield quarter / 4, _QUARTERS[part], str(year) if quarter == begun or not part else ""
        return
    raw = (last - first) / _TICKS
    unit = 10 ** max(0, floor(log10(raw))) if raw > 0 else 1
    step = next((n * unit for n in (1, 2, 5, 10) if n * unit >= raw), 1)
    for year in range(-(-round(first) // step) * step, round(last) + 1, step):
        yield year, "", str(year)


def _tick(at: float, quarter: str, year: str, axis: int, height: int) -> str:
    anchor = "start" if at < 5 else "end" if at > 95 else "middle"  # noqa: PLR2004 (percent of the width)
    lines = [(14, quarter)] if quarter else []
    lines += [(14 + _YEARS if quarter else 14, year)] if year else []
    names = (
        f'<text class="year" x="{at:.2f}%" y="{y}" text-anchor="{anchor}">{name}</text>' for y, name in lines
    )
    grid = f'<line class="grid" x1="{at:.2f}%" x2="{at:.2f}%" y1="{axis - 6}" y2="{height}"/>'
    return grid + "".join(names)
