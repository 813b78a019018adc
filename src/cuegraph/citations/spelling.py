"""The usual spellings of a literal, for finding it in a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cuegraph.citations import moments, numbers
from cuegraph.citations.matching import normalise
from cuegraph.vocabulary import RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyoxigraph import Literal

_INTEGER = re.compile(r"[+-]?\d{1,99}")
_DECIMAL = re.compile(r"[+-]?(\d{1,99}(\.\d*)?|\.\d+)")


def spellings(literal: Literal) -> tuple[str, ...]:
    """The phrases that a text may hold in place of a literal, in normal form, the most usual first.

    Strings are spelled as they are. Integers are spelled as seconds too (4218 as 70:18). A value that is
    not of its own datatype, and a boolean, have no spelling.

    >>> from pyoxigraph import Literal
    >>> "30th" in spellings(Literal(30)), "70:18" in spellings(Literal(4218))
    (True, True)
    """
    table: dict[str, Callable[[str], list[str]]] = {
        XSD.date.value: moments.dates,
        XSD.gYearMonth.value: moments.year_months,
        XSD.gYear.value: moments.years,
        XSD.gMonthDay.value: moments.month_days,
        XSD.gMonth.value: moments.months,
        XSD.duration.value: moments.durations,
        XSD.integer.value: _integer,
        XSD.decimal.value: _decimal,
        XSD.double.value: _decimal,
        XSD.string.value: lambda text: [text],
        XSD.anyURI.value: lambda text: [text],
        RDF.langString.value: lambda text: [text],
    }
    spell = table.get(literal.datatype.value)
    return tuple(dict.fromkeys(normalise(each) for each in spell(literal.value))) if spell else ()


def _integer(lexical: str) -> list[str]:
    if not _INTEGER.fullmatch(lexical):
        return []
    number = int(lexical)
    return numbers.integers(number) + (moments.lasting(number) if number >= moments.MINUTE else [])


def _decimal(lexical: str) -> list[str]:
    return numbers.decimals(lexical) if _DECIMAL.fullmatch(lexical) else []
