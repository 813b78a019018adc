"""The thread that keeps the pool's idle workers: starts missing ones, buries dead ones, ends surplus ones."""

from __future__ import annotations

import os
import select
import threading
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from cuegraph.engine.admission import Admission
    from cuegraph.engine.link import Link

_AGAIN: Final = 1.0


class Keeper(threading.Thread):
    """Keeps workers ready until the admission is closed, so that a small request waits for no fork.

    Args:
        admission: knows which workers there are and how many are needed.
        start: starts a worker; None when it could not.
    """

    def __init__(self, admission: Admission, start: Callable[[], Link | None]) -> None:
        super().__init__(name="workers", daemon=True)
        self._admission = admission
        self._start = start
        self._bell = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self._poll = select.epoll()
        self._poll.register(self._bell, select.EPOLLIN)

    def wake(self) -> None:
        """Let it look at what there is to do."""
        os.eventfd_write(self._bell, 1)

    def watch(self, link: Link) -> None:
        """Let it look after a worker that ends. A worker that is closed is watched no longer."""
        # ValueError: this has been closed, and so will the link be. OSError: the system watches no more, and
        # the worker's end is seen when it is to be used.
        with suppress(ValueError, OSError):
            self._poll.register(link.process, select.EPOLLIN | select.EPOLLONESHOT)

    def run(self) -> None:
        """Work until the admission is closed."""
        admission = self._admission
        while not admission.over:
            for useless in (*admission.lost(), *admission.surplus(monotonic())):
                useless.close()
            missing = admission.shortage()
            failed = False
            for _ in range(missing):
                link = self._start()
                failed = failed or link is None
                if unused := admission.started(link):
                    unused.close()
            if failed or not missing:
                self._wait(_AGAIN if failed else admission.patience())

    def close(self, seconds: float) -> None:
        """Wait for its end, once the admission is closed; the first time only."""
        self._admission.ring(lambda: None)
        if self._poll.closed:
            return
        self.wake()
        self.join(seconds)
        if not self.is_alive():
            self._poll.close()
            os.close(self._bell)

    def _wait(self, seconds: float | None) -> None:
        for number, _ in self._poll.poll(seconds):
            if number == self._bell:
                os.eventfd_read(self._bell)
