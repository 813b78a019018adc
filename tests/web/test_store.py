"""SPARQL 1.1 Graph Store HTTP Protocol, section 5, as clients see it."""

import json
from io import BytesIO

import pytest
from werkzeug.test import Client
from writable import BEARER, DOCUMENT, GRAPHS, TOKEN, TURTLE, client_of, holds, problem, send, triples


@pytest.fixture
def client() -> Client:
    return client_of()


@pytest.mark.parametrize("path", GRAPHS)
def test_5_3_put_replaces_and_5_2_get_gives(client: Client, path: str) -> None:
    named = path != "/store?default"
    assert send(client, "PUT", path, DOCUMENT).status_code == (201 if named else 204)
    assert len(triples(client, path)) == 4
    assert send(client, "PUT", path, "<u:a> <u:b> <u:c> .").status_code == 204
    assert triples(client, path) == {"<u:a> <u:b> <u:c>"}


@pytest.mark.parametrize("path", GRAPHS)
def test_5_5_post_adds(client: Client, path: str) -> None:
    named = path != "/store?default"
    assert send(client, "POST", path, "<u:a> <u:b> [] .").status_code == (201 if named else 204)
    assert send(client, "POST", path, "<u:a> <u:b> [], 1 .").status_code == 204
    response = client.get(path, headers={"Accept": "application/n-triples"})
    assert response.text.count("\n") == 3  # the blank nodes of two requests are two


@pytest.mark.parametrize("path", GRAPHS)
def test_5_4_delete_removes(client: Client, path: str) -> None:
    send(client, "PUT", path, DOCUMENT)
    assert send(client, "DELETE", path).status_code == 204
    if path == "/store?default":
        assert triples(client, path) == set()
        assert send(client, "DELETE", path).status_code == 204
        return
    for method in ("GET", "HEAD", "DELETE"):
        response = send(client, method, path)
        assert response.status_code == 404
    assert "e.example/g#1" in problem(response)["where"] or "/store/a/b%20c" in problem(response)["where"]


def test_5_6_head_is_get_without_the_body(client: Client) -> None:
    send(client, "PUT", GRAPHS[1], DOCUMENT)
    got = client.get(GRAPHS[1], headers={"Accept": "text/turtle"})
    head = client.head(GRAPHS[1], headers={"Accept": "text/turtle"})
    assert (head.status_code, head.data) == (200, b"")
    timing = {"Server-Timing", "Query-Id"}
    assert {name: value for name, value in head.headers if name not in timing} == {
        name: value for name, value in got.headers if name not in timing
    }


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, "text/turtle; charset=utf-8"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json, text/turtle;q=0.5", "application/ld+json"),
        ("text/html,*/*;q=0.8", "text/turtle; charset=utf-8"),
    ],
)
def test_a_graph_comes_in_the_format_that_is_accepted(client: Client, accept: str | None, kind: str) -> None:
    send(client, "PUT", GRAPHS[1], DOCUMENT)
    response = client.get(GRAPHS[1], headers={} if accept is None else {"Accept": accept})
    assert (response.status_code, response.headers["Content-Type"]) == (200, kind)
    assert "Accept" in response.headers["Vary"]
    assert client.get(GRAPHS[1], headers={"Accept": "image/png"}).status_code == 406
    assert client.get(f"{GRAPHS[1]}&format=ntriples").headers["Content-Type"] == "application/n-triples"


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_graph_without_triples_is_a_graph(client: Client, method: str) -> None:
    assert send(client, method, GRAPHS[1], "# nothing").status_code == 201
    assert triples(client, GRAPHS[1]) == set()
    assert send(client, method, GRAPHS[1], "# nothing").status_code == 204
    assert send(client, "DELETE", GRAPHS[1]).status_code == 204


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/store?graph=http://e.example/dir/g", "http://e.example/dir/rel"),
        ("/store/dir/g", "http://localhost/store/dir/rel"),
        ("/store?default", "http://localhost/rel"),
    ],
)
def test_4_relative_iris_are_resolved_against_the_graphs(client: Client, path: str, expected: str) -> None:
    send(client, "PUT", path, DOCUMENT)
    assert any(expected in each for each in triples(client, path))


def test_4_1_a_graphs_own_address_is_its_name(client: Client) -> None:
    send(client, "PUT", "/store/a/b", DOCUMENT)
    assert holds(client, "GRAPH <http://localhost/store/a/b> { ?s ?p ?o }")
    assert triples(client, "/store?graph=http://localhost/store/a/b") == triples(client, "/store/a/b")


@pytest.mark.parametrize("path", ["/store", "/store/"])
def test_5_5_post_to_the_store_makes_a_graph(client: Client, path: str) -> None:
    made = [send(client, "POST", path, DOCUMENT) for _ in range(2)]
    assert [each.status_code for each in made] == [201, 201]
    places = [each.headers["Location"] for each in made]
    assert places[0] != places[1]
    for place in places:
        assert triples(client, place) == triples(client, f"/store?graph={place}")
        assert len(triples(client, place)) == 4


