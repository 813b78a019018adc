"""Where a person's words stand in a text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cuegraph.citations.locate import nearest, occurrences

TEXT = (
    "\u201cLow Tide\u201d opens \u2014 it is Lind\u2019s.\nThe tide turns. Low Tide ends the film, and aaa."
)


def found(words: str) -> list[str]:
    return [TEXT[start:end] for start, end in occurrences(TEXT, words)]


def test_exact_words_come_first() -> None:
    assert found("Low Tide") == ["Low Tide", "Low Tide"]
    assert found("\u201cLow Tide\u201d") == ["\u201cLow Tide\u201d"]


def test_quotation_marks_dashes_spaces_and_case_do_not_matter_otherwise() -> None:
    assert found('"low  tide" OPENS - it is lind\'s. the') == [
        "\u201cLow Tide\u201d opens \u2014 it is Lind\u2019s.\nThe"
    ]


def test_occurrences_may_overlap() -> None:
    assert found("aa") == ["aa", "aa"]


def test_special_characters_are_plain() -> None:
    assert found(".") == [".", ".", "."]
    assert found("(.*)") == []
    assert found("  ") == []


def test_the_nearest_is_the_sentence_that_shares_most() -> None:
    start, end = nearest(TEXT, "Low Tide ends a film") or (0, 0)
    assert TEXT[start:end] == "Low Tide ends the film, and aaa."
    assert nearest(TEXT, "Xylophone quartets") is None


@settings(deadline=None)
@given(st.text(), st.text(min_size=1).filter(str.strip), st.text())
def test_words_that_stand_in_a_text_are_found(before: str, words: str, after: str) -> None:
    text = before + words + after
    assert (len(before), len(before) + len(words)) in occurrences(text, words)
