"""The life of the engine process: how it starts, how it ends, and that nothing stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

import pytest
from serving import processes_of, until

from cuegraph.engine.interface import Run
from cuegraph.engine.launch import EngineProcess, Source
from cuegraph.engine.pool import Pool
from cuegraph.errors import BadInput, InvalidData, ShuttingDown
from cuegraph.protocol.request import Query
from cuegraph.settings import defaults, shipped

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z }"
PATIENCE = 20.0

FRONT = f"""
import sys, threading
from pathlib import Path
from cuegraph.engine.launch import EngineProcess, Source
from cuegraph.engine.pool import Pool
from cuegraph.errors import CuegraphError
from cuegraph.protocol.request import Query
from cuegraph.settings import defaults
folder, films = map(Path, sys.argv[1:])
engine = EngineProcess(Source("files", files=(films,)), defaults(), folder)
pool = Pool(folder, defaults())
def heavy():
    try:
        pool.query(Query({HEAVY!r}))
    except CuegraphError as error:
        print(type(error).__name__, flush=True)
threading.Thread(target=heavy).start()
print(engine.pid, flush=True)
try:
    threading.Event().wait()
except KeyboardInterrupt:
    print(pool.query(Query("ASK {{}}")).whole().decode(), flush=True)
    pool.drain(0)
    engine.stop()
"""


def test_the_dataset_of_the_project(tmp_path: Path) -> None:
    runtime = tmp_path / "run"
    runtime.mkdir()
    source = Source("built", shipped("data"), shipped("ontology"))
    with EngineProcess(source, defaults(), runtime, wait=False) as engine:
        pool = Pool(runtime, defaults())  # which waits until it is loaded
        engine.ready()
        assert len(engine.version) == 64
        assert engine.version == pool.version
        assert engine.quads > 10_000
        assert b"true" in pool.query(Query("ASK { ?film a <https://w3id.org/cuegraph/ns#Film> }")).whole()
        pool.drain(0)


def test_what_loading_raises_is_raised_here(tmp_path: Path) -> None:
    broken = tmp_path / "broken.nt"
    broken.write_text("<u:a> <u:b> .\n")
    runtime = tmp_path / "run"
    runtime.mkdir()
    with pytest.raises(InvalidData) as raised:
        EngineProcess(Source("files", files=(broken,)), defaults(), runtime)
    assert "broken.nt:1" in raised.value.where
    assert raised.value.exit_code == 1
    assert not runtime.exists()
    with pytest.raises(BadInput):
        EngineProcess(Source("nothing"), defaults(), _made(tmp_path / "again"))


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_a_folder_whose_name_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="socket"):
        EngineProcess(Source("empty"), defaults(), _made(tmp_path / ("x" * 120)))


def test_there_is_no_pool_without_an_engine(tmp_path: Path) -> None:
    with pytest.raises(ShuttingDown):
        Pool(tmp_path, defaults())


def test_the_end_of_the_engine_is_told_and_takes_its_workers_along(tmp_path: Path, films: Path) -> None:
    engine = EngineProcess(Source("files", files=(films,)), defaults(), _made(tmp_path / "run"))
    told = threading.Event()
    engine.wait_for_end(told.set)
    pool = Pool(engine.folder, defaults())
    until(lambda: pool.gauges()["idle"] == 2)
    os.kill(engine.pid, signal.SIGKILL)
    assert told.wait(PATIENCE)
    until(lambda: not processes_of(engine.pid))
    assert not pool.alive()
    with pytest.raises(ShuttingDown):
        pool.query(Query("ASK {}"))
    pool.drain(0)
    engine.stop()
    assert not engine.folder.exists()


def test_an_end_that_was_asked_for_is_not_told(tmp_path: Path) -> None:
    engine = EngineProcess(Source("empty"), defaults(), _made(tmp_path / "run"))
    told = threading.Event()
    engine.wait_for_end(told.set)
    engine.stop()
    assert not told.wait(0.2)


def test_a_stopped_engine_process_is_ended_too(tmp_path: Path) -> None:
    engine = EngineProcess(Source("empty"), defaults(), _made(tmp_path / "run"))
    os.kill(engine.pid, signal.SIGSTOP)
    engine.stop(0.2)
    assert not processes_of(engine.pid)
    assert not engine.folder.exists()


@pytest.fixture
def front(tmp_path: Path, films: Path) -> Any:
    """A front in a process of its own, with an engine process that runs a heavy query."""
    runtime = _made(tmp_path / "run")
    with subprocess.Popen(
        [sys.executable, "-c", FRONT, runtime, films],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout
        process.engine = int(process.stdout.readline())  # type: ignore[attr-defined]
        process.folder = runtime  # type: ignore[attr-defined]
        yield process
        process.kill()


def test_nothing_outlives_a_front_that_is_killed(front: Any) -> None:
    until(lambda: len(processes_of(front.engine)) >= 3)
    front.kill()
    front.wait()
    until(lambda: not processes_of(front.engine))
    assert not front.folder.exists()


def test_ctrl_c_reaches_the_front_only(front: Any) -> None:
    until(lambda: len(processes_of(front.engine)) >= 3)
    os.killpg(front.pid, signal.SIGINT)
    out, _ = front.communicate(timeout=PATIENCE)
    assert '"boolean":true' in out
    assert "ShuttingDown" in out
    assert front.returncode == 0
    until(lambda: not processes_of(front.engine))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_what_a_service_manager_sends_to_every_process_ends_no_answer(serve: Any, number: int) -> None:
    with serve() as served:
        before = served.settled()
        for pid in processes_of(served.engine.pid):
            os.kill(pid, number)
        assert b"true" in served.pool.query(Query("ASK {}")).whole()
        assert served.settled() == before


def test_a_busy_worker_ends_with_the_connection_to_it(serve: Any) -> None:
    """As when the front's worker process is killed and the process above it lives on."""
    with serve() as served:
        thread = threading.Thread(target=_asked, args=(served.pool,))
        thread.start()
        until(lambda: served.pool.gauges()["heavy"])
        (ticket,) = served.pool._admission._running  # noqa: SLF001
        ticket.link._line.hang_up()  # noqa: SLF001
        thread.join(PATIENCE)
        served.settled()


def _asked(pool: Pool) -> None:
    with pytest.raises(Exception):  # noqa: B017, PT011
        pool.query(Query(HEAVY), run=Run(seconds=600))
