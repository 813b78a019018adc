"""The tokens of SPARQL 1.1 Query, section 19.8."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuegraph.errors import QuerySyntaxError
from cuegraph.protocol.lexer import Kind, prologue, tokens, unescape


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
