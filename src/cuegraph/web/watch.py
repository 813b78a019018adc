"""Ending connections whose clients keep the server waiting.

Granian reads a body and sends an answer in a thread that waits for as long as the client likes, and tells the
application neither the socket nor the client's port. So this looks at the connections from outside, as the
kernel sees them, and shuts those down that cannot be anything but stalled. Linux only.
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import termios
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

RATE: Final = 1024
"""Bytes a second that a client takes at least, on average over the patience that it is given."""

_DROP: Final = struct.pack("ii", 1, 0)
_ESTABLISHED = (1, 8)  # and CLOSE_WAIT, where the client has closed its half
_SIZE: Final = 136
_STATE: Final = 0
_LAST: Final = struct.Struct("=44xI4xI")  # struct tcp_info: tcpi_last_data_sent, tcpi_last_data_recv
_BYTES: Final = struct.Struct("=120xQQ")  # tcpi_bytes_acked, tcpi_bytes_received


@dataclass(frozen=True)
class Sample:
    """What the kernel knows of a connection.

    Attributes:
        key: tells it from other connections for as long as it is open.
        acked: bytes that the client has acknowledged.
        queued: bytes that it has not.
        owing: whether the last that went over it came from the client.
        silent: seconds since anything went over it, in either direction.
    """

    key: tuple[int, object]
    acked: int
    queued: int
    owing: bool
    silent: float


@dataclass
class Seen:
    """What was seen of a connection earlier.

    Attributes:
        written: bytes that had been written to it.
        owing_since: since when an answer is owed and nothing was written; None when none is.
        acked: bytes that had been acknowledged at ``taking_since``.
        taking_since: since when there are bytes to be taken; None when there are none.
    """

    written: int
    owing_since: float | None
    acked: int
    taking_since: float | None


class Watch:
    """Ends stalled connections.

    A request that came whole is answered in a time that is known, and until then nothing is sent. So a
    connection over which the client sent last, and on which nothing was answered for longer than that, brings
    a request that does not end; and so does one over which the client has been sending for longer than the
    patience. One with bytes to be taken, and of which too few are taken, has a client that does not read. One
    over which nothing went at all is not used.

    Args:
        patience: seconds that a client is given to send a request, to take 1 KiB a second, to ask again.
        answering: seconds; longer than any answer takes to a request that came whole.
        clock: the time in seconds.
    """

    def __init__(self, patience: float, answering: float, clock: Callable[[], float] = monotonic) -> None:
        self._patience = patience
        self._answering = max(patience, answering)
        self._clock = clock
        self._seen: dict[tuple[int, object], Seen] = {}

    def start(self) -> threading.Event:
        """Look every tenth of the patience, in a thread that ends with the process or on this event."""
        pause = threading.Event()

        def look() -> None:
            while not pause.wait(max(self._patience / 10, 0.1)):
                with suppress(OSError):  # no descriptor is free to look at the others with
                    self.end_stalled()

        threading.Thread(target=look, name="stalled connections", daemon=True).start()
        return pause

    def end_stalled(self) -> int:
        """Shut down what is stalled; how many connections that were."""
        ended = 0
        open_ones = set()
        for connection in connections():
            with connection:
                sample = sample_of(connection)
                if sample is None:
                    continue
                open_ones.add(sample.key)
                if self.stalled(sample):
                    ended += 1
                    with suppress(OSError):
                        # What was not taken is dropped, when granian closes the connection on this.
                        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _DROP)
                        connection.shutdown(socket.SHUT_RDWR)
        self._seen = {key: seen for key, seen in self._seen.items() if key in open_ones}
        return ended

    def stalled(self, sample: Sample) -> bool:
        """Take note of a connection, and say whether it has kept the server waiting for too long."""
        now = self._clock()
        written = sample.acked + sample.queued
        seen = self._seen.setdefault(sample.key, Seen(written, None, sample.acked, None))
        if not sample.owing or seen.written != written:
            seen.owing_since = None
        if sample.owing and seen.owing_since is None:
            seen.owing_since = now
        if not sample.queued:
            seen.taking_since = None
        elif seen.taking_since is None or sample.acked - seen.acked >= RATE * self._patience:
            seen.taking_since, seen.acked = now, sample.acked
        seen.written = written
        if seen.taking_since is not None and now - seen.taking_since >= self._patience:
            return True
        if seen.owing_since is None:
            return sample.silent >= self._patience
        sending = now - sample.silent - seen.owing_since
        return sending >= self._patience or sample.silent >= self._answering


def connections() -> Iterable[socket.socket]:
    """This process's TCP connections, each by a descriptor of its own, which the caller closes."""
    for entry in Path("/proc/self/fd").iterdir():
        try:
            number = os.dup(int(entry.name))
        except OSError:  # closed meanwhile
            continue
        try:
            found = socket.socket(fileno=number)
        except OSError:
            os.close(number)
            continue
        if found.family in (socket.AF_INET, socket.AF_INET6) and found.type == socket.SOCK_STREAM:
            yield found
        else:
            found.close()


def sample_of(connection: socket.socket) -> Sample | None:
    """What the kernel knows of a connection; None for what is none, or where the kernel does not tell."""
    try:
        info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
        if len(info) < _SIZE or info[_STATE] not in _ESTABLISHED:
            return None
        key = os.fstat(connection.fileno()).st_ino, connection.getpeername()
        queued = int.from_bytes(fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, b"\0" * 4), "little")
    except OSError:
        return None
    sent_ago, received_ago = _LAST.unpack_from(info)
    acked, received = _BYTES.unpack_from(info)
    silent = min(sent_ago, received_ago) / 1000
    return Sample(key, acked, queued, received > 0 and received_ago < sent_ago, silent)
