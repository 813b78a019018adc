"""Reading a request's body, bounded in bytes and in how many are awaited at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cuegraph.errors import BadInput, LengthRequired, Overloaded, TooLarge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cuegraph.web.places import Places

_PIECE = 65_536


class Bodies:
    """Reads bodies, for any number of threads.

    A server's thread that awaits a body cannot be called back; with a bound on those, clients that never send
    theirs do not take all the threads.

    Args:
        limit: the most bytes that a body may have.
        places: the bound on the bodies that are awaited at once.
    """

    def __init__(self, limit: int, places: Places) -> None:
        self._limit = limit
        self._places = places

    def read(self, environ: Mapping[str, Any], *, whole: bool = False) -> bytes:
        """The body of a request.

        Args:
            environ: the request as WSGI gives it.
            whole: whether a part that passes for the whole would do harm. Servers show a chunked body whose
                client left as if it were complete, so its length must be told.

        Raises:
            TooLarge: it is over the limit; told before reading where its length is.
            LengthRequired: its length is not told and ``whole`` demands it.
            BadInput: the length is no number, or less has come than that.
            Overloaded: too many bodies are awaited.
        """
        told: str = environ.get("CONTENT_LENGTH") or ""
        if told:
            if not (told.isascii() and told.isdigit()):
                raise BadInput("The length is no number.", where="Content-Length", remedy="Send the body's.")
            length = int(told)
            if length > self._limit:
                raise self._too_large()
            if length == 0:
                return b""
        elif "HTTP_TRANSFER_ENCODING" not in environ:
            return b""
        elif whole:
            raise LengthRequired(
                "A change must tell the length of its body.",
                where="Content-Length",
                remedy="Send the header: without it a part could pass for the whole.",
            )
        else:
            length = self._limit + 1
        if not self._places.take():
            raise Overloaded(
                "Too many requests keep the server waiting for their bodies.",
                remedy="Ask again later.",
                retry_after=1,
            )
        try:
            body = _read(environ["wsgi.input"], length)
        finally:
            self._places.give()
        if told and len(body) < length:
            raise BadInput(
                f"The body ended after {len(body)} of {length} bytes.",
                where="Content-Length",
                remedy="Send it whole.",
            )
        if len(body) > self._limit:
            raise self._too_large()
        return body

    def _too_large(self) -> TooLarge:
        return TooLarge("The request's body is too large.", remedy=f"Send at most {self._limit} bytes.")


def _read(stream: Any, length: int) -> bytes:
    """At most so many bytes."""
    if length <= _PIECE:
        first: bytes = stream.read(length)
        if len(first) == length or not first:
            return first
        pieces = [first]
    else:
        pieces = []
    missing = length - sum(map(len, pieces))
    while missing > 0 and (piece := stream.read(min(missing, _PIECE))):
        pieces.append(piece)
        missing -= len(piece)
    return b"".join(pieces)
