"""What is another name, and what the same one misspelt."""

import pytest

from cuegraph.links.alike import CONTAINED, DIFFERENT, alike
from cuegraph.links.fold import fold
from cuegraph.links.score import CERTAIN, Value, score
from cuegraph.links.words import plain


def likeness(one: str, other: str) -> float:
    assert alike(fold(one), fold(other)) == pytest.approx(alike(fold(other), fold(one)), abs=0.05)
    return alike(fold(one), fold(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harbor", "Harper"),
        ("Ebony", "Ebon"),
        ("Lantern", "Lanterns"),
        ("Nightmoor", "Nightdoor"),
        ("Salt in Mind", "Salt in Mint"),
        ("Quiet North", "Quiet Mouth"),
        ("Ada Martin", "Ada Martinel"),
        ("Tick of the Rock", "Tick of the Lock"),
    ],
)
def test_another_letter_in_a_short_word_may_be_another_name(one: str, other: str) -> None:
    assert 0.6 < likeness(one, other) <= CONTAINED < CERTAIN / 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Night Moor", "Nightmoor"),
        ("Eletric Harbour", "Electric Harbour"),
        ("Electric Harbuor", "Electric Harbour"),
        ("Hharbour, Electric", "Electric Harbour"),
        ("Bo Lannternman", "Bo Lanternman"),
        ("Ada Lighthousa", "Ada Lighthouse"),
    ],
)
def test_slips_in_names_of_several_words_are_the_same_name(one: str, other: str) -> None:
    assert likeness(one, other) >= CERTAIN / 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gull 100", "Gull 200"),
        ("Ebb Harbour Cruise 2", "Ebb Harbor Cruise"),
        ("Ebb Tide 2", "Ebb Tide"),
        ("B4", "B2"),
    ],
)
def test_other_numbers_make_another_name(one: str, other: str) -> None:
    assert likeness(one, other) <= DIFFERENT


def test_a_number_without_its_article_may_be_a_number() -> None:
    assert likeness("1985", "The 1985") <= CONTAINED
    assert likeness("the 1985", "The 1985") == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ebb O.S.T.", "Ebb"),
        ("Ebb OST Vinyl LP", "Ebb"),
        ("Ebb: Music from the Motion Picture", "Ebb"),
        ("Salt, Lies, Tape", "Salt, Lies, and Tape"),
        ("Pier Records, LLC", "Pier Records"),
        ("Ebb (1999 film)", "Ebb"),
        ("Quay (band)", "Quay"),
        ("Ebb", "\u0415bb"),
    ],
)
def test_what_is_said_beside_a_name_is_folded(one: str, other: str) -> None:
    assert likeness(one, other) >= CERTAIN / 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ebb Tide (Live)", "Ebb Tide (Mike)"),
        ("Ebb (1999 film)", "Ebb (2001 film)"),
        ("Ebb (film)", "Ebb (album)"),
    ],
)
def test_other_words_in_brackets_make_another_name(one: str, other: str) -> None:
    assert likeness(one, other) <= DIFFERENT


def test_a_middle_name_may_be_left_out_and_is_then_not_certain() -> None:
    assert likeness("Ada Moor", "Ada Lind Moor") == CONTAINED


def test_a_text_that_shares_letters_only_is_another_value() -> None:
    def value(text: str) -> float:
        return score(None, None, {"p": ([Value(text)], [Value("Ada Moor")])}).score

    assert value("Bo Harbour") == 0
    assert value("Moor") > 50
    assert value("Aada Moor") > 70


def test_only_among_latin_letters_cyrillic_ones_are_taken_for_latin() -> None:
    assert plain("\u0435bb") == "ebb"
    assert plain("\u0435\u043e\u0440") == "\u0435\u043e\u0440"
