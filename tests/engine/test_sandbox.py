"""What a worker cannot do, even where the check of the text had a hole."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, Store

from cuegraph.engine import wire, worker
from cuegraph.engine.content import Content
from cuegraph.engine.launch import Source
from cuegraph.engine.memory import MemoryEngine
from cuegraph.engine.worker import Limits
from cuegraph.errors import Refused
from cuegraph.media import Format, by_name
from cuegraph.protocol.request import Query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cuegraph.protocol.negotiate import Wanted
    from cuegraph.protocol.request import Update

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # forks beside a thread

SERVICE = "SELECT * { SERVICE <%s> { ?s ?p ?o } }"


class Unchecked:
    """A backend that runs whatever it is given, as one with a hole in its check would."""

    def __init__(self) -> None:
        self.store = Store()

    def answer(self, query: Query, wanted: Wanted, out: IO[bytes]) -> Format:  # noqa: ARG002
        """Run a query, unchecked."""
        result = self.store.query(query.text)
        assert isinstance(result, QuerySolutions | QueryBoolean)
        result.serialize(out, format=QueryResultsFormat.JSON)
        return by_name("json")

    def update(self, update: Update) -> None:
        """Run an update, unchecked."""
        self.store.update(update.text)


@contextmanager
def worker_of(folder: Path, *, services: bool) -> Iterator[socket.socket]:
    """A worker without a check; a connection to it."""
    here, there = socket.socketpair()
    content = Content(Unchecked(), MemoryEngine(), "", 0)
    pid = os.fork()
    if pid == 0:
        try:
            worker.become_worker(there.fileno(), content, Limits(256, 16), folder, 0, services=services)
        finally:
            os._exit(1)
    there.close()
    with here:
        here.settimeout(20)
        assert wire.receive(here) == ("worker", pid, 0)
        yield here
    os.waitpid(pid, 0)


def asked(connection: socket.socket, text: str) -> Any:
    wire.send(connection, ("query", 10.0, text, (), (), None, "json", False))
    return wire.receive(connection)


def test_a_call_of_another_server_reaches_nobody(tmp_path: Path, endpoint: Any) -> None:
    with worker_of(tmp_path, services=False) as connection:
        reply = asked(connection, SERVICE % endpoint.url)
        assert reply[0] == "error"
    with worker_of(tmp_path, services=False) as connection:
        reply = asked(connection, (SERVICE % endpoint.url).replace("SERVICE", "SERVICE SILENT"))
        assert "u:x" not in str(reply)
    assert endpoint.came == 0


def test_the_same_call_gets_through_where_the_doors_are_open(tmp_path: Path, endpoint: Any) -> None:
    """So the test above can fail."""
    with worker_of(tmp_path, services=True) as connection:
        assert b"u:x" in asked(connection, SERVICE % endpoint.url)[2]
    assert endpoint.came == 1


def test_nor_does_a_load(endpoint: Any, tmp_path: Path) -> None:
    secret = tmp_path / "secret.nt"
    secret.write_text("<u:secret> <u:secret> <u:secret> .")
    loads = [f"LOAD <{endpoint.url}>", f"LOAD SILENT <{endpoint.url}>", f"LOAD <{secret.as_uri()}>"]
    for text in loads:
        paper = os.memfd_create("reply")
        content = Content(Unchecked(), MemoryEngine(), "", 0)
        pid = os.fork()
        if pid == 0:
            try:
                reply = worker.run_update((text, (), ()), content, Limits(256, 16), 10.0)
                os.write(paper, wire.pack(reply))
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
        os.lseek(paper, 0, os.SEEK_SET)
        with os.fdopen(paper, "rb") as file:
            reply = wire.unpack(file.read())
        assert reply
        assert reply[0] == ("done" if "SILENT" in text else "error")
    assert endpoint.came == 0


def test_nor_is_a_file_read(tmp_path: Path, endpoint: Any) -> None:
    secret = tmp_path / "secret.srj"
    secret.write_bytes(endpoint.RESULT)
    with worker_of(tmp_path, services=False) as connection:
        reply = asked(connection, SERVICE % secret.as_uri())
    assert reply[0] == "error"
    assert "u:x" not in str(reply)


def test_a_worker_can_open_nothing_and_leaves_no_dump(served: Any) -> None:
    for pid in served.settled():
        lines = Path(f"/proc/{pid}/limits").read_text(encoding="ascii").splitlines()
        limits = {line[:26].strip(): line[26:].split()[:2] for line in lines}
        assert limits["Max open files"] == ["0", "0"]
        assert limits["Max core file size"] == ["0", "0"]
        assert limits["Max data size"][0] != "unlimited"


def test_a_server_that_may_be_called_is_called(serve: Any, films: Path, endpoint: Any) -> None:
    source = Source("files", files=(films,), services=(endpoint.url,))
    with serve(source) as served:
        first = served.settled()
        assert b"1200" in served.pool.query(Query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")).whole()
        for _ in range(3):
            assert b"u:x" in served.pool.query(Query(SERVICE % endpoint.url)).whole()
        with pytest.raises(Refused):
            served.pool.query(Query(SERVICE % "http://127.0.0.1:9/"))
        assert endpoint.came >= 3
        assert served.settled() != first
