"""Literals and words as people read them: dates, durations, numbers, and the plural of a kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cuegraph.vocabulary import FM, SCHEMA, XSD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import Literal, NamedNode

DISPLAYED: Final[Mapping[tuple[str, str], str]] = {
    (f"{FM.iri}holder", "holder"): "said by",
    (f"{FM.iri}hedge", "hedge"): "hedged with",
    (f"{FM.iri}chartedItem", "charted item"): "entry for",
    (f"{FM.iri}creditedAgent", "credited agent"): "credited",
    (f"{FM.iri}leavesOpen", "leaves open"): "not stated",
    (f"{FM.iri}timeAsStated", "time as stated"): "when, as told",
    (f"{FM.iri}roleAsStated", "role as stated"): "role, as told",
    (f"{SCHEMA.iri}contentLocation", "content location"): "set in",
    (f"{SCHEMA.iri}itemReviewed", "item reviewed"): "review of",
    (f"{SCHEMA.iri}ratingValue", "rating value"): "rating",
    (f"{SCHEMA.iri}publisher", "publisher"): "published by",
}
"""What pages say for the names of some properties, which are good names but poor sentences."""

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DATE: Final = re.compile(
    r"(-?\d{4,})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01])(?:T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?)?)?)?(Z|[+-]\d\d:\d\d)?"
)
_DURATION: Final = re.compile(r"PT(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.0+)?S)?")
_DATES: Final = frozenset({XSD.date, XSD.dateTime, XSD.gYear, XSD.gYearMonth})
_DURATIONS: Final = frozenset({XSD.duration, XSD.dayTimeDuration})
_MONTH: Final = r"--(?P<month>0[1-9]|1[0-2])"
_DAY: Final = r"-(?P<day>0[1-9]|[12]\d|3[01])"
_ZONE: Final = r"(?:Z|[+-]\d\d:\d\d)?"
RECURRING: Final[Mapping[NamedNode, re.Pattern[str]]] = {
    XSD.gMonthDay: re.compile(_MONTH + _DAY + _ZONE),
    XSD.gMonth: re.compile(_MONTH + r"(?P<day>)" + _ZONE),
    XSD.gDay: re.compile(r"(?P<month>)--" + _DAY + _ZONE),
}
"""The datatypes of days and months of no year (XSD 1.1, 3.3.12 to 3.3.14), and how they are written."""

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
    >>> spoken(Literal("2011-09-16T20:30:00Z", datatype=XSD.dateTime))
    '16 September 2011, 20:30 UTC'
    >>> spoken(Literal("--02-25", datatype=XSD.gMonthDay)), spoken(Literal("---25", datatype=XSD.gDay))
    ('25 February, no year', 'day 25, no month or year')
    """
    text, datatype = literal.value, literal.datatype
    if datatype in _DURATIONS and (found := _DURATION.fullmatch(text)):
        return _clock(*(int(each) if each else 0 for each in found.groups()))
    if datatype in _DATES and (found := _DATE.fullmatch(text)):
        return _date(*found.groups())
    if (form := RECURRING.get(datatype)) and (found := form.fullmatch(text)):
        return _recurring(found["month"], found["day"])
    if datatype == XSD.boolean:
        return {"true": "yes", "1": "yes", "false": "no", "0": "no"}.get(text, text)
    if datatype == XSD.integer and re.fullmatch(r"[+-]?\d{1,30}", text) and abs(int(text)) >= _LONG:
        return f"{int(text):,}"
    return text


def displayed(iri: str, name: str) -> str:
    """What pages say for the name of a thing: the name, but for some properties.

    >>> displayed("https://w3id.org/cuegraph/ns#holder", "holder"), displayed("http://a.example/b", "holder")
    ('said by', 'holder')
    """
    return DISPLAYED.get((iri, name), name)


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


def _date(year: str, month: str | None, day: str | None, time: str | None, zone: str | None) -> str:
    parts = [str(int(day)) if day else "", _MONTHS[int(month) - 1] if month else "", year]
    hour = [time, "UTC" if zone == "Z" else zone] if time else []
    return ", ".join(filter(None, [" ".join(filter(None, parts)), " ".join(filter(None, hour))]))


def _recurring(month: str, day: str) -> str:
    """A day, a month or a day of a month, and what is missing of a date."""
    if not month:
        return f"day {int(day)}, no month or year"
    return f"{int(day)} {_MONTHS[int(month) - 1]}, no year" if day else f"{_MONTHS[int(month) - 1]}, no year"
