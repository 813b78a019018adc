"""Starting and ending the engine process, on the side of the server's front."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import weakref
from contextlib import ExitStack, suppress
from typing import IO, TYPE_CHECKING, Final, Self, cast

from cuegraph.engine import wire
from cuegraph.engine.source import Source
from cuegraph.errors import BadInput, CuegraphError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cuegraph.settings import Values

__all__ = ["EngineProcess", "Source"]

_BACKLOG: Final = 512
_TUNABLES: Final = "GLIBC_TUNABLES"
_MALLOC: Final = "glibc.malloc.hugetlb=1:glibc.malloc.tcache_count=200"
"""With pages of 2 MiB a fork of a million triples takes a quarter of the time. Without a long list of small
pieces that have been given back, a worker takes each anew from another page of those that it shares with all,
and so has to copy one page after the other."""


class EngineProcess:
    """A running engine process; a context manager that ends it.

    Its sockets are there as soon as this is made, so that a :class:`cuegraph.engine.pool.Pool` may be made
    while the dataset is being loaded. It ends with the process that made it, however that ends, and is in a
    session of its own, so that a terminal's Ctrl-C does not reach it.

    Args:
        source: what it serves.
        values: the settings.
        folder: its runtime folder, which nobody else may enter; it is removed at the end if it is empty then.
        wait: whether to wait until the dataset is loaded; otherwise :meth:`ready` does.

    Raises:
        CuegraphError: what loading raised.

    Attributes:
        folder: the runtime folder.
        version: names the dataset at start; empty until it is loaded.
        quads: how many it holds at start; -1 until it is loaded, or when that is not known.
    """

    def __init__(self, source: Source, values: Values, folder: Path, *, wait: bool = True) -> None:
        self.folder = folder
        self.version = ""
        self.quads = -1
        self._ending = False
        with _listen(folder / wire.QUERIES) as queries, _listen(folder / wire.CONTROL) as control:
            numbers = queries.fileno(), control.fileno()
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "cuegraph.engine"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                pass_fds=numbers,
                start_new_session=True,
                env={_TUNABLES: _MALLOC, **os.environ},
            )
        self._lifeline = cast("IO[bytes]", self._process.stdin)
        os.register_at_fork(after_in_child=_Forget(self._lifeline))
        limits = int(values["memory"]), int(values["result"])
        with ExitStack() as on_failure:
            on_failure.callback(self.stop, 0)
            self._lifeline.write(wire.pack((source.packed(), os.fspath(folder), *limits, *numbers)))
            self._lifeline.flush()
            if wait:
                self.ready()
            on_failure.pop_all()

    @property
    def pid(self) -> int:
        """The process, which is also the number of its session."""
        return self._process.pid

    def ready(self) -> None:
        """Wait until the dataset is loaded.

        Raises:
            CuegraphError: what loading raised.
        """
        if self.version:
            return
        with cast("IO[bytes]", self._process.stdout) as output:
            message = wire.unpack(output.read())
        if message is None:
            status = self._process.wait()
            raise CuegraphError(f"The engine ended with status {status} before it had loaded the dataset.")
        if message[0] == "error":
            raise wire.unpack_error(message[1])
        _, self.version, self.quads = message

    def wait_for_end(self, callback: Callable[[], object]) -> None:
        """Call back, from a thread, when the process ends without having been told to."""

        def wait() -> None:
            self._process.wait()
            if not self._ending:
                callback()

        threading.Thread(target=wait, name="engine's end", daemon=True).start()

    def stop(self, grace: float = 2.0) -> None:
        """End the process and its workers; no process, socket or file stays.

        Args:
            grace: seconds that it has to end by itself.
        """
        self._ending = True
        with suppress(OSError):
            self._lifeline.close()
        if self._process.stdout:
            self._process.stdout.close()
        try:
            self._process.wait(grace)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        for name in (wire.QUERIES, wire.CONTROL):
            (self.folder / name).unlink(missing_ok=True)
        with suppress(OSError):
            self.folder.rmdir()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Forget:
    """Closes the lifeline in a process that was forked off, which would keep the engine alive with it."""

    def __init__(self, lifeline: IO[bytes]) -> None:
        self._lifeline = weakref.ref(lifeline)

    def __call__(self) -> None:
        lifeline = self._lifeline()
        if lifeline and not lifeline.closed:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, lifeline.fileno(), inheritable=False)
            os.close(null)


def _listen(path: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(os.fspath(path))
    except OSError as error:
        listener.close()
        raise BadInput(
            f"The engine's socket cannot be made: {(error.strerror or str(error)).lower()}.",
            where=os.fspath(path),
            remedy="Set TMPDIR to a folder with a short path that you may write to.",
        ) from error
    listener.listen(_BACKLOG)
    return listener
