"""A server that may be written, in this process: the application before an engine in memory."""

import json
from dataclasses import dataclass
from typing import Any

from pyoxigraph import RdfFormat, parse
from werkzeug.test import Client, TestResponse

from cuegraph.engine.interface import Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.protocol.request import Update
from cuegraph.settings import defaults
from cuegraph.web.app import create_app
from cuegraph.web.auth import Auth
from cuegraph.web.front import Front

TOKEN = "correct horse"  # noqa: S105 (of a server that lives as long as the test)
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@dataclass
class Counting:
    """An engine in memory whose version tells how many updates there were."""

    engine: MemoryEngine
    version: str = "0"

    def __getattr__(self, name: str) -> object:
        return getattr(self.engine, name)

    def update(self, update: Update, run: Run) -> None:
        """Carry it out, and be of the next version."""
        self.engine.update(update, run)
        self.version = str(int(self.version) + 1)


def client_of(token: str | None = TOKEN, engine: Any = None) -> Client:
    """A client of an empty server, or of one with an engine of one's own."""
    engine = engine or Counting(MemoryEngine())
    app = create_app(engine, {}, auth=Auth(token))  # type: ignore[arg-type]
    return Client(Front(app, engine, defaults()))  # type: ignore[arg-type]


def holds(client: Client, pattern: str) -> bool:
    """Whether the store holds something."""
    response = client.get("/sparql", query_string={"query": f"ASK {{ {pattern} }}"})
    return bool(json.loads(response.data)["boolean"])


def problem(response: TestResponse) -> dict[str, str]:
    """The problem that an answer tells."""
    assert response.mimetype == "application/problem+json"
    told: dict[str, str] = json.loads(response.data)
    assert told["remedy"]
    return told


TURTLE = {"Content-Type": "text/turtle; charset=utf-8"}
DOCUMENT = "@prefix e: <http://e.example/> . e:a e:p 'x', <rel> ; e:q [ e:r 1 ] ."
GRAPHS = ["/store?default", "/store?graph=http%3A%2F%2Fe.example%2Fg%231", "/store/a/b%20c"]


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
