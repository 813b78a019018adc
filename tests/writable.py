"""A server that may be written, in this process: the application before an engine in memory."""

import json
from dataclasses import dataclass
from typing import Any

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
