"""The HTTP server: granian, which accepts connections, and the process in which it runs the application.

The process that calls :func:`serve` only supervises. Granian forks its one worker process, in which the
application is made and its threads run. Linux only.
"""

from __future__ import annotations

import gc
import http.client
import marshal
import multiprocessing
import os
import signal
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, NoReturn

import granian._signals
from granian._granian import SocketHolder, WorkerSignal
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from cuegraph.engine import wire
from cuegraph.errors import CuegraphError
from cuegraph.web.listen import CONNECTIONS

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    Loader = Callable[[], tuple[Callable[..., Any], Callable[[float], object]]]

GRACE: Final = 4.0
"""Seconds that requests have to finish once the server is told to end."""

_KILLED: Final = 3
"""Seconds after the grace until a process that still runs is killed."""

THREADS: Final = 1024
"""Threads, made as they are needed: each has one request, and waits for its client."""

_OBJECTS: Final = 10_000
"""So many more objects are made than let go of until rings are collected; a page makes thousands."""

_IDLE: Final = 10
_HEADERS: Final = 5_000
_LOOPBACK: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (where to knock when it is every interface)


_MPServer: Any = MPServer  # granian says little of its types


class Server(_MPServer):  # type: ignore[misc]
    """Granian, on a socket that is there already.

    Args:
        listener: the socket; it is closed at the end.
        load: makes the application, in the process that runs it, and a function that lets no more requests in
            and ends those that still run after so many seconds.
        announce: called from a thread when the server answers.
    """

    def __init__(self, listener: socket.socket, load: Loader, announce: Callable[[], object]) -> None:
        super().__init__(
            "cuegraph",
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,  # whose bodies tell their length, or that they come in chunks
            workers=1,
            blocking_threads=THREADS,
            blocking_threads_idle_timeout=_IDLE,
            backlog=CONNECTIONS,
            backpressure=CONNECTIONS,
            http1_settings=HTTP1Settings(header_read_timeout=_HEADERS),
            websockets=False,
            log_level=LogLevels.critical,
            workers_kill_timeout=int(GRACE) + _KILLED,
        )
        self.failure = ""
        self._listener = listener
        self._load = load
        self._announce = announce
        self._reading, self._lifeline = os.pipe()
        self._told, self._telling = os.pipe()

    def run(self, forked: Callable[[], object]) -> None:
        """Serve until a signal, then end everything.

        Args:
            forked: called once the worker process is there; threads may be started from then on.

        Raises:
            CuegraphError: the server ended for another reason than a signal.
        """
        self._forked = forked
        multiprocessing.set_start_method("fork", force=True)
        try:
            self.serve(target_loader=self._load_in_worker, wrap_loader=False)
        except SystemExit:  # granian's way of saying that its worker ended
            pass
        finally:
            os.close(self._telling)
            with os.fdopen(self._told, "rb") as told:
                message = told.read()
        if message:
            raise wire.unpack_error(marshal.loads(message))  # noqa: S302 (of our own process)
        if not self.interrupt_signal or self.failure:
            raise CuegraphError(
                self.failure or "The process that answers requests has ended.",
                remedy="Start the server anew, with more memory if that was the reason.",
            )

    def fail(self, why: str) -> None:
        """End the server from any thread, with an error."""
        self.failure = why
        self.signal_handler_interrupt()

    def signal_handler_reload(self, *_: object, **__: object) -> None:
        """End on SIGHUP too: the terminal has gone."""
        self.signal_handler_interrupt()

    def _init_shared_socket(self) -> None:
        holder: Any = SocketHolder
        self._shd = holder(self._listener.fileno(), False, CONNECTIONS)  # noqa: FBT003 (granian's signature)
        self._sso = None

    def _drop_shared_socket(self) -> None:
        self._listener.close()

    def _spawn_workers(self, spawn_target: Any, target_loader: Any) -> None:
        super()._spawn_workers(spawn_target, target_loader)
        os.close(self._reading)
        self._forked()
        threading.Thread(target=self._wait_for_answers, daemon=True).start()

    def _stop_workers(self) -> None:
        with suppress(OSError):
            os.close(self._lifeline)
        super()._stop_workers()

    def _wait_for_answers(self) -> None:
        host, port = self._listener.getsockname()[:2]
        while not (self.main_loop_interrupt.is_set() or _answers(_LOOPBACK.get(host, host), port)):
            time.sleep(0.01)
        if not self.main_loop_interrupt.is_set():
            self._announce()

    def _load_in_worker(self, *_: object) -> Callable[..., Any]:
        """Make the application, in the process that was forked for it."""
        os.close(self._lifeline)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # which a terminal sends to all
        granian._signals.set_sync_signals = _signal_once  # noqa: SLF001 (there is no other way in)
        try:
            application, drain = self._load()
        except CuegraphError as error:
            os.write(self._telling, marshal.dumps(wire.pack_error(error)))
            os._exit(1)
        threading.Thread(
            target=_end_with_supervisor, args=(self.pid, self._reading, drain), daemon=True
        ).start()
        gc.freeze()  # what is there now stays, and need not be looked through again
        gc.set_threshold(_OBJECTS)
        return application


def _signal_once() -> WorkerSignal:
    """Granian's own, but that the first signal is the last.

    Its handler takes a lock that the main thread may hold while it wakes up from the first one (granian 2.8),
    and a service manager sends this process a signal that the supervisor sends as well.
    """
    event = WorkerSignal()

    def end(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        event.set()

    signal.signal(signal.SIGTERM, end)
    return event


def _end_with_supervisor(supervisor: int | None, lifeline: int, drain: Callable[[float], object]) -> NoReturn:
    """End this process in time when the supervisor is done with it, or has gone."""
    os.read(lifeline, 1)
    if os.getppid() != supervisor:
        os.kill(os.getpid(), signal.SIGTERM)  # as the supervisor does
    drain(GRACE)
    time.sleep(_KILLED)
    os._exit(1)


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/health/live", headers={"User-Agent": "cuegraph"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
