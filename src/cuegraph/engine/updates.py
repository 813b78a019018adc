"""Updates of the engine process, one after the other: tried in a fork first, then carried out."""

from __future__ import annotations

import os
from collections import deque
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from cuegraph.engine import sandbox, wire
from cuegraph.engine.difference import Difference, carry_out
from cuegraph.engine.worker import run_update
from cuegraph.errors import CuegraphError, Refused
from cuegraph.protocol.request import Update

if TYPE_CHECKING:
    from cuegraph.engine.process import Conversation, Process
    from cuegraph.engine.wire import Message


@dataclass
class _Job:
    conversation: Conversation
    update: Message
    deadline: float
    version: str
    pid: int = 0
    tried: bool = False
    difference: Difference | None = None


class Updates:
    """The updates that wait, and the one that is under way.

    One that is meant for a certain version of the dataset is turned away when its turn has come and the
    version is another; nothing changes the dataset from then until it is finished. A remote server's data,
    whose version is not ours to know, take every update.

    An update that fails, is killed or runs out of time in the fork leaves the dataset as it is. One that
    succeeds there is carried out here once the front, which may have given up meanwhile, says so. A remote
    server is asked by the fork, once; whatever came of it, the version is a new one.

    Args:
        process: the engine process.
    """

    def __init__(self, process: Process) -> None:
        self._process = process
        self._waiting: deque[_Job] = deque()
        self._job: _Job | None = None

    def take(self, conversation: Conversation, update: Message, seconds: float, version: str) -> None:
        """Take an update on; the front hears of it when its turn has come.

        Args:
            conversation: the front's.
            update: the fields of an :class:`Update`.
            seconds: how long it may wait and be tried.
            version: the version of the dataset that it is meant for; empty for any.
        """
        if not self._process.serving.writable:
            refused = Refused(
                "This dataset takes no updates.",
                remedy="Start the server with --writable to let it take them.",
            )
            conversation.send(("error", wire.pack_error(refused)))
            return
        self._waiting.append(_Job(conversation, update, monotonic() + seconds, version))
        self._next()

    def forget(self, conversation: Conversation) -> None:
        """Give up the update of a front that has gone."""
        self._waiting = deque(job for job in self._waiting if job.conversation is not conversation)
        if self._job and self._job.conversation is conversation:
            if self._job.tried:
                self._finish()
            else:
                self._process.kill(self._job.pid)

    def confirm(self, conversation: Conversation) -> None:
        """Change the dataset by the update that has been tried, as its front now says."""
        job = self._job
        if job is None or job.conversation is not conversation or not job.tried:
            return
        reply: Message
        try:
            with sandbox.doors_closed():
                if job.difference is None:
                    self._process.content.backend.update(Update(*job.update))
                else:
                    carry_out(job.difference, self._process.content.parser.store)
        except CuegraphError as error:
            reply = "error", wire.pack_error(error)
        else:
            reply = self._changed()
        conversation.send(reply)
        self._finish()

    def _next(self) -> None:
        while self._waiting and not self._job:
            job = self._waiting.popleft()
            if job.version in {"", self._process.version} or self._process.content.remote:
                self._begin(job)
            else:
                job.conversation.send(("changed", self._process.generation, self._process.version))

    def _begin(self, job: _Job) -> None:
        content, limits = self._process.content, self._process.serving.limits
        try:
            paper = os.memfd_create("update")
        except OSError:  # no descriptor to be had, as below
            job.conversation.send(("end", None))
            return

        def work() -> None:
            sandbox.keep_only(paper)
            result = run_update(job.update, content, limits, max(job.deadline - monotonic(), 0.001))
            os.write(sandbox.KEPT, wire.pack(result))

        try:
            job.pid = self._process.fork(work, lambda status: self._tried(job, paper, status))
        except OSError:
            os.close(paper)
            job.conversation.send(("end", None))
        else:
            self._job = job

    def _tried(self, job: _Job, paper: int, status: int) -> None:
        os.lseek(paper, 0, os.SEEK_SET)
        with os.fdopen(paper, "rb") as file:
            result = wire.unpack(file.read())
        changed = self._changed() if self._process.content.remote else None
        if status or result is None:
            job.conversation.send(("end", status))
        elif result[0] != "done":
            job.conversation.send(result)
        elif changed:
            job.conversation.send(changed)
        elif job.conversation.connection.fileno() >= 0:
            job.tried = True
            job.difference = None if result[1] is None else Difference(*result[1])
            job.conversation.send(("ready",))
            return
        self._finish()

    def _changed(self) -> Message:
        self._process.generation += 1
        return "done", self._process.generation, self._process.version

    def _finish(self) -> None:
        self._job = None
        self._next()
