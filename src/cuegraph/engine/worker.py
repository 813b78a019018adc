"""A worker: a forked process that answers one request at a time and may be killed at any moment."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from socket import socket
from time import perf_counter
from typing import TYPE_CHECKING, Final, NoReturn

from pyoxigraph import BlankNode

from cuegraph.engine import sandbox, wire
from cuegraph.engine.difference import since, snapshot
from cuegraph.engine.ends import too_much
from cuegraph.engine.rows import count_rows
from cuegraph.engine.sink import Sink
from cuegraph.errors import BadInput, CuegraphError
from cuegraph.media import by_name
from cuegraph.protocol.lexer import may_call
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query, Update
from cuegraph.protocol.volatile import is_drawn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cuegraph.engine.content import Content
    from cuegraph.engine.wire import Message

_RANDOM: Final = 5_000
"""Random nodes to draw after a fork: pyoxigraph 0.5.13 seeds its generator anew after 64 KiB, so that RAND(),
UUID() and blank nodes, 16 bytes each, are not the same in every worker."""
_SLACK: Final = 0.05
_SPOOLS: Final = 8
_QUICK: Final = 0.02
"""Seconds in which nobody takes much memory."""

_PART: Final = 4
"""A worker that has held this part of the memory that it may take is not used again: it might not give it
back, and the next request would find less."""


@dataclass(frozen=True)
class Limits:
    """What a worker may take.

    Attributes:
        memory: MiB beyond the dataset.
        result: MiB of an answer.
    """

    memory: int
    result: int


@dataclass
class Worker:
    """The state of a worker.

    Args:
        content: what is asked.
        limits: what it may take.
        services: whether there are servers that a query may call.
        spools: the descriptors of empty files for long answers; each is used for one.
        closed: whether this process can open nothing any more.
    """

    content: Content
    limits: Limits
    services: bool
    spools: list[int]
    closed: bool = False

    def __post_init__(self) -> None:
        self._too_much = wire.pack_error(too_much())  # made while there is memory for it
        self._most = sandbox.peak_memory() + (self.limits.memory << 20) // _PART

    def serve(self, connection: socket) -> None:
        """Answer requests until the other end goes or this worker is not to be used again."""
        stay = True
        while stay:
            message = wire.receive(connection)
            signal.setitimer(signal.ITIMER_REAL, message[1] + _SLACK)
            reply = self.reply(message)
            signal.setitimer(signal.ITIMER_REAL, 0)
            stay = reply[-1]
            if reply[0] == "file":
                spool = self.spools.pop()
                wire.send(connection, reply, spool)
                os.close(spool)
            else:
                wire.send(connection, reply)

    def reply(self, message: Message) -> Message:
        """What to send back: ``kind, …, whether this worker can be used again``."""
        began = perf_counter()
        try:
            reply = self._reply(message)
        except CuegraphError as error:
            reply = "error", wire.pack_error(error)
        except UnicodeEncodeError:
            half = BadInput("The text holds half a character (a surrogate).", remedy="Encode it as UTF-8.")
            reply = "error", wire.pack_error(half)
        except MemoryError:
            return "error", self._too_much, False
        except BaseException as error:  # noqa: BLE001 (a panic in Rust is a BaseException; whatever it is, tell)
            return *failed(error), False
        return *reply, self._stays(reply[0], perf_counter() - began)

    def _stays(self, kind: str, ran: float) -> bool:
        """Whether this worker can be used again after a request that took so many seconds."""
        if kind == "elsewhere" or (kind == "file" and len(self.spools) == 1):
            return False
        return ran < _QUICK or sandbox.peak_memory() <= self._most

    def _reply(self, message: Message) -> Message:
        verb, _, rest = message[0], message[1], message[2:]
        if verb == "query":
            return self._query(rest)
        if verb == "parse":
            return self._parse(rest)
        if verb == "ping":
            return ("pong",)
        raise BadInput(f"A worker does not know how to {verb}.")

    def _query(self, parts: Message) -> Message:
        text, default_graphs, named_graphs, accept, name, count = parts
        if not self._may_run(text):
            return ("elsewhere",)
        query, wanted = Query(text, default_graphs, named_graphs), Wanted(accept, name)
        return self._written(lambda sink: self.content.backend.answer(query, wanted, sink).name, count=count)

    def _parse(self, parts: Message) -> Message:
        document, name, base = parts
        self._may_run("")

        def write(sink: Sink) -> str:
            sink.write(self.content.parser.parse(document, by_name(name), base))
            return "nquads"

        return self._written(write, count=False)

    def _written(self, write: Callable[[Sink], str], *, count: bool) -> Message:
        """What a function writes, and the format that it tells; where it fails, the file is empty again."""
        began = perf_counter()
        sink = Sink(self.spools[-1], self.limits.result)
        with ExitStack() as on_failure:
            on_failure.callback(sink.clear)
            name = write(sink)
            on_failure.pop_all()
        body = b"" if sink.spooled else sink.getvalue()
        rows = count_rows(name, body) if count and body else None
        ran = perf_counter() - began
        if sink.spooled:
            os.lseek(self.spools[-1], 0, os.SEEK_SET)
            return "file", name, sink.size, rows, ran
        return "body", name, body, rows, ran

    def _may_run(self, text: str) -> bool:
        """Whether this process can run the query; without a service to call it is closed first."""
        if self.content.remote:
            return True
        if self.services and may_call(text):
            return not self.closed
        if not self.closed:
            sandbox.close_doors()
            self.closed = True
        return True


def failed(error: BaseException) -> Message:
    """What to send back for an error of ours or of a library: the log says more than that."""
    log(error)
    told = CuegraphError("The engine failed.", remedy="Tell whoever runs the server: its log says why.")
    return "error", wire.pack_error(told)


def log(error: BaseException) -> None:
    """Write an error and where it was raised to standard error, in one piece; nothing where that fails."""
    with suppress(OSError, MemoryError):
        if sys.stderr:
            sys.stderr.write("".join(traceback.format_exception(error)))
            sys.stderr.flush()


def become_worker(  # noqa: PLR0913
    connection: int, content: Content, limits: Limits, folder: Path, generation: int, *, services: bool
) -> NoReturn:
    """Turn this forked process into a worker; it ends here.

    Args:
        connection: the descriptor of the connection to the front.
        content: what is asked.
        limits: what it may take.
        folder: where to make the file for long answers.
        generation: how many updates the content has seen, told to the front.
        services: whether there are servers that a query may call.
    """
    status = 1
    try:
        spools = [_nameless(folder) for _ in range(_SPOOLS)]
        sandbox.keep_only(connection, *spools)
        front = socket(fileno=sandbox.KEPT)
        worker = Worker(content, limits, services, [*range(sandbox.KEPT + 1, sandbox.KEPT + 1 + _SPOOLS)])
        prepare(limits)
        if not services and not content.remote:
            sandbox.close_doors()
            worker.closed = True
        wire.send(front, ("worker", os.getpid(), generation))
        worker.serve(front)
        status = 0
    except wire.Closed:
        status = 0
    except BaseException as error:  # noqa: BLE001 (the process ends here, so nobody else tells)
        log(error)
    finally:
        os._exit(status)


def _nameless(folder: Path) -> int:
    """A new file without a name: nothing stays of it when nobody has it open."""
    with suppress(OSError):  # where the file system has no such files
        return os.open(folder, os.O_RDWR | os.O_TMPFILE | os.O_CLOEXEC, 0o600)
    path = folder / str(os.getpid())
    number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    path.unlink()
    return number


def prepare(limits: Limits) -> None:
    """Make a fork of the engine fit to run a request: its own random numbers, its memory limited."""
    for _ in range(_RANDOM):
        BlankNode()
    sandbox.limit_memory(limits.memory * sandbox.MIB)


def run_update(message: Message, content: Content, limits: Limits, seconds: float) -> Message:
    """Try an update in this forked process.

    Returns:
        ``done`` and, where it could do something else the next time, what it has done; or ``error`` and
        which.
    """
    too_much_reply = "error", wire.pack_error(too_much("update"))
    try:
        prepare(limits)
        if not content.remote:
            sandbox.close_doors()
        signal.setitimer(signal.ITIMER_REAL, seconds)
        update = Update(*message)
        before = snapshot(content.parser.store) if not content.remote and is_drawn(update.text) else None
        content.backend.update(update)
        return "done", None if before is None else tuple(since(before, content.parser.store))
    except CuegraphError as error:
        return "error", wire.pack_error(error)
    except MemoryError:
        return too_much_reply
    except BaseException as error:  # noqa: BLE001 (as above)
        return failed(error)
