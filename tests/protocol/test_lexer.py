"""The tokens of SPARQL 1.1 Query, section 19.8."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuegraph.errors import QuerySyntaxError
from cuegraph.protocol.lexer import (
    Kind,
    may_call,
    prologue,
    statements_end,
    tokens,
    unescape,
    update_tokens,
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("'it'", Kind.STRING),
        ('"a \\" b"', Kind.STRING),
        ("''", Kind.STRING),
        ("'''a'b''c'''", Kind.STRING),
        ("'''\n#\n'''", Kind.STRING),
        ('"""say "yes\\""""', Kind.STRING),
        ("''''''", Kind.STRING),
        ("<http://a.example/#b>", Kind.IRI),
        ("<>", Kind.IRI),
        ("<a\\u0062c>", Kind.IRI),
        ("?a", Kind.VARIABLE),
        ("$1é", Kind.VARIABLE),
        ("_:a.b", Kind.BLANK),
        ("ex:a.b", Kind.NAME),
        (":", Kind.NAME),
        ("a-b.c:%41\\,b:c", Kind.NAME),
        ("@en-GB", Kind.LANGUAGE),
        ("# to the end > ' \"", Kind.SPACE),
        (" \t\r\n", Kind.SPACE),
        ("SELECT", Kind.WORD),
        ("\\u0053ELECT", Kind.WORD),
        ("1.5", Kind.WORD),
        ("{", Kind.MARK),
    ],
)
def test_one_token(text: str, kind: Kind) -> None:
    (token,) = tokens(text)
    assert (token.kind, token.text, token.start) == (kind, text, 0)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("?a<?b", ["?a", "<", "?b"]),
        ("ex:a.", ["ex:a", "."]),
        ("#a\rASK", ["#a", "\r", "ASK"]),
        ("'a'@en.", ["'a'", "@en", "."]),
        ("?s?p", ["?s", "?p"]),
        ("<a>/<b>", ["<a>", "/", "<b>"]),
        ("<<<a>", ["<", "<", "<a>"]),
        ("'''a'''b", ["'''a'''", "b"]),
    ],
)
def test_several_tokens(text: str, parts: list[str]) -> None:
    assert [each.text for each in tokens(text)] == parts


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("ASK {\n  'a }", 2, 3),
        ("'''a''", 1, 1),
        ("'a\nb'", 1, 1),
        ("'\\z'", 1, 1),
        ("'a\\uD800'", 1, 3),
        ("'\\U00110000'", 1, 2),
        ("<a\\uDFFF>", 1, 3),
    ],
)
def test_what_an_engine_might_read_in_another_way_is_an_error(text: str, line: int, column: int) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        list(tokens(text))
    assert (caught.value.line, caught.value.column) == (line, column)


@given(st.text())
def test_tokens_leave_no_gap(text: str) -> None:
    try:
        found = list(tokens(text))
    except QuerySyntaxError:
        return
    assert "".join(each.text for each in found) == text
    assert [each.start for each in found] == [sum(len(e.text) for e in found[:n]) for n in range(len(found))]


def test_escapes_of_no_character_stay() -> None:
    assert unescape("\\u0041\\uD800\\U00110000") == "A\\uD800\\U00110000"


@pytest.mark.parametrize(
    ("text", "opening", "prefixes"),
    [
        ("ASK {}", "", {}),
        ("# PREFIX a: <u:a>\nprefix : <u:>#\nASK {}", "# PREFIX a: <u:a>\nprefix : <u:>", {"": "u:"}),
        ("VERSION '1.2' PREFIX a: <u:a> PREFIX a: <u:\\u0062> ASK", None, {"a": "u:b"}),
        ("PREFIX a: <u:a> PREFIX b:", "PREFIX a: <u:a>", {"a": "u:a"}),
        ("ASK { ?s ?p 'PREFIX a: <u:a>' }", "", {}),
        ("", "", {}),
    ],
)
def test_the_prologue_ends_where_the_query_begins(
    text: str, opening: str | None, prefixes: dict[str, str]
) -> None:
    expected = text.removesuffix(" ASK") if opening is None else opening
    assert prologue(text) == (expected, prefixes)


def test_what_follows_the_prologue_is_not_read() -> None:
    assert prologue("PREFIX a: <u:a> ASK { 'never closed }").prefixes == {"a": "u:a"}


def test_a_call_is_never_missed() -> None:
    assert may_call("ask{ service <u:s> {} }")
    assert may_call("ask{ \u017fervice <u:s> {} }")
    assert not may_call("ASK { ?s ?p ?o }")


LINES = """<u:a> <u:b> "x\\"y"@en-GB .
_:a1 <u:b> _:b2 .
<u:a> <u:b> "1"^^<u:c> .
"""


def test_plain_statements_of_a_block_of_data_are_one_token() -> None:
    text = (
        f"INSERT DATA {{\n{LINES}GRAPH <u:g> {{ {LINES} }} <u:s> <u:p> 1 }} ; INSERT {{ {LINES} }} WHERE {{}}"
    )
    found = list(update_tokens(text))
    assert "".join(each.text for each in found) == text
    assert [each.start for each in found] == [sum(len(e.text) for e in found[:n]) for n in range(len(found))]
    statements = [each.text.strip() for each in found if each.kind is Kind.STATEMENTS]
    assert statements == [LINES.strip()] * 2  # that of a template is not one: it may hold variables


@pytest.mark.parametrize(
    "line",
    [
        '<u:a> <u:b> "\\u0041" .',
        "<u:a> <u:b> 1 .",
        "<u:a> <u:b> 'x' .",
        "<u:a>  <u:b> <u:c> .",
        '<u:a> <u:b> "x\n" .',
        "<u:a> <u:b> <u:c>",
        "<u:a> ?b <u:c> .",
    ],
)
def test_other_statements_are_read_token_by_token(line: str) -> None:
    assert statements_end(line, 0) == 0
    text = f"INSERT DATA {{ {line} }}"
    if '"x\n"' not in line:
        assert Kind.STATEMENTS not in {each.kind for each in update_tokens(text)}


@given(
    st.lists(
        st.sampled_from(["{", "}", "DATA", "INSERT", ";", LINES, "'", " ", "GRAPH <u:g>", "#", "\n"])
    ).map("".join)
)
def test_the_tokens_of_updates_are_those_of_queries_but_for_statements(text: str) -> None:
    try:
        expected = [each.text for each in tokens(text)]
    except QuerySyntaxError:
        return
    found: list[str] = []
    for each in update_tokens(text):
        found += [part.text for part in tokens(each.text)] if each.kind is Kind.STATEMENTS else [each.text]
    assert found == expected
