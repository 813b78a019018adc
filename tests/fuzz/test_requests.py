"""Whatever is sent, what comes back is HTTP that tells what is wrong, and the server goes on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fuzz.harness import TOKEN
from fuzz.http1 import Connection, Response
from fuzz.http_requests import METHODS, QUERIES, TYPES, Request, parameters, requests
from hypothesis import given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from serving import Server

PROBLEM = "application/problem+json"
FAULTS = {501, 503}
"""What may be wrong that is not the client's doing: something is not supported, or takes too long."""

UNREAD = {400, 414, 431}
"""What is answered, without a body, to bytes that are no HTTP or have too long a head."""

PASSING = {"date", "server-timing", "connection"}
"""Headers that differ from one answer to the next."""

NEGOTIATED = {200, 304, 406}

reproducibly = settings(derandomize=True, deadline=None, database=None)


def check(request: Request, response: Response | None) -> None:
    """An answer is one that the service gives to a request that is HTTP."""
    assert response is not None
    status, headers = response.status, response.headers
    assert status < 500 or status in FAULTS, response
    assert headers["access-control-allow-origin"] == "*"
    assert headers["x-content-type-options"] == "nosniff"
    assert (status == 405) == ("allow" in headers and request.method != "OPTIONS"), response
    if status in NEGOTIATED:
        assert {"Accept", "Accept-Encoding"} <= set(headers["vary"].split(", "))
    if status in {204, 304} or request.method == "HEAD":
        return
    assert headers["content-length"] == str(len(response.body))
    if status >= 400:
        check_problem(request, response)


def check_problem(request: Request, response: Response) -> None:
    """An error says what is wrong and what to do about it."""
    if response.headers["content-type"].startswith("text/html"):
        assert any("html" in value for name, value in request.headers if name == "Accept")
        return
    assert response.headers["content-type"] == PROBLEM
    if "content-encoding" not in response.headers:
        problem = json.loads(response.body)
        assert problem["status"] == response.status
        assert all(problem.get(name) for name in ("type", "title", "detail", "remedy")), problem


@settings(reproducibly, max_examples=700)
@given(request=requests())
def test_every_request_is_answered(server: Server, request: Request) -> None:
    with Connection(server.port) as connection:
        connection.send(request.wire())
        check(request, connection.response(request.method))


@settings(reproducibly, max_examples=150)
@given(asked=st.lists(requests(bodies=st.none()), min_size=2, max_size=8))
def test_requests_in_one_piece_are_answered_in_their_order(server: Server, asked: list[Request]) -> None:
    def read(connection: Connection, request: Request) -> tuple[object, ...]:
        response = connection.response(request.method)
        check(request, response)
        assert response
        return response.status, response.headers.get("content-type"), response.headers.get("etag")

    with Connection(server.port) as connection:
        connection.send(b"".join(each.wire() for each in asked))
        found = [read(connection, each) for each in asked]
    with Connection(server.port) as connection:
        for request, answer in zip(asked, found, strict=True):
            connection.send(request.wire())
            assert read(connection, request) == answer


@settings(reproducibly, max_examples=150)
@given(request=requests(st.just("GET"), st.none()))
def test_head_is_get_without_a_body_and_a_tag_that_is_known_is_not_sent_again(
    server: Server, request: Request
) -> None:
    request = request.with_header("Query-Id", "first-or-second")

    def ask(request: Request) -> Response:
        connection.send(request.wire())
        response = connection.response(request.method)
        check(request, response)
        assert response
        return response

    def lasting(response: Response) -> dict[str, str]:
        moving = request.target.startswith(b"/metrics") or b"NOW" in request.target
        named = response.status == 405  # which names the method
        changing = PASSING | ({"content-length"} if moving or named else set())
        return {name: value for name, value in response.headers.items() if name not in changing}

    with Connection(server.port) as connection:
        got, told = ask(request), ask(Request("HEAD", request.target, request.headers, None, request.host))
        assert told.status == got.status
        assert lasting(told) == lasting(got)
        if got.status == 200 and (tag := got.headers.get("etag")):
            known = ask(request.with_header("If-None-Match", tag))
            assert (known.status, known.headers["etag"]) == (304, tag)


@settings(reproducibly, max_examples=150)
@given(
    text=st.sampled_from([each for each in QUERIES if "NOW" not in each]),
    sizes=st.lists(st.integers(1, 20), min_size=1, max_size=5),
    accept=st.sampled_from(["*/*", "text/csv", "text/turtle", "text/html"]),
)
def test_a_body_in_chunks_is_the_body(server: Server, text: str, sizes: list[int], accept: str) -> None:
    asked = (("Content-Type", "application/sparql-query"), ("Accept", accept), ("Query-Id", "whole-or-parts"))
    with Connection(server.port) as connection:
        answers = []
        for chunks in ((), tuple(sizes)):
            request = Request("POST", b"/sparql", asked, text.encode(), chunks=chunks)
            connection.send(request.wire())
            response = connection.response("POST")
            check(request, response)
            assert response
            answers.append((response.status, response.body))
    assert answers[0] == answers[1]


