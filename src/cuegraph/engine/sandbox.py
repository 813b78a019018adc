"""What the kernel is told about a process: what it may take, and when it has to die. Linux only."""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import signal
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
MIB: Final = 1 << 20
STACK: Final = 64 * MIB
"""Bytes for the stack: pyoxigraph recurses over the query."""

KEPT: Final = 3
"""The number of the first descriptor that :func:`keep_only` keeps."""

_STDERR: Final = 2
_PR_SET_PDEATHSIG: Final = 1
_DATA_PAGES: Final = 5
_LOWEST: Final = 19
_FILES: Final = 4_096


def die_with_parent() -> None:
    """Let the kernel kill this process when the one that forked it ends."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def ignore_signals_for_groups() -> None:
    """Ignore what a terminal or a service manager sends to every process: the front says when to end."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)


def limit_memory(more: int) -> None:
    """Let this process take this many bytes beyond what it has: its data, not the files that it maps.

    What goes beyond is refused, on which Python raises ``MemoryError`` and a library in Rust aborts. A
    process that the system has no memory for is killed before those that have a limit of their own.
    """
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[_DATA_PAGES])
    most = pages * resource.getpagesize() + more
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def raise_stack() -> None:
    """Let the stack of this process grow to :data:`STACK`, or as far as the system allows."""
    _, hard = resource.getrlimit(resource.RLIMIT_STACK)
    wanted = STACK if hard == resource.RLIM_INFINITY else min(STACK, hard)
    resource.setrlimit(resource.RLIMIT_STACK, (wanted, hard))


def raise_files() -> None:
    """Let this process have as many descriptors open as two for each of the most workers, and more."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(_FILES, hard), hard))


def close_doors() -> None:
    """Take away, for ever, every way to open anything: no socket, no file, whatever a query says.

    Descriptors that are open stay so. ``poll`` no longer works, so sockets have to block.
    """
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


@contextmanager
def doors_closed() -> Iterator[None]:
    """Nothing can be opened within."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def keep_only(*wanted: int) -> None:
    """Close every descriptor but these, which become ``KEPT``, ``KEPT + 1`` and so on.

    Standard input, output and error become the null device: a library that dies for want of memory prints.
    Only what Python writes to ``sys.stderr`` goes on to where it went, by one more descriptor behind these.
    """
    kept = wanted if sys.stderr is None else (*wanted, _STDERR)
    end = KEPT + len(kept)
    spare = [fcntl.fcntl(number, fcntl.F_DUPFD, end) for number in kept]
    null = os.open(os.devnull, os.O_RDWR)
    for place in (0, 1, 2):
        os.dup2(null, place)
    for place, number in enumerate(spare, KEPT):
        os.dup2(number, place, inheritable=False)
    os.closerange(end, os.sysconf("SC_OPEN_MAX"))
    if sys.stderr is not None:
        sys.stderr = os.fdopen(end - 1, "w", encoding="utf-8", errors="backslashreplace")


def lower_priority(pid: int) -> None:
    """Let a process run after those of usual priority.

    Nice 19 keeps small requests beside four such processes as fast as alone; SCHED_IDLE, tried on Linux 6.18
    with two processors, is no better.
    """
    os.setpriority(os.PRIO_PROCESS, pid, _LOWEST)


def restore_priority(pid: int) -> bool:
    """Give a process the priority of this one again; whether the system let us.

    It does where this process has CAP_SYS_NICE, or the limit RLIMIT_NICE is 20 (``ulimit -e 20``).
    """
    try:
        os.setpriority(os.PRIO_PROCESS, pid, os.getpriority(os.PRIO_PROCESS, 0))
    except OSError:
        return False
    return True


def peak_memory() -> int:
    """The most bytes of memory that this process has ever held at once; no file is opened to tell."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def is_stopped(pid: int) -> bool:
    """Whether a process has been stopped (SIGSTOP, or a debugger)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] in {"T", "t"}
