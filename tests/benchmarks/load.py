"""A light HTTP/1.1 client: single requests that are timed, and many on several connections at once.

Requests are bytes made beforehand; of an answer only status, length and end are looked at, so that the client
takes little of the machine that it shares with the server (its share is reported).
"""

from __future__ import annotations

import select
import socket
import time
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = 262_144
_PATIENCE = 120.0
"""Seconds without a byte from any connection after which a load is given up."""
_KEPT, _END = 1 << 24, 16
JSON = "application/sparql-results+json"


class BadAnswer(Exception):
    """A server answered otherwise than the benchmark needs, or not at all."""


@dataclass(frozen=True)
class Address:
    """Where a server takes queries.

    Attributes:
        port: its port on 127.0.0.1.
        path: the path of its SPARQL endpoint.
    """

    port: int
    path: str


@dataclass(frozen=True)
class Reply:
    """A whole answer.

    Attributes:
        status: its status code.
        type: its media type as sent.
        body: its body.
        seconds: from sending the request to the last byte.
    """

    status: int
    type: str
    body: bytes
    seconds: float


@dataclass(frozen=True)
class Load:
    """What came of many requests.

    Attributes:
        requests: how many were answered with status 200.
        seconds: from the first request to the last answer.
        client: the share of one core that this client took.
        latencies: seconds of each request.
    """

    requests: int
    seconds: float
    client: float
    latencies: list[float]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds

    def quantile(self, share: float) -> float:
        """The latency in seconds that this share of the requests does not exceed."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def request(address: Address, query: str, accept: str = JSON) -> bytes:
    """A GET request of the SPARQL protocol, on a connection that is kept."""
    return (
        f"GET {address.path}?query={quote(query)} HTTP/1.1\r\nHost: 127.0.0.1:{address.port}\r\n"
        f"Accept: {accept}\r\n\r\n"
    ).encode()


def _joined(body: bytes) -> bytes:
    """A body that came in the chunked coding (RFC 9112, 7.1), whole."""
    parts, at = [], 0
    while (end := body.find(b"\r\n", at)) > at:
        length = int(body[at:end].partition(b";")[0], 16)
        parts.append(body[end + 2 : end + 2 + length])
        at = end + 2 + length + 2
    return b"".join(parts)


def same(address: Address, query: str) -> Iterator[bytes]:
    """One and the same request without end."""
    asked = request(address, query)
    while True:
        yield asked


def different(address: Address, queries: list[str], accept: str = JSON) -> Iterator[bytes]:
    """Requests without end, the queries in turn, with a number in a comment: no two texts are equal."""
    parts = [request(address, query + "\n# NUMBER", accept).split(b"NUMBER") for query in queries]
    start = time.time_ns() // 1_000
    for number in count(start):
        before, after = parts[number % len(parts)]
        yield b"%b%d%b" % (before, number, after)


def connect(address: Address, timeout: float | None = None) -> socket.socket:
    """A connection to a server."""
    connection = socket.create_connection(("127.0.0.1", address.port), timeout=timeout)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def size(data: bytes | bytearray) -> int:
    """The bytes of the answer that begins so; -1 when not known, or when it is chunked and not whole."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return -1
    head = bytes(data[:end]).lower()
    at = head.find(b"\r\ncontent-length:")
    if at >= 0:
        return end + 4 + int(head[at + 17 :].split(b"\r\n", 1)[0])
    if b"\r\ntransfer-encoding: chunked" in head:
        return len(data) if data.endswith(b"\r\n0\r\n\r\n") else -1
    return end + 4


def code(data: bytes | bytearray) -> int:
    """The status code of an answer."""
    return int(data[9:12])


def ask(address: Address, asked: bytes, timeout: float = _PATIENCE) -> Reply:
    """Send one request on a connection of its own and wait for the whole answer.

    Args:
        address: the server.
        asked: the request.
        timeout: seconds for all of it.

    Returns:
        the answer; of a body beyond 32 MiB the beginning and the end.

    Raises:
        BadAnswer: it is not whole within the time, or the connection ends before it is.
    """
    data, received = bytearray(), 0
    try:
        with connect(address, timeout) as connection:
            begun = time.perf_counter()
            connection.sendall(asked)
            while (whole := size(data)) < 0 or received < whole:
                connection.settimeout(max(0.001, begun + timeout - time.perf_counter()))
                piece = connection.recv(_PIECE)
                if not piece:
                    raise BadAnswer(f"the connection ended within the answer, after {received:,} bytes")
                received += len(piece)
                data += piece
                if len(data) > 2 * _KEPT:
                    del data[_KEPT:-_END]
            seconds = time.perf_counter() - begun
    except OSError as error:
        raise BadAnswer(f"no whole answer within {timeout:g} s: {error}, after {received:,} bytes") from error
    head, _, body = bytes(data).partition(b"\r\n\r\n")
    names = dict(line.lower().split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:])
    chunked = "chunked" in names.get("transfer-encoding", "") and received == len(data)
    return Reply(code(data), names.get("content-type", ""), _joined(body) if chunked else body, seconds)


def hammer(
    address: Address, requests: Iterator[bytes], *, clients: int, seconds: float, most: int | None = None
) -> Load:
    """Ask for so long on so many kept connections, on each the next request when the last is answered.

    Args:
        address: the server.
        requests: what to ask, drawn by all connections.
        clients: how many connections.
        seconds: how long new requests are sent; those under way are awaited.
        most: the number of requests after which it stops earlier.

    Raises:
        BadAnswer: an answer is not 200, or none comes, or the server closes a connection.
    """
    connections = {each.fileno(): each for each in (connect(address) for _ in range(clients))}
    rest = {number: bytearray() for number in connections}
    sent: dict[int, float] = {}
    latencies: list[float] = []
    piece = bytearray(_PIECE)
    now = time.perf_counter
    with select.epoll() as poll, ExitStack() as stack:
        for number, connection in connections.items():
            stack.enter_context(connection)
            poll.register(number, select.EPOLLIN)
        cpu, begun = time.process_time(), now()
        for number, connection in connections.items():
            sent[number] = now()
            connection.send(next(requests))
        asked, last = clients, begun + seconds
        while sent:
            ready = poll.poll(_PATIENCE)
            if not ready:
                raise BadAnswer(f"no answer within {_PATIENCE:g} s")
            for number, _ in ready:
                connection = connections[number]
                got = connection.recv_into(piece)
                if not got:
                    raise BadAnswer("the server closed a kept connection")
                data = rest[number] + piece[:got] if rest[number] else piece[:got]
                whole = size(data)
                if whole < 0 or len(data) < whole:
                    rest[number] = data
                    continue
                rest[number] = bytearray()
                if not data.startswith(b"HTTP/1.1 200"):
                    raise BadAnswer(data[:500].decode("utf-8", "replace"))
                latencies.append(now() - sent.pop(number))
                if now() < last and (most is None or asked < most):
                    asked += 1
                    sent[number] = now()
                    connection.send(next(requests))
        spent = now() - begun
        return Load(len(latencies), spent, (time.process_time() - cpu) / spent, latencies)
