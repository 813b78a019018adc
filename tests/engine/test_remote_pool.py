"""The pool where the dataset lies in another server: the same deadlines, and a version that does not lie."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

from cuegraph.engine.interface import Run
from cuegraph.engine.launch import Source
from cuegraph.errors import BadGateway, DeadlinePassed, Refused
from cuegraph.protocol.request import Query, Update

if TYPE_CHECKING:
    from collections.abc import Iterator

RESULT = json.dumps(
    {"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": "u:x"}}]}}
)


class Server(ThreadingHTTPServer):
    """A SPARQL server that is slow when the query says so."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.updates: list[str] = []
        self.ending = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}/sparql"


class Answering(BaseHTTPRequestHandler):
    """Answers every request with one solution."""

    server: Server

    def do_POST(self) -> None:
        """Answer."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.updates += form.get("update", [])
        if "slow" in str(form):
            self.server.ending.wait(20)
        self.send_response(500 if "broken" in str(form) else 200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(RESULT)))
        with suppress(BrokenPipeError):
            self.end_headers()
            self.wfile.write(RESULT.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as found:
        thread = threading.Thread(target=found.serve_forever, args=(0.05,))
        thread.start()
        yield found
        found.ending.set()
        found.shutdown()
        thread.join()


def test_queries_and_updates_go_to_the_server(serve: Any, server: Server) -> None:
    with serve(Source("remote", url=server.url, writable=True), freshness=3600) as served:
        version = served.pool.version
        answer = served.pool.query(Query("SELECT ?s { ?s ?p ?o }"), run=Run(count=True))
        assert (b"u:x" in answer.whole(), answer.rows) == (True, 1)
        assert served.pool.version == version
        served.pool.update(Update("INSERT DATA { <u:a> <u:b> 1 }"))
        assert len(server.updates) == 1
        changed = served.pool.version
        assert changed != version
        with pytest.raises(BadGateway):
            served.pool.update(Update("INSERT DATA { <u:broken> <u:b> 1 }"))
        assert served.pool.version not in {version, changed}  # which nobody knows


def test_the_deadline_holds_here_too(serve: Any, server: Server) -> None:
    with serve(Source("remote", url=server.url, writable=True)) as served:
        with pytest.raises(DeadlinePassed):
            served.pool.query(Query('ASK { ?s ?p "slow" }'), run=Run(seconds=0.3))
        with pytest.raises(DeadlinePassed):
            served.pool.update(Update("INSERT DATA { <u:slow> <u:b> 1 }"), Run(seconds=0.3))
        served.settled()
        server.ending.set()


def test_a_server_that_is_not_to_be_written_to(serve: Any, server: Server) -> None:
    with serve(Source("remote", url=server.url)) as served, pytest.raises(Refused):
        served.pool.update(Update("INSERT DATA { <u:a> <u:b> 1 }"))
    assert not server.updates
