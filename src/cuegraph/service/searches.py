"""The search index of what an engine holds: made when it is first asked for, anew when the data change."""

from __future__ import annotations

import sqlite3
from time import monotonic
from typing import TYPE_CHECKING

from cuegraph.errors import Unavailable
from cuegraph.service.index import Index
from cuegraph.service.kept import PATIENCE, Given, Kept

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from cuegraph.engine.interface import Engine


class Searches:
    """Gives the index of what an engine holds, which a thread makes; see :class:`cuegraph.service.kept.Kept`.

    Args:
        engine: is asked.
        folder: where the index is; None for the system's place for such files.
        clock: the time in seconds.
    """

    def __init__(
        self, engine: Engine, folder: Path | None = None, clock: Callable[[], float] = monotonic
    ) -> None:
        self._kept = Kept(engine, lambda engine: _made(engine, folder), "The index of names and texts", clock)
        self.begin = self._kept.begin
        self.close = self._kept.close

    def index(self, patience: float = PATIENCE) -> AbstractContextManager[Given[Index]]:
        """The index, for the time of a search; see :meth:`cuegraph.service.kept.Kept.given`."""
        return self._kept.given(patience)

    def ready(self) -> AbstractContextManager[Index | None]:
        """The index if there is one; see :meth:`cuegraph.service.kept.Kept.ready`."""
        return self._kept.ready()


def _made(engine: Engine, folder: Path | None) -> Index:
    try:
        return Index(engine, folder)
    except (sqlite3.Error, OSError) as error:
        raise Unavailable(
            f"The index of names and texts could not be made: {error}.",
            remedy="See that there is room for temporary files.",
        ) from error
