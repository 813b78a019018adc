"""What is made of all that an engine holds: when it is first asked for, and anew when the data change."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from cuegraph.errors import CuegraphError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cuegraph.engine.interface import Engine

PATIENCE: Final = 2.0
"""Seconds that a request waits for what is being made."""

AGAIN: Final = 3
"""Seconds after which it makes sense to ask again."""


class Closing(Protocol):
    """What is let go when it is no longer needed."""

    def close(self) -> None:
        """Let it go."""
        ...


T = TypeVar("T", bound=Closing)

REST: Final = 10
"""For how many times as long as it took what is found in another server's data stays good, unless written."""


def same_state(one: str, other: str) -> bool:
    """Whether two versions are of the same data, as far as is known.

    The version of another server's data ends with what the clock says (Pool.version): where they take long to
    read, most of that server's time would go into it.

    >>> same_state("3", "3"), same_state("remote+0+1", "remote+0+2"), same_state("remote+0+1", "remote+1+1")
    (True, True, False)
    """
    state, timed, _ = one.rpartition("+")
    return one == other or (bool(timed) and state == other.rpartition("+")[0])


@dataclass(frozen=True)
class Given(Generic[T]):
    """What is kept, for the time of a request.

    Attributes:
        index: what was made.
        old: whether the data have changed since.
    """

    index: T
    old: bool


class Kept(Generic[T]):
    """Gives what is made of all that an engine holds, which a thread makes, wholly anew when the data change.

    Closed, it gives nothing more.

    Args:
        engine: is asked.
        make: makes it of the engine.
        what: what it is called in an error.
        clock: the time in seconds.
    """

    def __init__(
        self,
        engine: Engine,
        make: Callable[[Engine], T],
        what: str = "The index of names",
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._make = make
        self._what = what
        self._engine = engine
        self._clock = clock
        self._changed = threading.Condition()
        self._building = ""
        self._began = 0.0
        self._closed = False
        self._builds = 0
        self._failure: CuegraphError | None = None
        self._index: T | None = None
        self._made_of = ""
        self._ended = 0.0
        self._took = 0.0
        self._good = 0.0
        self._readers: dict[T, int] = {}

    def begin(self) -> None:
        """Have it made if it is not there, without waiting for it."""
        with self._changed:
            if not self._holds():
                self._start()

    @contextmanager
    def given(self, patience: float = PATIENCE) -> Iterator[Given[T]]:
        """What is made of what the engine holds now or, where that takes longer to make, held before.

        One that took longer than that rests for as long as it took before the next is begun.

        Args:
            patience: the seconds to wait for it.

        Raises:
            Unavailable: it is being made, or no longer given.
            CuegraphError: it could not be made; the next request tries again.
        """
        end = self._clock() + patience
        with self._changed:
            before = self._builds
            while not self._holds() and not self._closed:
                if self._failure and self._builds > before:
                    break
                rests = self._index is not None and self._took > patience
                self._start(self._took if rests else 0.0)
                if rests or (not self._changed.wait(end - self._clock()) and not self._holds()):
                    break
            given = self._taken(before)
        try:
            yield given
        finally:
            self._give_back(given)

    @contextmanager
    def ready(self) -> Iterator[T | None]:
        """What there is, be it of data that have changed since; otherwise None, and none is begun."""
        with self._changed:
            given = None if self._index is None else self._taken()
        try:
            yield given.index if given else None
        finally:
            if given:
                self._give_back(given)

    def _taken(self, before: int = 0) -> Given[T]:
        """What there is, for a reader who came after so many had been made."""
        index = self._index
        if self._closed:
            raise Unavailable(f"{self._what} is no longer kept, as the server ends.")
        if index is None:
            raise (self._failure if self._builds > before else None) or Unavailable(
                f"{self._what} is being made, for {round(self._clock() - self._began)} seconds so far.",
                remedy="Ask again in a moment.",
                retry_after=AGAIN,
            )
        self._readers[index] += 1
        return Given(index, not self._holds())

    def _give_back(self, given: Given[T]) -> None:
        with self._changed:
            self._readers[given.index] -= 1
            self._let_go()

    def _holds(self) -> bool:
        """Whether it is there, made of what the engine holds now."""
        if self._index is None:
            return False
        now = self._engine.version
        if now == self._made_of:
            return True
        return same_state(now, self._made_of) and self._clock() < self._good

    def _start(self, rest: float = 0.0) -> None:
        """Have it made, unless that is being done, or ended less than so many seconds ago."""
        if self._building or self._closed or self._clock() < self._ended + rest:
            return
        version, self._began = self._engine.version, self._clock()
        threading.Thread(target=self._build, args=(version,), name=self._what, daemon=True).start()
        self._building = version  # once there is a thread, for which there may be no memory

    def _build(self, version: str) -> None:
        index = None
        failure: CuegraphError | None = CuegraphError(f"{self._what} could not be made.")
        try:
            index = self._make(self._engine)
            failure = None
        except CuegraphError as error:
            failure = error
        finally:
            with self._changed:
                self._building = ""
                self._builds += 1
                self._failure = failure
                self._ended = self._clock()
                self._took = self._ended - self._began
                if index is not None:
                    self._readers[index] = 0
                    if not self._closed:
                        self._index, self._made_of = index, version
                        self._good = self._ended + REST * self._took
                    self._let_go()
                self._changed.notify_all()

    def _let_go(self) -> None:
        """Close each that has been replaced and that nobody reads."""
        for index in [each for each, readers in self._readers.items() if not readers and each != self._index]:
            del self._readers[index]
            index.close()

    def close(self) -> None:
        """Let it go, and make none any more; one that is being made goes when it is done."""
        with self._changed:
            self._closed = True
            self._index, self._made_of = None, ""
            self._let_go()
            self._changed.notify_all()
