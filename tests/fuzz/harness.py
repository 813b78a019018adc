"""What is asked at random has to leave a server as it was."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from serving import Server, eventually

from cuegraph.service.dump import EXTENSIONS
from cuegraph.service.index import READERS

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "a-token-for-tests-only"  # noqa: S105 (of servers that live as long as a test)
IDLE = 2
"""Workers that a server keeps ready."""

KEPT = 2 * len(EXTENSIONS) + READERS + 8
"""Descriptors that a server may keep for later: the dumps, plain and compressed, the readers of the search
index, and the long answers of its cache that are in files."""


@contextmanager
def unharmed(server: Server) -> Iterator[None]:
    """Afterwards the server holds as many processes and descriptors as before, and answers rightly."""
    assert eventually(lambda: len(server.workers()) >= IDLE)
    before = server.footprint()
    yield

    def settled() -> bool:
        now = server.footprint()
        return (
            len(server.workers()) == IDLE
            and now["processes"] <= before["processes"]
            and now["descriptors"] <= before["descriptors"] + KEPT
        )

    assert eventually(settled), (before, server.footprint())
    assert server.ask("SELECT (6 * 7 AS ?n) {}") == (200, b"?n\n42\n")
