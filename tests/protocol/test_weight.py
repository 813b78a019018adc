"""What is not planned is as long as one likes, and what is told has its place in the text as it came."""

import pytest
from pyoxigraph import Store

from cuegraph.errors import BadInput
from cuegraph.protocol.check import check_query
from cuegraph.protocol.explain import explain_syntax, place_of
from cuegraph.protocol.plain import is_plain
from cuegraph.protocol.weight import MAX_CHAIN, MAX_DEPTH, MAX_PATTERNS, MAX_VARIABLES

ONE = "?s <u:p> ?o ."


@pytest.mark.parametrize(
    "template",
    [
        ONE * 2000,
        "?s <u:q> (" + "?s " * 2000 + ")",
        "?s <u:q> [ " + "<u:r> 1 ; " * 2000 + "]",
        "_:a <u:q> -1 . " * 2000,
    ],
)
def test_a_template_of_construct_is_as_long_as_one_likes(template: str) -> None:
    text = f"CONSTRUCT {{ {template} }} WHERE {{ {ONE} }}"
    assert check_query(text) == text
    assert len({*Store().query(text)}) == 0


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("CONSTRUCT WHERE { " + ONE * (MAX_PATTERNS + 1) + " }", "triple patterns"),
        ("CONSTRUCT FROM <u:g> WHERE { " + ONE * (MAX_PATTERNS + 1) + " }", "triple patterns"),
        ("CONSTRUCT { } WHERE { " + ONE * (MAX_PATTERNS + 1) + " }", "triple patterns"),
        ("CONSTRUCT { } WHERE { FILTER(1" + "+1" * MAX_CHAIN + ") }", "operators"),
        ("ASK { CONSTRUCT { " + ONE * (MAX_PATTERNS + 1) + " } }", "triple patterns"),
        ("CONSTRUCT { " + "".join(f"?v{n} ?p ?o ." for n in range(MAX_VARIABLES)) + " } {}", "variables"),
        ("CONSTRUCT { " + "[ ?p " * (MAX_DEPTH + 1) + "1" + "]" * (MAX_DEPTH + 1) + " } {}", "nested deeper"),
    ],
)
def test_what_is_planned_is_bounded_as_before(text: str, what: str) -> None:
    with pytest.raises(BadInput, match=what):
        check_query(text)


def test_the_short_way_takes_no_text_that_the_long_one_finds_too_deep() -> None:
    """The two have one limit."""
    for depth in range(MAX_DEPTH - 5, MAX_DEPTH + 5):
        text = "ASK " + "{" * depth + "}" * depth
        if is_plain(text):
            assert depth <= MAX_DEPTH
    assert is_plain("ASK " + "{" * (MAX_DEPTH // 2) + "}" * (MAX_DEPTH // 2))


def test_a_message_on_the_text_that_was_sent_is_told_of_the_one_that_came() -> None:
    text = "ASK { FILTER(?x IN (<#a>, <#b>) + ) }"
    sent = check_query(text)
    assert sent != text
    with pytest.raises(SyntaxError) as caught:
        Store().query(sent, base_iri="http://localhost/")
    assert explain_syntax(text, str(caught.value), sent).column == text.index("+ )") + 1
    assert [place_of(text, sent, sent.index(each)) for each in ("ASK", "IN", "+ )")] == [0, 16, 32]
    assert place_of(text, sent, len(sent)) == len(text)
    assert place_of(text, sent, sent.index("U00000023a") + 3) == text.index("<#a>")
