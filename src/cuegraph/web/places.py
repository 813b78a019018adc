"""A bound on how many requests hold a thread for as long as their client likes."""

from __future__ import annotations

from queue import Empty, SimpleQueue
from typing import Final

PLACES: Final = 256
"""The most requests whose body is awaited, and the most large answers that are being sent.

Both together are far fewer than the threads of a server, so that others find one.
"""

_PATIENCE = 1.0


class Places:
    """So many places, for any number of threads.

    Args:
        number: how many there are.
    """

    def __init__(self, number: int = PLACES) -> None:
        self._free: SimpleQueue[None] = SimpleQueue()
        for _ in range(number):
            self._free.put(None)

    def take(self) -> bool:
        """Take a place, within a second or not at all; whether there was one."""
        try:
            self._free.get(timeout=_PATIENCE)
        except Empty:
            return False
        return True

    def give(self) -> None:
        """Give a place back."""
        self._free.put(None)
