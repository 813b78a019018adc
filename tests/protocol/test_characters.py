"""The lexer's classes of characters against the grammar's, SPARQL 1.1 Query, section 19.8."""

from __future__ import annotations

import re

import pytest

from cuegraph.protocol.lexer import Kind, tokens

FIRST = [
    (0x41, 0x5A), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF), (0x370, 0x37D), (0x37F, 0x1FFF),
    (0x200C, 0x200D), (0x2070, 0x218F), (0x2C00, 0x2FEF), (0x3001, 0xD7FF), (0xF900, 0xFDCF),
    (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF),
]  # fmt: skip
"""[164] PN_CHARS_BASE."""

MORE = [(0x5F, 0x5F), (0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040)]
"""What [166] VARNAME has beyond it."""

LAST = 0x10FFFF


def within(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The code points at the edges of ranges and beside them, each with whether it is within."""
    edges = {each for pair in ranges for end in pair for each in (end - 1, end, end + 1)}
    return [(each, int(any(a <= each <= b for a, b in ranges))) for each in sorted(edges) if each <= LAST]


@pytest.mark.parametrize(("text", "kind", "ranges"), [
    ("?{}", Kind.VARIABLE, [*FIRST, *MORE]),
    ("{}a:b", Kind.NAME, FIRST),
    ("a{}:b", Kind.NAME, [*FIRST, *MORE, (0x2D, 0x2D), (0x3A, 0x3A)]),
    ("a:{}", Kind.NAME, [*FIRST, (0x5F, 0x5F), (0x30, 0x3A)]),
    ("a:b{}", Kind.NAME, [*FIRST, *MORE, (0x2D, 0x2D), (0x3A, 0x3A)]),
    ("_:{}", Kind.BLANK, [*FIRST, (0x5F, 0x5F), (0x30, 0x39)]),
    ("_:b{}", Kind.BLANK, [*FIRST, *MORE, (0x2D, 0x2D)]),
])  # fmt: skip
def test_a_name_holds_just_the_characters_of_the_grammar(
    text: str, kind: Kind, ranges: list[tuple[int, int]]
) -> None:
    for code, inside in within(ranges):
        whole = text.format(chr(code))
        first = next(tokens(re.sub("['\"\\\\%]", " ", whole)))
        assert (first.kind is kind and first.text == whole) == bool(inside), hex(code)
