"""Single flight: equal requests that come while one of them runs wait for its answer."""

from __future__ import annotations

from threading import Lock, Semaphore
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from cuegraph.errors import CuegraphError, MemoryExhausted, Overloaded, ShuttingDown, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

FOLLOWERS: Final = 256
"""The most requests that wait for equal ones: each has a thread, and others need some too."""

T = TypeVar("T")
_NOTHING: Final = object()


class _Flight(Generic[T]):
    """One running request.

    Attributes:
        landed: held by the leader until it has its answer or its error.
        answer: the answer; ``_NOTHING`` when it failed.
        error: the error that would meet every equal request; None when others had better try themselves.
        waiting: how many others wait for it.
    """

    __slots__ = ("answer", "error", "landed", "waiting")

    def __init__(self) -> None:
        self.landed = Lock()
        self.landed.acquire()
        self.answer: T | object = _NOTHING
        self.error: CuegraphError | None = None
        self.waiting = 0


class Flights(Generic[T]):
    """The requests that run now, for any number of threads.

    Args:
        places: how many may wait for others at once.
    """

    def __init__(self, places: int = FOLLOWERS) -> None:
        self._places = Semaphore(places)
        self._running: dict[Hashable, _Flight[T]] = {}
        self._lock = Lock()

    def run(self, key: Hashable, work: Callable[[], T]) -> tuple[T, bool]:
        """Do a piece of work, or wait for whoever does the same already.

        Who waits gets the answer, and an error that lies in the request. It does not inherit what befell the
        other alone (its deadline passed, it was cancelled, its worker died, there was none): then it does the
        work itself.

        Args:
            key: equal for equal work.
            work: gives the answer, which others may get too.

        Returns:
            the answer, and whether another request's work gave it.

        Raises:
            Overloaded: too many wait already.
        """
        with self._lock:
            flight = self._running.get(key)
            leads = flight is None
            if flight is None:
                flight = self._running[key] = _Flight()
            else:
                flight.waiting += 1
        if leads:
            return self._lead(key, flight, work), False
        if not self._places.acquire(blocking=False):
            raise Overloaded(
                "Too many requests wait for the same answer.", remedy="Ask again later.", retry_after=1
            )
        try:
            with flight.landed:
                pass
        finally:
            self._places.release()
        if flight.error is not None:
            raise flight.error
        if flight.answer is _NOTHING:
            return work(), False
        return flight.answer, True  # type: ignore[return-value]  # what is not _NOTHING is the answer

    def _lead(self, key: Hashable, flight: _Flight[T], work: Callable[[], T]) -> T:
        try:
            answer = work()
            flight.answer = answer
        except CuegraphError as error:
            if meets_all(error):
                flight.error = error
            raise
        finally:
            with self._lock:
                del self._running[key]
            flight.landed.release()
        return answer


def meets_all(error: CuegraphError) -> bool:
    """Whether an error would meet an equal request too.

    >>> meets_all(MemoryExhausted("It needs more than 2 GiB.")), meets_all(Unavailable("The worker ended."))
    (True, False)
    """
    return not isinstance(error, Unavailable) or isinstance(error, (MemoryExhausted, ShuttingDown))
