"""A request and an answer as values, for what is answered with and without Flask."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import Lock
from typing import IO, TYPE_CHECKING, Any, Final

from flask import Response, request

from cuegraph.engine import spool
from cuegraph.errors import BadInput
from cuegraph.protocol.request import check_iri

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

Headers = list[tuple[str, str]]

_HOST = re.compile(r"(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?")

LINES: Final[Mapping[int, str]] = {each.value: f"{each.value} {each.phrase}" for each in HTTPStatus}
"""The status line for each status."""

HTML: Final = "text/html; charset=utf-8"
"""The media type of pages."""

KEEP: Final = "cuegraph.keep"
"""In a request's environ, set by a Flask view: whether its answer depends on request and dataset only."""

METHOD: Final = "cuegraph.method"
"""In a request's environ for Flask: the method that it came with, where HEAD is asked as GET."""

ROUTE: Final = "cuegraph.route"
"""In a request's environ, set by Flask: the route that it matched."""

TEXT: Final = "cuegraph.text"
"""In a request's environ, set by Flask: the text of the query or update that it is about."""

IDENT: Final = "cuegraph.ident"
"""In a request's environ, set by Flask: the id by which it can be cancelled, told in the answer."""

OUTCOME: Final = "cuegraph.outcome"
"""In a request's environ, set by Flask: how it ended, where that is an error."""


@dataclass(slots=True)
class Asked:
    """What the endpoint needs of a request.

    Attributes:
        method: the method; HEAD comes as GET.
        path: the path, decoded.
        query_string: the address behind ``?`` as it came.
        body: the body as it came.
        content_type: the header Content-Type; empty for none.
        accept: the header Accept; None for none.
        ident: the header Query-Id; None for none.
        root: the address of the home page as the client sees it.
        key: equal for requests with equal answers, the dataset's version included.
        count: whether to count the rows of the answer.
    """

    method: str
    path: str
    query_string: str
    body: bytes
    content_type: str
    accept: str | None
    ident: str | None
    root: str
    key: Hashable
    count: bool = False


class Spool(spool.Spool):
    """An answer's file, which may be compressed for several at once.

    Args:
        file: the file; where it stands does not matter.
        size: its size in bytes.
    """

    def __init__(self, file: IO[bytes], size: int) -> None:
        super().__init__(file, size)
        self._lock = Lock()
        self._coded: Spool | None = None

    def coded(self, make: Callable[[Chunks], Spool]) -> Spool:
        """What is made of its content, once for all who read it."""
        with self._lock:
            if self._coded is None:
                with closing(self.chunks()) as chunks:
                    self._coded = make(chunks)
            return self._coded

    def chunks(self) -> Chunks:
        """Its content from the start."""
        return Chunks(self.pieces())


class Chunks:
    """A body in pieces, for WSGI.

    Args:
        pieces: the pieces.
        closing: called once when the body has been sent, or will not be.
    """

    def __init__(self, pieces: Iterator[bytes], closing: Callable[[], object] | None = None) -> None:
        self._pieces = pieces
        self._closing = [] if closing is None else [closing]

    def then(self, closing: Callable[[], object]) -> None:
        """Call this too when the body has been sent, or will not be."""
        self._closing.append(closing)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        """Let go of what the pieces come from."""
        self._pieces = iter(())
        while self._closing:
            self._closing.pop()()

    def __del__(self) -> None:
        self.close()


@dataclass(slots=True)
class Reply:
    """An answer, before what concerns all answers is added: tag, coding, length, CORS.

    Attributes:
        status: the HTTP status.
        headers: its own headers.
        body: the body; empty when it is in ``chunks``.
        chunks: the body where it is too large for memory; whoever gets the reply closes it. None for none.
        again: what ``chunks`` came from, where they can be had again; None where they cannot.
        size: bytes of the body; -1 when that is not known.
        keep: whether it depends on the request and the dataset only, and may be given again.
        tagged: whether the tag may be made of request and version; otherwise it is made of the body.
        weak: whether the same request may get other bytes of the same meaning.
        outcome: how the request ended, in a word, for log and figures.
        text: the query's text; empty for none.
        rows: how many rows or triples the answer has; None where that was not counted.
        timing: what took how long, as parts of the header Server-Timing.
    """

    status: int = 200
    headers: Headers = field(default_factory=list)
    body: bytes = b""
    chunks: Chunks | None = None
    again: Spool | None = None
    size: int = -1
    keep: bool = False
    tagged: bool = False
    weak: bool = False
    outcome: str = "ok"
    text: str = ""
    rows: int | None = None
    timing: str = ""

    def __post_init__(self) -> None:
        if self.again is not None:
            self.chunks, self.size = self.again.chunks(), self.again.size
        elif self.chunks is None:
            self.size = len(self.body)


def page_of(text: str, *, keep: bool = False) -> Reply:
    """A page as an answer.

    Args:
        text: the page, in HTML.
        keep: whether it depends on the request and the dataset only.
    """
    return Reply(200, [("Content-Type", HTML)], text.encode(), keep=keep)


def as_response(reply: Reply) -> Response:
    """An answer as Flask wants it, with what the layer below Flask needs of it in the request's environ."""
    request.environ[KEEP] = reply.keep
    request.environ[OUTCOME] = reply.outcome
    body: bytes | Iterable[bytes] = reply.body if reply.chunks is None else reply.chunks
    response = Response(body, status=reply.status, headers=reply.headers)
    if reply.chunks is not None:
        response.content_length = reply.size
    return response


def asked_of(environ: Mapping[str, Any], body: bytes, key: Hashable, *, count: bool = False) -> Asked:
    """What the endpoint needs of a request, as WSGI gives it.

    Args:
        environ: the request.
        body: its body.
        key: see :class:`Asked`.
        count: see :class:`Asked`.
    """
    method = environ["REQUEST_METHOD"]
    return Asked(
        "GET" if method == "HEAD" else method,
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        body,
        environ.get("CONTENT_TYPE") or "",
        environ.get("HTTP_ACCEPT"),
        environ.get("HTTP_QUERY_ID"),
        root_of(environ),
        key,
        count,
    )


def root_of(environ: Mapping[str, Any]) -> str:
    """The address of the home page as the client sees it, with a slash at its end.

    Raises:
        BadInput: the header Host is missing (RFC 9112, section 3.2), or holds what no address can (RFC 9110,
            section 7.2).
    """
    if environ.get("SERVER_PROTOCOL") == "HTTP/1.1" and not environ.get("HTTP_HOST"):
        raise BadInput("The request does not say which server it is for.", where="Host", remedy="Send it.")
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    if not _HOST.fullmatch(host):
        raise BadInput(
            "The server's name is none.", where="Host", remedy="Send the name or address that the URL has."
        )
    root = f"{environ['wsgi.url_scheme']}://{host}{environ.get('SCRIPT_NAME', '')}/"
    return check_iri(root, "Host") if host.startswith("[") else root
