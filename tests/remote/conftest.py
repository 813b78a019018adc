"""Real SPARQL servers on free ports, each in a folder of its own, with the Drive graph and a small one."""

from __future__ import annotations

import os
import re
import shutil
import socket
import socketserver
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO, TYPE_CHECKING

import pytest
from pyoxigraph import DefaultGraph, RdfFormat, parse, serialize

from cuegraph.engine.remote import RemoteBackend
from cuegraph.graph.assemble import assemble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Quad

ROOT = Path(__file__).parents[2]
SECONDS = 60.0

SMALL = b"""\
PREFIX e: <http://film.example/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
GRAPH e:one {
  e:tide e:name "Tide" ; e:year "1987"^^xsd:gYear ; e:long 12 ; e:note "ebb, \\"flow\\"\\nand <ebb>" .
}
GRAPH e:two { e:tide e:name "Tide" ; e:name "Ebbe"@de ; e:score e:waves . e:waves e:by [ e:name "Ada" ] . }
"""

INI = """\
[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
Striping = 0
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
MaxCheckpointRemap = 2000
Striping = 0
[Parameters]
ServerPort = 127.0.0.1:{port}
DisableUnixSocket = 1
CaseMode = 2
NumberOfBuffers = 2000
MaxDirtyBuffers = 1200
DirsAllowed = {folder}
ThreadsPerQuery = 1
MaxQueryMem = 200M
[HTTPServer]
ServerPort = 127.0.0.1:{web}
ServerRoot = {folder}
ServerThreads = 20
MaxKeepAlives = 20
KeepAliveTimeout = 10
Charset = UTF-8
[Client]
SQL_QUERY_TIMEOUT = 0
[SPARQL]
ResultSetMaxRows = 10000
MaxQueryExecutionTime = 10
"""


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes:
        name: which product it is.
        url: where it takes queries.
        update_url: where it takes updates.
        union: whether its default graph is the union of the named ones.
        isql: Virtuoso's client with its arguments, to which a statement is added; empty for others.
        folder: from which it may read files.
    """

    name: str
    url: str
    update_url: str
    union: bool
    isql: tuple[str, ...] = ()
    folder: Path = Path()

    def execute(self, statement: str) -> None:
        """Have Virtuoso carry out an SQL statement, without an error and without a warning."""
        done = subprocess.run(
            [*self.isql, f"EXEC={statement};"], capture_output=True, text=True, check=False, timeout=SECONDS
        )
        assert (done.returncode, done.stderr) == (0, ""), done
        assert not re.search("(?i)error|warning", done.stdout), done.stdout

    def load(self, path: Path, graph: str, flags: int) -> None:
        """Have Virtuoso load a file from its folder.

        Args:
            path: the file.
            graph: the IRI of the graph for triples that stand in none.
            flags: of TTLP: 0 for Turtle, 256 for TriG, 512 for N-Quads.
        """
        self.execute(f"DB.DBA.TTLP(file_to_string_output('{path}'), '', '{graph}', {flags})")


@pytest.fixture(scope="session")
def drive() -> tuple[Quad, ...]:
    """The Drive graph as cuegraph serves it."""
    return assemble(ROOT / "data", ROOT / "ontology").quads


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory, drive: tuple[Quad, ...]) -> Iterator[Server]:
    """The Oxigraph server, its default graph as cuegraph writes it."""
    program = shutil.which("oxigraph", path=os.pathsep.join([str(Path(sys.executable).parent), os.defpath]))
    if program is None:
        pytest.skip("the oxigraph server is not installed (pip install oxigraph)")
    port = free_port()
    log = tmp_path_factory.mktemp("oxigraph") / "log"
    command = [program, "serve", "--bind", f"127.0.0.1:{port}", "--timeout-s", "10"]
    with running(command, log, port):
        body = serialize([*drive, *small_quads()], format=RdfFormat.N_QUADS) or b""
        with closing(HTTPConnection("127.0.0.1", port)) as connection:
            connection.request("POST", "/store", body, {"Content-Type": "application/n-quads"})
            assert connection.getresponse().status in {200, 204}
        base = f"http://127.0.0.1:{port}"
        yield Server("oxigraph", f"{base}/query", f"{base}/update", union=False)


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory, drive: tuple[Quad, ...]) -> Iterator[Server]:
    """Virtuoso 7 with a configuration and a folder of its own; whoever asks may update."""
    program, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if program is None or client is None:
        pytest.skip("Virtuoso is not installed (apt-get install virtuoso-opensource)")
    folder = tmp_path_factory.mktemp("virtuoso")
    port, web = free_port(), free_port()
    (folder / "v.ini").write_text(INI.format(folder=folder, port=port, web=web))
    quads = [*(each for each in drive if not isinstance(each.graph_name, DefaultGraph)), *small_quads()]
    (folder / "data.nq").write_bytes(serialize(quads, format=RdfFormat.N_QUADS) or b"")
    command = [program, "+foreground", "+wait", "+configfile", str(folder / "v.ini")]
    with running(command, folder / "out", web):
        address = f"http://127.0.0.1:{web}/sparql"
        isql = (client, f"127.0.0.1:{port}", "dba", "dba", "ERRORS=STDOUT")
        server = Server("virtuoso", address, address, union=True, isql=isql, folder=folder)
        server.load(folder / "data.nq", "urn:none", 512)
        server.execute('GRANT SPARQL_UPDATE TO "SPARQL"')
        yield server


@pytest.fixture(params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> Server:
    """Each of the servers."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Server)
    return found


@pytest.fixture
def backend(server: Server) -> Iterator[RemoteBackend]:
    """A backend that asks the server."""
    with closing(RemoteBackend(server.url, server.update_url)) as found:
        yield found


def small_quads() -> list[Quad]:
    return list(parse(SMALL, format=RdfFormat.TRIG))


@contextmanager
def running(command: list[str], log: Path, port: int) -> Iterator[None]:
    """The command, from when it answers HTTP at the port to the end of the context."""
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            until = time.monotonic() + SECONDS
            while not answers(port):
                assert process.poll() is None, log.read_text(errors="replace")
                assert time.monotonic() < until, f"{command[0]} does not answer"
                time.sleep(0.1)
            yield
        finally:
            process.kill()


def answers(port: int) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
        try:
            connection.request("GET", "/")
            return connection.getresponse().status > 0
        except (OSError, HTTPException):
            return False


class Fake:
    """A server that answers each request with the next of some replies, byte for byte; the last one stays.

    Attributes:
        url: its address.
        replies: what it says; None for nothing at all, until the client goes.
        requests: what came.
        connections: how many were made.
    """

    def __init__(self) -> None:
        self.replies: list[bytes | None] = []
        self.requests: list[bytes] = []
        self.connections = 0
        fake = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                fake.connections += 1
                with suppress(OSError):  # the client has gone
                    while fake.answer(self.rfile, self.wfile):
                        pass

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/sparql"

    def answer(self, file: IO[bytes], out: IO[bytes]) -> bool:
        """Answer the next request; whether there may be another on this connection."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = file.readline()
            if not line:
                return False
            head += line
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        self.requests.append(head + file.read(int(length[1]) if length else 0))
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if reply is None:
            file.read(1)
            return False
        out.write(reply)
        return b"connection: close" not in reply.lower()

    def stop(self) -> None:
        """End, after the last client has gone."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def fake() -> Iterator[Fake]:
    """A server that answers what the test tells it to; its clients are to be closed first."""
    found = Fake()
    yield found
    found.stop()
