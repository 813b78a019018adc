"""What the server's processes say to each other comes whole, long or late, with descriptors or none."""

from __future__ import annotations

import errno
import gc
import os
import resource
import signal
import socket
import threading
from contextlib import contextmanager, suppress
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest
from serving import until

from cuegraph.engine import wire
from cuegraph.engine.admission import Admission
from cuegraph.engine.content import Content
from cuegraph.engine.interface import Run
from cuegraph.engine.launch import Source
from cuegraph.engine.link import SLOW, Link, ask_control
from cuegraph.engine.memory import MemoryEngine
from cuegraph.engine.process import Conversation, Process, Serving
from cuegraph.engine.ticket import Ticket
from cuegraph.engine.worker import Limits
from cuegraph.errors import BadInput, CuegraphError, Overloaded, QuerySyntaxError
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query, Update

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cuegraph.engine.wire import Message

PATIENCE = 20.0
LONG = b"tide" * 300_000
ANSWER = ("body", "json", LONG, None, 0.1, True)
LARGE = Query("SELECT ?s ?o ?t { ?s <https://films.example/music> ?o . ?t <https://films.example/year> ?y }")


@contextmanager
def no_descriptors() -> Iterator[None]:
    """This process can open nothing within."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@contextmanager
def worker(folder: Path, *parts: bytes) -> Iterator[None]:
    """A worker that answers one request with these parts, each twice ``SLOW`` later than the last."""
    done = threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, suppress(wire.Closed):
            wire.send(connection, ("worker", os.getpid(), 0))
            wire.receive(connection)
            for part in parts:
                connection.sendall(part)
                done.wait(2 * SLOW)
            done.wait(PATIENCE)

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.fspath(folder / wire.QUERIES))
        listener.listen()
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join(PATIENCE)


def linked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Link:
    """A link to that worker, whose end does not end this process."""
    monkeypatch.setattr(signal, "pidfd_send_signal", lambda *_: None)
    return Link(folder, monotonic() + PATIENCE)


@pytest.mark.parametrize("cut", [1, 8, 100_000])
def test_an_answer_that_is_under_way_at_the_mark_of_heavy_requests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    data = wire.pack(ANSWER)
    with worker(tmp_path, data[:cut], data[cut:]):
        link = linked(tmp_path, monkeypatch)
        assert link.ask(("query",), monotonic() + PATIENCE, lambda: None) == (ANSWER, None)
        link.close()


def test_a_request_is_a_heavy_one_when_no_answer_has_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow: list[bool] = []
    with worker(tmp_path, b"", wire.pack(ANSWER)):
        link = linked(tmp_path, monkeypatch)
        assert link.ask(("query",), monotonic() + PATIENCE, lambda: slow.append(True)) == (ANSWER, None)
        link.close()
    assert slow == [True]


def test_a_long_message_of_the_engine_process_comes_whole(tmp_path: Path) -> None:
    engine = MemoryEngine()
    content = Content(engine, engine, "v" * (1 << 22), 0)
    serving = Serving(tmp_path, Limits(100, 100), services=False, writable=False)
    lifeline, end = os.pipe()
    with socket.socket(socket.AF_UNIX) as queries, socket.socket(socket.AF_UNIX) as control:
        for listener, name in ((queries, wire.QUERIES), (control, wire.CONTROL)):
            listener.bind(os.fspath(tmp_path / name))
            listener.listen()
        process = Process(content, serving, queries, control)
        thread = threading.Thread(target=process.run, args=(lifeline,))
        thread.start()
        try:
            for _ in range(2):
                assert ask_control(tmp_path, ("info",), monotonic() + PATIENCE)[2] == content.version
        finally:
            os.close(end)
            thread.join(PATIENCE)
            os.close(lifeline)
            gc.unfreeze()


def test_messages_behind_one_that_does_not_fit_at_once_come_in_order() -> None:
    wanted: list[int] = []
    near, far = socket.socketpair()
    with near, far:
        conversation = Conversation(near, wanted.append)
        messages: list[Message] = [("first", LONG), ("second",), ("third", LONG)]
        for message in messages:
            conversation.send(message)
        assert len(wanted) == 1
        read = b""
        while len(wanted) == 1:
            read += far.recv(1 << 20)
            conversation.go_on()
        near.shutdown(socket.SHUT_WR)
        while more := far.recv(1 << 20):
            read += more
        assert read == b"".join(map(wire.pack, messages))
        assert conversation.read() is None


def test_what_is_sent_to_one_that_has_gone_is_nothing() -> None:
    wanted: list[int] = []
    near, far = socket.socketpair()
    conversation = Conversation(near, wanted.append)
    far.close()
    conversation.send(("done",))
    near.close()
    conversation.send(("done",))
    assert wanted == []


def test_an_error_quotes_no_more_than_one_can_read(serve: Any) -> None:
    with serve(Source("empty", writable=True)) as served:
        create = Update(f"CREATE GRAPH <u:{'a' * 600_000}>")
        served.pool.update(create)
        with pytest.raises(BadInput) as raised:
            served.pool.update(create, Run(PATIENCE))
        assert len(raised.value.what) <= 2_000
        with pytest.raises(QuerySyntaxError) as syntax:
            served.pool.update(Update(f'INSERT DATA {{ <u:a> <u:b> <u:c> . "{"x" * 600_000}" }}'))
        assert len(syntax.value.what) <= 2_000


@pytest.mark.parametrize("length", [0, 1_999, 2_000, 2_001, 2_002, 9_999])
def test_the_middle_of_a_long_text_is_left_out(length: int) -> None:
    text = "".join(chr(0x4E00 + number) for number in range(length))
    error = QuerySyntaxError(text, where=text, remedy=text, line=7)
    for each in (error.what, error.where, error.remedy, error.args[0]):
        assert len(each) == min(length, 2_000)
        head, _, tail = each.partition("…")
        assert text.startswith(head)
        assert text.endswith(tail)
        assert bool(tail) == (length > 2_000)
    assert CuegraphError("a").what == "a"


def test_a_line_with_no_descriptor_to_be_had(tmp_path: Path) -> None:
    with no_descriptors(), pytest.raises(wire.Closed) as raised:
        wire.Line(tmp_path / wire.CONTROL)
    assert not raised.value.read


def test_a_link_with_no_descriptor_to_be_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> int:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(os, "pidfd_open", full)
    with worker(tmp_path), pytest.raises(wire.Closed):
        Link(tmp_path, monotonic() + PATIENCE)


def test_workers_are_kept_again_once_there_are_descriptors(serve: Any) -> None:
    with serve() as served:
        idle = served.settled()
        tried = threading.Event()
        given = served.pool._admission.started  # noqa: SLF001

        def started(link: Any) -> Any:
            if link is None:
                tried.set()
            return given(link)

        served.pool._admission.started = started  # noqa: SLF001
        with no_descriptors():
            for pid in idle:
                os.kill(pid, signal.SIGKILL)
            tried.wait(2)
        until(lambda: served.pool.gauges()["idle"] == 2)
        assert tried.is_set()
        served.settled()


def test_what_is_told_with_no_descriptor_to_be_had(serve: Any, films: Path) -> None:
    with serve(Source("files", files=(films,), writable=True)) as served:
        served.settled()
        with no_descriptors():
            with pytest.raises(Overloaded, match="files open") as raised:
                served.pool.update(Update("INSERT DATA { <u:a> <u:b> 1 }"))
            with pytest.raises(Overloaded, match="files open"):
                served.pool.query(LARGE, Wanted(name="csv"))
        assert raised.value.retry_after
        assert served.pool.query(LARGE, Wanted(name="csv")).whole().count(b"\n") == 300 * 300 + 1
        served.settled()


def test_an_update_that_is_turned_away_is_told_of_updates() -> None:
    admission = Admission(4, 1)
    line: Any = None
    tickets = [Ticket("", PATIENCE) for _ in range(3)]
    for each in tickets[:2]:
        admission.enter_aside(each, line)
    with pytest.raises(Overloaded, match="An update is under way and 1 wait already") as raised:
        admission.enter_aside(tickets[2], line)
    assert raised.value.where == "the setting 'queue'"
    assert raised.value.retry_after == 1
    tickets[0].began -= 100.0
    admission.leave_aside(tickets[0])
    admission.enter_aside(tickets[0], line)
    with pytest.raises(Overloaded) as raised:
        admission.enter_aside(tickets[2], line)
    assert raised.value.retry_after is not None
    assert raised.value.retry_after > 10
