"""HEAD and OPTIONS wherever GET is; 405 with Allow."""

import re

import pytest
from fake import ASK, BROWSER, FakeEngine, Serve, raiser
from werkzeug.test import Client

from cuegraph.errors import Overloaded, Unauthorized

PATHS = (
    "/",
    "/conformance",
    "/sparql",
    "/health/live",
    "/metrics",
    "/openapi.json",
    "/questions/composers",
)


@pytest.mark.parametrize("path", [*PATHS, ASK, "/static/icon.svg"])
def test_head_has_the_headers_of_get(client: Client, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.data) == (got.status_code, b"")
    if path != "/metrics":  # which counts these very requests
        assert head.headers["Content-Length"] == str(len(got.data))
    own = {"Server-Timing", "Query-Id", "Content-Length"}
    assert {each for each in head.headers if each[0] not in own} == {
        each for each in got.headers if each[0] not in own
    }


@pytest.mark.parametrize("path", [*PATHS, "/sparql/abcdefgh"])
def test_options_tells_the_methods(client: Client, path: str) -> None:
    response = client.options(
        path,
        headers={
            "Origin": "https://a.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "query-id",
        },
    )
    assert (response.status_code, response.data) == (204, b"")
    allow = response.headers["Allow"].split(", ")
    assert "OPTIONS" in allow
    expected = {"DELETE"} if path == "/sparql/abcdefgh" else {"GET", "HEAD"}
    assert expected <= set(allow)
    assert response.headers["Access-Control-Allow-Methods"] == response.headers["Allow"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    allowed = response.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert {"accept", "content-type", "authorization", "query-id", "if-none-match"} <= set(allowed)


def test_there_are_no_options_for_what_is_not_there(client: Client) -> None:
    assert client.options("/nothing").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_other_methods_are_405(client: Client, path: str) -> None:
    response = client.patch(path, data=b"x")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    assert "PATCH" in response.get_json(force=True)["detail"]


@pytest.mark.parametrize(
    ("path", "accept"),
    [(ASK, None), (ASK, BROWSER), ("/", None), ("/nothing", None), ("/sparql?query=", None)],
)
def test_any_origin_may_read_every_answer_and_none_with_credentials(
    client: Client, path: str, accept: str | None
) -> None:
    response = client.get(
        path, headers={"Origin": "https://a.example"} | ({"Accept": accept} if accept else {})
    )
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    exposed = response.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"ETag", "Query-Id", "Server-Timing", "Retry-After", "Location"} <= set(exposed)
    assert "Accept, Accept-Encoding" in response.headers.getlist("Vary")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_401_says_how_to_authenticate(engine: FakeEngine, serve: Serve) -> None:
    engine.does = raiser(Unauthorized("No token."))
    response = serve().get(ASK)
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, 'Bearer realm="cuegraph"')


def test_a_page_keeps_the_query_that_the_engine_could_not_answer(engine: FakeEngine, serve: Serve) -> None:
    engine.does = raiser(Overloaded("Too many wait.", retry_after=3))
    response = serve().get(ASK, headers={"Accept": BROWSER})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "3")
    assert "Too many wait." in response.text
    assert "ASK{}</textarea>" in response.text


def test_other_data_than_ours_have_a_home_page(engine: FakeEngine, serve: Serve) -> None:
    engine.body = b'{"results":{"bindings":[{"n":{"value":"1234"}}]}}'
    client = serve()
    text = client.get("/").text
    assert re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", text) == [
        ("triples in the default graph", "1,234"),
        ("triples in named graphs", "1,234"),
    ]
    assert "film" not in text.lower()
    engine.version, engine.does = "2", raiser(Overloaded("Full."))
    assert client.get("/").status_code == 200  # it still leads to the others
    engine.does = lambda: None
    assert "1,234" in client.get("/").text
