"""The engine process: it holds the dataset, forks a worker for each connection, and never starts a thread."""

from __future__ import annotations

import gc
import os
import select
import signal
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cuegraph.engine import sandbox, wire
from cuegraph.engine.updates import Updates
from cuegraph.engine.worker import Limits, become_worker, log

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from socket import socket

    from cuegraph.engine.content import Content
    from cuegraph.engine.wire import Message

_REMEMBERED: Final = 1_000
"""Ends of children that are remembered for whoever asks."""


@dataclass(frozen=True)
class Serving:
    """How an engine process serves.

    Attributes:
        folder: its runtime folder.
        limits: what a worker may take.
        services: whether there are servers that a query may call.
        writable: whether it takes updates.
    """

    folder: Path
    limits: Limits
    services: bool
    writable: bool


class Process:
    """The loop of the engine process.

    Args:
        content: what it serves.
        serving: how.
        queries: the socket at which each connection gets a worker.
        control: the socket for everything else.
    """

    def __init__(self, content: Content, serving: Serving, queries: socket, control: socket) -> None:
        self.content = content
        self.serving = serving
        self.generation = 0
        self._queries = queries
        self._control = control
        self._poll = select.epoll()
        self._handlers: dict[int, Callable[[], object]] = {}
        self._children: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        self._asking: dict[int, list[Conversation]] = {}
        self._updates = Updates(self)
        self._living = True

    @property
    def version(self) -> str:
        """Names the state of the dataset."""
        if not self.generation:
            return self.content.version
        return sha256(f"{self.content.version}+{self.generation}".encode()).hexdigest()

    def run(self, lifeline: int) -> None:
        """Serve until the lifeline ends; then end every child and leave no file.

        Args:
            lifeline: a descriptor that is readable, and at its end, once there is nobody to serve.
        """
        self._watch(self._queries.fileno(), self._fork_worker)
        self._watch(self._control.fileno(), self._accept)
        self._watch(lifeline, self._end)
        gc.collect()
        gc.freeze()  # so that a worker's collector does not write to every page that it shares
        while self._living:
            ready = [(number, self._handlers[number]) for number, _ in self._poll.poll()]
            for number, handler in ready:
                # One that was handled before it may have closed this descriptor, and opened it as another's.
                if self._handlers.get(number) is handler:
                    handler()
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)
        for pid in self._children:
            os.waitpid(pid, 0)
        remove(self.serving.folder)

    def fork(self, work: Callable[[], None], on_end: Callable[[int], object] | None = None) -> int:
        """Fork a child that does this work and ends.

        Args:
            work: what it does; when it returns, the child ends with status 0, when it raises, with 1.
            on_end: called here with its status when it has ended, negative for a signal.

        Raises:
            OSError: the system has no process or no descriptor for it.
        """
        engine = os.getpid()
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                sandbox.die_with_parent()
                if os.getppid() == engine:
                    work()
                    status = 0
            except BaseException as error:  # noqa: BLE001 (whatever it is, the log says)
                log(error)
            finally:
                os._exit(status)
        try:
            number = os.pidfd_open(pid)
        except OSError:  # no descriptor to be had
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            raise
        self._children[pid] = number
        self._watch(number, partial(self._reap, pid, on_end))
        return pid

    def kill(self, pid: int) -> None:
        """End a child."""
        if pid in self._children:
            os.kill(pid, signal.SIGKILL)

    def _watch(self, number: int, handler: Callable[[], object], events: int = select.EPOLLIN) -> None:
        self._poll.register(number, events)
        self._handlers[number] = handler

    def _unwatch(self, number: int) -> None:
        self._poll.unregister(number)
        del self._handlers[number]

    def _end(self) -> None:
        self._living = False

    def _fork_worker(self) -> None:
        """Fork a worker, and keep its connection to see the front's end go while the worker is busy."""
        connection, _ = self._queries.accept()
        number = connection.fileno()

        def work() -> None:
            serving = self.serving
            become_worker(
                connection.detach(), self.content, serving.limits, serving.folder,
                self.generation, services=serving.services,
            )  # fmt: skip

        def close(_: int) -> None:
            self._unwatch(number)
            connection.close()

        try:
            pid = self.fork(work, close)
        except OSError:  # no process to be had, which the front sees by the end of its connection
            connection.close()
        else:
            self._watch(number, partial(self.kill, pid), select.EPOLLRDHUP | select.EPOLLONESHOT)

    def _reap(self, pid: int, on_end: Callable[[int], object] | None) -> None:
        number = self._children.pop(pid)
        self._unwatch(number)
        os.close(number)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        self._ends[pid] = status
        if len(self._ends) > _REMEMBERED:
            del self._ends[next(iter(self._ends))]
        for conversation in self._asking.pop(pid, []):
            conversation.send(("end", status))
        if on_end:
            on_end(status)

    def _accept(self) -> None:
        connection, _ = self._control.accept()
        number = connection.fileno()
        conversation = Conversation(connection, partial(self._poll.modify, number))
        self._watch(number, partial(self._listen, conversation))

    def _listen(self, conversation: Conversation) -> None:
        try:
            conversation.go_on()
            message = conversation.read()
        except (wire.Closed, OSError):
            self._unwatch(conversation.connection.fileno())
            conversation.connection.close()
            self._updates.forget(conversation)
            return
        if message is not None:
            self._answer(conversation, message)

    def _answer(self, conversation: Conversation, message: Message) -> None:
        verb, *rest = message
        if verb == "update":
            self._updates.take(conversation, *rest)
        elif verb == "go":
            self._updates.confirm(conversation)
        elif verb == "end":
            (pid,) = rest
            if pid in self._children:
                self._asking.setdefault(pid, []).append(conversation)
            else:
                conversation.send(("end", self._ends.get(pid)))
        else:
            conversation.send(("info", self.generation, self.version, self.content.remote))


