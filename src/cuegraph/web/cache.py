"""Answers that are kept to be given again, bounded in bytes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Hashable

SHARE: Final = 8
"""An answer over this fraction of the bound is not kept: one request must not push all others out."""


@dataclass(slots=True, frozen=True)
class Kept:
    """An answer with status 200, ready to be sent again.

    Attributes:
        headers: all of them, as they are sent to whoever finds it here.
        body: the body as WSGI wants it, in one piece.
        size: bytes of the body.
        tag: its entity tag; empty for none.
        route: the route that it belongs to, for the figures.
        rows: how many rows or triples it has; None where that was not counted.
        digest: names the query's text in the log; empty for none.
    """

    headers: list[tuple[str, str]]
    body: list[bytes]
    size: int
    tag: str
    route: str
    rows: int | None
    digest: str


class Cache:
    """The answers asked for last, for any number of threads.

    Args:
        limit: the most bytes that they may take together; 0 keeps none.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.most = limit // SHARE
        self._kept: OrderedDict[Hashable, tuple[Kept, int]] = OrderedDict()
        self._lock = Lock()
        self._size = 0

    def get(self, key: Hashable) -> Kept | None:
        """The answer to a request; None when there is none."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, kept: Kept, size: int) -> None:
        """Keep an answer, and let those go that were not asked for longest.

        Args:
            key: the request, and the version of the dataset.
            kept: the answer.
            size: bytes that answer and key take in memory.
        """
        if size > self.most:
            return
        with self._lock:
            if (old := self._kept.pop(key, None)) is not None:
                self._size -= old[1]
            self._kept[key] = kept, size
            self._size += size
            while self._size > self.limit:
                _, (_, gone) = self._kept.popitem(last=False)
                self._size -= gone

    @property
    def size(self) -> int:
        """Bytes that the answers take."""
        return self._size

    def __len__(self) -> int:
        return len(self._kept)
