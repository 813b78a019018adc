"""Requests with equal answers are run once."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.test import Client

from cuegraph.errors import Overloaded

ASK = "/sparql?query=ASK%7B%7D"
BODY = b'{"head":{},"boolean":true}'
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

Engine = Any  # FakeEngine of conftest.py, which cannot be imported from
Serve = Callable[..., Client]


def asking(text: str) -> str:
    return f"/sparql?query={quote(text)}"


def raiser(error: Exception) -> Callable[[], None]:
    def raise_it() -> None:
        raise error

    return raise_it


def test_a_repeated_request_is_not_run_again(engine: Engine, serve: Serve) -> None:
    client = serve()
    answers = [client.get(ASK) for _ in range(3)]
    assert len(engine.asked) == 1
    assert {each.data for each in answers} == {BODY}
    assert [each.headers["Server-Timing"] for each in answers[1:]] == ["cache;desc=hit"] * 2
    assert answers[0].headers["Server-Timing"].startswith("wait;dur=1.0, run;dur=2.0, total;dur=")


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/sparql?query=ASK%20%7B%7D", {}),
        (ASK + "&default-graph-uri=u:a", {}),
        (ASK + "&format=xml", {}),
        (ASK, {"Accept": "text/csv"}),
        (ASK, {"Accept": BROWSER}),
    ],
)
def test_another_request_is_run(engine: Engine, serve: Serve, path: str, headers: dict[str, str]) -> None:
    client = serve()
    client.get(ASK)
    assert client.get(path, headers=headers).status_code == 200
    assert len(engine.asked) == 2


def test_bodies_tell_posts_apart(engine: Engine, serve: Serve) -> None:
    client = serve()
    for text in ("ASK {}", "ASK { ?s ?p ?o }"):
        for _ in range(2):
            client.post("/sparql", data=text, content_type="application/sparql-query")
            client.post("/sparql", data={"query": text})
    assert len(engine.asked) == 4


def test_a_post_gets_nothing_that_get_left(serve: Serve) -> None:
    client = serve()
    assert client.get("/conformance").status_code == 200
    assert client.post("/conformance").status_code == 405
    assert client.get(ASK).status_code == 200
    assert client.post(ASK).status_code == 415


def test_another_version_of_the_dataset_is_asked_anew(engine: Engine, serve: Serve) -> None:
    client = serve()
    tags = {client.get(ASK).headers["ETag"]}
    engine.version, engine.body = "2", b"[]"
    changed = client.get(ASK, headers={"If-None-Match": tags.copy().pop()})
    assert (changed.status_code, changed.data) == (200, b"[]")
    tags.add(changed.headers["ETag"])
    assert len(tags) == 2


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (now() AS ?n) {}",
        "SELECT (RAND() AS ?n) {}",
        "SELECT (StrUUID() AS ?n) {}",
        "SELECT (UUID() AS ?n) {}",
        "SELECT (BNODE() AS ?n) {}",
        "SELECT (N\\u004fW() AS ?n) {}",
        "SELECT (\\U0000004eOW() AS ?n) {}",
        "SELECT * { SERVICE <http://a.example/> {} }",
    ],
)
@pytest.mark.parametrize("accept", ["text/csv", BROWSER])
def test_volatile_queries_are_neither_kept_nor_tagged(
    engine: Engine, serve: Serve, text: str, accept: str
) -> None:
    client = serve()
    engine.body = b'{"head":{},"boolean":true}'
    for _ in range(2):
        response = client.get(asking(text), headers={"Accept": accept})
        assert response.status_code == 200
        assert "ETag" not in response.headers
        assert response.headers["Cache-Control"] == "no-store"
    assert len(engine.asked) == 2


def test_errors_are_not_kept(engine: Engine, serve: Serve) -> None:
    client = serve()
    engine.does = raiser(Overloaded("Full.", retry_after=7))
    response = client.get(ASK)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "7")
    assert response.headers["Cache-Control"] == "no-store"
    engine.does = lambda: None
    assert client.get(ASK).status_code == 200


def test_no_cache_is_a_setting(engine: Engine, serve: Serve) -> None:
    client = serve(cache=0)
    assert client.get(ASK).headers["ETag"] == client.get(ASK).headers["ETag"]
    assert len(engine.asked) == 2


def test_an_answer_over_its_share_is_given_and_not_kept(engine: Engine, serve: Serve) -> None:
    client = serve(cache=1)
    engine.body = b" " * 200_000
    assert client.get(ASK).data == client.get(ASK).data == engine.body
    assert len(engine.asked) == 2
