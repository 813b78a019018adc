"""What is added to every answer: coding, entity tag, length, headers; and 304 for who has it already."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from time import perf_counter
from typing import TYPE_CHECKING, Final

from cuegraph import __version__
from cuegraph.errors import PreconditionFailed
from cuegraph.protocol.request import read_pairs
from cuegraph.protocol.volatile import is_loose
from cuegraph.web.encoding import WORTH, Coding, compressible, zipped, zipped_file
from cuegraph.web.exchange import Reply, Spool
from cuegraph.web.headers import COMMON, PAGES, PREFLIGHT, shown_as_document, without

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from pathlib import Path

    from cuegraph.web.exchange import Chunks, Headers

FRESH: Final = "no-cache"
"""Cache-Control of what has a tag: keep it, and ask whether it still holds before using it."""

GONE: Final = "no-store"
"""Cache-Control of everything else."""

_TAG = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_HIT: Final = ("Server-Timing", "cache;desc=hit")
_OK: Final = 200
_NO_CONTENT: Final = 204
_ERROR: Final = 400
_READ: Final = frozenset({"content-type", "content-encoding", "cache-control", "etag"})
_REMADE: Final = frozenset({"etag", "content-length", "date"})
_SAFE: Final = frozenset({"GET", "HEAD"})


Key = tuple[tuple[object, ...], Coding]
"""What an answer depends on: the request with the version of the dataset, and the coding."""


@dataclass(slots=True)
class Request:
    """What of a request the finish of its answer depends on.

    Attributes:
        method: the method as it came.
        path: the path, for the log.
        began: when it came, by ``time.perf_counter``.
        if_none_match: the header; None for none.
        if_match: the header; None for none.
        ident: the id that the client gave it; empty for none.
        coding: the coding that the client gets.
        key: equal for requests with equal answers, coding and version of the dataset included; None when its
            answer is not kept.
    """

    method: str
    path: str
    began: float
    if_none_match: str | None = None
    if_match: str | None = None
    ident: str = ""
    coding: Coding = Coding.IDENTITY
    key: Key | None = None


def tag_of(*parts: object) -> str:
    """The strong tag of what these values determine.

    >>> tag_of("version 1", "query=ASK{}") == tag_of("version 2", "query=ASK{}")
    False
    """
    return f'"{blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'


def tag_of_body(content_type: str, pieces: Iterable[bytes]) -> str:
    """The strong tag of a representation by its bytes and its media type: equal bytes of two types are two.

    >>> tag_of_body("text/turtle", [b"a", b"b"]) == tag_of_body("text/turtle", [b"ab"])
    True
    >>> tag_of_body("text/turtle", []) == tag_of_body("application/n-triples", [])
    False
    """
    digest = blake2b(content_type.encode() + b"\n", digest_size=12)
    for each in pieces:
        digest.update(each)
    return f'"{digest.hexdigest()}"'


def tag_of_coded(tag: str) -> str:
    """The tag of the compressed form of a representation whose own tag is given.

    >>> tag_of_coded('"a"')
    '"a-gzip"'
    """
    return f'{tag[:-1]}-gzip"'


def matches(header: str, tag: str) -> bool:
    """Whether a header If-None-Match names a tag, by weak comparison; ``*`` names any.

    >>> matches('W/"a", "b"', '"a"'), matches("*", '"a"'), matches('"b"', 'W/"a"')
    (True, True, False)
    """
    if header.strip() == "*":
        return True
    return tag.removeprefix("W/") in (found for _, found in _TAG.findall(header))


def matches_strongly(header: str, tag: str) -> bool:
    """Whether a header If-Match names a strong tag, by strong comparison; ``*`` is the caller's matter.

    >>> matches_strongly('"a", "b"', '"a"'), matches_strongly('W/"a"', '"a"')
    (True, False)
    """
    return ("", tag) in _TAG.findall(header)


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


def check_match(request: Request, tag: str) -> None:
    """Let an answer through that the client wants only if it has this tag (RFC 9110, section 13.1.1).

    Raises:
        PreconditionFailed: it wants another.
    """
    header = request.if_match
    if header is None or header.strip() == "*" or request.method not in _SAFE:
        return
    if not matches_strongly(header, tag):
        raise PreconditionFailed(
            "There is no representation of this tag any more.",
            where="If-Match",
            remedy="Leave the header out to get what there is now.",
        )


def known(request: Request, query_string: str) -> Reply | None:
    """The answer to who has the result of a query already, told before there is one; None where it is not.

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
    text = dict(read_pairs(query_string.encode("latin-1"), "the address")).get("query", "")
    return Reply(200, [("ETag", f"W/{tag}" if is_loose(text) else tag)], text=text)  # which becomes a 304


