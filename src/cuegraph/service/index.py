"""The index of a dataset's words: SQLite FTS5 in a file without a name; see ``service.filling``."""

from __future__ import annotations

import os
import queue
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cuegraph.service.filling import connected, fill

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    from cuegraph.engine.interface import Engine
    from cuegraph.service.filling import Filled

    Fill = Callable[[Engine, str, Callable[[], object]], Filled]

READERS: Final = 4
"""Searches that run at once; more wait."""

_READING: Final = -8_192


class Index:
    """The index of what an engine holds when this is made.

    Args:
        engine: is asked, by some twenty queries.
        folder: where the file is; None for the system's place for such. It has no name there.
        filling: fills the file, as :func:`cuegraph.service.filling.fill`.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
        Unsupported: Python comes with an SQLite without FTS5.

    Attributes:
        kinds: what each kind is called, by the numbers that things have; 0 is for things without a class.
        combined: the single kinds by the number of a kind: one of several classes is of several.
        terms: the numbers of the kinds of terms of vocabularies, see ``service.filling.PLAIN``.
        told: of how many things there is a text.
    """

    def __init__(self, engine: Engine, folder: Path | None = None, filling: Fill = fill) -> None:
        self._free: queue.SimpleQueue[sqlite3.Connection] = queue.SimpleQueue()
        number, path = tempfile.mkstemp(prefix="cuegraph-", suffix=".search", dir=folder)
        name = Path(path)
        with ExitStack() as failing, ExitStack() as always:
            always.callback(name.unlink, missing_ok=True)
            os.close(number)
            for _ in range(READERS):
                self._free.put(connected(path, _READING))
            failing.callback(self.close)
            # Once whoever fills the file has it open, it goes with the last connection, whatever happens.
            filled = filling(engine, path, name.unlink)
            failing.pop_all()
        self.combined = filled.combined
        self.kinds = {at: ", ".join(sorted(kind)) for at, kind in filled.combined.items()}
        self.terms = filled.terms
        self.told = filled.told

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to ask, for one thread at a time."""
        connection = self._free.get()
        try:
            yield connection
        finally:
            self._free.put(connection)

    def close(self) -> None:
        """Let the file go, once those who read have ended."""
        for _ in range(READERS):
            self._free.get().close()
