"""A plain table for people: aligned columns, wide cells wrapped to the terminal."""

from __future__ import annotations

import shutil
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

GAP = "  "
NARROWEST = 10
"""No column is wrapped below this many characters."""

UNLIMITED = 1_000_000


def terminal_width() -> int:
    """The terminal's width in characters: ``COLUMNS`` where it is set, unlimited without a terminal."""
    return shutil.get_terminal_size((UNLIMITED, 24)).columns


def table(header: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """The rows as aligned columns under a header and a line.

    Args:
        header: the columns' names.
        rows: cells of any text; line breaks and control characters become spaces.
        width: characters to keep to, where columns of ``NARROWEST`` characters allow it.

    Returns:
        Lines without trailing spaces, each ended by a line feed; none without columns.

    >>> print(table(["film", "year"], [["Night Drive", "1999"], ["Nox", ""]], 80), end="")
    film         year
    -----------  ----
    Night Drive  1999
    Nox
    """
    if not header:
        return ""
    cells = [[plain(cell) for cell in row] for row in (header, *rows)]
    natural = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    widths = fit(natural, width - len(GAP) * (len(natural) - 1))
    lines = [*_lines(cells[0], widths), GAP.join("-" * each for each in widths)]
    for row in cells[1:]:
        lines += _lines(row, widths)
    return "".join(f"{line}\n" for line in lines)


def fit(natural: Sequence[int], width: int) -> list[int]:
    """The columns' widths: each its natural one, the widest cut to one common width until all fit.

    >>> fit([4, 50, 30], 60)
    [4, 28, 28]
    """
    limit = max([*natural, 1])
    while limit > NARROWEST and sum(min(each, limit) for each in natural) > width:
        limit -= 1
    return [max(1, min(each, limit)) for each in natural]


def plain(text: str) -> str:
    r"""The text on one line, without what would steer a terminal.

    >>> plain("a\n b\x1b[31m")
    'a b [31m'
    """
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _lines(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    wrapped = [textwrap.wrap(cell, width) or [""] for cell, width in zip(row, widths, strict=True)]
    for number in range(max(len(cell) for cell in wrapped)):
        parts = [cell[number] if number < len(cell) else "" for cell in wrapped]
        yield GAP.join(part.ljust(width) for part, width in zip(parts, widths, strict=True)).rstrip()
