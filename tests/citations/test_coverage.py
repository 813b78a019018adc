"""Splitting texts into units, and what the record says of each."""

from __future__ import annotations

from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cuegraph.citations.coverage import cover
from cuegraph.citations.fragment import CharRange
from cuegraph.citations.record import Passage, Record
from cuegraph.citations.sentences import units
from cuegraph.citations.texts import Text

if TYPE_CHECKING:
    from conftest import Bench

PAGE = "https://w3id.org/cuegraph/source/harbour-page"


def split(text: str) -> list[str]:
    return [text[unit.start : unit.end] for unit in units(text)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["It opens in Washington D.C. Area cinemas.", "It closes there."],
        ["She lives in Washington D.C.", "The film does not."],
        ["The St. Elmo Circle met.", "Nobody came."],
        ["\u201cLow Tide (feat. Bo Lind)\u201d opens it.", "It ends."],
        ["P.S, a shout-out to Bo Lind Jr. and to J. R. Vane."],
        ["\u201cI like fog,\u201d says Veld.", "\u201cFog is quiet.\u201d", "(He smiled.)", "Then he left!"],
        ['He said "no."', 'She said "why?"', "They left it\u2026", "Nothing came."],
        ["It sold 1,200.5 copies at No. 4 on Sept. 19, 2011.", "In 2012 it did not."],
        ["Is it... fog?", "Well\u2026 yes."],
        ["So did I.", "We all did."],
    ],
)
def test_a_line_is_split_into_its_sentences(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


def test_rows_headings_items_and_captions_are_units() -> None:
    text = (
        "= Title =\n\n- Artist: A. Person. Others.\n| a | b. C |\n| --- | :-: |\n|---|\n"
        "  A caption\n***\n## Charts\n"
    )
    found = [(unit.kind, text[unit.start : unit.end]) for unit in units(text)]
    assert found == [
        ("heading", "= Title ="),
        ("item", "- Artist: A. Person. Others."),
        ("row", "| a | b. C |"),
        ("sentence", "A caption"),
        ("heading", "## Charts"),
    ]


@settings(deadline=None)
@given(st.text(st.sampled_from("aB. !?\u2026\u201d\u201c()|=-\n1")))
def test_units_are_in_order_and_leave_no_word_out(text: str) -> None:
    at = 0
    for unit in units(text):
        assert at <= unit.start < unit.end <= len(text)
        assert not any(character.isalnum() for character in text[at : unit.start])
        assert text[unit.start : unit.end] == text[unit.start : unit.end].strip()
        at = unit.end
    assert not any(character.isalnum() for character in text[at:])


def test_every_unit_of_a_sound_folder_is_accounted_for(bench: Bench) -> None:
    covered = cover(bench.record, bench.texts[PAGE])
    assert [each.status for each in covered].count("cited") == 8
    assert [each.reasons for each in covered if each.status == "states nothing"] == [
        ("the page's title",),
        ("the head of a table",),
        ("navigation",),
    ]
    assert not [each for each in covered if each.status == "neither"]


def test_words_between_passages_are_told_by_their_offsets(bench: Bench) -> None:
    (both,) = [each for each in cover(bench.record, bench.texts[PAGE]) if each.unit.start == 244]
    assert [each.partition("#")[2] for each in both.citations] == ["char=244,305", "char=311,346"]
    assert both.open == ((307, 310),)


def test_a_unit_that_is_only_read_with_others_is_neither(bench: Bench) -> None:
    bench.edit("data/harbour-page.trig", f"<{PAGE}#char=348,405> {{", f"<{PAGE}#char=33,105> {{")
    (open_unit,) = [each for each in cover(bench.record, bench.texts[PAGE]) if each.status == "neither"]
    assert (open_unit.unit.start, open_unit.read) == (348, True)
    assert open_unit.open == ((348, 404),)


def test_a_long_line_is_split_in_one_go_over_it() -> None:
    sentences = 5_000
    text = "The quick J. R. Fox came... He said (no). " * sentences
    began = process_time()
    assert len(units(text)) == 2 * sentences
    assert units("." * 100_000)
    assert process_time() - began < 3  # by the square of the length it takes minutes


def test_many_passages_that_overlap_are_gone_through_once() -> None:
    text = "A line.\n" * 4_000
    names = [f"{PAGE}#char={each},{len(text) - each}" for each in range(200)]
    passages = {each: Passage(each, CharRange(at, len(text) - at)) for at, each in enumerate(names)}
    record = Record(passages=passages, graphs=dict.fromkeys(names[::2], ()))
    began = process_time()
    covered = cover(record, Text(PAGE, Path(), text, ""))
    assert process_time() - began < 3  # each character by each passage: half a minute
    assert len(covered) == 4_000
    assert covered[2_000].citations == tuple(names[::2])
    assert covered[0].citations == tuple(names[:6:2])
    assert covered[2_000].open == covered[0].open == ()


def test_a_passage_without_characters_speaks_of_no_unit() -> None:
    name = f"{PAGE}#char=3,3"
    record = Record(passages={name: Passage(name, CharRange(3, 3))}, graphs={name: ()})
    (unit,) = cover(record, Text(PAGE, Path(), "Something.", ""))
    assert (unit.status, unit.open) == ("neither", ((0, 9),))
