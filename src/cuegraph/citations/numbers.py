"""The usual spellings of numbers: digits, separators, ordinals and English words."""

from __future__ import annotations

_UNITS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_HUNDRED, _THOUSAND = 100, 1000
_LIMIT = 1_000_000
"""From here on numbers are not written in words."""

FIRST = ("topped", "tops", "topping", "opening track", "number one")
"""What says that something is the first, beside the number itself."""

_HALVES = ("{} and a half", "{}-and-a-half", "{} 1/2", "{}\u00bd")


def cardinals(number: int) -> list[str]:
    """A number in words, with and without 'and', hyphens and spaces; empty from a million on and below zero.

    >>> cardinals(118)
    ['one hundred eighteen', 'one hundred and eighteen', 'a hundred eighteen', 'a hundred and eighteen']
    """
    if not 0 <= number < _LIMIT:
        return []
    plain = _words(number)
    return list(dict.fromkeys([*plain, *(each.replace("-", " ") for each in plain)]))


def ordinals(number: int) -> list[str]:
    """A number's ordinal, in digits and in words.

    >>> ordinals(30), ordinals(21)
    (['30th', 'thirtieth'], ['21st', 'twenty-first', 'twenty first'])
    """
    if number < 0:
        return []
    teen = number // 10 % 10 == 1
    suffix = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return [f"{number}{suffix}", *map(_ordinal, cardinals(number))]


def integers(number: int) -> list[str]:
    """A whole number as digits, with separators of thousands, as an ordinal and in words."""
    if number < 0:
        return [f"-{each}" for each in _digits(-number)] + [f"minus {each}" for each in cardinals(-number)]
    return [*_digits(number), *cardinals(number), *ordinals(number), *(FIRST if number == 1 else ())]


def decimals(lexical: str) -> list[str]:
    """A decimal number with point or comma, halves in words, and as an integer where it is one.

    >>> decimals("4.5")[:3]
    ['4.5', '4,5', '4 and a half']
    """
    whole, _, rest = lexical.removeprefix("+").partition(".")
    rest = rest.rstrip("0")
    if not rest:
        return integers(int(whole or "0"))
    found = [f"{whole or '0'}{mark}{rest}" for mark in ".,"]
    if rest == "5" and whole.isdecimal():
        found += [form.format(each) for form in _HALVES for each in (whole, *cardinals(int(whole)))]
    return found


def _digits(number: int) -> list[str]:
    return list(dict.fromkeys([f"{number}", f"{number:,}", f"{number:,}".replace(",", " ")]))


def _words(number: int) -> list[str]:
    if number < len(_UNITS):
        return [_UNITS[number]]
    if number < _HUNDRED:
        ten, unit = divmod(number, 10)
        return [_TENS[ten] + (f"-{_UNITS[unit]}" if unit else "")]
    size, name = (_THOUSAND, "thousand") if number >= _THOUSAND else (_HUNDRED, "hundred")
    count, rest = divmod(number, size)
    heads = [f"{each} {name}" for each in (*_words(count), *(["a"] if count == 1 else []))]
    if not rest:
        return heads
    joints = (" ", " and ") if rest < _HUNDRED else (" ", ", ")
    return [head + joint + tail for head in heads for tail in _words(rest) for joint in joints]


def _ordinal(cardinal: str) -> str:
    cut = max(cardinal.rfind(" "), cardinal.rfind("-")) + 1
    head, last = cardinal[:cut], cardinal[cut:]
    return head + (_ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th"))
