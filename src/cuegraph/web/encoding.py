"""Content codings by RFC 9110, section 12.5.3: which one a client gets, and gzip itself."""

from __future__ import annotations

import gzip
import os
import re
import zlib
from enum import Enum
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

WORTH: Final = 1000
"""Bytes from which on a body is compressed for those who take it."""

_ELEMENT = re.compile(
    r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:;\s*[qQ]\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?"
)
_COMPRESSIBLE = re.compile(
    r"text/|application/(?:[\w.+-]+[+-])?(?:json|xml|n-triples|n-quads|trig|javascript)\b|image/svg"
)


class Coding(Enum):
    """What a client takes."""

    IDENTITY = "identity"
    GZIP = "gzip"
    """Compressed is preferred."""
    GZIP_ONLY = "gzip only"
    """The body as it is has been excluded."""
    NOTHING = "nothing"
    """Neither can be given: 406."""


def choose_coding(header: str | None) -> Coding:
    """The coding for a header Accept-Encoding; None for no header.

    The body as it is counts as accepted unless it is excluded by name or by ``*;q=0``; without a weight of
    its own it is preferred to nothing. Elements that are not well formed are left out.

    >>> choose_coding("br, gzip;q=0.5"), choose_coding("gzip;q=0.2, identity"), choose_coding(None)
    (<Coding.GZIP: 'gzip'>, <Coding.IDENTITY: 'identity'>, <Coding.IDENTITY: 'identity'>)
    """
    if header is None:
        return Coding.IDENTITY
    weights: dict[str, float] = {}
    for element in header.split(","):
        if match := _ELEMENT.fullmatch(element):
            name = match[1].lower().removeprefix("x-")
            weights[name] = max(float(match[2] or 1), weights.get(name, 0.0))
    others = weights.get("*")
    zipped = weights.get("gzip", others or 0.0)
    plain = weights.get("identity", others)
    if plain == 0.0:
        return Coding.GZIP_ONLY if zipped > 0 else Coding.NOTHING
    return Coding.GZIP if zipped > 0 and zipped >= (plain or 0.0) else Coding.IDENTITY


def compressible(content_type: str) -> bool:
    """Whether a media type is text of some kind.

    >>> compressible("application/sparql-results+json"), compressible("application/gzip")
    (True, False)
    """
    return _COMPRESSIBLE.match(content_type) is not None


def zipped(body: bytes) -> bytes:
    """A body compressed; equal bodies give equal bytes."""
    return gzip.compress(body, 5, mtime=0)


def zipped_file(chunks: Iterable[bytes], folder: Path | None = None) -> tuple[IO[bytes], int]:
    """Chunks compressed into a file without a name, so that the length is known before it is sent.

    Args:
        chunks: the chunks.
        folder: the folder on whose disk the file is; None for the system's.

    Returns:
        the file at its start, and its size in bytes.

    Raises:
        OSError: the disk is full; the file is closed.
    """
    packer = zlib.compressobj(1, wbits=31)
    with TemporaryFile(dir=folder) as file:
        for chunk in chunks:
            file.write(packer.compress(chunk))
        file.write(packer.flush())
        size = file.tell()
        file.seek(0)
        return os.fdopen(os.dup(file.fileno()), "rb"), size
