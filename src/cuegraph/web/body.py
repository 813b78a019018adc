"""Reading a request's body, bounded in bytes; and a bound on the threads that clients hold as they like."""

from __future__ import annotations

from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final

from cuegraph.errors import BadInput, LengthRequired, Overloaded, TooLarge, Unsupported, UnsupportedMediaType

if TYPE_CHECKING:
    from collections.abc import Mapping

_PIECE = 65_536
_AS_IT_IS = "identity"
_IN_CHUNKS = "chunked"


PLACES: Final = 256
"""The most requests whose body is awaited, and the most large answers that are being sent.

Both together are far fewer than the threads of a server, so that others find one.
"""

_PATIENCE = 1.0


class Places:
    """So many places, for any number of threads.

    Args:
        number: how many there are.
    """

    def __init__(self, number: int = PLACES) -> None:
        self._free: SimpleQueue[None] = SimpleQueue()
        for _ in range(number):
            self._free.put(None)

    def take(self) -> bool:
        """Take a place, within a second or not at all; whether there was one."""
        try:
            self._free.get(timeout=_PATIENCE)
        except Empty:
            return False
        return True

    def give(self) -> None:
        """Give a place back."""
        self._free.put(None)


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
            UnsupportedMediaType: it is compressed.
            Unsupported: it comes in another transfer coding than chunks.
            Overloaded: too many bodies are awaited.
        """
        told, length = self._length(environ, whole=whole)
        if length == 0:
            return b""
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

    def _length(self, environ: Mapping[str, Any], *, whole: bool) -> tuple[bool, int]:
        """Whether the body's length is told, and how many bytes to read."""
        if environ.get("HTTP_CONTENT_ENCODING", _AS_IT_IS).strip().lower() != _AS_IT_IS:
            raise UnsupportedMediaType(
                "A compressed body is not taken.", where="Content-Encoding", remedy="Send it as it is."
            )
        if environ.get("HTTP_TRANSFER_ENCODING", _IN_CHUNKS).strip().lower() != _IN_CHUNKS:
            raise Unsupported(  # RFC 9112, section 6.1
                "The transfer coding is none that the server knows.",
                where="Transfer-Encoding",
                remedy="Send it chunked, or with its length.",
            )
        told: str = environ.get("CONTENT_LENGTH") or ""
        if told:
            if not (told.isascii() and told.isdigit()):
                raise BadInput("The length is no number.", where="Content-Length", remedy="Send the body's.")
            length = int(told)
            if length > self._limit:
                raise self._too_large()
            return True, length
        if "HTTP_TRANSFER_ENCODING" not in environ and environ.get("SERVER_PROTOCOL", "").startswith(
            "HTTP/1"
        ):
            return False, 0  # RFC 9112, section 6.3; in later versions a body needs neither
        if whole:
            raise LengthRequired(
                "A change must tell the length of its body.",
                where="Content-Length",
                remedy="Send the header: without it a part could pass for the whole.",
            )
        return False, self._limit + 1

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
