"""Processes under measurement: starting and ending them with all that they start, their CPU and their memory.

A server counts with its whole tree: every process of the session that it was started in and every descendant.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import IO

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Status:
    """One process as ``/proc/PID/stat`` shows it (proc_pid_stat(5)).

    Attributes:
        pid: its number.
        parent: the number of its parent.
        session: the number of its session.
        cpu: seconds of CPU in user and kernel mode, those of its ended and awaited children among them.
    """

    pid: int
    parent: int
    session: int
    cpu: float


def status(pid: int) -> Status | None:
    """A process's status; None when it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    ticks = sum(int(number) for number in fields[11:15])
    return Status(pid, int(fields[1]), int(fields[3]), ticks / _TICKS)


def tree(root: int) -> list[Status]:
    """The processes of a server: those of the root's session and all descendants of these."""
    found = (status(int(entry.name)) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    everything = [each for each in found if each is not None]
    members = {each.pid for each in everything if root in {each.pid, each.session}}
    while more := {each.pid for each in everything if each.parent in members} - members:
        members |= more
    return [each for each in everything if each.pid in members]


def cpu(root: int) -> float:
    """Seconds of CPU that a server has taken so far, its ended children's among them."""
    return sum(each.cpu for each in tree(root))


def memory(root: int) -> float:
    """MiB of memory that a server takes: the proportional set sizes (PSS) of its processes, summed."""
    total = 0
    for each in tree(root):
        try:
            lines = Path(f"/proc/{each.pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def start(command: Sequence[str], log: IO[bytes], cwd: Path) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own; what it prints goes to the log."""
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=cwd, start_new_session=True
    )


def end(process: subprocess.Popen[bytes], grace: float) -> None:
    """End a server, by SIGTERM and, after so many seconds, by SIGKILL; nothing of its tree stays."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(grace)
    for each in tree(process.pid):
        try:
            os.kill(each.pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.wait()


def wait_until_quiet(roots: Sequence[int], share: float = 0.05, limit: float = 60.0) -> None:
    """Wait until servers take next to no CPU for half a second: nothing of an earlier figure runs on.

    Args:
        roots: the servers' first processes.
        share: of one core, what counts as next to none.
        limit: seconds after which it waits no longer.
    """
    until = time.monotonic() + limit
    while time.monotonic() < until:
        before = sum(cpu(root) for root in roots)
        time.sleep(0.5)
        if sum(cpu(root) for root in roots) - before <= share * 0.5:
            return
