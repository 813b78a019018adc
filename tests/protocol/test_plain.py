"""The short way to check a query says yes only where the long one changes nothing."""

from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cuegraph.errors import BadInput
from cuegraph.protocol import check
from cuegraph.protocol.plain import LONGEST, is_plain
from cuegraph.protocol.weight import MAX_PATTERNS

ORDINARY = """\
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

# Who wrote the music of what?
SELECT ?film (COUNT(DISTINCT ?who) AS ?number) WHERE {
  ?film a fm:Film ; skos:prefLabel "The \u00e9toile's \U0001f3b5" ; fm:composer/^fm:of ?who .
  OPTIONAL { ?who skos:prefLabel ?name FILTER(?name < 'm' && STRLEN(?name) > 3) }
  VALUES ?x { <u:a> "it's" '''# <a:b> " }'''@en 1.5 }
}
GROUP BY ?film HAVING(COUNT(*) > 1) ORDER BY DESC(?number) LIMIT 100
"""


def test_ordinary_queries_go_the_short_way() -> None:
    assert is_plain(ORDINARY)


MANY = "<http://a.example/b#c> " * 300


@pytest.mark.parametrize("block", [f" values $x{{{MANY}}} GRAPH ?g {{}}", f"{{}}VALUES\n?x {{{MANY}}}"])
def test_long_lists_of_values_go_the_short_way(block: str) -> None:
    text = f"ASK {{{block} ?x ?p ?o }}"
    assert is_plain(text)
    with patch.object(check, "is_plain", lambda _: False):
        assert check.check_query(text) == text


@pytest.mark.parametrize("before", ["?s ?p x", "?s ?p ?", "?s ?p a:", "?s ?p 'a'@", "?s ?p x-", "?s ?p 1."])
def test_a_list_behind_what_may_be_another_word_is_counted(before: str) -> None:
    assert not is_plain(f"ASK {{ {before}VALUES ?x {{{MANY}}} }}")


@pytest.mark.parametrize(
    "text",
    [
        "ASK { SERVICE <u:s> {} }",
        "ASK { serVice:x {} }",
        "A\u017fK { \u017fervice ?x {} }",  # which capitals make an S
        "ASK { \\u0053ERVICE ?x {} }",
        "ASK {",
        "ASK { ( } )",
        "ASK { 'a }",
        "ASK { ''' }",
        'ASK { """a"" }',
        "ASK { FILTER(1<2)#>\n }",
        "ASK { FILTER(1<a:b'c>2) }",
        "ASK { BIND(<a+b+c+d+e+f> AS ?x) }",
        "ASK { ?s ?p " + "true" * 200 + " }",
        "ASK { " + "?s ?p ?o ." * MAX_PATTERNS + " }",
        "ASK { " + "{" * 300 + "}" * 300 + " }",
        "# " + "x" * LONGEST,
    ],
)
def test_what_the_long_way_is_for(text: str) -> None:
    assert not is_plain(text)


PARTS = st.sampled_from(
    [
        *"(){}[]<>.,;!='\"#:?/|\\ \n\r\t5a_-@+*~$",
        *(
            "'''",
            '"""',
            "<<",
            ">>",
            "^^",
            "@en",
            "service",
            "SERVICE",
            "FILTER(",
            "VALUES ?x {",
            "UNION",
            "AS",
        ),
        *(
            "?x",
            "true",
            "false",
            ".5",
            "1.5",
            "_:b",
            "a:b.c",
            "true.truea:b",
            "-1",
            "<http://a.example/#b'c>",
        ),
        *("<a:b#c>", "<a:b>", "<a+b+c+d+e+f>", "<>", "{}", "()", "1<2", ">'", "#>", "[]", "?s ?p ?o .", "||"),
        *("OPTIONALMINUS", "GRAPH ?g {", "\u017f", "\u00e9", "\x00", "}", ")", "(1 ", "\u00b2"),
    ]
)
TEXTS = st.lists(PARTS, max_size=60).map("".join) | st.text(max_size=60)


@settings(max_examples=1500, deadline=None)
@given(
    TEXTS, st.sampled_from(["{}", "ASK {{{}}}", "ASK {{FILTER({})}}", "PREFIX a: <u:a> ASK {{ ?s ?p ({}) }}"])
)
@example(ORDINARY, "{}")
@example("true" * 30 + "?s ?p (" + "true " * 40 + ")", "ASK {{{}}}")
@example("BIND" * 240, "ASK {{{}}}")
def test_what_goes_the_short_way_would_come_unchanged_from_the_long_one(text: str, frame: str) -> None:
    text = text if frame == "{}" else frame.format(text)
    if is_plain(text):
        with patch.object(check, "is_plain", lambda _: False):
            assert check.check_query(text) == text


SERVER = "http://a.example/x"
IRIS = [f"<{SERVER}>", "<https://b.example/y/z.w#c-d>", "<http://>"]
AROUND = st.sampled_from(
    [
        "?s ?p {}",
        "FILTER(1 < {})",
        "'{}'",
        "# {}\n",
        "SERVICE {} {{",
        "service SILENT\n{}",
        "<{}>",
        "a:b{}",
        "\\{}",
    ]
)


def outcome(text: str) -> str:
    try:
        return check.check_query(text, [SERVER])
    except BadInput as error:
        return f"{type(error).__name__}: {error.what}"


@settings(max_examples=300, deadline=None)
@given(st.lists(PARTS | AROUND, max_size=30).map("".join), st.sampled_from(IRIS), st.sampled_from(IRIS))
def test_what_was_checked_with_another_iri_is_checked_as_if_it_were_the_first(
    frame: str, one: str, other: str
) -> None:
    texts = [f"ASK {{ {frame.replace('{}', iri)} }}" for iri in (one, other)]
    with patch.object(check, "is_plain", lambda _: False):
        found = [outcome(text) for text in texts]
        with patch.object(check, "_is_harmless", lambda _: False):
            assert found == [outcome(text) for text in texts]
