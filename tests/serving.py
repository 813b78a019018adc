"""A real server: `cuegraph serve` as a process, seen from outside through HTTP and /proc."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from urllib.parse import urlencode

SERVE = (sys.executable, "-m", "cuegraph", "serve")
ANSWERS = "cuegraph answers at http://"
WAIT = 60
"""Seconds that nothing takes: a bound on hanging."""

ENGINE = "cuegraph.engine"
TRIPLES = 2_000
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
"""Runs until its deadline: 8 thousand million rows."""

WIDE = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
"""Four million rows: a result larger than any limit that the tests set."""


@dataclass
class Server:
    """A running server.

    Attributes:
        process: its first process.
        netloc: host and port as it says them.
        errors: the file that it writes its standard error into.
        started: its processes when it began to answer.
    """

    process: subprocess.Popen[str]
    netloc: str
    errors: IO[str]
    started: list[int]

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.netloc.rpartition(":")[2])

    def end(self, number: signal.Signals | None = signal.SIGTERM) -> tuple[int, str, str]:
        """End it, and see that none of its processes is left.

        Args:
            number: the signal to end it with; None when it ends by itself.

        Returns:
            The exit status, and what it has printed besides its address: standard output and standard error.
        """
        all_of_it = {*self.started, *tree(self.process.pid)}
        if number is not None:
            self.process.send_signal(number)
        out, _ = self.process.communicate(timeout=WAIT)
        assert eventually(lambda: not any(command(pid) for pid in all_of_it)), "processes are left"
        return self.process.returncode, out, content(self.errors)

    def request(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        headers: dict[str, str] | None = None,
        seconds: float = WAIT,
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers by their names in small letters, and body of an answer."""
        connection = http.client.HTTPConnection(self.netloc, timeout=seconds)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return response.status, headers, response.read()
        finally:
            connection.close()

    def ask(self, text: str, *, seconds: float | None = None, **headers: str) -> tuple[int, bytes]:
        """Status and body of a query by GET; its results as TSV unless the headers say another."""
        parameters = {"query": text} | ({} if seconds is None else {"timeout": str(seconds)})
        given = {"Accept": "text/tab-separated-values, text/turtle;q=0.5"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        status, _, body = self.request("GET", f"/sparql?{urlencode(parameters)}", headers=given)
        return status, body

    def rows(self, text: str) -> list[str]:
        """The rows of a query's answer as TSV."""
        status, body = self.ask(text)
        assert status == 200, body
        return body.decode().splitlines()[1:]

    def is_right(self) -> bool:
        """Whether it answers a query that it was not asked before, and rightly."""
        number = time.monotonic_ns()
        status, body = self.ask(f"SELECT (COUNT(*) AS ?n) ({number} AS ?x) {{ ?s ?p ?o }}")
        return (status, body.split()[2:]) == (200, [str(TRIPLES).encode(), str(number).encode()])

    def engine(self) -> int:
        """The engine process."""
        (found,) = (
            pid
            for pid in tree(self.process.pid)
            if ENGINE in command(pid) and ENGINE not in command(parent(pid))
        )
        return found

    def workers(self) -> list[int]:
        """The processes that the engine has forked."""
        engine = self.engine()
        return [pid for pid in tree(engine) if parent(pid) == engine]

    def footprint(self) -> dict[str, int]:
        """Processes, open descriptors, and memory in KiB that no other process shares."""
        pids = tree(self.process.pid)
        return {
            "processes": len(pids),
            "descriptors": sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in pids),
            "memory": sum(private(pid) for pid in pids),
        }


def content(file: IO[str]) -> str:
    """All that a file holds."""
    file.seek(0)
    return file.read()


def command(pid: int) -> str:
    """A process's command line; empty when it is gone."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def parent(pid: int) -> int:
    """A process's parent; 0 when it is gone."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def private(pid: int) -> int:
    """KiB of a process that it shares with no other; 0 when it is gone."""
    with suppress(OSError):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return sum(int(each) for each in re.findall(r"^Private_\w+:\s+(\d+)", text, re.MULTILINE))
    return 0


def tree(pid: int) -> list[int]:
    """A process and all below it that are alive."""
    parents = {pid: parent(pid) for pid in (int(each.name) for each in Path("/proc").glob("[1-9]*"))}
    found = [pid]
    for each in found:
        found += [child for child, above in parents.items() if above == each]
    return [each for each in found if command(each)]


def processes_of(session: int) -> set[int]:
    """The living processes of a session."""
    found = set()
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            try:
                fields = (each / "stat").read_text(errors="replace").rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == session and fields[0] not in {"Z", "X"}:
                found.add(int(each.name))
    return found


def eventually(holds: Callable[[], object], seconds: float = 30) -> bool:
    """Whether something comes to hold: a bound on hanging, not on speed."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds; fail when it does not within some seconds."""
    assert eventually(holds, 20), "it has not come about"


@contextmanager
def running(*arguments: str, largest_file: int = 0, **environment: str) -> Iterator[Server]:
    """A server with these arguments; ended at the end, unless it is already, with all its processes gone.

    Args:
        arguments: of ``cuegraph serve``.
        largest_file: the most bytes that one of its processes may write into a file, 0 for any.
        environment: variables that are set for it.
    """
    command_line = [*SERVE, "--port", "0", *arguments]
    if largest_file:
        limit = f"import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({largest_file},) * 2)"
        command_line = [sys.executable, "-c", f"{limit}; os.execv(sys.argv[1], sys.argv[1:])", *command_line]
    with (
        TemporaryFile("w+", encoding="utf-8") as errors,
        subprocess.Popen(
            command_line, stdout=subprocess.PIPE, stderr=errors, text=True, env=os.environ | environment
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith(ANSWERS), f"the server says {line!r} and ends with {process.wait(WAIT)}"
            server = Server(process, line.rstrip("/\n").rpartition("/")[2], errors, tree(process.pid))
            yield server
            if process.poll() is None:
                assert server.end()[0] == 0
        finally:
            for pid in tree(process.pid):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            process.wait()
            sys.stderr.write(content(errors))
