"""Texts cut at their passages, and places in words."""

from pathlib import Path

from cuegraph.citations.record import SourceRecord
from cuegraph.service.marked import split, text_of, words_of
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
    assert [each.passages for each in pieces] == [
        (wide,),
        (inner, wide),
        (inner, across, wide),
        (across, wide),
        (across,),
        (),
    ]


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
