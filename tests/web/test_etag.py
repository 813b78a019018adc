"""Entity tags by RFC 9110, sections 8.8.3 and 13.1.2."""

from hypothesis import given
from hypothesis import strategies as st

from cuegraph.web.finish import matches, tag_of, tag_of_body

OPAQUE = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0xFF, exclude_characters='"\x7f'), max_size=8
)
TAGS = OPAQUE.filter(lambda each: not any(0x7F <= ord(c) < 0x80 for c in each)).map(lambda each: f'"{each}"')
SPACE = st.sampled_from(["", " ", "\t", "  "])


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


@given(st.text())
def test_no_header_is_an_error(header: str) -> None:
    assert matches(header, '"0123"') is ('"0123"' in header or header.strip() == "*")
    assert matches("*", '"0123"')
    assert not matches("0123", '"0123"')


def test_tags_are_strong_and_differ_by_what_they_are_made_of() -> None:
    tags = {
        tag_of("a", 1),
        tag_of("a", 2),
        tag_of("b", 1),
        tag_of("a1"),
        tag_of_body(b"a"),
        tag_of_body(b"b"),
    }
    assert len(tags) == 6
    assert all(each.startswith('"') and each.endswith('"') for each in tags)