class Conversation:
    """One connection at the control socket, on which nothing waits.

    Args:
        connection: the connection.
        want: called with the events of ``epoll`` that are of interest from now on, where these change from
            reading alone, and back.
    """

    def __init__(self, connection: socket, want: Callable[[int], object]) -> None:
        connection.settimeout(0)
        self.connection = connection
        self._want = want
        self._read = bytearray()
        self._unsent = bytearray()

    def read(self) -> Message | None:
        """The message, once it has come whole.

        Raises:
            Closed: the other end has gone.
            OSError: the same.
        """
        try:
            data = self.connection.recv(1 << 20)
        except BlockingIOError:
            return None
        if not data:
            raise wire.Closed(read=True)
        self._read += data
        message = wire.unpack(self._read)
        if message is not None:
            self._read.clear()
        return message

    def send(self, message: Message) -> None:
        """Send a message, what does not fit now by :meth:`go_on`; nothing when the other end has gone."""
        before = bool(self._unsent)
        self._unsent += wire.pack(message)
        if not before:
            self._send()
            if self._unsent:
                self._want(select.EPOLLIN | select.EPOLLOUT)

    def go_on(self) -> None:
        """Send more of what did not fit, once the other end has read some of it."""
        if self._unsent:
            self._send()
            if not self._unsent:
                self._want(select.EPOLLIN)

    def _send(self) -> None:
        try:
            del self._unsent[: self.connection.send(self._unsent)]
        except BlockingIOError:
            return
        except OSError:
            self._unsent.clear()


def remove(folder: Path) -> None:
    """Remove what an engine process keeps in its runtime folder, and the folder if that was all."""
    for name in (wire.QUERIES, wire.CONTROL):
        (folder / name).unlink(missing_ok=True)
    for left in folder.glob("[0-9]*"):  # of workers that were killed before they could
        left.unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()
