"""What depends on the dataset alone: found once for each of its versions, for all who ask."""

from __future__ import annotations

import threading
from time import monotonic
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from cuegraph.engine.ends import late
from cuegraph.engine.interface import Run
from cuegraph.errors import CuegraphError
from cuegraph.service.kept import REST, same_state
from cuegraph.service.within import Within

if TYPE_CHECKING:
    from collections.abc import Callable

    from cuegraph.engine.interface import Engine

T = TypeVar("T")

PAUSE: Final = 1.0
"""Seconds after the start of a server in which nothing is found beforehand: its first requests go first."""


class Once(Generic[T]):
    """A value of a dataset that is found when it is first asked for, and anew when the dataset has changed.

    It is the same for all, and so not in the language that anybody wants.

    Args:
        find: finds it.
        seconds: how long one waits while it is found for somebody else.
        clock: the time in seconds.
    """

    def __init__(
        self, find: Callable[[Engine], T], seconds: float, clock: Callable[[], float] = monotonic
    ) -> None:
        self._clock = clock
        self._find = find
        self._seconds = seconds
        self._finding = threading.Lock()
        self._kept: tuple[str, float, T] | None = None

    def __call__(self, engine: Engine) -> T:
        """The value for what an engine's dataset is now, or was while it was found.

        Raises:
            DeadlinePassed: it is still being found.
            CuegraphError: what finding it raises; the next call tries again.
        """
        if (kept := self._kept) and self._holds(kept, engine.version):
            return kept[2]
        if not self._finding.acquire(timeout=self._seconds):
            raise late(self._seconds, "page")
        try:
            version, began = engine.version, self._clock()
            if (kept := self._kept) and self._holds(kept, version):
                return kept[2]
            self._kept = None  # which lets go of the old one before there are two
            value = self._find(engine.told_in(()) if isinstance(engine, Within) else engine)
            if same_state(engine.version, version):  # otherwise it may be of two of them
                ended = self._clock()
                self._kept = version, ended + REST * (ended - began), value
            return value
        finally:
            self._finding.release()

    def _holds(self, kept: tuple[str, float, T], version: str) -> bool:
        """Whether a value is that of this version; of another server's data, for a while."""
        return kept[0] == version or (same_state(kept[0], version) and self._clock() < kept[1])


class Standing:
    """All such values of a server.

    Args:
        engine: has the dataset.
        seconds: the time for one value.
    """

    def __init__(self, engine: Engine, seconds: float) -> None:
        self._engine = engine
        self._seconds = seconds
        self._ahead: list[Callable[[], object]] = []
        self._ended = threading.Event()

    def once(self, find: Callable[[Engine], T]) -> Once[T]:
        """A value that is found beforehand when :meth:`begin` is called, otherwise at its first call."""
        value = Once(find, self._seconds)
        self.first(lambda: value(Within(self._engine, Run(self._seconds))))
        return value

    def first(self, prepare: Callable[[], object]) -> None:
        """Have something done when :meth:`begin` is called; what it raises keeps nothing else from that."""
        self._ahead.append(prepare)

    def begin(self, pause: float = PAUSE) -> None:
        """Have a thread find all values, one after the other, after so many seconds."""
        threading.Thread(target=self._go, args=(pause,), name="standing", daemon=True).start()

    def end(self) -> None:
        """Find no more."""
        self._ended.set()

    def _go(self, pause: float) -> None:
        for prepare in self._ahead:
            if self._ended.wait(pause):
                return
            pause = 0.0
            try:
                prepare()
            except CuegraphError:  # who asks for it is told
                pass
            except Exception as error:  # noqa: BLE001 - told as an error that ends a thread is
                told = type(error), error, error.__traceback__, threading.current_thread()
                threading.excepthook(threading.ExceptHookArgs(told))
