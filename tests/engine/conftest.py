"""A running engine process over an invented dataset, and what it leaves behind."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from serving import processes_of, until

from cuegraph.engine import admission
from cuegraph.engine.launch import EngineProcess, Source
from cuegraph.engine.pool import Pool
from cuegraph.protocol.request import Query
from cuegraph.settings import defaults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FILMS = 300
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z }"
COUNT = Query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")


class Served:
    """An engine process and a pool on it.

    Attributes:
        engine: the process.
        pool: its pool.
    """

    def __init__(self, engine: EngineProcess, values: dict[str, Any]) -> None:
        self.engine = engine
        self.pool = Pool(engine.folder, values)

    def workers(self) -> list[int]:
        """The living processes that the engine process has forked."""
        return sorted(processes_of(self.engine.pid) - {self.engine.pid})

    def triples(self) -> int:
        """How many triples the default graph has, as a query says."""
        return int(json.loads(self.pool.query(COUNT).whole())["results"]["bindings"][0]["n"]["value"])

    def settled(self, idle: int = 2) -> list[int]:
        """The workers once so many are idle, none is busy, and no others live."""
        until(lambda: self.pool.gauges()["idle"] == idle == len(self.workers()))
        assert self.pool.gauges()["busy"] == 0
        return self.workers()


class Endpoint(ThreadingHTTPServer):
    """A SPARQL server on loopback that answers whatever it is asked with one solution.

    Attributes:
        url: its address.
        came: how many connections were made to it.
        sent: the bodies of the requests.
        does: gives the status of the answer to a body; may wait.
    """

    RESULT = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"u:x"}}]}}'

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.server_port}/sparql"
        self.came = 0
        self.sent: list[str] = []
        self.does: Callable[[str], int] = lambda _: 200

    def get_request(self) -> Any:
        """Count who comes."""
        self.came += 1
        return super().get_request()


class Answering(BaseHTTPRequestHandler):
    """Answers for an endpoint."""

    server: Endpoint

    def do_POST(self) -> None:
        """Answer."""
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.server.sent.append(sent)
        self.send_response(self.server.does(sent))
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(Endpoint.RESULT)))
        with suppress(BrokenPipeError):
            self.end_headers()
            self.wfile.write(Endpoint.RESULT)

    do_GET = do_POST  # noqa: N815 (the name that the base class wants)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def descriptors() -> set[str]:
    """What this process has open."""
    found = set()
    for each in Path("/proc/self/fd").iterdir():
        try:
            found.add(f"{each.name} {each.readlink()}")
        except OSError:
            continue
    return found


@pytest.fixture
def background() -> Iterator[Callable[..., Any]]:
    """Runs something in a thread; gives the future."""
    with ThreadPoolExecutor(16) as threads:
        yield threads.submit


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """Another SPARQL server."""
    with Endpoint() as found:
        thread = threading.Thread(target=found.serve_forever, args=(0.05,))
        thread.start()
        yield found
        found.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workers to spare end soon."""
    monkeypatch.setattr(admission, "SURPLUS", 0.2)


@pytest.fixture(scope="session")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of invented films, 4 triples each."""
    file = tmp_path_factory.mktemp("films") / "films.nt"
    lines = []
    for number in range(FILMS):
        film = f"<https://films.example/film/{number}>"
        lines += [
            f'{film} <https://films.example/title> "The Tide, part {number}" .',
            f'{film} <https://films.example/year> "{1950 + number % 70}" .',
            f"{film} <https://films.example/music> <https://films.example/person/{number % 17}> .",
            f"{film} <https://films.example/next> <https://films.example/film/{number + 1}> .",
        ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@contextmanager
def serving(folder: Path, source: Source, **values: Any) -> Iterator[Served]:
    """Serve a source; afterwards no process, descriptor or file may be left."""
    before = descriptors()
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    settings = {**defaults(), **values}
    with EngineProcess(source, settings, runtime) as engine:
        served = Served(engine, settings)
        try:
            yield served
        finally:
            served.pool.drain(0)
    assert not processes_of(engine.pid)
    assert not runtime.exists()
    until(lambda: descriptors() <= before)


@pytest.fixture
def serve(tmp_path: Path, films: Path) -> Callable[..., Any]:
    """Serves the films with the settings that it is given."""

    def start(source: Source | None = None, **values: Any) -> Any:
        return serving(tmp_path, source or Source("files", files=(films,)), **values)

    return start


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, films: Path) -> Iterator[Served]:
    """The films served with the default settings, for tests that leave that as it is."""
    with serving(tmp_path_factory.mktemp("served"), Source("files", files=(films,))) as found:
        yield found
