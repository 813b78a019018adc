"""Versions of the dataset: in order, never ahead of the workers, and what an update may be held to."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from time import monotonic
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from cuegraph.engine import wire
from cuegraph.engine.admission import Admission
from cuegraph.engine.interface import Run
from cuegraph.engine.launch import Source
from cuegraph.engine.link import ask_control
from cuegraph.engine.pool import Pool
from cuegraph.engine.updates import Updates
from cuegraph.errors import Changed, Conflict, QuerySyntaxError, Refused
from cuegraph.protocol.request import Query, Update
from cuegraph.service.within import Within
from cuegraph.settings import defaults

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 20.0
WRITERS = 6


@pytest.fixture
def written(serve: Any) -> Iterator[Any]:
    """An empty dataset that takes updates."""
    with serve(Source("empty", writable=True)) as served:
        yield served


def insert(value: int) -> Update:
    return Update(f"INSERT DATA {{ <u:a> <u:b> {value} }}")


def engine_version(served: Any) -> str:
    version: str = ask_control(served.engine.folder, ("info",), monotonic() + PATIENCE)[2]
    return version


def test_a_version_is_named_only_when_no_older_worker_is_left(
    written: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    admission = written.pool._admission  # noqa: SLF001
    adopt, before, seen = admission.adopt, written.pool.version, []

    def adopting(*arguments: Any) -> Any:
        seen.append(written.pool.version)
        return adopt(*arguments)

    monkeypatch.setattr(admission, "adopt", adopting)
    written.pool.update(insert(1))
    assert seen == [before]
    assert written.pool.version == engine_version(written) != before


def test_the_version_is_the_newest_though_an_older_one_comes_later(
    written: Any, background: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive = wire.Line.receive
    first, held, free = threading.local(), threading.Event(), threading.Event()

    def receiving(line: wire.Line, deadline: float) -> Any:
        received = receive(line, deadline)
        if received[0][0] == "done" and getattr(first, "here", False):
            held.set()
            free.wait(PATIENCE)
        return received

    def late() -> None:
        first.here = True
        written.pool.update(insert(1))

    monkeypatch.setattr(wire.Line, "receive", receiving)
    running = background(late)
    assert held.wait(PATIENCE)
    written.pool.update(insert(2))
    free.set()
    running.result(PATIENCE)
    assert written.pool.version == engine_version(written)
    assert written.triples() == 2


def test_an_older_version_is_not_adopted() -> None:
    admission = Admission(2, 2)
    admission.adopt(2, "second")
    admission.adopt(1, "first")
    assert (admission.generation, admission.version) == (2, "second")


def test_an_update_is_held_to_a_version(written: Any) -> None:
    old = written.pool.version
    written.pool.update(insert(1), Run(version=old))
    new = written.pool.version
    with pytest.raises(Changed, match="has changed meanwhile") as raised:
        written.pool.update(insert(2), Run(version=old))
    assert isinstance(raised.value, Conflict)
    assert raised.value.status == 409
    assert (written.triples(), written.pool.version, new != old) == (1, new, True)
    written.pool.update(insert(2), Run(version=new))
    written.pool.update(insert(3))
    assert written.triples() == 3
    with pytest.raises(QuerySyntaxError):
        written.pool.update(Update("INSERT"), Run(version=written.pool.version))


def test_a_version_does_not_make_a_dataset_writable(serve: Any) -> None:
    with serve() as served, pytest.raises(Refused, match="no updates"):
        served.pool.update(insert(1), Run(version="another"))


def test_one_of_many_updates_of_one_version_is_carried_out(written: Any) -> None:
    run = Run(version=written.pool.version)

    def update(value: int) -> bool:
        with suppress(Changed):
            written.pool.update(insert(value), run)
            return True
        return False

    with ThreadPoolExecutor(WRITERS) as threads:
        assert sorted(threads.map(update, range(WRITERS))) == [False] * (WRITERS - 1) + [True]
    assert written.triples() == 1


def test_no_change_is_lost_among_those_who_read_and_then_write(written: Any) -> None:
    written.pool.update(Update("INSERT DATA { <u:counter> <u:is> 0 }"))

    def count_up(_: int) -> int:
        tries = 0
        while True:
            tries += 1
            within = Within(written.pool, replace(Run(PATIENCE), version=written.pool.version))
            found = json.loads(within.query(Query("SELECT ?n { <u:counter> <u:is> ?n }")).whole())
            number = int(found["results"]["bindings"][0]["n"]["value"])
            more = f"INSERT DATA {{ <u:counter> <u:is> {number + 1} }}"
            with suppress(Changed):
                within.update(Update(f"DELETE WHERE {{ <u:counter> <u:is> ?n }} ; {more}"))
                return tries

    with ThreadPoolExecutor(WRITERS) as threads:
        tries = list(threads.map(count_up, range(3 * WRITERS)))
    final = written.pool.query(Query(f"ASK {{ <u:counter> <u:is> {3 * WRITERS} }}")).whole()
    assert json.loads(final)["boolean"] is True
    assert len(tries) == 3 * WRITERS


def test_who_is_told_of_a_change_knows_the_version_then(written: Any) -> None:
    """Another front has changed the dataset; the answer to this one's attempt names what it is now."""
    other = Pool(written.engine.folder, defaults())
    try:
        other.update(insert(1))
        old = written.pool.version
        assert old != other.version
        with pytest.raises(Changed):
            written.pool.update(insert(2), Run(version=old))
        assert written.pool.version == other.version
        assert written.triples() == 1
        written.pool.update(insert(2), Run(version=written.pool.version))
        assert written.triples() == 2
    finally:
        other.drain()


