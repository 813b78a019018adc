"""The usual spellings of dates and durations."""

from __future__ import annotations

import re
from itertools import product

from cuegraph.citations.numbers import cardinals, ordinals

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_ZONE = re.compile(r"(Z|[+-]\d\d:\d\d)$")
_DATE = re.compile(r"(-?\d{4,})-(\d\d)-(\d\d)")
_YEAR_MONTH = re.compile(r"(-?\d{4,})-(\d\d)")
_MONTH_DAY = re.compile(r"--(\d\d)-(\d\d)")
_DURATION = re.compile(
    r"P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?"
)
_UNITS = (
    ("years", "year"),
    ("months", "month"),
    ("days", "day"),
    ("hours", "hour", "hrs", "hr", "h"),
    ("minutes", "minute", "mins", "min", "m"),
    ("seconds", "second", "secs", "sec", "s"),
)
_WEEKS = ("weeks", "week")
MINUTE = 60
"""Seconds."""

_HOUR, _DAY = 60 * MINUTE, 24 * 60 * MINUTE


def dates(lexical: str) -> list[str]:
    """The spellings of an ``xsd:date``, lower case; empty when it is none.

    >>> {"september 19, 2011", "19th of september 2011", "sept. 19 2011"} <= set(dates("2011-09-19"))
    True
    """
    match = _DATE.fullmatch(_ZONE.sub("", lexical))
    if not match or not _is_month(match[2]):
        return []
    year, month, day = match[1], int(match[2]), int(match[3])
    worded = [f"{each}{joint}{year}" for each in _month_days(month, day) for joint in (" ", ", ")]
    numeric = [
        mark.join(order)
        for order, marks in (
            ((year, f"{month:02}", f"{day:02}"), "-/."),
            ((f"{day:02}", f"{month:02}", year), "-/."),
            ((f"{day}", f"{month}", year), "-/."),
            ((f"{month:02}", f"{day:02}", year), "-/"),
            ((f"{month}", f"{day}", year), "-/"),
        )
        for mark in marks
    ]
    return list(dict.fromkeys(worded + numeric))


def year_months(lexical: str) -> list[str]:
    """The spellings of an ``xsd:gYearMonth``, lower case; empty when it is none.

    >>> year_months("2016-09")[:2]
    ['september 2016', 'september, 2016']
    """
    match = _YEAR_MONTH.fullmatch(_ZONE.sub("", lexical))
    if not match or not _is_month(match[2]):
        return []
    year, month = match[1], int(match[2])
    worded = [f"{name}{joint}{year}" for name in _month_names(month) for joint in (" ", ", ", " of ")]
    return [*worded, f"{year}-{month:02}", f"{month:02}/{year}", f"{month}/{year}"]


def month_days(lexical: str) -> list[str]:
    """The spellings of an ``xsd:gMonthDay``, lower case; empty when it is none.

    >>> "february 25th" in month_days("--02-25")
    True
    """
    match = _MONTH_DAY.fullmatch(_ZONE.sub("", lexical))
    return _month_days(int(match[1]), int(match[2])) if match and _is_month(match[1]) else []


def years(lexical: str) -> list[str]:
    """The spelling of an ``xsd:gYear``: its digits."""
    return [_ZONE.sub("", lexical)]


def months(lexical: str) -> list[str]:
    """The spellings of an ``xsd:gMonth``, lower case; empty when it is none."""
    number = _ZONE.sub("", lexical).strip("-")
    return _month_names(int(number)) if _is_month(number) else []


def durations(lexical: str) -> list[str]:
    """The spellings of an ``xsd:duration`` in whole seconds, lower case; empty for any other.

    >>> {"70:18", "1:10:18", "70 minutes and 18 seconds"} <= set(durations("PT1H10M18S"))
    True
    """
    match = _DURATION.fullmatch(lexical)
    if not match or not any(match.groups()):
        return []
    year, month, day, hour, minute, second = (int(each or 0) for each in match.groups())
    if year or month:
        return _in_words([year, month, day, hour, minute, second])
    return lasting(day * _DAY + hour * _HOUR + minute * MINUTE + second)


def lasting(seconds: int) -> list[str]:
    """The spellings of a time that lasts so many seconds, lower case."""
    minutes, second = divmod(seconds, MINUTE)
    hours, minute = divmod(minutes, MINUTE)
    days, hour = divmod(hours, 24)
    clock = [f"{minutes}:{second:02}", f"{minutes:02}:{second:02}"]
    clock += [f"{hours}:{minute:02}:{second:02}", f"{hours:02}:{minute:02}:{second:02}"] if hours else []
    splits = [[0, 0, days, hour, minute, second], [0, 0, 0, hours, minute, second]]
    splits += [[0, 0, 0, 0, minutes, second], [0, 0, 0, 0, 0, seconds]]
    weeks = _worded([(days // 7, _WEEKS)]) if days and seconds % (7 * _DAY) == 0 else []
    return list(dict.fromkeys([*clock, *weeks, *(each for split in splits for each in _in_words(split))]))


def _in_words(amounts: list[int]) -> list[str]:
    """Years, months, days, hours, minutes and seconds with their units; what is zero is left out."""
    return _worded([(amount, units) for amount, units in zip(amounts, _UNITS, strict=True) if amount])


def _worded(parts: list[tuple[int, tuple[str, ...]]]) -> list[str]:
    """Amounts, none of them zero, each with the names of its unit, the plural first."""
    if not parts:
        return []
    if len(parts) == 1 and parts[0][0] == 1:
        name = parts[0][1][1]
        return [f"one {name}", f"one-{name}", f"1 {name}", f"1-{name}", f"a {name}", f"an {name}"]
    found = []
    for style, worded, gap in product(range(5), (False, True), (" ", "-", "")):
        if (worded and not gap) or (gap == "-" and len(parts) > 1):
            continue
        spelled = []
        for amount, units in parts:
            unit = units[min(style, len(units) - 1)]
            unit = unit.rstrip("s") if amount == 1 and len(unit) > 1 else unit
            number = cardinals(amount)[:1] if worded else [str(amount)]
            spelled += [f"{each}{gap}{unit}" for each in number]
        if len(spelled) == len(parts):
            found += [joint.join(spelled) for joint in (" ", ", ", " and ")]
            found.append(" and ".join(filter(None, (", ".join(spelled[:-1]), spelled[-1]))))
    return list(dict.fromkeys(found))


def _month_days(month: int, day: int) -> list[str]:
    days = [str(day), f"{day:02}", *ordinals(day)]
    found = []
    for name, each in product(_month_names(month), dict.fromkeys(days)):
        found += [f"{name} {each}", f"{each} {name}", f"{each} of {name}", f"{name} the {each}"]
    return found


def _month_names(month: int) -> list[str]:
    name = _MONTHS[month - 1]
    short = [name[:3], "sept"] if name == "september" else [name[:3]]
    return list(dict.fromkeys([name, *short, *(f"{each}." for each in short)]))


def _is_month(digits: str) -> bool:
    return digits.isdecimal() and 1 <= int(digits) <= len(_MONTHS)