def test_5_5_several_files_go_into_one_graph_and_keep_their_blank_nodes_apart(client: Client) -> None:
    files = [
        (BytesIO(b"_:a <u:p> 1 ."), "one.ttl", "text/turtle"),
        (BytesIO(b"_:a <u:p> 2 ."), "two.nt", "text/turtle; charset=utf-8"),
        (BytesIO(b'{"@id": "u:a", "u:p": 3}'), "three.jsonld", "application/ld+json"),
    ]
    response = client.post(GRAPHS[1], data={"files": files}, headers=BEARER)
    assert response.status_code == 201
    found = client.get(
        "/sparql", query_string={"query": "SELECT (COUNT(DISTINCT ?s) AS ?n) { GRAPH ?g { ?s <u:p> ?o } }"}
    )
    assert json.loads(found.data)["results"]["bindings"][0]["n"]["value"] == "3"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"field": "no file"}, 400),
        ({"file": (BytesIO(b"x"), "x.txt", "text/plain")}, 415),
        ({"file": (BytesIO(b"<u:a> <u:b>"), "x.ttl", "text/turtle")}, 400),
    ],
)
def test_a_form_with_a_fault_changes_nothing(client: Client, data: dict[str, object], status: int) -> None:
    response = client.post(GRAPHS[1], data=data, headers=BEARER, content_type="multipart/form-data")
    assert response.status_code == status
    assert problem(response)["remedy"]
    assert not holds(client, "GRAPH ?g { ?s ?p ?o }")


DATASET = "<u:a> <u:p> _:x . <u:g1> { _:x <u:p> 1 } <u:g2> { <u:a> <u:p> '}', 2 }"


def test_a_dataset_goes_to_the_store_as_a_whole(client: Client) -> None:
    send(client, "PUT", GRAPHS[1], DOCUMENT)
    assert send(client, "POST", "/store", DATASET, "application/trig").status_code == 204
    assert holds(client, "<u:a> <u:p> ?x GRAPH <u:g1> { ?x <u:p> 1 }")  # one blank node in two graphs
    assert len(triples(client, GRAPHS[1])) == 4
    other = b'<u:b> <u:p> "y" <u:g1> .'
    assert send(client, "PUT", "/store", other, "application/n-quads").status_code == 204
    assert triples(client, "/store?graph=u:g1") == {'<u:b> <u:p> "y"'}
    assert send(client, "GET", GRAPHS[1]).status_code == 404


@pytest.mark.parametrize(
    ("request_line", "body", "kind", "told"),
    [
        ("GET /store", "", "", (400, "graph, default")),
        ("DELETE /store", "", "", (400, "graph, default")),
        ("PUT /store", DOCUMENT, "text/turtle", (400, "graph, default")),
        ("PUT /store?default&graph=u:g", DOCUMENT, "text/turtle", (400, "graph, default")),
        ("PUT /store/x?graph=u:g", DOCUMENT, "text/turtle", (400, "graph")),
        ("GET /store?graph=no%20iri", "", "", (400, "graph")),
        ("PUT /store?graph=u:g", DOCUMENT, "application/json", (415, "Content-Type")),
        ("PUT /store?graph=u:g", DOCUMENT, "text/turtle; charset=latin-1", (415, "Content-Type")),
        ("PUT /store?graph=u:g", DATASET, "application/trig", (415, "Content-Type")),
        ("POST /store?default", "<u:a> <u:b>\n.", "text/turtle", (400, None)),
        ("POST /store?default", "<!DOCTYPE x><x/>", "application/rdf+xml", (400, None)),
        ("POST /store?default", '{"@context": "http://127.0.0.1:1/"}', "application/ld+json", (400, None)),
        ("POST /store?default", '{"@id": "u:g", "@graph": {"u:a": 1}}', "application/ld+json", (400, None)),
        ("POST /store", "_:g { <u:a> <u:b> 1 }", "application/trig", (400, None)),
        ("POST /store?default&timeout=-1", DOCUMENT, "text/turtle", (400, "timeout")),
    ],
)
def test_faults(
    client: Client, request_line: str, body: str, kind: str, told: tuple[int, str | None]
) -> None:
    method, _, path = request_line.partition(" ")
    response = send(client, method, path, body, kind)
    status, where = told
    assert response.status_code == status
    assert where in {None, problem(response).get("where")}
    assert not holds(client, "?s ?p ?o")
    assert not holds(client, "GRAPH ?g { ?s ?p ?o }")


def test_a_compressed_body_is_not_taken(client: Client) -> None:
    headers = BEARER | TURTLE | {"Content-Encoding": "gzip"}
    assert client.put(GRAPHS[1], data=b"\x1f\x8b", headers=headers).status_code == 415


def test_everybody_may_read(client: Client) -> None:
    send(client, "PUT", GRAPHS[1], DOCUMENT)
    for reader in (client, client_of(None)):
        response = reader.get(GRAPHS[1])
        assert response.status_code == (200 if reader is client else 404)
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert TOKEN not in response.text


@pytest.mark.parametrize("path", ["/store", *GRAPHS])
def test_the_methods_are_told(client: Client, path: str) -> None:
    response = client.options(path)
    assert response.status_code == 204
    assert response.headers["Allow"] == "GET, HEAD, PUT, POST, DELETE, OPTIONS"
    refused = send(client, "PATCH", path, "x")
    assert refused.status_code == 405
    assert {*refused.headers["Allow"].split(", ")} == {*response.headers["Allow"].split(", ")}
