"""Filling the index of a large dataset in a process of its own, so that other requests do not wait for it.

The process has no engine: it sends its queries over a socket to the one that started it, which answers.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final, cast

from cuegraph.engine import sandbox, wire
from cuegraph.engine.interface import Answer, Run
from cuegraph.errors import CuegraphError, Unavailable
from cuegraph.media import by_name
from cuegraph.protocol.negotiate import ANY, Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.filling import Filled, fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from cuegraph.engine.interface import Engine
    from cuegraph.engine.wire import Message

LARGE: Final = 50_000
"""Triples from which on a process of its own is worth the time that it takes to start: half a second."""

_RUN: Final = Run()
_ROOM: Final = 65_536
_NICE: Final = 10  # whoever waits for an answer goes first


class Apart:
    """Has files filled in processes of their own, one at a time; they end with this one.

    Closed, it ends the one that runs, and starts no more.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._closed = False

    def fill(self, engine: Engine, path: str, opened: Callable[[], object]) -> Filled:
        """Fill an empty file with what an engine holds; see :func:`cuegraph.service.filling.fill`.

        Raises:
            CuegraphError: as there; or the process has ended.
            Unavailable: the file cannot be written, or this has been closed.
        """
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                child = self._started(path, theirs.fileno())
            with child:
                try:
                    return _attended(ours, engine, opened)
                except wire.Closed as error:
                    raise self._ended(child.wait()) from error
                finally:
                    child.kill()
                    self._child = None

    def close(self) -> None:
        """End what runs."""
        with self._lock:
            self._closed = True
            if self._child is not None:
                with suppress(OSError):
                    self._child.kill()

    def _started(self, path: str, number: int) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise self._ended(0)
            self._child = subprocess.Popen(  # noqa: S603 (our own program)
                [sys.executable, "-P", "-m", "cuegraph.service.apart", path, str(number)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[number],
            )
            return self._child

    def _ended(self, status: int) -> CuegraphError:
        if self._closed:
            return Unavailable("The server is shutting down.")
        return CuegraphError(f"The program that fills the index has ended with status {status}.")


def _attended(end: socket.socket, engine: Engine, opened: Callable[[], object]) -> Filled:
    """Answer what the process asks, until it is done."""
    while True:
        kind, *rest = wire.receive(end)
        if kind == "query":
            _answer(end, engine, *rest)
        elif kind == "opened":
            opened()
            wire.send(end, ("go",))  # each message is answered, so that none comes with the next
        elif kind == "filled":
            combined, terms, told = rest
            return Filled({at: frozenset(several) for at, several in combined}, frozenset(terms), told)
        else:
            raise wire.unpack_error(rest[0])


def _answer(end: socket.socket, engine: Engine, text: str, name: str) -> None:
    try:
        answer = engine.query(Query(text), Wanted(name=name))
    except CuegraphError as error:
        wire.send(end, ("error", wire.pack_error(error)))
        return
    if answer.file is None:
        wire.send(end, ("body", answer.format.name, answer.body))
        return
    with answer.file as file:
        wire.send(end, ("file", answer.format.name, answer.size), file.fileno())


class _Asking:
    """Of an engine what filling an index takes: it passes queries on.

    Args:
        end: where to.
    """

    version = ""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def query(self, query: Query, wanted: Wanted = ANY, run: Run = _RUN) -> Answer:  # noqa: ARG002
        """Run a query under the engine's own deadline; see :class:`cuegraph.engine.interface.Engine`."""
        wire.send(self._end, ("query", query.text, wanted.name))
        (kind, *rest), file = self._received()
        if kind == "error":
            raise wire.unpack_error(rest[0])
        name, body_or_size = rest
        if file is None:
            return Answer(by_name(name), body_or_size)
        return Answer(by_name(name), file=os.fdopen(file, "rb"), size=body_or_size)

    def _received(self) -> tuple[Message, int | None]:
        first, files, _, _ = socket.recv_fds(self._end, _ROOM, 1)
        data = bytearray(first)
        while (message := wire.unpack(data)) is None:
            more = self._end.recv(_ROOM)
            if not more:
                raise wire.Closed(read=True)
            data += more
        return message, files[0] if files else None


def main(path: str, number: int) -> None:
    """Fill a file, with what the other end of a socket answers."""
    sandbox.die_with_parent()
    os.nice(_NICE)
    end = socket.socket(fileno=number)
    with suppress(wire.Closed):  # the process that waits for it is gone
        wire.send(end, _result(path, end))


def _result(path: str, end: socket.socket) -> Message:
    def opened() -> None:
        wire.send(end, ("opened",))
        wire.receive(end)

    try:
        filled = fill(cast("Engine", _Asking(end)), path, opened)
    except CuegraphError as error:
        return "error", wire.pack_error(error)
    except (sqlite3.Error, OSError) as error:
        return "error", wire.pack_error(unmade(error))
    combined = [(at, tuple(several)) for at, several in filled.combined.items()]
    return "filled", combined, tuple(filled.terms), filled.told


def unmade(error: Exception) -> Unavailable:
    """The error for a file that cannot be written now."""
    return Unavailable(
        f"The index of names and texts could not be made: {error}.",
        remedy="See that there is room for temporary files.",
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
