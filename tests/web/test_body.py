"""Reading a request's body: bounded in bytes, whole or refused."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client, EnvironBuilder
from werkzeug.wrappers import Response

from cuegraph.errors import BadInput, LengthRequired, Overloaded, TooLarge
from cuegraph.web.body import Bodies, Places

LIMIT = 200_000


class Stream(BytesIO):
    """A body that counts what was read of it, and gives less at once than it is asked for."""

    def __init__(self, content: bytes, at_once: int = 1 << 30) -> None:
        super().__init__(content)
        self._at_once = at_once

    def read(self, size: int | None = -1) -> bytes:
        """At most so many bytes."""
        assert size is not None
        assert 0 < size <= 65_536
        return super().read(min(size, self._at_once))


class Endless(Stream):
    """A body that never ends."""

    def __init__(self) -> None:
        super().__init__(b"")
        self.given = 0

    def read(self, size: int | None = -1) -> bytes:
        """As many bytes as are wanted."""
        assert size is not None
        self.given += size
        return b"x" * size


def environ(stream: BytesIO, length: int | str | None) -> dict[str, Any]:
    told = {"HTTP_TRANSFER_ENCODING": "chunked"} if length is None else {"CONTENT_LENGTH": str(length)}
    return {"wsgi.input": stream, **told}


@given(st.integers(0, LIMIT), st.sampled_from([1 << 30, 1000, 65_536]), st.booleans())
def test_it_comes_back_as_it_was_sent(size: int, at_once: int, chunked: bool) -> None:  # noqa: FBT001
    body = b"y" * size
    request = environ(Stream(body, at_once), None if chunked else size)
    assert Bodies(LIMIT, Places()).read(request) == body


@pytest.mark.parametrize("whole", [False, True])
def test_without_a_length_and_chunks_there_is_none(whole: bool) -> None:  # noqa: FBT001
    request = {"wsgi.input": Endless(), "SERVER_PROTOCOL": "HTTP/1.1"}
    assert Bodies(LIMIT, Places()).read(request, whole=whole) == b""


def test_in_http_2_there_is_one_without_either() -> None:
    request = {"wsgi.input": Stream(b"abc"), "SERVER_PROTOCOL": "HTTP/2"}
    with pytest.raises(LengthRequired):
        Bodies(LIMIT, Places()).read(request, whole=True)
    assert Bodies(LIMIT, Places()).read(request) == b"abc"


@pytest.mark.parametrize("path", ["/sparql", "/update", "/store?default", "/nothing"])
def test_a_compressed_one_is_not_taken(serve: Callable[..., Client], path: str) -> None:
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/sparql-query"}
    response = serve().post(path, data=b"\x1f\x8b", headers=headers)
    assert (response.status_code, response.get_json(force=True)["where"]) == (415, "Content-Encoding")
    assert (
        serve().post("/sparql", data="ASK {}", headers=headers | {"Content-Encoding": "Identity"}).status_code
        == 200
    )


def test_one_in_another_transfer_coding_is_not_taken(serve: Callable[..., Client]) -> None:
    headers = {"Transfer-Encoding": "gzip, chunked", "Content-Type": "application/sparql-query"}
    response = serve().post("/sparql", data="ASK {}", headers=headers)
    assert (response.status_code, response.get_json(force=True)["where"]) == (501, "Transfer-Encoding")


def test_one_over_the_limit_is_refused_unread() -> None:
    stream = Endless()
    with pytest.raises(TooLarge):
        Bodies(LIMIT, Places()).read(environ(stream, LIMIT + 1))
    assert stream.given == 0


def test_one_that_never_ends_is_read_to_the_limit() -> None:
    stream = Endless()
    with pytest.raises(TooLarge):
        Bodies(LIMIT, Places()).read(environ(stream, None))
    assert stream.given == LIMIT + 1


@pytest.mark.parametrize("length", ["-1", "1e3", "five", "٣", "0x10", " 5"])
def test_a_length_is_a_number(length: str) -> None:
    with pytest.raises(BadInput, match="no number"):
        Bodies(LIMIT, Places()).read(environ(Endless(), length))


def test_a_part_does_not_pass_for_the_whole() -> None:
    with pytest.raises(BadInput, match="ended after 3 of 5 bytes"):
        Bodies(LIMIT, Places()).read(environ(Stream(b"abc"), 5))
    with pytest.raises(LengthRequired):
        Bodies(LIMIT, Places()).read(environ(Stream(b"abc"), None), whole=True)


@pytest.mark.parametrize("error", [None, OSError])
def test_places_come_back(error: type[Exception] | None) -> None:
    class Broken(Stream):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(size)

    bodies = Bodies(LIMIT, Places(1))
    for _ in range(2):
        if error is None:
            assert bodies.read(environ(Stream(b"abc"), 3)) == b"abc"
        else:
            with pytest.raises(error):
                bodies.read(environ(Broken(b""), 3))


def test_without_a_place_it_is_told_to_come_back() -> None:
    with pytest.raises(Overloaded) as told:
        Bodies(LIMIT, Places(0)).read(environ(Stream(b"abc"), 3))
    assert told.value.retry_after == 1


def run(client: Client, environ: dict[str, Any]) -> Response:
    """The answer to a request that the client would not send."""
    return Response.from_app(client.application, environ)


@pytest.mark.parametrize(
    ("path", "method", "headers", "status"),
    [
        ("/sparql", "POST", {"CONTENT_LENGTH": "99999999"}, 413),
        ("/sparql", "POST", {"HTTP_TRANSFER_ENCODING": "chunked"}, 413),
        ("/sparql", "POST", {"CONTENT_LENGTH": "x"}, 400),
        ("/nothing", "PUT", {"HTTP_TRANSFER_ENCODING": "chunked"}, 411),
    ],
)
def test_what_is_raised_below_flask_is_told_as_above(
    serve: Callable[..., Client], path: str, method: str, headers: dict[str, str], status: int
) -> None:
    client = serve(body=1)
    for accept, kind in (("*/*", "application/problem+json"), ("text/html", "text/html")):
        given_environ = EnvironBuilder(path, method=method, headers={"Accept": accept}).get_environ()
        given_environ.pop("CONTENT_LENGTH", None)
        response = run(client, {**given_environ, **headers, "wsgi.input": Endless()})
        assert (response.status_code, response.mimetype) == (status, kind)
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Vary"] == "Accept, Accept-Encoding"


def test_a_chunked_query_is_read(engine: Any, serve: Callable[..., Client]) -> None:
    environ_of = EnvironBuilder(
        "/sparql", method="POST", content_type="application/sparql-query"
    ).get_environ()
    environ_of.pop("CONTENT_LENGTH", None)
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": Stream(b"ASK { ?s ?p ?o }", 3)}
    assert run(serve(), {**environ_of, **chunked}).status_code == 200
    assert [each.text for each in engine.asked] == ["ASK { ?s ?p ?o }"]
