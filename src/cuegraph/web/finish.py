"""What is added to every answer: coding, entity tag, length, headers; and 304 for who has it already."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_plus

from cuegraph import __version__
from cuegraph.web.encoding import WORTH, Coding, compressible, zipped, zipped_file
from cuegraph.web.etag import matches, tag_of, tag_of_body, tag_of_coded
from cuegraph.web.exchange import Spool
from cuegraph.web.headers import COMMON, PAGES, PREFLIGHT, shown_as_document
from cuegraph.web.volatile import makes_nodes

if TYPE_CHECKING:
    from collections.abc import Hashable

    from cuegraph.web.exchange import Headers, Reply

FRESH: Final = "no-cache"
"""Cache-Control of what has a tag: keep it, and ask whether it still holds before using it."""

GONE: Final = "no-store"
"""Cache-Control of everything else."""

_HIT: Final = ("Server-Timing", "cache;desc=hit")
_OK: Final = 200
_PARTIAL: Final = 206
_NO_CONTENT: Final = 204
_ERROR: Final = 400
_READ: Final = frozenset({"content-type", "content-encoding", "cache-control", "etag"})
_REMADE: Final = frozenset({"etag", "vary", "content-length", "date"})
_SAFE: Final = frozenset({"GET", "HEAD"})


@dataclass(slots=True)
class Request:
    """What of a request the finish of its answer depends on.

    Attributes:
        method: the method as it came.
        path: the path, for the log.
        began: when it came, by ``time.perf_counter``.
        if_none_match: the header; None for none.
        ident: the id that the client gave it; empty for none.
        coding: the coding that the client gets.
        key: equal for requests with equal answers, coding and version of the dataset included; None when its
            answer is not kept.
        weight: bytes that the key takes, about.
    """

    method: str
    path: str
    began: float
    if_none_match: str | None = None
    ident: str = ""
    coding: Coding = Coding.IDENTITY
    key: Hashable = None
    weight: int = 0


def request_tag(key: Hashable) -> str:
    """The strong tag of the answer to a query, made before it is there.

    It holds the version of the program too, since another one may write the same result in other bytes.
    """
    return tag_of(__version__, key)


def not_modified(request: Request, tag: str) -> bool:
    """Whether the client has the representation of this tag (RFC 9110, section 13.1.2)."""
    return (
        request.if_none_match is not None
        and request.method in _SAFE
        and tag != ""
        and matches(request.if_none_match, tag)
    )


def known_tag(request: Request, query_string: str) -> str | None:
    """The tag of what the client has already, where that is told before the answer; None where it is not.

    Args:
        request: the request for a query's result.
        query_string: its address behind ``?``, where the query is.
    """
    header = request.if_none_match
    if header is None or request.method not in _SAFE or header.strip() == "*":
        return None
    tag = request_tag(request.key)
    if not matches(header, tag):
        return None
    return f"W/{tag}" if makes_nodes(unquote_plus(query_string)) else tag


def finish(reply: Reply, request: Request) -> str:
    """Make an answer complete, in place.

    Args:
        reply: the answer.
        request: what it answers.

    Returns:
        its entity tag, empty for none.

    Raises:
        OSError: a large answer that the client takes only compressed finds no place on the disk.
    """
    headers, told = _split(reply.headers)
    content_type, tag, cache = (told.get(name, "") for name in ("content-type", "etag", "cache-control"))
    coded = "content-encoding" in told
    status = reply.status
    if request.method == "OPTIONS" and status < _ERROR:
        return _preflight(reply, headers)
    if not coded and status != _PARTIAL:
        coded = _encode(reply, request.coding, content_type)
        if coded:
            headers.append(("Content-Encoding", "gzip"))
            tag = tag and tag_of_coded(tag)
    if status == _OK and request.method in _SAFE:
        if not tag and reply.keep:
            tag = request_tag(request.key) if reply.tagged else tag_of_body(reply.body)
            tag = f"W/{tag}" if reply.weak else tag
        if tag:
            headers.append(("ETag", tag))
    if not cache:
        headers.append(("Cache-Control", FRESH if tag or (reply.keep and status == _OK) else GONE))
    if status != _NO_CONTENT and reply.size >= 0:
        headers.append(("Content-Length", str(reply.size)))
    if shown_as_document(content_type):
        headers += PAGES
    headers += COMMON
    reply.headers = headers
    return tag


def send_headers(headers: Headers, reply: Reply, request: Request) -> Headers:
    """Headers with those that belong to this one request and what it took."""
    total = f"total;dur={(perf_counter() - request.began) * 1000:.1f}"
    sent = [*headers, ("Server-Timing", f"{reply.timing}, {total}" if reply.timing else total)]
    if request.ident and not any(name == "Query-Id" for name, _ in headers):
        sent.append(("Query-Id", request.ident))
    return sent


def kept_headers(headers: Headers) -> Headers:
    """A finished answer's headers as those get them who get it from the cache."""
    return [*(each for each in headers if each[0] != "Query-Id"), _HIT]


def not_modified_headers(headers: Headers) -> Headers:
    """The headers of a 304 for what has these headers with 200 (RFC 9110, section 15.4.5)."""
    return [each for each in headers if not each[0].startswith("Content-")]


def leave_out_body(reply: Reply) -> None:
    """Let go of an answer's body; its headers stay."""
    if reply.chunks is not None:
        reply.chunks.close()
    reply.chunks = reply.again = None
    reply.body = b""
    reply.size = 0


def _split(headers: Headers) -> tuple[Headers, dict[str, str]]:
    """The headers to send as they are, and those that matter here by their names in lower case."""
    sent: Headers = []
    told: dict[str, str] = {}
    for name, value in headers:
        small = name.lower()
        if small in _READ:
            told[small] = value
        if small not in _REMADE:
            sent.append((name, value))
    return sent, told


def _preflight(reply: Reply, headers: Headers) -> str:
    allow = next((value for name, value in headers if name == "Allow"), "")
    leave_out_body(reply)
    reply.status = _NO_CONTENT
    reply.headers = [("Allow", allow), ("Access-Control-Allow-Methods", allow), *PREFLIGHT, *COMMON]
    return ""


def _encode(reply: Reply, coding: Coding, content_type: str) -> bool:
    """Compress the body where that is wanted and worth it; whether it was."""
    only = coding is Coding.GZIP_ONLY and reply.size != 0
    wanted = coding is Coding.GZIP and reply.size >= WORTH and compressible(content_type)
    if not (only or wanted):
        return False
    if reply.chunks is None:
        reply.body = zipped(reply.body)
        reply.size = len(reply.body)
        return True
    if reply.again is None and not only:
        return False  # what comes once cannot be sent as it is when the disk is full
    try:
        file, size = zipped_file(reply.chunks)
    except OSError:
        reply.chunks.close()
        if only or reply.again is None:
            raise
        reply.chunks = reply.again.chunks()
        return False
    reply.chunks.close()
    reply.again = Spool(file, size)
    reply.chunks, reply.size = reply.again.chunks(), size
    return True
