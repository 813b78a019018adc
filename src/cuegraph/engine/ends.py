"""The errors that a request ends with for no fault in itself: out of time, out of memory, cut short."""

from __future__ import annotations

import errno
import signal
from typing import TYPE_CHECKING, Final

from cuegraph.errors import (
    CuegraphError,
    DeadlinePassed,
    MemoryExhausted,
    Overloaded,
    ShuttingDown,
    Unavailable,
    WorkerLost,
)

if TYPE_CHECKING:
    from cuegraph.engine.wire import Closed

_BROUGHT_DOWN: Final = frozenset({signal.SIGSEGV, signal.SIGBUS})
_FULL: Final = frozenset({errno.EMFILE, errno.ENFILE})
_SOON: Final = 5


def late(seconds: float, kind: str = "query") -> DeadlinePassed:
    """The error for a request that ran for longer than it may.

    Args:
        seconds: how long it may take.
        kind: what it is, in one word.
    """
    return DeadlinePassed(
        f"The {kind} took longer than {seconds:g} s.",
        where="the setting 'deadline' or the parameter 'timeout'",
        remedy="Ask for less, bind more, or add a LIMIT.",
    )


def late_in_line(seconds: float) -> DeadlinePassed:
    """The error for a request that waited for a worker for as long as it may take."""
    return DeadlinePassed(
        f"The request waited {seconds:g} s for others to end.",
        where="the settings 'deadline' and 'workers'",
        remedy="Ask again in a moment.",
        retry_after=_SOON,
    )


def too_much(kind: str = "request") -> MemoryExhausted:
    """The error for a request that needs more memory than there is for it."""
    return MemoryExhausted(
        f"The {kind} needs more memory than a worker may have.",
        where="the setting 'memory'",
        remedy="Ask for less: add a LIMIT, or sort and group fewer solutions.",
    )


def shutting_down() -> ShuttingDown:
    """The error for a request that comes, or is still running, when the server ends."""
    return ShuttingDown("The server is shutting down.", remedy="Ask again in a moment.", retry_after=_SOON)


def no_descriptors() -> Overloaded:
    """The error for a request for which this process would have to open one file more than it may."""
    return Overloaded(
        "The server has too many files open.",
        where="the limit on open files (ulimit -n)",
        remedy="Ask again in a moment.",
        retry_after=_SOON,
    )


def unreached(error: Closed | TimeoutError) -> Unavailable:
    """The error for a request that does not reach the engine process.

    Args:
        error: what came of the attempt.
    """
    if isinstance(error.__cause__, OSError) and error.__cause__.errno in _FULL:
        return no_descriptors()
    return ShuttingDown("The engine has ended.", remedy="Ask again in a moment.", retry_after=_SOON)


def ended(status: int | None, seconds: float, kind: str = "query") -> CuegraphError:
    """The error for a request whose process ended in the middle of it.

    Args:
        status: the process's exit status, negative for a signal; None when it is not known.
        seconds: how long it might take.
        kind: what it is, in one word.
    """
    number = -status if status is not None and status < 0 else 0
    if number == signal.SIGALRM:
        return late(seconds, kind)
    if number == signal.SIGABRT:  # what Rust does when memory is refused
        return too_much(kind)
    if number in _BROUGHT_DOWN:
        return WorkerLost(f"The {kind} brought its worker down.", remedy="Write it flatter and shorter.")
    how = f" by the signal {signal.Signals(number).name}" if number else ""
    return WorkerLost(f"The worker was ended{how}.", remedy="Ask again.", retry_after=1)
