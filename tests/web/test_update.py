"""The update operation and its token, as clients see them."""

import pytest
from werkzeug.test import Client
from writable import BEARER, TOKEN, client_of, holds, problem

from cuegraph.engine.memory import MemoryEngine
from cuegraph.web.auth import Auth

DIRECT = {"Content-Type": "application/sparql-update"}
QUERY = {"Content-Type": "application/sparql-query"}
PLAIN = {"Content-Type": "text/plain"}
INSERT = "INSERT DATA { <u:a> <u:p> 'x' }"


@pytest.fixture
def client() -> Client:
    return client_of()


@pytest.mark.parametrize("form", ["direct", "urlencoded"])
def test_an_update_is_seen_by_what_is_asked_after_it(client: Client, form: str) -> None:
    assert not holds(client, "?s <u:p> 'x'")
    if form == "direct":
        response = client.post("/update", data=INSERT, headers=BEARER | DIRECT)
    else:
        response = client.post("/update", data={"update": INSERT}, headers=BEARER)
    assert (response.status_code, response.data) == (204, b"")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "no-store"
    assert holds(client, "?s <u:p> 'x'")


def test_the_requests_graphs_are_the_dataset(client: Client) -> None:
    data = "INSERT DATA { GRAPH <u:1> { <u:a> <u:p> 1 } GRAPH <u:2> { <u:b> <u:p> 2 } }"
    copy = "INSERT { ?s <u:q> ?o } WHERE { ?s <u:p> ?o }"
    client.post("/update", data=data, headers=BEARER | DIRECT)
    client.post("/update", query_string={"using-graph-uri": "u:1"}, data=copy, headers=BEARER | DIRECT)
    assert holds(client, "<u:a> <u:q> 1")
    assert not holds(client, "<u:b> <u:q> 2")


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (None, 401),
        ("", 401),
        ("Bearer", 401),
        ("Bearer  ", 401),
        ("Basic Y29ycmVjdDpob3JzZQ==", 401),
        (TOKEN, 401),
        ("Bearer wrong", 403),
        (f"Bearer {TOKEN}r", 403),
        (f"Bearer {TOKEN[:-1]}", 403),
        ("Bearer \u00fc", 403),
    ],
)
@pytest.mark.parametrize("path", ["/update", "/store?default"])
def test_who_has_no_token_changes_nothing(client: Client, path: str, header: str | None, status: int) -> None:
    headers = {"Content-Type": "application/sparql-update" if path == "/update" else "application/n-triples"}
    if header is not None:
        headers["Authorization"] = header
    body = INSERT if path == "/update" else '<u:a> <u:p> "x" .'
    response = client.post(path, data=body, headers=headers)
    assert response.status_code == status
    told = problem(response)
    assert told["where"] == "Authorization"
    assert TOKEN not in response.text
    assert response.headers.get("WWW-Authenticate") == ('Bearer realm="cuegraph"' if status == 401 else None)
    assert not holds(client, "?s ?p ?o")


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer "])
def test_the_scheme_is_read_in_any_letter_case(client: Client, scheme: str) -> None:
    headers = DIRECT | {"Authorization": f"{scheme} {TOKEN}"}
    assert client.post("/update", data=INSERT, headers=headers).status_code == 204


@pytest.mark.parametrize("token", [None, ""])
@pytest.mark.parametrize("given", [{}, BEARER, {"Authorization": "Bearer "}])
def test_a_server_to_be_read_takes_no_changes(token: str | None, given: dict[str, str]) -> None:
    client = client_of(token)
    for method, path in (("POST", "/update"), ("PUT", "/store?default"), ("DELETE", "/store?graph=u:g")):
        response = client.open(path, method=method, data=INSERT, headers=DIRECT | given)
        assert response.status_code == 403
        assert "no changes" in problem(response)["detail"]


def test_the_token_is_nowhere_to_be_seen() -> None:
    assert TOKEN not in repr(Auth(TOKEN))


@pytest.mark.parametrize(
    ("path", "body", "headers", "told"),
    [
        ("/update", "ASK {}", QUERY, (400, "query")),
        ("/update", "ASK {}", DIRECT, (400, "line 1, column 1")),
        ("/update", "INSERT DATA {\n<u:a> <u:p> }", DIRECT, (400, "line 2, column 13")),
        ("/update", "LOAD <http://127.0.0.1:1/>", DIRECT, (403, "line 1, column 1")),
        ("/update", "INSERT {} WHERE { SERVICE <u:s> {} }", DIRECT, (403, "line 1, column 19")),
        ("/update", INSERT, PLAIN, (415, "Content-Type")),
        ("/update", b"\xff", DIRECT, (400, "the body, byte 0")),
        ("/update?using-graph-uri=u:a", "INSERT {} USING <u:b> WHERE {}", DIRECT, (400, "line 1, column 11")),
        ("/update?timeout=never", INSERT, DIRECT, (400, "timeout")),
        ("/update?update=CLEAR+ALL", INSERT, DIRECT, (400, "update")),
    ],
)
def test_faults(
    client: Client, path: str, body: str | bytes, headers: dict[str, str], told: tuple[int, str]
) -> None:
    response = client.post(path, data=body, headers=BEARER | headers)
    assert (response.status_code, problem(response)["where"]) == told
    assert not holds(client, "?s ?p ?o")


def test_an_update_that_fails_midway_changes_nothing(client: Client) -> None:
    text = f"{INSERT} ; CREATE GRAPH <u:g> ; CREATE GRAPH <u:g>"
    assert client.post("/update", data=text, headers=BEARER | DIRECT).status_code == 409
    assert not holds(client, "?s ?p ?o")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_told_which_there_are(client: Client, method: str) -> None:
    response = client.open("/update?update=CLEAR+ALL", method=method, headers=BEARER)
    assert response.status_code == 405
    assert {*response.headers["Allow"].split(", ")} == {"OPTIONS", "POST"}


def test_a_preflight_needs_no_token(client: Client) -> None:
    response = client.options("/update")
    assert (response.status_code, response.data) == (204, b"")
    assert response.headers["Access-Control-Allow-Methods"] == "POST, OPTIONS"
    assert "Authorization" in response.headers["Access-Control-Allow-Headers"]


def test_an_update_calls_no_server_though_queries_may() -> None:
    client = client_of(engine=MemoryEngine(services=["http://127.0.0.1:9/"]))
    text = "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    response = client.post("/update", data={"update": text}, headers=BEARER)
    assert (response.status_code, problem(response)["title"]) == (403, "The request is refused")


def test_an_update_depends_on_no_tag(client: Client) -> None:
    headers = BEARER | {"Content-Type": "application/sparql-update", "If-Match": '"other"'}
    response = client.post("/update", data="INSERT DATA { <u:a> <u:b> <u:if> }", headers=headers)
    assert (response.status_code, problem(response)["where"]) == (412, "If-Match")
    assert not holds(client, "<u:a> <u:b> <u:if>")
