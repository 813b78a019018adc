"""What a worker does with its files, its memory and its log when a request fails."""

from __future__ import annotations

import os
import resource
import socket
import time
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from cuegraph.engine import wire, worker
from cuegraph.engine.content import Content
from cuegraph.engine.launch import Source
from cuegraph.engine.memory import MemoryEngine
from cuegraph.engine.worker import Limits
from cuegraph.errors import BadInput, CuegraphError, Unavailable
from cuegraph.protocol.request import Query, Update

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cuegraph.media import Format
    from cuegraph.protocol.negotiate import Wanted

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # forks beside a thread

LIMITS = Limits(256, 16)
SERIES = [Quad(NamedNode("u:s"), NamedNode("u:p"), Literal(f"{n:0200}")) for n in range(10_000)]
LONG = Query("SELECT ?o { ?s ?p ?o }")


class Greedy:
    """A backend that holds as many MiB as the query says, and then refuses it."""

    def answer(self, query: Query, wanted: Wanted, out: IO[bytes]) -> Format:  # noqa: ARG002
        """Refuse a query."""
        held = b"x" * (int(query.text) << 20)
        time.sleep(0.05)  # so that it was not too quick to have held much
        raise BadInput(f"It has {len(held)} bytes.")

    def update(self, update: Update) -> None:
        """Refuse an update."""
        raise NotImplementedError


class Asked(NamedTuple):
    """A worker that a test talks to."""

    pid: int
    connection: socket.socket

    def query(self, text: str, name: str) -> tuple[wire.Message, list[int]]:
        """The reply, and the descriptors that came with it."""
        return self.ask("query", 10.0, text, (), (), None, name, 0)

    def ask(self, *message: Any) -> tuple[wire.Message, list[int]]:
        """The reply, and the descriptors that came with it."""
        wire.send(self.connection, message)
        data, files, _, _ = socket.recv_fds(self.connection, 1 << 16, 1)
        reply = wire.unpack(data)
        assert reply
        return reply, files


@contextmanager
def worker_of(content: Content, folder: Path) -> Iterator[Asked]:
    """A worker in a process of its own."""
    here, there = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        try:
            worker.become_worker(there.fileno(), content, LIMITS, folder, 0, services=False)
        finally:
            os._exit(1)
    there.close()
    try:
        with here:
            here.settimeout(20)
            assert wire.receive(here) == ("worker", pid, 0)
            yield Asked(pid, here)
    finally:
        os.waitpid(pid, 0)


def tried(text: str, engine: MemoryEngine) -> Any:
    """The reply for an update that is tried in a fork."""
    paper = os.memfd_create("reply")
    pid = os.fork()
    if pid == 0:
        try:
            reply = worker.run_update((text, (), ()), Content(engine, engine, "", 0), LIMITS, 20.0)
            os.write(paper, wire.pack(reply))
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    os.lseek(paper, 0, os.SEEK_SET)
    with os.fdopen(paper, "rb") as file:
        return wire.unpack(file.read())


def test_a_document_that_finds_no_room_leaves_nothing_in_the_next_answer(tmp_path: Path) -> None:
    engine = MemoryEngine(SERIES)
    document = "".join(f'<u:s> <u:p> "of another, {n:0200}" .\n' for n in range(10_000)).encode()
    with worker_of(Content(engine, engine, "", 0), tmp_path) as asked:
        _, most = resource.prlimit(asked.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(asked.pid, resource.RLIMIT_FSIZE, (1_500_000, most))
        reply, _ = asked.ask("parse", 10.0, document, "ntriples", "u:base")
        assert type(wire.unpack_error(reply[1])) is Unavailable
        assert reply[-1], "such a worker is used again"
        resource.prlimit(asked.pid, resource.RLIMIT_FSIZE, (most, most))
        (kind, _, size, *_), files = asked.query(LONG.text, "csv")
    with os.fdopen(files[0], "rb") as file:
        body = file.read()
    assert (kind, size) == ("file", len(body))
    assert body.startswith(b"o\r\n0")
    assert b"of another" not in body


def test_a_worker_that_has_held_much_is_not_used_again_after_an_error(tmp_path: Path) -> None:
    with worker_of(Content(Greedy(), MemoryEngine(), "", 0), tmp_path) as asked:
        (kind, _, stays), _ = asked.query("1", "csv")
        assert (kind, stays) == ("error", True)
        (kind, _, stays), _ = asked.query("128", "csv")
        assert (kind, stays) == ("error", False)


def test_the_last_file_is_given_away_with_its_worker(tmp_path: Path) -> None:
    engine = MemoryEngine(SERIES)
    with worker_of(Content(engine, engine, "", 0), tmp_path) as asked:
        stays = True
        answers = 0
        while stays:
            (kind, *_, stays), files = asked.query(LONG.text, "csv")
            assert kind == "file"
            os.close(files[0])
            answers += 1
    assert answers > 1


def test_the_log_says_why_a_worker_failed(capfd: pytest.CaptureFixture[str], serve: Any) -> None:
    not_a_text: Any = b"ASK {}"
    with serve() as served:
        with pytest.raises(CuegraphError, match="The engine failed") as caught:
            served.pool.query(Query(not_a_text))
        logged = capfd.readouterr().err
        assert logged.startswith("Traceback")
        assert "engine/worker.py" in logged
        assert "TypeError" in logged.splitlines()[-1]
        assert "TypeError" not in str(vars(caught.value))
        assert served.triples() == 1200


def test_the_log_says_why_an_update_failed(
    capfd: pytest.CaptureFixture[str], serve: Any, films: Path
) -> None:
    not_a_text: Any = b"INSERT DATA {}"
    with serve(Source("files", files=(films,), writable=True)) as served:
        with pytest.raises(CuegraphError, match="The engine failed"):
            served.pool.update(Update(not_a_text))
        assert "TypeError" in capfd.readouterr().err
        assert served.triples() == 1200


def test_the_log_says_why_a_worker_did_not_come_to_be(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    engine = MemoryEngine()
    with (
        pytest.raises(wire.Closed),
        worker_of(Content(engine, engine, "", 0), tmp_path / "there-is-none"),
    ):
        pass
    assert "FileNotFoundError" in capfd.readouterr().err


def test_the_log_is_all_that_a_worker_keeps_beside_its_own(served: Any) -> None:
    log = Path(f"/proc/{served.engine.pid}/fd/2").readlink()
    for pid in served.settled():
        files = {int(each.name): each.readlink() for each in Path(f"/proc/{pid}/fd").iterdir()}
        assert [str(files[number]) for number in range(3)] == ["/dev/null"] * 3
        assert str(files[3]).startswith("socket:")
        assert all(str(files[number]).endswith("(deleted)") for number in range(4, max(files)))
        assert files[max(files)] == log


@pytest.mark.parametrize("text", ["a streaming service", "It is now (2011) out.", "rand() # UUID()"])
def test_words_in_data_do_not_make_an_update_be_written_down(text: str) -> None:
    assert tried(f'INSERT DATA {{ <u:a> <u:b> "{text}" }}', MemoryEngine()) == ("done", None)


@pytest.mark.parametrize("call", ["RAND()", "now()", "STRUUID()", "UUID()", "BNODE()"])
def test_an_update_that_may_take_another_way_is_written_down(call: str) -> None:
    text = f"INSERT {{ <u:a> <u:b> ?c }} WHERE {{ BIND({call} AS ?c) }}"
    kind, (removed, added, *graphs) = tried(text, MemoryEngine())
    assert (kind, removed, graphs) == ("done", b"", [(), ()])
    assert added.startswith(b"<u:a> <u:b> ")
