"""The short way to check a query says yes only where the long one changes nothing."""

from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

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
