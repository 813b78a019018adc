"""Form posts to a SPARQL server over one kept connection, and answers that are whole or an error.

Plain blocking HTTP of the standard library: this runs in a worker, which the kernel ends at the deadline. No
proxy of the environment is used, no redirect followed, and no cookie kept.
"""

from __future__ import annotations

import json
import re
import select
import ssl
import time
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlencode, urlsplit

from cuegraph.errors import BadGateway, BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from cuegraph.engine.endpoint import Endpoint

FORM: Final = "application/x-www-form-urlencoded"
_PIECE = 65_536
_NOTICE = 4096
_SHOWN = 300
_DIGITS = 18
_OK = range(200, 300)
_PART = 206
_BAD_REQUEST = 400
_NOT_LET_IN = (401, 403)
_MOVED = range(300, 400)
_REASONS = ("detail", "title", "message", "error")
_HTML = re.compile(r"\s*<(?:!doctype html|html)", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
# Virtuoso's blank nodes have names that are none by the formats' specifications.
_VIRTUOSO_BLANKS = (
    (b'"bnode", "value": "nodeID://', b'"bnode", "value": "'),
    (b"<bnode>nodeID://", b"<bnode>"),
)
_LONGEST = max(len(before) for before, _ in _VIRTUOSO_BLANKS)


class Client:
    """One connection to a server, made when it is needed and kept for the next request.

    Args:
        endpoint: where to.

    Attributes:
        until: the time (``time.monotonic``) after which nothing is waited for; None where something else
            ends a wait that is too long.
    """

    def __init__(self, endpoint: Endpoint, until: float | None = None) -> None:
        self.endpoint = endpoint
        self.until = until
        self._connection: HTTPConnection | None = None

    def post(self, fields: Sequence[tuple[str, str]], accept: str, *, again: bool = True) -> Reply:
        """Post a form and read the head of the answer.

        Args:
            fields: names and values, sent as UTF-8.
            accept: the header Accept.
            again: whether the request may be sent a second time, on a new connection, where the kept one was
                closed before an answer came; without it no kept connection is used.

        Raises:
            BadGateway: the server cannot be reached, or closes the connection without an answer.
        """
        body = urlencode(fields).encode()
        if self._connection is not None and (not again or _closed(self._connection)):
            self.close()
        kept = self._connection is not None
        try:
            return self._send(body, accept)
        except (ConnectionError, HTTPException) as error:  # a kept connection ends while it is used again
            self.close()
            if not kept:
                raise self.failed(error) from error
        except OSError as error:
            self.close()
            raise self.failed(error) from error
        try:
            return self._send(body, accept)
        except (OSError, HTTPException) as error:
            self.close()
            raise self.failed(error) from error

    def close(self) -> None:
        """End the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def wait(self) -> None:
        """Let the next step over the network take no longer than there is time.

        Raises:
            TimeoutError: there is none.
        """
        if self.until is None or self._connection is None:
            return
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.timeout = left
        if self._connection.sock is not None:
            self._connection.sock.settimeout(left)

    def failed(self, error: Exception) -> BadGateway:
        """The error for a server that cannot be spoken with."""
        if isinstance(error, TimeoutError):
            what = "The SPARQL server does not answer in time."
        elif isinstance(error, ssl.SSLCertVerificationError):
            what = f"The SPARQL server's certificate is not trusted: {error.verify_message}."
        elif isinstance(error, ConnectionRefusedError):
            what = "Nothing listens at the address of the SPARQL server."
        elif isinstance(error, OSError) and error.strerror:
            what = f"The SPARQL server cannot be reached: {shortened(error.strerror)}."
        else:
            what = "The SPARQL server closes the connection, or does not speak HTTP."
        return BadGateway(
            what, where=self.endpoint.shown, remedy="Look whether it runs, and whether the address is right."
        )

    def _send(self, body: bytes, accept: str) -> Reply:
        endpoint = self.endpoint
        if self._connection is None:
            kind = HTTPSConnection if endpoint.secure else HTTPConnection
            self._connection = kind(endpoint.host, endpoint.port)
        headers = {"Content-Type": FORM, "Accept": accept, "User-Agent": "cuegraph"}
        if endpoint.authorization:
            headers["Authorization"] = endpoint.authorization
        self.wait()
        self._connection.request("POST", endpoint.path, body, headers)
        self.wait()
        return Reply(self, self._connection.getresponse())


class Reply:
    """An answer whose body is still on its way; a file to read it from, and a context that ends it.

    The connection is kept for the next request when the body was read to its end, and closed otherwise.

    Attributes:
        status: the HTTP status.
        type: the media type in lower case, without parameters.
        whole: whether the body was read to its end, and that end is known to be the right one.
        tail: the last piece of the body that was read.
    """

    def __init__(self, client: Client, response: HTTPResponse) -> None:
        self._client = client
        self._response = response
        self.status = response.status
        self.type = (response.getheader("Content-Type") or "").partition(";")[0].strip().lower()
        self.whole = False
        self.tail = b""
        self._chunked = bool(response.chunked)
        self._left = None if self._chunked else whole_number(response.getheader("Content-Length") or "")
        self._blanks = self.header("Server").startswith("Virtuoso")
        self._carried = b""
        self._buffer = memoryview(b"")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self.whole:
            self._client.close()
        self._response.close()

    @property
    def delimited(self) -> bool:
        """Whether the server says where the body ends, so that a part of it is known for one."""
        return self._chunked or self._left is not None

    def header(self, name: str) -> str:
        """The value of a header, empty when it is not there."""
        return self._response.getheader(name) or ""

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes of the body, as soon as there are any; without a size, all that is left.

        Raises:
            BadGateway: the connection ends before the body does, or the time is over.
        """
        if size < 0:
            return b"".join(iter(lambda: self.read(_PIECE), b""))
        while not self._buffer:
            piece = self._piece()
            if not piece and not self._carried:
                return b""
            self._buffer = memoryview(self._mended(piece))
        given, self._buffer = bytes(self._buffer[:size]), self._buffer[size:]
        return given

    def end(self) -> None:
        """Read what is left, which a reader that knows the format's end may not have asked for.

        Raises:
            BadGateway: as :meth:`read`; or there is more than white space.
        """
        while piece := self.read(_PIECE):
            if piece.strip():
                raise self.broken("something follows its end")

    def check(self) -> None:
        """Refuse an answer that is none.

        Raises:
            BadInput: the server finds fault with the request (400).
            BadGateway: it answers with any other status but 200 to 299, or gives a part of the result.
        """
        what, remedy = self._fault()
        if self.status == _BAD_REQUEST and self.type != "text/html":
            raise BadInput(what, where=self._client.endpoint.shown, remedy=remedy)
        if what:
            raise BadGateway(what, where=self._client.endpoint.shown, remedy=remedy)

    def broken(self, how: str) -> BadGateway:
        """The error for a body that cannot be read as what it should be."""
        tail = shortened(self.tail[-_SHOWN:].decode(errors="replace"))[-_SHOWN // 3 :]
        return BadGateway(
            f"The SPARQL server's answer is broken or breaks off: {shortened(how)}."
            + (f" It ends: {tail}" if tail else ""),
            where=self._client.endpoint.shown,
            remedy="Ask again, or for less; the server may have a limit of its own.",
        )

    def _fault(self) -> tuple[str, str]:
        """What is wrong with this answer by its head, and the remedy; two empty texts where nothing is."""
        if self.header("X-SQL-State") or self.status == _PART:
            reason = shortened(self.header("X-SQL-Message") or "no reason")
            return (
                f"The SPARQL server stopped and gave a part of the result: {reason}.",
                "Ask for less, or give that server more time.",
            )
        if rows := self.header("X-SPARQL-MaxRows"):
            return (
                f"The SPARQL server gives no more than {shortened(rows)} rows, and the result may have more.",
                "Ask for fewer with LIMIT, or raise ResultSetMaxRows there.",
            )
        return ("", "") if self.status in _OK else self._fault_by_status()

    def _fault_by_status(self) -> tuple[str, str]:
        status = f"The SPARQL server answers {self.status}"
        if self.status in _MOVED:
            target = urlsplit(self.header("Location"))
            place = f"{target.scheme}://{target.hostname}{target.path}" if target.hostname else target.path
            return f"{status}, it has moved to {shortened(place)}.", "Start cuegraph with that address."
        said = self._said()
        if self.status in _NOT_LET_IN:
            return (
                f"{status}: it does not let cuegraph in{said}.",
                "Give cuegraph a token that this server takes, or its user and password in the address.",
            )
        if self.status == _BAD_REQUEST:
            return f"The SPARQL server refuses the request{said}.", "Write it without what it refuses."
        return f"{status}{said}.", "Look into that server's log."

    def _said(self) -> str:
        """What a JSON body gives as the reason, or the first line that says something, led in by a colon."""
        try:
            text = self.read(_NOTICE).decode(errors="replace")
        except BadGateway:
            text = ""
        if self.type == "text/html" or _HTML.match(text):
            return " with an HTML page"
        line = _reason(text) or next((each for each in text.splitlines() if each.strip(" \t\r{[")), "")
        return f": {shortened(line).rstrip('.')}" if line else ""

    def _piece(self) -> bytes:
        """The next bytes from the connection, empty at the end of the body."""
        if self.whole or self._left == 0:
            self.whole = True
            return b""
        try:
            self._client.wait()
            piece = self._response.read1(_PIECE if self._left is None else min(_PIECE, self._left))
        except (IncompleteRead, ConnectionError) as error:
            raise self.broken("the connection ended") from error
        except (OSError, HTTPException, ValueError) as error:
            raise self._client.failed(error) from error
        if self._left is not None:
            if not piece:
                raise self.broken(f"{self._left} bytes are missing")
            self._left -= len(piece)
        self.whole = not piece or self._left == 0
        self.tail = piece or self.tail
        return piece

    def _mended(self, piece: bytes) -> bytes:
        if not self._blanks:
            return piece
        text = self._carried + piece
        for before, after in _VIRTUOSO_BLANKS:
            text = text.replace(before, after)
        keep = 0 if self.whole else min(len(text), _LONGEST - 1)
        self._carried = text[len(text) - keep :]
        return text[: len(text) - keep]


def shortened(text: str) -> str:
    r"""A server's words as one line that is not long.

    >>> shortened("a\n\tb ")
    'a b'
    """
    line = " ".join(_UNPRINTABLE.sub(" ", text).split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def whole_number(text: str) -> int | None:
    """The number that a server has written in digits; None for anything else.

    >>> whole_number("12"), whole_number("1.2E1"), whole_number("9" * 5000)
    (12, None, None)
    """
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else None


def _reason(text: str) -> str:
    r"""What a JSON body says, as a problem (RFC 9457) does; empty where it is none.

    >>> _reason('{"title": "No", "detail": "Not by POST"}'), _reason('{"a": 1}'), _reason("no {")
    ('Not by POST', '', '')
    """
    try:
        said = json.loads(text) if text.lstrip().startswith("{") else {}
    except (ValueError, RecursionError):  # or only its beginning
        return ""
    return next(
        (said[name] for name in _REASONS if isinstance(said.get(name), str) and said[name].strip()), ""
    )


def _closed(connection: HTTPConnection) -> bool:
    """Whether the other side ended a connection on which nothing is due."""
    if connection.sock is None:
        return True
    poll = select.poll()
    poll.register(connection.sock, select.POLLIN)
    return bool(poll.poll(0))
