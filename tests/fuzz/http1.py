"""Raw bytes to a server, and a strict reader of what comes back."""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

_STATUS = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2}) [\t\x20-\x7e]*")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\x20-\x7e\t]*)")
_SIZE = re.compile(rb"[0-9A-Fa-f]+")
_PIECE = 65_536


class NotHttp(AssertionError):
    """What came is no HTTP/1.1."""


@dataclass(frozen=True)
class Response:
    """An answer.

    Attributes:
        status: its status.
        headers: its headers, by their names in small letters; several of a name joined by commas.
        body: its body, without chunking.
    """

    status: int
    headers: dict[str, str]
    body: bytes


class Connection:
    """A connection to a server on this machine; a context manager.

    Args:
        port: where the server listens.
        seconds: how long to wait for bytes that should come.
    """

    def __init__(self, port: int, seconds: float = 30) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=seconds)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._read = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        """Send bytes; what the server does not want to have any more is left."""
        with suppress(BrokenPipeError, ConnectionResetError):
            self._socket.sendall(data)

    def say_no_more(self) -> None:
        """Tell the server that nothing follows."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def response(self, method: str) -> Response | None:
        """The next answer; None when the server has closed the connection instead.

        Args:
            method: of the request that is answered: HEAD has no body.

        Raises:
            NotHttp: what came is none, or ends in its middle.
            TimeoutError: nothing comes.
        """
        if not self._more():
            return None
        head = self._until(b"\r\n\r\n")
        line, *fields = head.split(b"\r\n")
        matched = _STATUS.fullmatch(line)
        if not matched:
            raise NotHttp(line)
        status = int(matched[1])
        headers: dict[str, str] = {}
        for field in fields:
            if not (found := _FIELD.fullmatch(field)):
                raise NotHttp(field)
            name, value = found[1].decode().lower(), found[2].decode().strip()
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        if 100 <= status < 200:
            return self.response(method)
        return Response(status, headers, self._body(method, status, headers))

    def is_over(self) -> bool:
        """Whether the server closes the connection and sends nothing before."""
        return not self._more()

    def _body(self, method: str, status: int, headers: dict[str, str]) -> bytes:
        length = headers.get("content-length")
        if length is not None and not length.isdigit():
            raise NotHttp(f"Content-Length: {length}")
        if method == "HEAD" or status in {204, 304}:
            return b""
        if headers.get("transfer-encoding") == "chunked":
            if length is not None:
                raise NotHttp("a length and chunks")
            return self._chunks()
        if length is None:
            raise NotHttp("neither a length nor chunks")
        return self._exactly(int(length))

    def _chunks(self) -> bytes:
        body = b""
        while True:
            size = self._until(b"\r\n").partition(b";")[0]
            if not _SIZE.fullmatch(size):
                raise NotHttp(size)
            body += self._exactly(int(size, 16))
            if self._until(b"\r\n") if int(size, 16) == 0 else self._exactly(2) != b"\r\n":
                raise NotHttp("a chunk that does not end")
            if int(size, 16) == 0:
                return body

    def _more(self) -> bool:
        return bool(self._read) or self._receive()

    def _receive(self) -> bool:
        try:
            data = self._socket.recv(_PIECE)
        except ConnectionResetError:
            return False
        self._read += data
        return bool(data)

    def _until(self, end: bytes) -> bytes:
        while end not in self._read:
            if not self._receive():
                raise NotHttp(self._read)
        found, _, self._read = self._read.partition(end)
        return found

    def _exactly(self, length: int) -> bytes:
        while len(self._read) < length:
            if not self._receive():
                raise NotHttp(f"{len(self._read)} bytes instead of {length}")
        found, self._read = self._read[:length], self._read[length:]
        return found
