"""Fragment identifiers, clause by clause."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cuegraph.citations.fragment import (
    Cell,
    CharRange,
    Fragment,
    Pointer,
    Record,
    Row,
    citation_iri,
    parse_fragment,
)
from cuegraph.errors import InvalidData

ORDERED = st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)).map(sorted)
FRAGMENTS: st.SearchStrategy[Fragment] = st.one_of(
    ORDERED.map(lambda ends: CharRange(*ends)),
    st.integers(0, 10**9).map(lambda start: CharRange(start, None)),
    st.builds(Row, st.integers(1, 10**9)),
    st.builds(Cell, st.integers(1, 10**9), st.integers(1, 10**9)),
    st.builds(Pointer, st.lists(st.text()).map(tuple)),
    st.builds(Record, st.text(min_size=1)),
)


@settings(deadline=None)
@given(FRAGMENTS)
def test_what_is_written_reads_back(fragment: Fragment) -> None:
    written = str(fragment)
    assert parse_fragment(written) == fragment
    assert written.isascii()
    assert not set(written) & set(' <>"{}|\\^`#')


@settings(deadline=None)
@given(st.text(st.sampled_from("charowel=,;-0123456789/~%iIr")) | st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        fragment = parse_fragment(text)
    except InvalidData:
        return
    assert parse_fragment(str(fragment)) == fragment


def test_a_refusal_says_where_and_what_to_do() -> None:
    with pytest.raises(InvalidData) as caught:
        parse_fragment("page=3")
    assert caught.value.where == "#page=3"
    assert "char=START,END" in caught.value.remedy


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [("char=3,7", 3, 7), ("char=,7", 0, 7), ("char=3,", 3, None), ("char=3", 3, 3), ("char=4,4", 4, 4)],
)
def test_rfc5147_section_3_char_scheme(text: str, start: int, end: int | None) -> None:
    assert parse_fragment(text) == CharRange(start, end)


@pytest.mark.parametrize(
    "text", ["char=", "char=,", "char=a,b", "char=-1,3", "char=1,2,3", "char=1;length=9"]
)
def test_rfc5147_section_3_nothing_else(text: str) -> None:
    with pytest.raises(InvalidData, match="RFC 5147, section 3"):
        parse_fragment(text)


def test_a_range_does_not_end_before_it_starts() -> None:
    with pytest.raises(InvalidData, match="ends before it starts"):
        parse_fragment("char=7,3")


def test_a_range_within_a_text_holds_a_character() -> None:
    assert CharRange(0, 5).within(5)
    assert CharRange(3, None).within(5)
    assert not CharRange(0, 6).within(5)
    assert not CharRange(3, 3).within(5)
    assert not CharRange(5, None).within(5)


def test_rfc7111_sections_2_1_and_2_3() -> None:
    assert parse_fragment("row=5") == Row(5)
    assert parse_fragment("cell=4,1") == Cell(4, 1)


@pytest.mark.parametrize("text", ["row=0", "row=5-7", "row=*", "cell=4", "cell=0,1", "col=2", "line=3"])
def test_what_no_citation_has_is_refused(text: str) -> None:
    with pytest.raises(InvalidData, match="no fragment that a citation can have"):
        parse_fragment(text)


def test_rfc6901_section_5_examples() -> None:
    # The URI fragment forms of RFC 6901, section 6, of the keys "c%d", "e^f", " ", "m~n" and "a/b".
    assert parse_fragment("/c%25d") == Pointer(("c%d",))
    assert parse_fragment("/e%5Ef") == Pointer(("e^f",))
    assert parse_fragment("/%20") == Pointer((" ",))
    assert parse_fragment("/m~0n") == Pointer(("m~n",))
    assert parse_fragment("/a~1b/0") == Pointer(("a/b", "0"))
    assert parse_fragment("/~01") == Pointer(("~1",))
    assert parse_fragment("") == Pointer(())


@pytest.mark.parametrize("text", ["/a%2", "/a%FF", "/~2", "/a~", "iri=%zz"])
def test_broken_escapes_are_refused(text: str) -> None:
    with pytest.raises(InvalidData):
        parse_fragment(text)


def test_an_iri_is_encoded_whole() -> None:
    assert str(Record("http://example.org/a#b")) == "iri=http%3A%2F%2Fexample.org%2Fa%23b"


def test_the_iri_of_a_citation() -> None:
    assert citation_iri("https://example.org/s", 0, 9) == "https://example.org/s#char=0,9"


@pytest.mark.parametrize("text", ["char=0,{}", "char={0},{0}", "row={}", "cell=1,{}"])
def test_a_number_longer_than_any_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidData, match="too large"):
        parse_fragment(text.format("9" * 5_000))
    assert parse_fragment("char=" + "0" * 5_000 + "3,7") == CharRange(3, 7)