def finish(reply: Reply, request: Request, folder: Path | None = None) -> str:
    """Make an answer complete, in place.

    Args:
        reply: the answer.
        request: what it answers.
        folder: where a large one is compressed; None for the system's own place.

    Returns:
        its entity tag, empty for none.

    Raises:
        OSError: a large answer that the client takes only compressed finds no place on the disk.
    """
    headers, told = _split(reply.headers)
    content_type, tag, cache = (told.get(name, "") for name in ("content-type", "etag", "cache-control"))
    status = reply.status
    if request.method == "OPTIONS" and status < _ERROR:
        return _preflight(reply, headers)
    key: Hashable = request.key
    if "content-encoding" not in told:
        coded = _encode(reply, request.coding, content_type, folder)
        if coded:
            headers = [*without(headers, "repr-digest"), ("Content-Encoding", "gzip")]
            tag = tag and tag_of_coded(tag)
        elif coded is None:
            key = key, "plain"  # who asks the same when there is room gets other bytes
    if status == _OK and request.method in _SAFE:
        tag = tag or _tag(reply, key, content_type)
        if tag:
            headers.append(("ETag", tag))
    if not cache:
        headers.append(("Cache-Control", FRESH if tag or (reply.keep and status == _OK) else GONE))
    reply.headers = [*_of_body(headers, reply, content_type), *COMMON]
    return tag


def _of_body(headers: Headers, reply: Reply, content_type: str) -> Headers:
    """Headers with those that the body asks for, or without those that one would have."""
    if reply.status == _NO_CONTENT:
        return without(headers, "content-type")
    if reply.size >= 0:
        headers.append(("Content-Length", str(reply.size)))
    if not shown_as_document(content_type):
        return headers
    own = {name.lower() for name, _ in headers}
    return [*headers, *(each for each in PAGES if each[0].lower() not in own)]


def _tag(reply: Reply, key: Hashable, content_type: str) -> str:
    """The tag of an answer that has none of its own; empty for none."""
    if not reply.keep:
        return ""
    tag = request_tag(key) if reply.tagged else tag_of_body(content_type, (reply.body,))
    return f"W/{tag}" if reply.weak else tag


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


def _encode(reply: Reply, coding: Coding, content_type: str, folder: Path | None) -> bool | None:
    """Compress the body where that is wanted and worth it; whether it was, None where there was no room."""
    only = coding is Coding.GZIP_ONLY and reply.size != 0 and content_type != "application/gzip"
    wanted = coding is Coding.GZIP and reply.size >= WORTH and compressible(content_type)
    if not (only or wanted):
        return False
    if reply.chunks is None:
        reply.body = zipped(reply.body)
        reply.size = len(reply.body)
        return True
    if reply.again is None and not only:
        return False  # what comes once cannot be sent as it is when the disk is full

    def pack(chunks: Chunks) -> Spool:
        return Spool(*zipped_file(chunks, folder))

    given = reply.chunks
    try:
        coded = pack(given) if reply.again is None else reply.again.coded(pack)
    except OSError:
        if only:
            given.close()
            raise
        return None  # as there is more of it than once, nothing of this has been read
    given.close()
    reply.again, reply.chunks, reply.size = coded, coded.chunks(), coded.size
    return True
