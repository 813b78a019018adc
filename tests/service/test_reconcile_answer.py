"""Answers of reconciliation services, odd ones among them."""

import json
from typing import Any

import pytest
from pyoxigraph import NamedNode

from cuegraph.service.reconcile_answer import NoAnswer, read_best, read_object

SPACE = "http://a.example/"
THING = {"id": "a", "name": "A", "score": 50, "match": False}


def best(*things: dict[str, Any]) -> Any:
    return read_best({"result": list(things)}, SPACE)


@pytest.mark.parametrize(
    ("things", "ident"),
    [
        ([THING, THING | {"id": "b", "score": 100, "match": True}], "b"),
        ([THING | {"score": 100}, THING | {"id": "b", "match": True}], "b"),
        ([THING, THING | {"id": "b", "score": 50.5}], "b"),
        ([THING, THING | {"id": "b"}], "a"),
        ([THING | {"match": "yes", "score": 1}, THING | {"id": "b"}], "b"),
        ([THING | {"score": -5}], "a"),
    ],
)
def test_a_certain_one_comes_first_then_the_higher_score(things: list[dict[str, Any]], ident: str) -> None:
    assert best(*things).ident == ident


def test_the_others_come_with_it_best_first() -> None:
    found = best(THING, THING | {"id": "b", "score": 9}, THING | {"id": "c", "score": 60})
    assert [found.ident, *(each.ident for each in found.others)] == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ({"id": None}, "id of a candidate is no text"),
        ({"id": {"a": 1}}, "id of a candidate is no text"),
        ({"id": " "}, "id of a candidate is empty"),
        ({"id": "\ud800"}, "id of a candidate is no Unicode"),
        ({"name": None}, "name of a candidate is no text"),
        ({"name": "a\udfff"}, "name of a candidate is no Unicode"),
        ({"score": None}, "score of a candidate is no number"),
        ({"score": True}, "score of a candidate is no number"),
        ({"score": "90"}, "score of a candidate is no number"),
        ({"score": 10**400}, "score of a candidate is no finite number"),
        ({"score": float("inf")}, "score of a candidate is no finite number"),
        ({"score": float("nan")}, "score of a candidate is no finite number"),
        ({"type": "T"}, "'type' of a candidate is no list"),
        ({"type": [{"name": "T"}]}, "a type is no text"),
        ({"features": {"a": 1}}, "'features' of a candidate is no list"),
        ({"features": [{"id": "f", "value": -(10**400)}]}, "value of a feature is no finite number"),
        ({"features": [{"id": None, "value": 1}]}, "id of a feature is no text"),
    ],
)
def test_what_is_no_candidate_is_told(part: dict[str, Any], why: str) -> None:
    with pytest.raises(NoAnswer, match=why):
        best(THING, THING | part)


@pytest.mark.parametrize("told", [None, [], {}, {"result": None}, {"result": {}}, {"result": ["a"]}])
def test_what_is_no_answer_is_told(told: object) -> None:
    with pytest.raises(NoAnswer):
        read_best(told, SPACE)


def test_nothing_alike_is_none() -> None:
    assert best() is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"[" * 100_000, "is nested too deeply"),
        (b'{"a": NaN}', "is no JSON"),
        (b'{"a": -Infinity}', "is no JSON"),
        (b'{"a": 1' + b"0" * 5000 + b"}", "is no JSON"),
        (b"\xff", "is no JSON"),
        (b"[]", "is no JSON object"),
    ],
)
def test_what_is_no_object_is_told(body: bytes, why: str) -> None:
    with pytest.raises(NoAnswer, match=f"^{why}$"):
        read_object(body)
    assert read_object(json.dumps({"a": 1}).encode()) == {"a": 1}


@pytest.mark.parametrize(
    ("ident", "iri"),
    [
        ("Q1", "http://a.example/Q1"),
        ("a b", "http://a.example/a%20b"),
        ("<a>\t", "http://a.example/%3Ca%3E%09"),
        ("a%zz%20", "http://a.example/a%25zz%20"),
        ("Björk", "http://a.example/Björk"),
        ("http://b.example/c d", "http://b.example/c%20d"),
    ],
)
def test_what_iris_may_not_have_is_percent_encoded(ident: str, iri: str) -> None:
    assert best(THING | {"id": ident}).iri == iri
    assert NamedNode(iri)


def test_a_service_without_an_identifier_space_has_no_iris() -> None:
    found = read_best({"result": [THING]}, "no space")
    assert found is not None
    assert (found.ident, found.iri) == ("a", "")


def test_nothing_that_a_terminal_obeys_comes_through() -> None:
    odd = "a\x1b]0;b\x07\x9bc\u202ed\te\u2028"
    found = best(
        {"id": odd, "name": odd, "score": 1, "type": [odd], "features": [{"id": odd, "value": 1}]},
    )
    clean = "a]0;bcd e"
    assert [found.ident.strip(), found.label, found.types[0].strip()] == [clean] * 3
    assert [each.strip() for each in found.features] == [clean]
