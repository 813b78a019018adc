"""What an error of a SPARQL server holds on to: it may be let go by another thread than met it."""

from __future__ import annotations

import traceback
from contextlib import closing
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import QuerySolutions

from cuegraph.engine.remote import RemoteBackend
from cuegraph.errors import BadGateway
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query

if TYPE_CHECKING:
    from conftest import Fake

BROKEN = b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"uri","value":"u:a"}}]}'
HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\nTransfer-Encoding: chunked\r\n\r\n"
)


@pytest.mark.parametrize("name", ["csv", "json"])
def test_another_thread_may_let_an_error_go(fake: Fake, name: str) -> None:
    """The solutions of pyoxigraph complain when another thread lets them go: an error must not hold them."""
    fake.replies = [HEAD + b"%x\r\n%s\r\n0\r\n\r\n" % (len(BROKEN), BROKEN)]
    with closing(RemoteBackend(fake.url)) as backend, pytest.raises(BadGateway) as caught:
        backend.answer(Query("SELECT * { ?a ?b ?c }"), Wanted(name=name), BytesIO())
    held = {
        type(each)
        for error in (caught.value, caught.value.__cause__)
        for frame, _ in traceback.walk_tb(error.__traceback__ if error else None)
        for each in frame.f_locals.values()
    }
    assert len(held) > 1
    assert QuerySolutions not in held
