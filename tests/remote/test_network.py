"""No query makes a server reach the network: each of these does, when it is sent to Virtuoso as it is."""

from __future__ import annotations

import threading
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from cuegraph.engine.remote import RemoteBackend
from cuegraph.errors import Refused
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query, Update

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Fake, Server

REACHING = [
    "SELECT (<bif:http_get>(URL) AS ?x) {}",
    "SELECT (<LONG::bif:http_get>(URL) AS ?x) {}",
    "SELECT (<SHORT::bif:http_get>(URL) AS ?x) {}",
    "SELECT (<SQLVAL::bif:http_get>(URL) AS ?x) {}",
    "PREFIX l: <LONG::bif:> SELECT (l:http_get(URL) AS ?x) {}",
    "SELECT (COUNT(<LONG::bif:http_get>(URL)) AS ?x) {}",
    "ASK { FILTER(STRLEN(<LONG::bif:http_get>(URL)) > 0) }",
    "SELECT (<HTTP_CLIENT>(URL) AS ?x) {}",
    "SELECT (<http_client> # by its name\n (URL) AS ?x) {}",
    "PREFIX h: <> SELECT (h:HTTP_CLIENT(URL) AS ?x) {}",
    "PREFIX h: <http> SELECT (h:_client(URL) AS ?x) {}",
    "PREFIX h: <http> SELECT (LANG(h:_client(URL)) AS ?x) {}",
]

# Put together in ways that another version might know.
MADE_UP = [
    r"SELECT (<LON\u0047::bif:http_get>(URL) AS ?x) {}",
    "SELECT (<NUM::HTTP_CLIENT>(URL) AS ?x) {}",
    "SELECT (<X::sql:F>(URL) AS ?x) {}",
    "PREFIX l: <LON> SELECT (l:G::bif:http_get(URL) AS ?x) {}",
    "PREFIX b: <b> SELECT (b:if:http_get(URL) AS ?x) {}",
    "PREFIX b: <u:> PREFIX b: <bif> SELECT (b::http_get(URL) AS ?x) {}",
    "BASE <http://a.example/> SELECT (<HTTP_CLIENT>(URL) AS ?x) {}",
    "PREFIX LONG: <u:> SELECT (LONG::bif:http_get(URL) AS ?x) {}",
]


class Listener:
    """A server that somebody may be made to ask.

    Attributes:
        asked: how often it was.
        url: its address, as SPARQL writes it.
    """

    def __init__(self) -> None:
        self.asked = 0
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                listener.asked += 1
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"hi")

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f'"http://127.0.0.1:{self.server.server_port}/"'


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    found = Listener()
    thread = threading.Thread(target=found.server.serve_forever, args=(0.01,))
    thread.start()
    yield found
    found.server.shutdown()
    thread.join()
    found.server.server_close()


@pytest.mark.parametrize("text", REACHING)
def test_what_makes_virtuoso_reach_the_network_is_refused(
    virtuoso: Server, listener: Listener, text: str
) -> None:
    text = text.replace("URL", listener.url)
    asked = listener.asked
    with closing(RemoteBackend(virtuoso.url)) as backend, pytest.raises(Refused, match="reaches the network"):
        backend.answer(Query(text), Wanted(), BytesIO())
    assert listener.asked == asked
    with suppress(HTTPError):
        urlopen(virtuoso.url, urlencode({"query": text}).encode(), timeout=20).read()  # noqa: S310 (loopback)
    assert listener.asked > asked, "Virtuoso does not reach it with this: the test shows nothing"


@pytest.mark.parametrize("text", MADE_UP)
def test_what_another_version_might_run_is_refused(fake: Fake, text: str) -> None:
    """In updates too; nothing is sent."""
    text = text.replace("URL", '"http://127.0.0.1:9/"')
    head, _, rest = text.partition("SELECT ")
    update = f"{head}INSERT {{ ?x ?x ?x }} WHERE {{ BIND{rest.removesuffix(' {}')} }}"
    with closing(RemoteBackend(fake.url)) as backend:
        with pytest.raises(Refused) as caught:
            backend.answer(Query(text), Wanted(), BytesIO())
        assert caught.value.where == f"line 1, column {text.index('(') + 2}"
        with pytest.raises(Refused):
            backend.update(Update(update))
    assert fake.requests == []


def test_the_place_of_what_is_refused_is_that_in_the_text_as_it_came(fake: Fake) -> None:
    text = "INSERT { <u:a> <u:b> ?x } WHERE { FILTER(?y IN (<#a>)) BIND(<bif:x>() AS ?x) }"
    with closing(RemoteBackend(fake.url)) as backend, pytest.raises(Refused) as caught:
        backend.update(Update(text))
    assert caught.value.where == f"line 1, column {text.index('<bif') + 1}"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?a <b> ?c FILTER(?a IN (<b>, <#c>)) VALUES (?c) { (<c>) (<d>) } }",
        "PREFIX f: <http://film.example/> SELECT (f:length(?a) AS ?n) { ?a a f:Film ; f:sql ?c }",
        "PREFIX bifocal: <urn:> SELECT * { <urn:bif:a> bifocal:sql ?sql }",
    ],
)
def test_what_only_looks_like_it_is_sent(fake: Fake, text: str) -> None:
    body = b'{"head":{"vars":[]},"results":{"bindings":[]}}'
    fake.replies = [
        b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nContent-Length: %d\r\n\r\n%s"
        % (len(body), body)
    ]
    with closing(RemoteBackend(fake.url)) as backend:
        backend.answer(Query(text), Wanted(), BytesIO())
    assert len(fake.requests) == 1