class Answering(BaseHTTPRequestHandler):
    """A SPARQL server that answers everything with success."""

    def do_POST(self) -> None:
        """Answer."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_version_of_a_remote_dataset_is_not_asked_for(serve: Any) -> None:
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_port}/sparql"
            with serve(Source("remote", url=url, update_url=url, writable=True)) as served:
                version = served.pool.version
                for _ in range(2):
                    served.pool.update(insert(1), Run(version=version))
                assert served.pool.version != version
        finally:
            server.shutdown()
            thread.join(PATIENCE)


class Hearing:
    """A front that notes what it is told."""

    def __init__(self) -> None:
        self.told: list[Any] = []
        self.send = self.told.append


def test_however_many_wait_for_a_version_that_has_gone() -> None:
    ends: list[Any] = []

    def fork(_: Any, on_end: Any) -> int:
        ends.append(on_end)
        return 1

    process: Any = SimpleNamespace(
        serving=SimpleNamespace(writable=True, limits=None),
        content=SimpleNamespace(remote=False),
        version="new", generation=7, fork=fork,
    )  # fmt: skip
    updates = Updates(process)
    first, last, others = Hearing(), Hearing(), Hearing()
    for front, version, number in ((first, "", 1), (others, "old", 3_000), (last, "new", 1)):
        for _ in range(number):
            updates.take(front, ("", (), ()), PATIENCE, version)  # type: ignore[arg-type]
    assert (len(ends), others.told) == (1, [])
    ends[0](9)
    assert first.told == [("end", 9)]
    assert others.told == [("changed", 7, "new")] * 3_000
    assert len(ends) == 2
    ends[1](9)
    assert last.told == [("end", 9)]


class Noting:
    """An engine that notes how it is to run what it is asked."""

    version = "first"

    def __init__(self) -> None:
        self.runs: list[Run] = []

    def update(self, _: Update, run: Run) -> None:
        """Note it."""
        self.runs.append(run)


def test_a_version_for_all_is_told_with_each() -> None:
    engine: Any = Noting()
    within = Within(engine, Run(5.0, "an-id-of-mine", version="first"), clock=lambda: 0.0)
    within.update(insert(1))
    within.update(insert(2), Run(0.01, version="second"))
    assert engine.runs == [
        Run(5.0, "an-id-of-mine", version="first"),
        Run(0.1, "an-id-of-mine", version="second"),
    ]
