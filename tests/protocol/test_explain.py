"""What pyoxigraph says of a broken query, told so that a person finds the place."""

import pytest
from pyoxigraph import Store

from cuegraph.errors import QuerySyntaxError
from cuegraph.protocol.explain import explain_syntax


def explained(text: str) -> QuerySyntaxError:
    with pytest.raises(SyntaxError) as caught:
        Store().query(text)
    return explain_syntax(text, str(caught.value))


@pytest.mark.parametrize(
    ("text", "line", "column", "what"),
    [
        ("SELECT * { ?s ex:a ?o }", 1, 15, "'ex:' is not declared"),
        ("PREFIX a: <a:>\nSELECT * {\n  ?s a:b b:c }", 3, 10, "'b:' is not declared"),
        ("SELECT * WHERE { ?s ?p ?o }\n\n FOO", 3, 2, "'FOO'"),
        ("SELEKT * { ?s ?p ?o }", 1, 1, "'SELEKT'"),
        ("SELECT (é AS ?x) { }", 1, 9, "'é'"),
        ("SELECT * {\n  ?s ?p }", 2, 3, "'?s'"),
        ("INSERT DATA { <a:b> <a:b> <a:b> }", 1, 1, "'INSERT'"),
        ("SELECT ?x (COUNT(*) AS ?c) { ?x ?y ?z }", 1, 41, "unbound"),
    ],
)
def test_place(text: str, line: int, column: int, what: str) -> None:
    error = explained(text)
    assert what in error.what
    assert error.line == line
    if "unbound" not in what:
        assert error.column == column
    assert error.where == f"line {error.line}, column {error.column}"


def test_a_message_of_another_form_is_passed_on() -> None:
    error = explain_syntax("ASK {}", "no")
    assert (error.line, error.column) == (1, 1)
    assert "no" in error.what


def explained_update(text: str) -> QuerySyntaxError:
    with pytest.raises(SyntaxError) as caught:
        Store().update(text)
    return explain_syntax(text, str(caught.value))


@pytest.mark.parametrize(
    ("text", "line", "column", "what"),
    [
        ("INSERT DATA { <u:a> ex:b 1 }", 1, 21, "'ex:' is not declared"),
        ("PREFIX a: <u:> CLEAR ALL ;\nINSERT DATA { a:b a:c }", 2, 23, "'}'"),
        ("INSERT DATA { <u:a> <u:b> }", 1, 27, "'}'"),
    ],
)
def test_place_in_an_update(text: str, line: int, column: int, what: str) -> None:
    error = explained_update(text)
    assert what in error.what
    assert (error.line, error.column) == (line, column)


@pytest.mark.parametrize(
    "text", ["SELECT * {}", "PREFIX a: <u:>\nask {}", "CONSTRUCT {} {}", "DESCRIBE <u:a>"]
)
def test_a_query_sent_as_an_update_is_told_where_queries_go(text: str) -> None:
    assert "/sparql" in explained_update(text).remedy


@pytest.mark.parametrize(
    "text", ["INSERT DATA {}", "PREFIX a: <u:>\ndelete where {}", "WITH <u:a> INSERT {}", "DROP ALL"]
)
def test_an_update_sent_as_a_query_is_told_where_updates_go(text: str) -> None:
    assert "/update" in explained(text).remedy


def test_a_prefix_declared_between_operations_is_declared() -> None:
    text = "CLEAR ALL ;\nPREFIX a: <u:> INSERT DATA { a:b a:c 1 } ;\nPREFIX b: <u:>\nDELETE { a:x b:y"
    assert "is not declared" not in explain_syntax(text, "error at 4:17: expected [_]").what
