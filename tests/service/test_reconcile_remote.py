"""A reconciliation service that answers what is no HTTP, too little or too slowly."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from cuegraph.errors import BadGateway
from cuegraph.service.reconcile_remote import Remote

Piece = Callable[[socket.socket], None]

MANIFEST = json.dumps({"versions": ["0.2"], "name": "x", "identifierSpace": "", "schemaSpace": "x"}).encode()
TOLD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"


@contextmanager
def serving(*answers: Piece) -> Iterator[str]:
    """A server that gives these answers, one a connection; its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            for answer in answers:
                connection, _ = server.accept()
                with connection:
                    received = b""
                    while b"\r\n\r\n" not in received:
                        received += connection.recv(65536)
                    answer(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/reconcile"
        finally:
            thread.join(20)


def whole(body: bytes) -> Piece:
    return lambda connection: connection.sendall(TOLD % (len(body), body))


def raw(sent: bytes) -> Piece:
    return lambda connection: connection.sendall(sent)


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "sent",
    [
        b"garbage\r\n\r\n",
        CHUNKED + b"100\r\n{",
        CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n",
        TOLD % (500, b'{"a": 1'),
        b"",
    ],
)
def test_what_is_no_whole_answer_is_a_failure_of_the_service(sent: bytes) -> None:
    with serving(raw(sent)) as url, pytest.raises(BadGateway, match="service fails"):
        Remote(url)


def test_what_is_not_reached_is_told_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(BadGateway, match=r"It cannot be reached: connection refused\."):
        Remote(f"http://127.0.0.1:{port}/reconcile")


def test_an_answer_that_comes_byte_by_byte_is_given_up_in_time() -> None:
    gone = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(TOLD % (40, b""))
        try:
            while not gone.wait(0.05):
                connection.sendall(b" ")
        except OSError:  # the client has gone
            pass

    with serving(drip) as url:
        try:
            with pytest.raises(BadGateway, match=r"within 0\.3 seconds"):
                Remote(url, timeout=0.3)
        finally:
            gone.set()


@pytest.mark.parametrize("ident", ["no/such place", "javascript:Q1"])
def test_an_id_that_makes_no_iri_of_the_web_has_none(ident: str) -> None:
    result = {"result": [{"id": ident, "name": "n", "score": 9, "match": True}]}
    with serving(whole(MANIFEST), whole(json.dumps({"q": result}).encode())) as url:
        match = Remote(url).ask({"q": {"query": "x"}})["q"]
    assert match is not None
    assert match.iri == ""
