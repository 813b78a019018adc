"""A request on its way through the pool."""

from __future__ import annotations

import re
from time import monotonic
from typing import TYPE_CHECKING, Final

from cuegraph.errors import BadInput

if TYPE_CHECKING:
    import threading

    from cuegraph.engine.link import Link
    from cuegraph.engine.wire import Line
    from cuegraph.errors import CuegraphError

_IDENT: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")


class Ticket:
    """A request on its way.

    Args:
        ident: the id by which it can be cancelled; empty for none.
        seconds: its deadline, from now.

    Attributes:
        began: the moment it came.
        deadline: the moment it has to be over.
        link: the worker that runs it.
        aside: the connection at which it waits without a worker.
        ended: the error that it ends with because somebody else has ended it; None while nobody has.
    """

    __slots__ = ("aside", "began", "deadline", "ended", "gate", "ident", "link", "seconds")

    def __init__(self, ident: str, seconds: float) -> None:
        if ident and not _IDENT.fullmatch(ident):
            raise BadInput(
                "This is no id for a query.",
                where="the query's id",
                remedy="Take 8 to 64 letters, digits, hyphens and low lines, such as a UUID.",
            )
        self.ident = ident
        self.seconds = seconds
        self.began = monotonic()
        self.deadline = self.began + seconds
        self.link: Link | None = None
        self.aside: Line | None = None
        self.ended: CuegraphError | None = None
        self.gate: threading.Event | None = None

    def end(self, error: CuegraphError) -> None:
        """End the request with this error: what runs it is killed."""
        self.ended = error
        if self.link:
            self.link.kill()
        if self.aside:
            self.aside.hang_up()
