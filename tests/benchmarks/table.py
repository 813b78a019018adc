"""Figures as values and as a table: medians of rounds with the smallest and the largest."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_HUNDRED = 100


@dataclass(frozen=True)
class Must:
    """What a number must reach: at least or at most so much."""

    number: float
    least: bool = True

    def __str__(self) -> str:
        return f"{'≥' if self.least else '≤'} {self.number:g}"

    def met(self, number: float) -> bool:
        """Whether a number reaches it."""
        return number >= self.number if self.least else number <= self.number


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        name: what is measured.
        unit: the unit of ours and peer.
        ours: our server's values, one a round.
        peer: what it is compared with, one a round; empty for none.
        must: what is to be reached by the median ratio, by our median where there is no peer; None where
            nothing is.
        how: how it was measured.
        share: whether ``must`` speaks of the ratio; otherwise of our own number.
    """

    name: str
    unit: str
    ours: Sequence[float]
    peer: Sequence[float]
    must: Must | None
    how: str
    share: bool = True

    @property
    def ratios(self) -> list[float]:
        """Ours over the peer's, round by round."""
        return [ours / peer for ours, peer in zip(self.ours, self.peer, strict=False)]

    @property
    def met(self) -> bool | None:
        """Whether it is reached; None where nothing must be."""
        if self.must is None:
            return None
        return self.must.met(median(self.ratios if self.share else self.ours))

    def cells(self) -> tuple[str, ...]:
        """The line's cells."""
        verdict = {True: "pass", False: "miss", None: "-"}[self.met]
        return (
            f"{self.name} ({self.unit})",
            spread(self.ours),
            spread(self.peer),
            spread(self.ratios),
            "-" if self.must is None else str(self.must),
            verdict,
        )


def spread(values: Sequence[float]) -> str:
    """The median and, of several values, the smallest and the largest.

    >>> spread([3.0, 1.0, 2.5])
    '2.5 (1 to 3)'
    """
    if not values:
        return "-"
    if len(values) == 1:
        return number(values[0])
    return f"{number(median(values))} ({number(min(values))} to {number(max(values))})"


def number(value: float) -> str:
    """A number with three digits, or all before the point.

    >>> [number(each) for each in (12345.6, 0.01234, 1.0)]
    ['12,346', '0.0123', '1']
    """
    return f"{value:,.0f}" if value >= _HUNDRED else f"{value:.3g}"


def render(figures: Iterable[Figure]) -> str:
    """The figures as a table in Markdown, and below it how each was measured."""
    figures = list(figures)
    head = ("figure", "ours", "peer", "ratio", "must be", "")
    lines = [head, *(each.cells() for each in figures)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    rows = ["| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in lines]
    rows.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    notes = [f"- {each.name}: {each.how}" for each in figures]
    below = "How each was measured (each number the median of the rounds, with the smallest and the largest):"
    return "\n".join([*rows, "", below, "", *notes])


def side_by_side(
    rounds: int, ours: Callable[[], float], peer: Callable[[], float]
) -> tuple[list[float], list[float]]:
    """Measure two things in turn, so that what else the machine does falls on both; who begins alternates."""
    values: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds):
        for which in (0, 1) if turn % 2 == 0 else (1, 0):
            values[which].append((ours, peer)[which]())
    return values
