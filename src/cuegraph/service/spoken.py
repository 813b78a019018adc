"""Literals and words as people read them: dates, durations, numbers, and the plural of a kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cuegraph.vocabulary import FM, SCHEMA, XSD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import Literal

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
