"""Literals and words as people read them: dates, durations, numbers, and the plural of a kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cuegraph.vocabulary import XSD

if TYPE_CHECKING:
    from pyoxigraph import Literal

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DATE: Final = re.compile(
    r"(-?\d{4,})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01])(?:T(\d\d:\d\d)\S*)?)?)?(?:Z|[+-]\d\d:\d\d)?"
)
_DURATION: Final = re.compile(r"PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.0+)?S)?")
_DATES: Final = frozenset({XSD.date, XSD.dateTime, XSD.gYear, XSD.gYearMonth})
_DURATIONS: Final = frozenset({XSD.duration, XSD.dayTimeDuration})
_LONG: Final = 10_000
_RECORD: Final = 100
_PLURALS: Final = {"person": "people", "series": "series"}


def spoken(literal: Literal) -> str:
    """A literal as it is read; one of a datatype that is not known here, or that is wrong, as it stands.

    >>> from pyoxigraph import Literal
    >>> spoken(Literal("PT70M18S", datatype=XSD.duration)), spoken(Literal("2011-09-16", datatype=XSD.date))
    ('70:18', '16 September 2011')
    >>> spoken(Literal("PT1H10M18S", datatype=XSD.duration)), spoken(Literal("PT2H", datatype=XSD.duration))
    ('70:18', '2:00:00')
    >>> spoken(Literal("1200000", datatype=XSD.integer)), spoken(Literal("1984", datatype=XSD.integer))
    ('1,200,000', '1984')
    """
    text, datatype = literal.value, literal.datatype
    if datatype in _DURATIONS and (found := _DURATION.fullmatch(text)):
        return _clock(*(int(each) if each else 0 for each in found.groups()))
    if datatype in _DATES and (found := _DATE.fullmatch(text)):
        return _date(*found.groups())
    if datatype == XSD.boolean:
        return {"true": "yes", "1": "yes", "false": "no", "0": "no"}.get(text, text)
    if datatype == XSD.integer and re.fullmatch(r"[+-]?\d{1,30}", text) and abs(int(text)) >= _LONG:
        return f"{int(text):,}"
    return text


def plural(word: str) -> str:
    """Several of a kind.

    >>> plural("award entry"), plural("person"), plural("award body"), plural("film")
    ('award entries', 'people', 'award bodies', 'films')
    """
    if word in _PLURALS:
        return _PLURALS[word]
    return word[:-1] + "ies" if re.search(r"[^aeiou]y$", word) else word + "s"


def _clock(hours: int, minutes: int, seconds: int) -> str:
    """Minutes and seconds as on a record, hours from a hundred minutes on."""
    minutes, seconds = hours * 60 + minutes + seconds // 60, seconds % 60
    if minutes < _RECORD:
        return f"{minutes}:{seconds:02}"
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _date(year: str, month: str | None, day: str | None, time: str | None) -> str:
    parts = [str(int(day)) if day else "", _MONTHS[int(month) - 1] if month else "", year]
    return " ".join(filter(None, parts)) + (f", {time}" if time else "")
