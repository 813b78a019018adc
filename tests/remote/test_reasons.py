"""What is told of a server that refuses with a JSON body, or answers another question."""

from __future__ import annotations

from contextlib import closing
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from cuegraph.engine.remote import RemoteBackend
from cuegraph.errors import BadGateway
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query

if TYPE_CHECKING:
    from conftest import Fake

TRUE = b'{"head":{},"boolean":true}'
ROWS = b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"uri","value":"u:a"}}]}}'


def answered(
    fake: Fake, body: bytes, query: str, kind: str = "application/json", status: str = "200 OK"
) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    fake.replies = [head.encode() + body]
    out = BytesIO()
    with closing(RemoteBackend(fake.url)) as backend:
        backend.answer(Query(query), Wanted(), out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (
            b'{\n "title": "No",\n "detail": "Not by POST."\n}',
            "application/problem+json",
            "405: Not by POST.",
        ),
        (b'{"title": "Not so", "detail": 3}', "application/json", "405: Not so."),
        (b'{\n "other": "thing"\n}', "application/json", '405: "other": "thing".'),
        (b'{\n "detail": "cut', "application/json", '405: "detail": "cut.'),
        (b"\n Nothing here \n but this", "text/plain", "405: Nothing here."),
    ],
)
def test_the_reason_of_a_refusal_is_told(fake: Fake, body: bytes, kind: str, said: str) -> None:
    with pytest.raises(BadGateway) as caught:
        answered(fake, body, "SELECT * {}", kind, "405 Method Not Allowed")
    assert said in caught.value.what


def test_a_boolean_for_a_select_and_solutions_for_an_ask_are_no_answers(fake: Fake) -> None:
    with pytest.raises(BadGateway, match="a boolean came for SELECT"):
        answered(fake, TRUE, "SELECT * {}")
    with pytest.raises(BadGateway, match="solutions came for ASK"):
        answered(fake, ROWS, "PREFIX a: <u:> ask {}")
    assert b"true" in answered(fake, TRUE, "ASK {}")
    assert b"u:a" in answered(fake, ROWS, "SELECT * {}")
