"""The servers that are compared: ours, the ``oxigraph`` server and ``rdflib-endpoint``, each on a file.

The peers come from PyPI into a virtual environment of their own, once per folder. The oxigraph server keeps
its store in memory, as ours does, which is its fastest way; it is given its data over HTTP.
"""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
import time
import venv
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import processes
from load import Address, BadAnswer, ask, request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PEERS = ("oxigraph==0.5.13", "rdflib-endpoint[cli]==0.6.3")
_PROBE = "ASK { ?film a <https://w3id.org/cuegraph/ns#Film> }"
_ADDRESS = re.compile(r"http://[^/\s]+:(\d+)/")
_POLL = 0.005
_GRACE = {"cuegraph": 12.0}
"""Seconds that a server may take to end when told; half a second unless said here."""
_TYPES = {".nt": "application/n-triples", ".nq": "application/n-quads"}


@dataclass(frozen=True)
class Server:
    """A server that answers.

    Attributes:
        name: what it is.
        pid: its first process.
        address: where it takes queries.
        started: seconds from its start, loading included, to its first answer.
    """

    name: str
    pid: int
    address: Address
    started: float


@dataclass(frozen=True)
class Starter:
    """Starts servers.

    Attributes:
        folder: where logs and the peers' virtual environment lie.
        command: how ours is started, up to ``serve``.
        patience: seconds that a server may take to answer.
    """

    folder: Path
    command: tuple[str, ...] = (sys.executable, "-m", "cuegraph")
    patience: float = 900.0

    def install(self) -> None:
        """Install the peers where they are not yet."""
        mark = self.folder / "peers" / "installed"
        if mark.is_file() and mark.read_text() == "\n".join(PEERS):
            return
        venv.create(mark.parent, with_pip=True)
        subprocess.run(
            [mark.parent / "bin" / "python", "-m", "pip", "install", "--quiet", *PEERS], check=True
        )
        mark.write_text("\n".join(PEERS))

    @contextmanager
    def ours(self, file: Path | None, **settings: float) -> Iterator[Server]:
        """Our server on a file, or on what it serves unless told: the Drive graph."""
        options = [f"--{name.replace('_', '-')}={value}" for name, value in settings.items()]
        files = [str(file)] if file else []
        with self._run("cuegraph", [*self.command, "serve", *files, "--port=0", *options]) as (
            process,
            begun,
        ):
            port = 0
            while not port:
                self._check(process, "cuegraph", begun)
                found = _ADDRESS.search(self._log("cuegraph").read_text(errors="replace"))
                port = int(found[1]) if found else 0
            yield self._first_answer("cuegraph", process, Address(port, "/sparql"), begun)

    @contextmanager
    def oxigraph(self, file: Path, timeout: int | None = None) -> Iterator[Server]:
        """The oxigraph server with a file in its memory; its time limit in seconds, none unless told."""
        address = Address(_free_port(), "/query")
        limit = [] if timeout is None else ["--timeout-s", str(timeout)]
        program = str(self.folder / "peers" / "bin" / "oxigraph")
        command = [program, "serve", "--bind", f"127.0.0.1:{address.port}", *limit]
        with self._run("oxigraph", command) as (process, begun):
            while not _listens(address):
                self._check(process, "oxigraph", begun)
            _post(address, file)
            yield self._first_answer("oxigraph", process, address, begun)

    @contextmanager
    def rdflib(self, file: Path) -> Iterator[Server]:
        """The server rdflib-endpoint on a file, with rdflib's own store."""
        address = Address(_free_port(), "/")
        program = str(self.folder / "peers" / "bin" / "rdflib-endpoint")
        command = [program, "serve", "--host", "127.0.0.1", "--port", str(address.port), str(file)]
        with self._run("rdflib-endpoint", command) as (process, begun):
            while not _listens(address):
                self._check(process, "rdflib-endpoint", begun)
            yield self._first_answer("rdflib-endpoint", process, address, begun)

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    @contextmanager
    def _run(self, name: str, command: list[str]) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
        with self._log(name).open("wb") as log:
            begun = time.perf_counter()
            process = processes.start(command, log, self.folder)
            try:
                yield process, begun
            finally:
                processes.end(process, _GRACE.get(name, 0.5))

    def _check(self, process: subprocess.Popen[bytes], name: str, begun: float) -> None:
        """Wait a moment for a server that does not answer yet.

        Raises:
            BadAnswer: it has ended, or has had all the time there is.
        """
        time.sleep(_POLL)
        if process.poll() is not None or time.perf_counter() - begun > self.patience:
            end = self._log(name).read_text(errors="replace")[-2000:]
            raise BadAnswer(f"{name} does not start: {end}")

    def _first_answer(
        self, name: str, process: subprocess.Popen[bytes], address: Address, begun: float
    ) -> Server:
        while True:
            try:
                reply = ask(address, request(address, _PROBE))
            except BadAnswer:
                self._check(process, name, begun)
                continue
            if b"true" in reply.body:
                return Server(name, process.pid, address, time.perf_counter() - begun)
            self._check(process, name, begun)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _listens(address: Address) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", address.port)) == 0


def _post(address: Address, file: Path) -> None:
    """Load a file into an oxigraph server."""
    target = "/store?default" if file.suffix == ".nt" else "/store"
    connection = http.client.HTTPConnection("127.0.0.1", address.port)
    with file.open("rb") as body:
        connection.request("POST", target, body, {"Content-Type": _TYPES[file.suffix]})
        answer = connection.getresponse()
    if answer.status >= http.HTTPStatus.BAD_REQUEST:
        raise BadAnswer(f"oxigraph does not take {file.name}: {answer.read()[:500].decode()}")
    connection.close()
