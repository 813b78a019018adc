"""What pyoxigraph says of a broken query, told so that a person finds the place."""

from collections.abc import Callable

import pytest
from pyoxigraph import Store

from cuegraph.errors import QuerySyntaxError
from cuegraph.protocol.explain import explain_syntax


def explained(text: str, run: Callable[[Store, str], object]) -> QuerySyntaxError:
    with pytest.raises(SyntaxError) as caught:
        run(Store(), text)
    return explain_syntax(text, str(caught.value))


@pytest.mark.parametrize(
    ("run", "text", "line", "column", "what"),
    [
        (Store.query, "SELECT * { ?s ex:a ?o }", 1, 15, "'ex:' is not declared"),
        (Store.query, "PREFIX a: <a:>\nSELECT * {\n  ?s a:b b:c }", 3, 10, "'b:' is not declared"),
        (Store.query, "SELECT * WHERE { ?s ?p ?o }\n\n FOO", 3, 2, "'FOO'"),
        (Store.query, "SELEKT * { ?s ?p ?o }", 1, 1, "'SELEKT'"),
        (Store.query, "SELECT (é AS ?x) { }", 1, 9, "'é'"),
        (Store.query, "SELECT * {\n  ?s ?p }", 2, 3, "'?s'"),
        (Store.query, "INSERT DATA { <a:b> <a:b> <a:b> }", 1, 1, "'INSERT'"),
        (Store.query, "SELECT ?x (COUNT(*) AS ?c) { ?x ?y ?z }", 1, 33, "unbound"),
        (Store.update, "INSERT DATA { <u:a> ex:b 1 }", 1, 21, "'ex:' is not declared"),
        (Store.update, "PREFIX a: <u:> CLEAR ALL ;\nINSERT DATA { a:b a:c }", 2, 23, "'}'"),
        (Store.update, "INSERT DATA { <u:a> <u:b> }", 1, 27, "'}'"),
    ],
)
def test_place(run: Callable[[Store, str], object], text: str, line: int, column: int, what: str) -> None:
    error = explained(text, run)
    assert what in error.what
    assert (error.line, error.column) == (line, column)
    assert error.where == f"line {line}, column {column}"


def test_a_message_of_another_form_is_passed_on() -> None:
    error = explain_syntax("ASK {}", "no")
    assert (error.line, error.column) == (1, 1)
    assert "no" in error.what


@pytest.mark.parametrize(
    "text", ["SELECT * {}", "PREFIX a: <u:>\nask {}", "CONSTRUCT {} {}", "DESCRIBE <u:a>"]
)
def test_a_query_sent_as_an_update_is_told_where_queries_go(text: str) -> None:
    assert "/sparql" in explained(text, Store.update).remedy


@pytest.mark.parametrize(
    "text", ["INSERT DATA {}", "PREFIX a: <u:>\ndelete where {}", "WITH <u:a> INSERT {}", "DROP ALL"]
)
def test_an_update_sent_as_a_query_is_told_where_updates_go(text: str) -> None:
    assert "/update" in explained(text, Store.query).remedy


def test_a_prefix_declared_between_operations_is_declared() -> None:
    text = "CLEAR ALL ;\nPREFIX a: <u:> INSERT DATA { a:b a:c 1 } ;\nPREFIX b: <u:>\nDELETE { a:x b:y"
    assert "is not declared" not in explain_syntax(text, "error at 4:17: expected [_]").what
