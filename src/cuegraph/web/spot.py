"""Where in a query its error is, as it is shown: the line, and what of it is at fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cuegraph.errors import QuerySyntaxError
from cuegraph.protocol.explain import offset

if TYPE_CHECKING:
    from cuegraph.errors import CuegraphError

AROUND: Final = 60
"""The most characters of a line that are shown on either side of the fault."""


@dataclass(frozen=True)
class Spot:
    """A place in a line of a query.

    Attributes:
        line: the line's number, from 1.
        before: what stands before the fault, at most ``AROUND`` characters.
        after: the rest of the line from the fault on, at most as many.
    """

    line: int
    before: str
    after: str

    @property
    def caret(self) -> str:
        r"""The line below it that points at the fault, as wide before as ``before`` is.

        >>> Spot(1, "SELECT \t", "nope").caret
        '       \t^'
        """
        return "".join("\t" if each == "\t" else " " for each in self.before) + "^"


def spot_of(text: str, error: CuegraphError) -> Spot | None:
    r"""Where in a query an error is; None for one that names no place in it.

    >>> spot_of("ASK {\n  ?s nope }", QuerySyntaxError("", line=2, column=6))
    Spot(line=2, before='  ?s ', after='nope }')
    """
    if not isinstance(error, QuerySyntaxError) or error.line is None or error.column is None:
        return None
    place = offset(text, error.line, error.column)
    begin = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    line = text[begin : len(text) if end < 0 else end]
    at = place - begin
    before, after = line[max(at - AROUND, 0) : at], line[at : at + AROUND]
    return Spot(
        error.line,
        f"…{before[1:]}" if at > AROUND else before,
        f"{after[:-1]}…" if len(line) - at > AROUND else after.rstrip("\r"),
    )
