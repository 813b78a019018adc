"""Requests with equal answers are run once."""

import pytest
from fake import ASK, BROWSER, FakeEngine, Serve, asking, raiser
from werkzeug.test import EnvironBuilder

from cuegraph.errors import Overloaded
from cuegraph.protocol.volatile import is_volatile

BODY = b'{"head":{},"boolean":true}'


def test_a_repeated_request_is_not_run_again(engine: FakeEngine, serve: Serve) -> None:
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
def test_another_request_is_run(engine: FakeEngine, serve: Serve, path: str, headers: dict[str, str]) -> None:
    client = serve()
    client.get(ASK)
    assert client.get(path, headers=headers).status_code == 200
    assert len(engine.asked) == 2


def test_bodies_tell_posts_apart(engine: FakeEngine, serve: Serve) -> None:
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


def test_another_version_of_the_dataset_is_asked_anew(engine: FakeEngine, serve: Serve) -> None:
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
        "SELECT * { ?s ?p ?o } ORDER BYRAND()",
        "SELECT * { ?s ?p ?o FILTERNOW() }",
        "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVINGRAND()",
        "SELECT (NOW # a comment (\n () AS ?n) {}",
        "ASK { ?s ?p 1SERVICE <http://a.example/> {} }",
    ],
)
@pytest.mark.parametrize("accept", ["text/csv", BROWSER])
def test_volatile_queries_are_neither_kept_nor_tagged(
    engine: FakeEngine, serve: Serve, text: str, accept: str
) -> None:
    client = serve()
    engine.body = b'{"head":{},"boolean":true}'
    for _ in range(2):
        response = client.get(asking(text), headers={"Accept": accept})
        assert response.status_code == 200
        assert "ETag" not in response.headers
        assert response.headers["Cache-Control"] == "no-store"
    assert len(engine.asked) == 2


def test_telling_volatile_queries_takes_no_time_to_speak_of() -> None:
    assert is_volatile("ASK { ?s ?p 'now " + "# " * 100_000 + "' }")


def test_what_holds_only_the_name_of_such_a_function_is_kept(engine: FakeEngine, serve: Serve) -> None:
    client = serve()
    for _ in range(2):
        client.get(asking("SELECT ?known ?brand { ?known ?brand 'now' }"))
    assert len(engine.asked) == 1


@pytest.mark.parametrize("name", ["Accept", "Host", "Content-Type"])
def test_headers_count_for_the_bound_of_the_cache(serve: Serve, name: str) -> None:
    client = serve(cache=1)
    for number in range(30):
        value = f"{number}." + "a" * 60_000
        client.get(ASK, headers={name: f"*/*, x/{value}" if name == "Accept" else value})
    assert len(client.application._cache) < 20  # noqa: SLF001


def test_the_server_may_change_the_headers_that_it_is_given(engine: FakeEngine, serve: Serve) -> None:
    seen: list[int] = []

    def start(_: str, headers: list[tuple[str, str]], *__: object) -> None:
        headers.append(("Date", "today"))
        seen.append([name for name, _ in headers].count("Date"))

    client = serve()
    for _ in range(3):
        assert b"".join(client.application(EnvironBuilder(ASK).get_environ(), start)) == engine.body
    assert seen == [1, 1, 1]


def test_errors_are_not_kept(engine: FakeEngine, serve: Serve) -> None:
    client = serve()
    engine.does = raiser(Overloaded("Full.", retry_after=7))
    response = client.get(ASK)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "7")
    assert response.headers["Cache-Control"] == "no-store"
    engine.does = lambda: None
    assert client.get(ASK).status_code == 200


def test_no_cache_is_a_setting(engine: FakeEngine, serve: Serve) -> None:
    client = serve(cache=0)
    assert client.get(ASK).headers["ETag"] == client.get(ASK).headers["ETag"]
    assert len(engine.asked) == 2


def test_an_answer_over_its_share_is_given_and_not_kept(engine: FakeEngine, serve: Serve) -> None:
    client = serve(cache=1)
    engine.body = b" " * 200_000
    assert client.get(ASK).data == client.get(ASK).data == engine.body
    assert len(engine.asked) == 2
