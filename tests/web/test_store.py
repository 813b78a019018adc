"""SPARQL 1.1 Graph Store HTTP Protocol, section 5, as clients see it."""

import json
import tempfile
import time
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse
from werkzeug.test import Client, TestResponse
from writable import BEARER, TOKEN, client_of, holds, problem

from cuegraph.engine.interface import Answer, Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import Changed
from cuegraph.media import Format
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query, Update


@dataclass
class Filing:
    """An engine whose graphs come in files."""

    engine: MemoryEngine
    version: str = "1"

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)

    def query(self, query: Query, wanted: Wanted, run: Run) -> Answer:
        """As the engine, from a file where it is a graph."""
        answer = self.engine.query(query, wanted, run)
        if not query.text.startswith("CONSTRUCT"):
            return answer
        file = tempfile.TemporaryFile()  # noqa: SIM115 (whoever gets it closes it)
        file.write(answer.body)
        file.seek(0)
        return Answer(answer.format, file=file, size=len(answer.body))


@dataclass
class Timed:
    """An engine that notes how long each request may take, and takes its time."""

    engine: MemoryEngine
    version: str = "1"
    sleep: float = 0.0
    seconds: list[float | None] = field(default_factory=list)

    def _begun(self, run: Run) -> None:
        self.seconds.append(run.seconds)
        time.sleep(self.sleep)

    def query(self, query: Query, wanted: Wanted, run: Run) -> Answer:
        """As the engine."""
        self._begun(run)
        return self.engine.query(query, wanted, run)

    def update(self, update: Update, run: Run) -> None:
        """As the engine."""
        self._begun(run)
        self.engine.update(update, run)

    def parse(self, document: bytes, format: Format, base: str, run: Run) -> bytes:  # noqa: A002
        """As the engine."""
        self._begun(run)
        return self.engine.parse(document, format, base, run)


@dataclass
class Interrupted:
    """An engine that another one changes behind the back of who looks at it, the first time."""

    engine: MemoryEngine
    change: str
    version: str = "1"
    asked: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)

    def update(self, update: Update, run: Run) -> None:
        """As the engine, where the dataset has the version that is asked for."""
        self.asked.append(run.version)
        if self.version == "1":
            self.version = "2"
            self.engine.update(Update(self.change))
        if run.version != self.version:
            raise Changed("The dataset has changed meanwhile.")
        self.engine.update(update, run)


TURTLE = {"Content-Type": "text/turtle; charset=utf-8"}
DOCUMENT = "@prefix e: <http://e.example/> . e:a e:p 'x', <rel> ; e:q [ e:r 1 ] ."


@pytest.fixture
def client() -> Client:
    return client_of()


def send(
    client: Client, method: str, path: str, body: str | bytes = b"", kind: str = "text/turtle"
) -> TestResponse:
    """A request with the token."""
    headers = BEARER | ({"Content-Type": kind} if body else {})
    return client.open(path, method=method, data=body, headers=headers)


def triples(client: Client, path: str) -> set[str]:
    """What a graph holds, blank nodes without their names."""
    response = client.get(path, headers={"Accept": "application/n-triples"})
    assert response.status_code == 200
    found = parse(response.data, format=RdfFormat.N_TRIPLES)
    return {
        " ".join("_:" if str(each).startswith("_:") else str(each) for each in quad.triple) for quad in found
    }


GRAPHS = ["/store?default", "/store?graph=http%3A%2F%2Fe.example%2Fg%231", "/store/a/b%20c"]


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


