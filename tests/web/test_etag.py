"""Entity tags by RFC 9110, sections 8.8.3 and 13.1.2."""

from hypothesis import example, given
from hypothesis import strategies as st

from cuegraph.web.finish import matches, tag_of, tag_of_body

TAGGED = {chr(number) for number in range(0x21, 0x100)} - {'"', "\x7f"}
"""What may stand in a tag, between its quotes."""

TAGS = st.text(st.sampled_from(sorted(TAGGED)), max_size=8).map(lambda each: f'"{each}"')
SPACE = st.sampled_from(["", " ", "\t", "  "])
TAG = '"0123"'
NEAR = st.lists(
    st.sampled_from([TAG, "0123", '"', "W/", "w/", ",", " ", "*", "\\", "\x00", "é", "€"]), max_size=8
).map("".join)
"""Headers, and what is nearly one."""


@given(st.lists(st.tuples(st.sampled_from(["", "W/"]), TAGS, SPACE, SPACE)), TAGS)
def test_a_list_matches_exactly_what_it_names_weakly_compared(
    listed: list[tuple[str, str, str, str]], tag: str
) -> None:
    header = ",".join(f"{before}{weak}{each}{after}" for weak, each, before, after in listed)
    named = {each for _, each, _, _ in listed}
    # A tag may hold commas, and two neighbours may then read as one more: the quotes decide, from the left.
    assert matches(header, tag) is (tag in named)
    for each in named:
        assert matches(header, each)
        assert matches(header, f"W/{each}")


@given(NEAR | st.text())
@example('""0123""')
@example('"a,"0123","')
@example(' W/"0123",')
@example("*")
def test_no_header_is_an_error(header: str) -> None:
    """The quotes decide from the left what is a tag; where one holds what no tag can, the rest is open."""
    quoted = header.split('"')[1:-1:2]
    if {*"".join(quoted)} <= TAGGED:
        assert matches(header, TAG) is ("0123" in quoted or header.strip() == "*")
    else:
        assert not matches(header, TAG) or TAG in header


def test_tags_are_strong_and_differ_by_what_they_are_made_of() -> None:
    tags = {
        tag_of("a", 1),
        tag_of("a", 2),
        tag_of("b", 1),
        tag_of("a1"),
        tag_of_body("text/csv", [b"a"]),
        tag_of_body("text/csv", [b"b"]),
    }
    assert len(tags) == 6
    assert all(each.startswith('"') and each.endswith('"') for each in tags)