_document = st.lists(
    st.sampled_from(
        (
            *(
                "<a:s> <a:p> <a:o> .",
                "<a:s> <a:p> 'x'@en .",
                "@prefix a: <a:> .",
                "[] a:p ( 1 2 ) .",
                "{",
                "}",
            ),
            *(
                "--b\r\n",
                "--b--\r\n",
                'Content-Disposition: form-data; name="f"; filename="g.ttl"\r\n',
                "\r\n",
            ),
            *(
                "Content-Type: text/turtle\r\n",
                '{"@id": "a:s", "a:p": 1}',
                '{"@context": "http://b.example/"}',
            ),
            *(
                "<rdf:RDF",
                "<!DOCTYPE a [<!ENTITY b 'c'>]>",
                "\0",
                "\ufeff",
                "\u2028",
                "\ud83c\udf0a",
                "<< >>",
            ),
            *(
                "GRAPH <a:g> {",
                "INSERT DATA {",
                "DELETE WHERE {",
                ";",
                "LOAD <http://b.example/>",
                "CLEAR GRAPH <a:g>",
            ),
        )
    ),
    max_size=6,
).map(lambda parts: " ".join(parts).encode(errors="surrogatepass"))


@settings(reproducibly, max_examples=250)
@given(
    method=st.sampled_from(["PUT", "POST", "DELETE", "PATCH"]),
    path=st.sampled_from([b"/store?graph=a:g", b"/store/g", b"/store?graph=x&graph=y", b"/update"]),
    media_type=st.sampled_from([*TYPES, "application/sparql-update"]),
    body=_document | st.binary(max_size=30) | parameters,
)
def test_whatever_is_written_is_taken_or_refused(
    server: Server, method: str, path: bytes, media_type: str, body: bytes
) -> None:
    headers = (("Authorization", f"Bearer {TOKEN}"), ("Content-Type", media_type))
    request = Request(method, path, headers, body)
    with Connection(server.port) as connection:
        connection.send(request.wire())
        check(request, connection.response(method))
    assert server.is_right()


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """One or several requests with some of their bytes left out, doubled, or replaced."""
    methods = st.sampled_from([each for each in METHODS if each != "HEAD"])  # whose answers end early
    data = b"".join(each.wire() for each in draw(st.lists(requests(methods), min_size=1, max_size=3)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, min(len(data), 400)))
        end = start + draw(st.integers(0, 20))
        data = data[:start] + draw(_instead | st.just(data[start:end] * 2)) + data[end:]
    return data


_instead = st.binary(max_size=8) | st.sampled_from(
    (
        *(b"\r\n", b"\n", b"\r", b"\0", b" ", b":", b"\r\n\r\n", b"0\r\n", b"ffffffffffffffff\r\n"),
        *(b"Content-Length: 5\r\n", b"Content-Length: -1\r\n", b"Transfer-Encoding: chunked\r\n"),
        *(b"HTTP/1.0", b"Upgrade: h2c\r\n", b"Expect: 100-continue\r\n"),
    )
)


@settings(reproducibly, max_examples=350)
@given(data=damaged() | st.binary(max_size=200))
def test_what_is_no_http_is_answered_by_http_or_by_silence(server: Server, data: bytes) -> None:
    with Connection(server.port) as connection:
        connection.send(data)
        connection.say_no_more()
        while not connection.is_over():
            response = connection.response("GET")
            assert response
            assert response.status < 500 or response.status in FAULTS
            if response.status >= 400 and response.status not in UNREAD:
                assert response.headers["content-type"].startswith((PROBLEM, "text/html"))


@settings(reproducibly, max_examples=20)
@given(
    method=st.sampled_from(METHODS),
    size=st.integers(1_000, 400_000),
    where=st.sampled_from(["target", "header", "headers", "parameters"]),
)
def test_a_head_of_any_size(server: Server, method: str, size: int, where: str) -> None:
    target, headers = b"/sparql", b""
    if where == "target":
        target += b"?query=" + b"a" * size
    elif where == "parameters":
        target += b"?" + b"a=&" * (size // 3)
    elif where == "header":
        headers = b"Accept: " + b"a" * size + b"\r\n"
    else:
        headers = b"X: y\r\n" * (size // 6)
    with Connection(server.port) as connection:
        connection.send(method.encode() + b" " + target + b" HTTP/1.1\r\nHost: a\r\n" + headers + b"\r\n")
        response = connection.response(method)
        if response and response.status not in UNREAD:
            check(Request(method, target), response)