def test_the_tag_of_a_graph_changes_with_it(client: Client) -> None:
    send(client, "PUT", GRAPHS[1], DOCUMENT)
    first = client.get(GRAPHS[1])
    same = client.get(GRAPHS[1], headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    send(client, "POST", GRAPHS[1], "<u:a> <u:b> 2 .")
    other = client.get(GRAPHS[1], headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
    assert other.headers["ETag"] != first.headers["ETag"]


def conditional(client: Client, method: str, path: str, **headers: str) -> int:
    """The status of a change with preconditions."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = "" if method == "DELETE" else "<u:a> <u:b> 'changed' ."
    return client.open(path, method=method, data=body, headers=BEARER | TURTLE | named).status_code


@pytest.mark.parametrize("path", GRAPHS)
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_rfc_9110_13_1_1_a_change_of_what_has_changed_is_not_made(
    client: Client, method: str, path: str
) -> None:
    send(client, "PUT", path, "<u:a> <u:b> 1 .")
    seen = client.get(path).headers["ETag"]
    send(client, "POST", path, "<u:a> <u:b> 2 .")
    before = triples(client, path)
    for refused in ('"nope"', seen, "", f"W/{client.get(path).headers['ETag']}"):
        assert conditional(client, method, path, If_Match=refused) == 412
    assert triples(client, path) == before
    now = client.get(path).headers["ETag"]
    assert conditional(client, method, path, If_Match=f'"other", {now}') == 204


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples", "application/rdf+xml"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_tag_is_good_for_a_change_in_whatever_form_the_graph_was_had(
    client: Client, accept: str, encoding: str
) -> None:
    send(client, "PUT", GRAPHS[1], f"<u:a> <u:b> '{'long' * 1000}' .")
    had = client.get(GRAPHS[1], headers={"Accept": accept, "Accept-Encoding": encoding})
    assert had.headers.get("Content-Encoding", "identity") == encoding
    assert conditional(client, "PUT", GRAPHS[1], If_Match=had.headers["ETag"]) == 204
    assert conditional(client, "PUT", GRAPHS[1], If_Match=had.headers["ETag"]) == 412


@pytest.mark.parametrize("path", GRAPHS[1:])
def test_rfc_9110_13_1_2_what_is_there_is_not_overwritten(client: Client, path: str) -> None:
    assert conditional(client, "PUT", path, If_Match="*") == 412
    assert conditional(client, "DELETE", path, If_Match="*") == 412
    assert conditional(client, "PUT", path, If_None_Match="*") == 201
    before = triples(client, path)
    assert conditional(client, "PUT", path, If_None_Match="*") == 412
    tag = client.get(path).headers["ETag"]
    assert conditional(client, "PUT", path, If_None_Match=f"W/{tag}") == 412
    assert triples(client, path) == before
    assert conditional(client, "PUT", path, If_None_Match='"other"') == 204
    assert conditional(client, "PUT", path, If_Match="*") == 204


def test_a_failed_precondition_is_told(client: Client) -> None:
    response = client.put(GRAPHS[1], data="", headers=BEARER | TURTLE | {"If-Match": "*"})
    assert (response.status_code, problem(response)["where"]) == (412, "If-Match")
    assert client.put(GRAPHS[1], data="", headers=TURTLE | {"If-Match": "*"}).status_code == 401


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ("INSERT DATA { GRAPH <u:other> { <u:a> <u:b> 2 } }", 204),
        ("INSERT DATA { GRAPH <u:g> { <u:a> <u:b> 2 } }", 412),
    ],
)
def test_what_changes_between_a_condition_and_its_change_is_seen(change: str, status: int) -> None:
    store = MemoryEngine()
    store.update(Update("INSERT DATA { GRAPH <u:g> { <u:a> <u:b> 1 } }"))
    engine = Interrupted(store, change)
    client = client_of(engine=engine)
    tag = client.get("/store?graph=u:g").headers["ETag"]
    form = {"one": (BytesIO(b"<u:new> <u:b> 3 ."), "a.ttl", "text/turtle")}
    response = client.put("/store?graph=u:g", data=form, headers=BEARER | {"If-Match": tag})
    assert response.status_code == status
    assert engine.asked == ["1", "2"][: 2 if status == 204 else 1]
    assert holds(client, "GRAPH <u:g> { <u:new> <u:b> 3 }") == (status == 204)
    assert holds(client, change.removeprefix("INSERT DATA {").removesuffix("}"))


def test_a_graph_that_one_format_cannot_hold_can_be_changed_by_its_tag(client: Client) -> None:
    send(client, "PUT", GRAPHS[1], "<u:a> <http://e.example/1> 2 .")
    assert client.get(GRAPHS[1], headers={"Accept": "application/rdf+xml"}).status_code == 400
    tag = client.get(GRAPHS[1], headers={"Accept": "application/ld+json"}).headers["ETag"]
    assert conditional(client, "PUT", GRAPHS[1], If_Match='"other"') == 412
    assert conditional(client, "PUT", GRAPHS[1], If_Match=tag) == 204


def test_a_part_does_not_replace_the_whole(client: Client) -> None:
    headers = BEARER | TURTLE | {"Content-Range": "bytes 0-19/100"}
    response = client.put(GRAPHS[1], data="<u:a> <u:b> <u:c> .", headers=headers)
    assert (response.status_code, problem(response)["where"]) == (400, "Content-Range")


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_a_change_is_answered_without_a_body_and_with_its_id(client: Client, method: str) -> None:
    send(client, "PUT", GRAPHS[1], DOCUMENT)
    for ident in ("", "my_change-1"):
        headers = BEARER | TURTLE | ({"Query-Id": ident} if ident else {})
        response = client.open("/store?default", method=method, data=DOCUMENT, headers=headers)
        assert (response.status_code, response.data) == (204, b"")
        for name in ("Content-Type", "Content-Length", "Content-Security-Policy"):
            assert name not in response.headers
        (told,) = response.headers.getlist("Query-Id")
        assert told == ident or (not ident and len(told) >= 8)


def test_a_large_graph_has_a_tag_too() -> None:
    engine = MemoryEngine()
    engine.update(Update("INSERT DATA { GRAPH <u:g> { <u:a> <u:b> 1 } }"))
    client = client_of(engine=Filing(engine))
    had = client.get("/store?graph=u:g")
    assert had.data
    tag = had.headers["ETag"]
    assert client.get("/store?graph=u:g", headers={"If-None-Match": tag}).status_code == 304
    assert conditional(client, "PUT", "/store?graph=u:g", If_Match=tag) == 204


def test_the_steps_of_a_request_share_its_time() -> None:
    engine = Timed(MemoryEngine())
    client = client_of(engine=engine)
    assert client.put(f"{GRAPHS[1]}&timeout=5", data=DOCUMENT, headers=BEARER | TURTLE).status_code == 201
    assert len(engine.seconds) == 4  # parse, two questions whether it is there, update
    assert all(each is not None and each <= 5 for each in engine.seconds)
    engine.seconds.clear()
    engine.sleep = 0.3
    response = client.put(f"{GRAPHS[1]}&timeout=0.4", data=DOCUMENT, headers=BEARER | TURTLE)
    assert (response.status_code, problem(response)["title"]) == (503, "The deadline has passed")
    assert len(engine.seconds) < 4


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
