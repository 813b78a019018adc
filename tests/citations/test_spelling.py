"""Literals as texts spell them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from cuegraph.citations.matching import normalise, occurs, occurs_any
from cuegraph.citations.numbers import cardinals, ordinals
from cuegraph.citations.spelling import spellings
from cuegraph.vocabulary import XSD

VALUES = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
ONES = {
    "first": "one",
    "second": "two",
    "third": "three",
    "fifth": "five",
    "eighth": "eight",
    "ninth": "nine",
}


def read_words(words: str) -> int:
    """The number that English words spell."""
    total = part = 0
    for word in re.findall("[a-z]+", words):
        if word == "thousand":
            total, part = total + 1000 * part, 0
        elif word == "hundred":
            part *= 100
        elif word != "and":
            part += 1 if word == "a" else VALUES[word]
    return total + part


def read_ordinal(words: str) -> int:
    """The number whose ordinal English words spell."""
    head, last = re.fullmatch(r"(.*?)([a-z]+)", words, re.DOTALL).groups()  # type: ignore[union-attr]
    last = ONES.get(last) or {"twelfth": "twelve"}.get(last) or re.sub("ie$", "y", last.removesuffix("th"))
    return read_words(head + last)


def found(literal: Literal, text: str) -> bool:
    return occurs_any(spellings(literal), normalise(text))


@settings(deadline=None)
@given(st.integers(0, 999_999))
def test_a_number_in_words_reads_back(number: int) -> None:
    forms = cardinals(number)
    assert forms
    assert {read_words(each) for each in forms} == {number}


@settings(deadline=None)
@given(st.integers(0, 999_999))
def test_an_ordinal_reads_back(number: int) -> None:
    digits, *words = ordinals(number)
    assert re.fullmatch(r"\d+(st|nd|rd|th)", digits)
    assert int(digits[:-2]) == number
    assert {read_ordinal(each) for each in words} == {number}


@settings(deadline=None)
@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_two_numbers_share_no_spelling(one: int, other: int) -> None:
    if one != other:
        assert not set(spellings(Literal(one))) & set(spellings(Literal(other)))


@settings(deadline=None)
@given(st.integers(0, 10**9))
def test_a_number_is_found_whole_only(number: int) -> None:
    literal = Literal(number)
    assert found(literal, f"It sold {number:,} copies.")
    assert found(literal, f"| {number} |")
    assert not occurs(
        str(number), normalise(f"x{number} {number}0 1{number} 1.{number} {number}.5 7:{number}")
    )


@settings(deadline=None)
@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_a_date_is_found_as_people_write_it(day: dt.date) -> None:
    literal = Literal(day.isoformat(), datatype=XSD.date)
    suffix = ordinals(day.day)[0].removeprefix(str(day.day))
    for form in (
        "%B {0}, %Y",
        "{0} %B %Y",
        "{0}{1} of %B %Y",
        "%b. {0}, %Y",
        "%b {0}{1} %Y",
        "%Y-%m-%d",
        "%d.%m.%Y",
    ):
        assert found(literal, f"On {day.strftime(form).format(day.day, suffix)}, it opened.")
    next_day = Literal((day + dt.timedelta(1)).isoformat() if day < dt.date.max else "x", datatype=XSD.date)
    assert not found(next_day, day.strftime(f"On %B {day.day}, %Y, it opened."))


@settings(deadline=None)
@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_a_month_is_found_in_a_day_of_it_only_when_the_day_is_left_out(day: dt.date) -> None:
    month = Literal(day.strftime("%Y-%m"), datatype=XSD.gYearMonth)
    assert found(month, day.strftime("It came in %B %Y."))
    assert not found(month, day.strftime(f"It came on %B {day.day}, %Y."))


@settings(deadline=None)
@given(st.integers(1, 99), st.integers(2, 59), st.integers(2, 59))
def test_a_duration_is_found_as_people_write_it(hours: int, minutes: int, seconds: int) -> None:
    whole = 3600 * hours + 60 * minutes + seconds
    for literal in (
        Literal(f"PT{hours}H{minutes}M{seconds}S", datatype=XSD.duration),
        Literal(f"PT{whole}S", datatype=XSD.duration),
        Literal(whole),
    ):
        assert found(literal, f"Length: {hours}:{minutes:02}:{seconds:02}")
        assert found(literal, f"Length: {whole // 60}:{seconds:02}")
        assert found(literal, f"It lasts {whole // 60} minutes and {seconds} seconds.")
        assert not found(literal, f"Length: {hours}:{minutes:02}:{(seconds + 1) % 60:02}")


@pytest.mark.parametrize(
    ("lexical", "datatype", "text"),
    [
        ("2011-09-19", "date", "Sept. 19, 2011"),
        ("2011-09-19", "date", "the 19th of September 2011"),
        ("2016-09", "gYearMonth", "In September 2016, it"),
        ("2011", "gYear", "Chart (2011\u20132012)"),
        ("--02-25", "gMonthDay", "came out February 25th, and"),
        ("--09", "gMonth", "every September"),
        ("PT1H10M18S", "duration", "Length: 70:18"),
        ("P14D", "duration", "within two weeks"),
        ("P5Y", "duration", "a five-year plan"),
        ("PT1H30M", "duration", "for 90 minutes"),
        ("30", "integer", "at 30th position"),
        ("5", "integer", "the fifth"),
        ("40", "integer", "Forty songs"),
        ("118", "integer", "one hundred and eighteen"),
        ("1", "integer", "topped the list"),
        ("1", "integer", "opening track"),
        ("4218", "integer", "runs for 70:18"),
        ("3.5", "decimal", "three and a half stars"),
        ("4.0", "decimal", "four stars"),
        ("Low Tide", "string", "\u2018Low\u00a0Tide\u2019s"),
    ],
)
def test_a_usual_spelling_is_found(lexical: str, datatype: str, text: str) -> None:
    assert found(Literal(lexical, datatype=XSD[datatype]), text)


@pytest.mark.parametrize(
    ("lexical", "datatype", "text"),
    [
        ("2011-09-19", "date", "September 20, 2011"),
        ("2011-09-19", "date", "September 2011"),
        ("18", "integer", "70:18"),
        ("3", "integer", "number 30"),
        ("1", "integer", "1,200 copies"),
        ("1", "integer", "the song opens the film in the opening scene"),
        ("true", "boolean", "true"),
        ("PT0S", "duration", "no time at all"),
        ("thirty", "integer", "thirty"),
        ("Low Tide", "string", "Low Tides"),
    ],
)
def test_what_is_no_spelling_is_not_found(lexical: str, datatype: str, text: str) -> None:
    assert not found(Literal(lexical, datatype=XSD[datatype]), text)


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_the_normal_form_of_a_part_is_a_part_of_the_normal_form(before: str, part: str, after: str) -> None:
    assert normalise(part) in normalise(before + part + after)


@pytest.mark.parametrize(
    ("text", "datatype"),
    [("9" * 5_000, XSD.integer), ("9" * 5_000 + ".5", XSD.decimal), (f"PT{'9' * 5_000}S", XSD.duration)],
)
def test_a_number_longer_than_any_text_has_no_spelling(text: str, datatype: NamedNode) -> None:
    assert spellings(Literal(text, datatype=datatype)) == ()
