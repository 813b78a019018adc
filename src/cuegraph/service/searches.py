"""The search index of what an engine holds: made when it is asked for, and anew when the data change."""

from __future__ import annotations

import sqlite3
from time import monotonic
from typing import TYPE_CHECKING

from cuegraph.service.apart import LARGE, Apart, unmade
from cuegraph.service.ask import solutions
from cuegraph.service.filling import fill
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
        self._folder = folder
        self._apart = Apart()
        self._kept = Kept(engine, self._made, "The index of names and texts", clock)
        self.begin = self._kept.begin

    def index(self, patience: float = PATIENCE) -> AbstractContextManager[Given[Index]]:
        """The index, for the time of a search; see :meth:`cuegraph.service.kept.Kept.given`."""
        return self._kept.given(patience)

    def ready(self) -> AbstractContextManager[Index | None]:
        """The index if there is one; see :meth:`cuegraph.service.kept.Kept.ready`."""
        return self._kept.ready()

    def close(self) -> None:
        """Let the index go, and make none any more; see :meth:`cuegraph.service.kept.Kept.close`."""
        self._kept.close()
        self._apart.close()

    def _made(self, engine: Engine) -> Index:
        filling = self._apart.fill if _is_large(engine) else fill
        try:
            return Index(engine, self._folder, filling)
        except (sqlite3.Error, OSError) as error:
            raise unmade(error) from error


def _is_large(engine: Engine) -> bool:
    every = "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }"
    return bool(solutions(engine, f"SELECT ?s WHERE {{ {every} }} LIMIT 1 OFFSET {LARGE - 1}"))
