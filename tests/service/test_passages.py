"""Texts cut at their passages, and places in words."""

from pathlib import Path
from time import process_time

from cuegraph.citations.record import SourceRecord
from cuegraph.service.marked import LONGEST, split, text_of, words_of
from cuegraph.service.passages import Place, _file_name


def place(start: int, end: int) -> Place:
    return Place(f"https://w3id.org/cuegraph/source/s#char={start},{end}", cited=True)


def test_passages_that_overlap_and_nest_are_cut_at_all_borders() -> None:
    text = "a\U0001f3b5cdefghij"
    wide, inner, across = place(0, 6), place(2, 4), place(3, 8)
    pieces = split(text, [wide, inner, across])
    assert "".join(each.text for each in pieces) == text
    assert [(each.start, each.text, each.opens) for each in pieces] == [
        (0, "a\U0001f3b5", True),
        (2, "c", True),
        (3, "d", True),
        (4, "ef", False),
        (6, "gh", False),
        (8, "ij", False),
    ]
    assert [(each.passage, each.held) for each in pieces] == [
        (wide, 1),
        (inner, 2),
        (inner, 3),
        (across, 2),
        (across, 1),
        (None, 0),
    ]


def test_a_part_of_a_text_is_cut_as_the_whole_is() -> None:
    wide, inner, gone = place(0, 9), place(4, 6), place(0, 3)
    assert [
        (each.text, each.passage, each.held, each.opens)
        for each in split("abcdefghij", [wide, inner, gone], 3, 8)
    ] == [
        ("d", wide, 1, False),
        ("ef", inner, 2, True),
        ("gh", wide, 1, False),
    ]


def test_a_very_long_passage_is_quoted_by_its_beginning() -> None:
    text = "a" * 10_000
    assert words_of(place(0, LONGEST), text) == "a" * LONGEST
    assert words_of(place(0, 9_000), text) == "a" * LONGEST + "\u2026"


def test_many_passages_that_nest_are_cut_in_one_go() -> None:
    size = 10_000
    began = process_time()
    pieces = split("a" * 2 * size, [place(each, 2 * size - each) for each in range(size)])
    assert process_time() - began < 3  # each border by each passage: a minute
    assert (len(pieces), pieces[size - 1].held, pieces[-1].held) == (2 * size - 1, size, 1)


def test_what_lies_beyond_the_text_is_left_out() -> None:
    assert [each.text for each in split("abc", [place(1, 9), place(5, 7), place(2, 2)])] == ["a", "bc"]
    assert split("", []) == []
    assert words_of(place(1, 9), "abc") == "bc"
    assert words_of(Place("s#row=2"), "abc") == ""


def test_a_text_without_a_digest_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "s.txt").write_text("abc")
    assert text_of(SourceRecord("s", "s"), tmp_path).text is None
    assert text_of(SourceRecord("s", "s"), None).note == ""


def test_no_file_name_leads_out_of_the_folder() -> None:
    assert [_file_name(each) for each in ("000_a", "../a", "a\\b", "/etc/a")] == ["000_a", "", "", ""]
