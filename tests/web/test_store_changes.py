"""Changes of the graph store that depend on what is there (RFC 9110, section 13), and their answers."""

import tempfile
import time
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import Client
from writable import BEARER, DOCUMENT, GRAPHS, TURTLE, client_of, holds, problem, send, triples

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


@pytest.fixture
def client() -> Client:
    return client_of()


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
