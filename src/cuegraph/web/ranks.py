"""A picture of ranks, such as places on charts; see :mod:`cuegraph.web.svg`."""

from __future__ import annotations

from math import isfinite, log
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from cuegraph.web.drawing import ROW, Frame, counted, label_of, linked

if TYPE_CHECKING:
    from collections.abc import Sequence

    Rank = tuple[str, float, str | None]

_AXIS: Final = 26
_LEFT, _RIGHT = 4.0, 83.0  # percent of the width for the last rank of the axis and the first: figures follow
_ENDS: Final = (10, 20, 50, 100, 200, 500, 1000)
_NAMED: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def ranks(title: str, rows: Sequence[Rank], *, description: str = "") -> Markup:
    """Ranks on an axis that ends with the first, on the right: who is further on stands higher.

    The steps of the axis are those of a logarithm, since from 1 to 2 is more than from 91 to 92.

    Args:
        title: what the picture shows.
        rows: label, rank from 1, and address (None for none) of each; ranks below 1 are left out.
        description: more about it for those who do not see it; empty for the number of ranks and their range.

    Returns:
        An ``svg`` element; empty when there is no row.
    """
    rows = [row for row in rows if isfinite(row[1]) and row[1] >= 1]
    if not rows:
        return Markup()
    worst = max(row[1] for row in rows)
    last = next((each for each in _ENDS if each >= worst), worst)

    def across(rank: float) -> float:
        return _RIGHT - log(rank) / log(last) * (_RIGHT - _LEFT)

    parts: list[str] = []
    top = _AXIS
    for label, rank, link in rows:
        name, more = label_of(label, top + 15)
        top += more
        at = across(rank)
        drawn = (
            f'<line class="thread" x1="0" x2="100%" y1="{top + 28}" y2="{top + 28}"/>'
            f'<line class="stem" x1="0" x2="{at:.2f}%" y1="{top + 28}" y2="{top + 28}"/>'
            f'<circle class="mark" cx="{at:.2f}%" cy="{top + 28}" r="6"/>'
            f'<text class="value" x="{at:.2f}%" dx="11" y="{top + 32}">No. {rank:,.0f}</text>'
        )
        parts.append(linked(drawn + name, link))
        top += ROW
    parts = [*(_tick(each, across(each), top) for each in _NAMED if each <= last), *parts]
    best = min(row[1] for row in rows)
    told = description or f"{counted(len(rows), 'rank')}, from number {best:,.0f} to number {worst:,.0f}."
    shape = f'width="100%" height="{top}"'
    return Frame("ranks", title, told, shape, any(row[2] for row in rows)).around("".join(parts))


def _tick(rank: int, at: float, height: int) -> str:
    return (
        f'<line class="grid" x1="{at:.2f}%" x2="{at:.2f}%" y1="20" y2="{height}"/>'
        f'<text class="year" x="{at:.2f}%" y="14" text-anchor="middle">{rank}</text>'
    )
