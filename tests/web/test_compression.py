"""RFC 9110, section 12.5.3."""

import gzip

import pytest
from fake import ASK, FakeEngine, Serve
from werkzeug.test import Client

from cuegraph.web.encoding import Coding
from cuegraph.web.exchange import Reply
from cuegraph.web.finish import Request, finish

BODY = b'{"head":{},"boolean":true}'


@pytest.mark.parametrize("again", [False, True])
def test_gzip_when_asked_and_worth_it(engine: FakeEngine, serve: Serve, again: bool) -> None:  # noqa: FBT001
    client = serve()
    engine.body = b"text " * 1000
    headers = {"Accept-Encoding": "gzip"}
    if again:
        client.get(ASK, headers=headers)
    response = client.get(ASK, headers=headers)
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Vary"] == "Accept, Accept-Encoding"
    assert int(response.headers["Content-Length"]) == len(response.data) < 500
    assert gzip.decompress(response.data) == engine.body
    assert len(engine.asked) == 1
    head = client.head(ASK, headers=headers)
    assert head.headers["Content-Length"] == response.headers["Content-Length"]
    assert head.headers["Content-Encoding"] == "gzip"


def test_not_when_not_asked_or_not_worth_it(engine: FakeEngine, serve: Serve) -> None:
    client = serve()
    assert "Content-Encoding" not in client.get(ASK, headers={"Accept-Encoding": "gzip"}).headers
    engine.version, engine.body = "2", b"text " * 1000
    plain = client.get(ASK)
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == "Accept, Accept-Encoding"
    assert plain.data == engine.body


def test_always_when_the_plain_body_is_excluded(serve: Serve) -> None:
    response = serve().get(ASK, headers={"Accept-Encoding": "identity;q=0, gzip"})
    assert gzip.decompress(response.data) == BODY


def test_406_when_everything_is_excluded(engine: FakeEngine, serve: Serve) -> None:
    response = serve().get(ASK, headers={"Accept-Encoding": "*;q=0"})
    assert response.status_code == 406
    assert response.get_json(force=True)["where"] == "Accept-Encoding"
    assert engine.asked == []


def test_pages_are_compressed(client: Client) -> None:
    response = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(response.data) == client.get("/").data


def test_a_digest_of_the_body_as_it_was_is_not_sent_with_another() -> None:
    reply = Reply(200, [("Content-Type", "text/csv"), ("Repr-Digest", "sha-256=:x:")], b"x" * 5000)
    finish(reply, Request("GET", "/", 0.0, coding=Coding.GZIP))
    names = {name for name, _ in reply.headers}
    assert "Content-Encoding" in names
    assert "Repr-Digest" not in names
