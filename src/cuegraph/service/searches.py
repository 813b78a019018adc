"""The index of what an engine holds now: made when it is first asked for, and anew when the data change."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Final

from cuegraph.errors import CuegraphError, Unavailable
from cuegraph.service.index import Index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cuegraph.engine.interface import Engine

PATIENCE: Final = 2.0
"""Seconds that a search waits for the index."""

AGAIN: Final = 3
"""Seconds after which it makes sense to search again."""


class Searches:
    """Gives the index of what an engine holds, which a thread makes.

    An index is given only while the dataset has the version that it was made of.

    Args:
        engine: is asked.
        folder: where the index is; None for the system's place for such files.
        clock: the time in seconds.
    """

    def __init__(
        self, engine: Engine, folder: Path | None = None, clock: Callable[[], float] = monotonic
    ) -> None:
        self._engine = engine
        self._folder = folder
        self._clock = clock
        self._changed = threading.Condition()
        self._building = ""
        self._failure: CuegraphError | None = None
        self._index: Index | None = None
        self._made_of = ""
        self._made_at = 0.0
        self._took = 0.0
        self._readers: dict[Index, int] = {}

    def begin(self) -> None:
        """Have the index made if there is none, without waiting for it."""
        with self._changed:
            if not self._holds():
                self._start()

    @contextmanager
    def index(self, patience: float = PATIENCE) -> Iterator[Index]:
        """The index, for the time of a search.

        Args:
            patience: the seconds to wait for it.

        Raises:
            Unavailable: it is being made.
            CuegraphError: it could not be made; the next search tries again.
        """
        end = self._clock() + patience
        with self._changed:
            self._failure = None
            while not self._holds():
                if self._failure:
                    raise self._failure
                self._start()
                if not self._changed.wait(end - self._clock()) and not self._holds():
                    raise Unavailable(
                        "The index of names and texts is being made.",
                        remedy="Search again in a moment.",
                        retry_after=AGAIN,
                    )
            index = self._index
            if index is None:
                raise AssertionError
            self._readers[index] += 1
        try:
            yield index
        finally:
            with self._changed:
                self._readers[index] -= 1
                self._let_go()

    def _holds(self) -> bool:
        """Whether there is an index, of what the engine holds now."""
        if self._index is None:
            return False
        now = self._engine.version
        if now == self._made_of:
            return True
        # The version of another server's data ends with what the clock says (Pool.version): where they take
        # longer to index than their version lasts, the index would never be of the present one.
        state, timed, _ = now.rpartition("+")
        same = bool(timed) and state == self._made_of.rpartition("+")[0]
        return same and self._clock() - self._made_at < self._took

    def _start(self) -> None:
        version = self._engine.version
        if not self._building:
            self._building = version
            threading.Thread(target=self._build, args=(version,), name="search index", daemon=True).start()

    def _build(self, version: str) -> None:
        index = None
        failure: CuegraphError | None = CuegraphError("The index of names and texts could not be made.")
        began = self._clock()
        try:
            index = Index(self._engine, self._folder)
            failure = None
        except CuegraphError as error:
            failure = error
        except (sqlite3.Error, OSError) as error:
            failure = Unavailable(
                f"The index of names and texts could not be made: {error}.",
                remedy="See that there is room for temporary files.",
            )
        finally:
            with self._changed:
                self._building = ""
                self._failure = failure
                if index is not None:
                    self._index, self._made_of, self._made_at = index, version, self._clock()
                    self._took = self._made_at - began
                    self._readers[index] = 0
                    self._let_go()
                self._changed.notify_all()

    def _let_go(self) -> None:
        """Close every index that has been replaced and that nobody reads."""
        for index in [each for each, readers in self._readers.items() if not readers and each != self._index]:
            del self._readers[index]
            index.close()

    def close(self) -> None:
        """Let the index go; one that is being made goes when it is done."""
        with self._changed:
            self._index, self._made_of = None, ""
            self._let_go()
