"""The front's end of one worker, and of the engine process's control socket."""

from __future__ import annotations

import os
import select
import signal
from contextlib import ExitStack, suppress
from time import monotonic
from typing import TYPE_CHECKING, Final

from cuegraph.engine import sandbox, wire

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cuegraph.engine.wire import Message

SLOW: Final = 0.1
"""Seconds after which a request is a heavy one."""

_TAKEN: Final = 1.0


class Link:
    """A connection to a worker of its own, which the engine forks for it.

    Args:
        folder: the runtime folder.
        deadline: the moment of ``monotonic()`` until which the worker has to say hello.

    Raises:
        Closed: the engine could not make one, or is gone, or this process can open nothing more.
        TimeoutError: it did not in time.

    Attributes:
        pid: the worker's process.
        process: a descriptor of it, readable when it has ended.
        generation: how many updates the worker's dataset has seen.
        heavy: whether it runs a heavy request.
        low: whether it has low priority.
        since: the moment from which on it is idle.
    """

    def __init__(self, folder: Path, deadline: float) -> None:
        self.heavy = False
        self.low = False
        self.since = 0.0
        self._line = wire.Line(folder / wire.QUERIES)
        with ExitStack() as on_failure:
            on_failure.callback(self._line.close)
            self.pid: int
            self.generation: int
            (_, self.pid, self.generation), _ = self._line.receive(deadline)
            try:
                self.process = os.pidfd_open(self.pid)
            except OSError as error:
                raise wire.Closed(read=False) from error
            on_failure.pop_all()

    def ask(
        self, message: Message, deadline: float, on_slow: Callable[[], None]
    ) -> tuple[Message, int | None]:
        """Send a request and wait for the reply, and for the open file that may come with it.

        Args:
            message: the request.
            deadline: the moment of ``monotonic()`` at which waiting ends.
            on_slow: called once when no reply has begun within ``SLOW``; what it raises ends the waiting.

        Raises:
            Closed: the worker has ended.
            TimeoutError: the deadline has passed.
        """
        now = monotonic()
        try:
            self._line.send(message, min(deadline, now + _TAKEN))
        except TimeoutError as error:  # an idle worker reads at once
            raise wire.Closed(read=False) from error
        if now + SLOW < deadline and not self._line.wait(now + SLOW):
            on_slow()
        return self._line.receive(deadline)

    def is_lost(self) -> bool:
        """Whether the worker has ended."""
        ended = select.poll()
        ended.register(self.process, select.POLLIN)
        return bool(ended.poll(0))

    def is_stopped(self) -> bool:
        """Whether the worker has been stopped by a signal."""
        return sandbox.is_stopped(self.pid)

    def retreat(self) -> None:
        """Let the worker run after every other process that wants the processor."""
        if not self.low:
            self.low = True
            with suppress(OSError):
                sandbox.lower_priority(self.pid)

    def come_back(self) -> bool:
        """Let the worker run like others again; whether the system allows that."""
        self.low = self.low and not sandbox.restore_priority(self.pid)
        return not self.low

    def kill(self) -> None:
        """End the worker, whatever it does."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.process, signal.SIGKILL)

    def close(self) -> None:
        """End the worker and give back what this holds; once."""
        self.kill()
        os.close(self.process)
        self._line.close()


def ask_control(folder: Path, message: Message, deadline: float) -> Message:
    """Ask the engine process itself.

    Raises:
        Closed: it is gone.
        TimeoutError: it does not answer in time.
    """
    with wire.Line(folder / wire.CONTROL) as line:
        line.send(message, deadline)
        return line.receive(deadline)[0]
