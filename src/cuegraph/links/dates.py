"""Dates and lengths of time as people write them, for those that they may mean."""

from __future__ import annotations

import re
from typing import Final

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR: Final = r"(?P<year>\d{4})"
_ISO: Final = re.compile(r"(\d{4}(?:-\d\d){0,2})(?:T[\d:.]+)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_IN_WORDS: Final = tuple(
    re.compile(form, re.ASCII | re.IGNORECASE)
    for form in (
        rf"(?:{_DAY}(?: of)? )?{_MONTH},? {_YEAR}",
        rf"{_MONTH} {_DAY},? {_YEAR}",
        rf"{_DAY}-{_MONTH}-{_YEAR}",
    )
)
_IN_NUMBERS: Final = re.compile(r"(\d{1,2})([/.])(\d{1,2})\2(\d{4})", re.ASCII)
_YEAR_FIRST: Final = re.compile(r"(\d{4})([/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_LENGTH: Final = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)", re.ASCII)
_ISO_LENGTH: Final = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", re.ASCII)
_LAST_MONTH: Final = 12
_LAST_DAY: Final = 31


def dates(text: str) -> tuple[str, ...]:
    """The dates that a text may mean, as ISO 8601 writes them, as far as it goes; none where it is no date.

    >>> dates("27 September 2011"), dates("Sept. 2011"), dates("2011-09-27T00:00:00Z")
    (('2011-09-27',), ('2011-09',), ('2011-09-27',))
    >>> dates("27/09/2011"), dates("5/9/2011"), dates("2011/9/27"), dates("September")
    (('2011-09-27',), ('2011-09-05', '2011-05-09'), ('2011-09-27',), ())
    """
    if iso := _ISO.fullmatch(text):
        return (iso[1],)
    if not text[:1].isalnum() or not any(each.isdecimal() for each in text[-4:]):
        return ()
    if found := _IN_NUMBERS.fullmatch(text):
        pairs = dict.fromkeys(((found[3], found[1]), (found[1], found[3])))
        return tuple(_iso(found[4], int(month), int(day)) for month, day in pairs if _is_day(month, day))
    if found := _YEAR_FIRST.fullmatch(text):
        return (_iso(found[1], int(found[3]), int(found[4])),) if _is_day(found[3], found[4]) else ()
    for form in _IN_WORDS:
        if found := form.fullmatch(text):
            month = _MONTHS.index(found["name"][:3].lower()) + 1
            return (_iso(found["year"], month, int(found["day"] or 0)),)
    return ()


def seconds(text: str) -> int | None:
    """How many seconds a text with colons or an ISO 8601 duration without days means; None for neither.

    >>> seconds("4:18"), seconds("1:04:18"), seconds("PT1H4M18S"), seconds("PT258S"), seconds("418")
    (258, 3858, 3858, 258, None)
    """
    found = _LENGTH.fullmatch(text) or (_ISO_LENGTH.fullmatch(text) if text[2:] else None)
    if found is None:
        return None
    hours, minutes, rest = (int((each or "0")[:9]) for each in found.groups())
    return (hours * 60 + minutes) * 60 + rest


def _is_day(month: str, day: str) -> bool:
    return 0 < int(month) <= _LAST_MONTH and 0 < int(day) <= _LAST_DAY


def _iso(year: str, month: int, day: int) -> str:
    return f"{year}-{month:02}-{day:02}" if day else f"{year}-{month:02}"
