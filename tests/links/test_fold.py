"""What of a name is compared."""

import pytest

from cuegraph.links.alike import alike
from cuegraph.links.fold import fold, parts
from cuegraph.links.score import CERTAIN


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("NIGHT TIDE", "Night Tide"),
        ("Nïght Tidé", "Night Tide"),
        ("The Night Tide", "Night Tide"),
        ("Night Tide, The", "The Night Tide"),
        ("Night Tide feat. Ada Example", "Night Tide"),
        ("Night Tide ft Ada Example", "Night Tide"),
        ("Night Tide featuring Ada & Bo", "Night Tide"),
        ("Night Tide (with Ada Example)", "Night Tide"),
        ("Night Tide [feat. Ada Example", "Night Tide"),
        ("Night Tide (Deluxe Edition)", "Night Tide"),
        ("Night Tide [Remastered]", "Night Tide"),
        ("Night Tide - 2011 Remaster", "Night Tide"),
        ("Night Tide: Original Motion Picture Soundtrack", "Night Tide"),
        ("Night Tide OST", "Night Tide"),
        ("OST Night Tide", "Night Tide"),
        ("Night Tide soundtrack", "Night Tide"),
        ("Soundtrack, Night Tide", "Night Tide"),
        ("The soundtrack of Night Tide", "Night Tide"),
        ("Soundtrack to the film Night Tide", "Night Tide"),
        ('Night Tide (From "Ebb")', "Night Tide"),
        ("Night Tide (from the film Ebb)", "Night Tide"),
        ("Night Tide - From \u201cEbb\u201d", "Night Tide"),
        ("Ni\u00adght\u200b Tide", "Night Tide"),
        ("A Night Tide", "Night Tide"),
        ("Ebb, An", "Ebb"),
        ("Ada & Bo", "Ada and Bo"),
        ("Ada + Bo", "Ada and Bo"),
        ("Don\u2019t Go", "Dont Go"),
        ("R.E.M.", "REM"),
        ("Night-Tide!", "Night Tide"),
    ],
)
def test_what_does_not_matter_is_folded(written: str, name: str) -> None:
    assert fold(written).core == fold(name).core
    assert alike(fold(written), fold(name)) > 0.9


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Night Tide (Live)", "Night Tide"),
        ("Night Tide (Ada Remix)", "Night Tide"),
        ("Gone with the Tide", "Gone"),
        ("Tide", "Tides of March"),
        ("Tide Tide", "Tide"),
        ("Soundtrack of Our Tides", "Our Tides"),
        ("Night Tide (From the Heart)", "Night Tide"),
        ("With", "Without"),
    ],
)
def test_what_matters_stays(one: str, other: str) -> None:
    assert fold(one).core != fold(other).core
    assert alike(fold(one), fold(other)) <= 0.9


@pytest.mark.parametrize(
    ("name", "core"),
    [("The The", "the"), ("The", "the"), ("!!!", "!!!"), ("(Deluxe Edition)", "deluxe edition")],
)
def test_something_is_always_left(name: str, core: str) -> None:
    assert fold(name).core == core


def test_featured_artists_and_editions_are_told() -> None:
    folded = fold("Night Tide (feat. Ada & Bo) [Deluxe Edition]")
    assert (folded.featured, folded.edition) == (("ada", "bo"), "deluxe edition")


def test_an_edition_that_is_not_sought_is_nearer_than_another_one() -> None:
    plain, deluxe, mono = (fold(f"Night Tide{each}") for each in ("", " (Deluxe Edition)", " (Mono)"))
    assert 1 == alike(deluxe, deluxe) > alike(plain, deluxe) > alike(mono, deluxe)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tide feat. Bo", "Tide (feat. Ada)"),
        ("Tide with Bo", "Tide (feat. Ada)"),
        ("Tide (Deluxe Edition)", "Tide (Mono)"),
        ("Tide (10th Anniversary Edition)", "Tide (20th Anniversary Edition)"),
        ("A Very Long Tide feat. Bo", "A Very Long Tid (feat. Ada)"),
        ("Drive - Soundtrack of a Life", "Drive"),
    ],
)
def test_other_artists_other_editions_and_other_titles_are_not_certain(one: str, other: str) -> None:
    assert 100 * alike(fold(one), fold(other)) < CERTAIN
    assert 100 * alike(fold(other), fold(one)) < CERTAIN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tide feat. Ada & Bo", "Tide (feat. Ada)"),
        ("Tide ft. Ada Exampel", "Tide (feat. Ada Example)"),
        ("Tide with Ada", "Tide (feat. Ada)"),
        ("Tide (Deluxe)", "Tide [Deluxe Edition]"),
        ("Tide: Soundtrack from the Motion Picture", "Tide (Original Soundtrack Album)"),
    ],
)
def test_the_same_artists_and_editions_in_other_words_are(one: str, other: str) -> None:
    assert 100 * alike(fold(one), fold(other)) >= CERTAIN


def test_long_and_odd_names_take_no_time() -> None:
    for each in ("(" * 300, "a - " * 75, " feat. " * 40, "\u0301" * 300, "- " * 150):
        fold(each)
    wide = "a feat." + " " * 50_000 + "b"
    assert fold(wide) == fold("a feat. b")
    assert parts(wide) == parts("a feat. b")


def test_a_title_behind_featured_artists_stays() -> None:
    folded = fold("Ada feat. Bo & Cy - A Tide")
    assert (folded.core, folded.featured) == ("ada a tide", ("bo", "cy"))


@pytest.mark.parametrize("name", ["The Soundtrack", "Film soundtrack", "A", "An", "A & B", "A-ha"])
def test_what_is_all_there_is_is_no_edition_and_no_article(name: str) -> None:
    folded = fold(name)
    assert (folded.edition, folded.core) == ("", folded.exact.removeprefix("the "))


@pytest.mark.parametrize(
    ("written", "name"),
    [("Songs for Invented Tide", "Songs for an Invented Tide"), ("NightOfTheTide", "Night of the Tide")],
)
def test_an_article_or_the_spaces_that_are_missing_make_no_other_name(written: str, name: str) -> None:
    assert CERTAIN <= 100 * alike(fold(written), fold(name)) < 95


def test_what_is_in_more_words_is_like_and_not_the_same() -> None:
    for one, other in (("Night Tide", "Night Tide Revisited by the Sea"), ("Night Tide, CD", "Night Tide")):
        assert 0.5 < alike(fold(one), fold(other)) < 0.8
