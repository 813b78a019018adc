"""Messages between our own processes: a length and marshalled plain values, over a Unix socket.

Both ends run the same interpreter and the same code, and the sockets stand in a folder that nobody else may
enter; so the values need no checking.
"""

from __future__ import annotations

import array
import marshal
import os
import select
import socket
from contextlib import suppress
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Self

from cuegraph import errors
from cuegraph.errors import CuegraphError

if TYPE_CHECKING:
    from pathlib import Path

Message = tuple[Any, ...]
"""Plain values: texts, bytes, numbers, None and tuples and dicts of them."""

QUERIES: Final = "query.sock"
"""The socket at which each connection gets a worker."""

CONTROL: Final = "control.sock"
"""The socket of the engine process itself."""

_HEAD: Final = 8
_ROOM: Final = 65_536
_MUCH: Final = 1 << 20
_ANCILLARY: Final = socket.CMSG_SPACE(array.array("i").itemsize)


class Closed(Exception):
    """The other end has gone.

    Args:
        read: whether it had read what was sent to it, as far as one can tell.
    """

    def __init__(self, *, read: bool) -> None:
        super().__init__("the other end has gone")
        self.read = read


def pack(message: Message) -> bytes:
    """The bytes of a message.

    >>> unpack(pack(("ping", 1)))
    ('ping', 1)
    """
    body = marshal.dumps(message)
    return len(body).to_bytes(_HEAD, "little") + body


def unpack(data: bytes | bytearray) -> Message | None:
    """The message that these bytes are, None when they are not all there yet."""
    if len(data) < _HEAD or len(data) - _HEAD < int.from_bytes(data[:_HEAD], "little"):
        return None
    message: Message = marshal.loads(memoryview(data)[_HEAD:])  # noqa: S302 (of our own process)
    return message


def send(end: socket.socket, message: Message, file: int | None = None) -> None:
    """Send a message, and with it an open file, however long that takes.

    Raises:
        Closed: the other end has gone.
    """
    data = pack(message)
    try:
        if file is None:
            end.sendall(data)
        else:
            socket.send_fds(end, [data], [file])  # a message with a file is short
    except ConnectionError as error:
        raise Closed(read=False) from error


def receive(end: socket.socket) -> Message:
    """Wait for a message, however long it takes.

    Raises:
        Closed: the other end has gone.
    """
    data = bytearray()
    while (message := unpack(data)) is None:
        try:
            more = end.recv(_MUCH if data else _ROOM)
        except ConnectionError as error:
            raise Closed(read=False) from error
        if not more:
            raise Closed(read=True)
        data += more
    return message


class Line:
    """A connection to another of our processes, on which nothing waits longer than it may.

    Args:
        path: the socket to connect to.

    Raises:
        Closed: nobody listens there, or this process can open nothing more.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._socket = socket.socket(socket.AF_UNIX)
        except OSError as error:
            raise Closed(read=False) from error
        self._socket.settimeout(0)
        try:
            self._socket.connect(os.fspath(path))
        except OSError as error:
            self._socket.close()
            raise Closed(read=False) from error
        self._incoming = select.poll()
        self._incoming.register(self._socket, select.POLLIN)

    def send(self, message: Message, deadline: float) -> None:
        """Send a message.

        Raises:
            Closed: the other end has gone.
            TimeoutError: the deadline, a moment of ``monotonic()``, has passed before all of it was sent.
        """
        data = pack(message)
        try:
            sent = self._socket.send(data)
        except BlockingIOError:
            sent = 0
        except ConnectionError as error:
            raise Closed(read=False) from error
        if sent < len(data):
            self._send_rest(memoryview(data)[sent:], deadline)

    def wait(self, deadline: float) -> bool:
        """Wait until a message begins to come, or the other end has gone; whether that was in time."""
        return self._is_ready(self._incoming, deadline)

    def receive(self, deadline: float) -> tuple[Message, int | None]:
        """Wait for a message, and for the open file that may come with it.

        The file is None where this process may have no more of them open.

        Raises:
            Closed: the other end has gone.
            TimeoutError: the deadline, a moment of ``monotonic()``, has passed. What has come of the message
                by then is lost, and the line of no more use.
        """
        try:
            data, ancillary = self._first(deadline)
            if not data:
                raise Closed(read=True)
            file = array.array("i", ancillary[0][2])[0] if ancillary else None
            message = unpack(data)
            if message is not None:
                return message, file
            parts = bytearray(data)
            while (message := unpack(parts)) is None:
                self._wait(self._incoming, deadline)
                more = self._socket.recv(_MUCH)
                if not more:
                    raise Closed(read=True)
                parts += more
        except ConnectionError as error:  # reset: it left our message unread
            raise Closed(read=False) from error
        return message, file

    def _first(self, deadline: float) -> tuple[bytes, list[tuple[int, int, bytes]]]:
        """What comes first; it may be there already, and is not waited for then."""
        while True:
            with suppress(BlockingIOError):
                return self._socket.recvmsg(_ROOM, _ANCILLARY, socket.MSG_CMSG_CLOEXEC)[:2]
            self._wait(self._incoming, deadline)

    def hang_up(self) -> None:
        """End the connection, so that both who wait at it wake; it is still to be closed."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close this end."""
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _send_rest(self, data: memoryview, deadline: float) -> None:
        outgoing = select.poll()
        outgoing.register(self._socket, select.POLLOUT)
        while data:
            self._wait(outgoing, deadline)
            try:
                data = data[self._socket.send(data) :]
            except ConnectionError as error:
                raise Closed(read=False) from error

    def _wait(self, poll: select.poll, deadline: float) -> None:
        if not self._is_ready(poll, deadline):
            raise TimeoutError

    @staticmethod
    def _is_ready(poll: select.poll, deadline: float) -> bool:
        return bool(poll.poll(None if deadline == inf else max(deadline - monotonic(), 0) * 1000))


def pack_error(error: CuegraphError) -> Message:
    """An error as plain values."""
    return type(error).__name__, dict(vars(error))


def unpack_error(values: Message) -> CuegraphError:
    """The error that :func:`pack_error` wrote down, of the same class and with the same attributes.

    >>> error = unpack_error(pack_error(errors.QuerySyntaxError("No such word.", line=2)))
    >>> type(error).__name__, error.what, error.line
    ('QuerySyntaxError', 'No such word.', 2)
    """
    name, attributes = values
    kind: type[CuegraphError] = getattr(errors, name, CuegraphError)
    error = kind.__new__(kind, attributes["what"])
    vars(error).update(attributes)
    return error
