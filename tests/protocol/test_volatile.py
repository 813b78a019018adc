"""Which updates may come out otherwise the next time, told without being misled by data."""

import pytest

from cuegraph.protocol.lexer import may_call
from cuegraph.protocol.volatile import is_drawn


@pytest.mark.parametrize(
    "text",
    [
        "INSERT { ?s <u:b> ?u } WHERE { ?s ?p ?o BIND(UUID() AS ?u) }",
        "INSERT { ?s <u:b> ?u } WHERE { ?s ?p ?o BIND(struuid () AS ?u) }",
        "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(rand#()\n() < 0.5) }",
        "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(SECONDS(NOW()) < 30) }",
        "DELETE { ?s ?p ?o } WHERE { SELECT * { ?s ?p ?o } ORDER BYRAND() LIMIT 1 }",
        "INSERT {} WHERE { SELECT ?x { VALUES ?x { 1 2 } BIND(BNODE() AS ?b) } ORDER BY ?b LIMIT 1 }",
        "INSERT DATA { <u:a> <u:b> <u:c> . } ; INSERT { <u:a> <u:b> ?n } WHERE { BIND(RAND() AS ?n) }",
    ],
)
def test_a_call_is_found(text: str) -> None:
    assert is_drawn(text)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <u:a> <u:b> 'a streaming service' }",
        "INSERT DATA { <u:a> <u:b> 'It is now (2011) out.' }",
        'INSERT DATA { <u:a> <u:b> "RAND() UUID()" . <u:rand()> a <u:now> }',
        'INSERT DATA { <u:a> <u:b> """ " NOW() """ }',
        "PREFIX now: <u:> INSERT { now:rand now:uuid ?rand } WHERE { now:a now:b ?rand } # RAND()",
        "DELETE { ?s ?p ?now } WHERE { ?s ?p ?now FILTER(?now = 'NOW()') }",
        "CLEAR ALL",
        "INSERT DATA { <u:a> <u:b> 'NOW() is never closed }",  # which whoever runs it tells
    ],
)
def test_what_only_looks_like_one_is_not(text: str) -> None:
    assert not is_drawn(text)


def test_a_text_with_an_escape_calls_nobody() -> None:
    assert not may_call(r"ASK { ?s ?p 'a\tb' }")
    assert may_call(r"ASK { SERVICE <u:s> { ?s ?p 'a\tb' } }")
