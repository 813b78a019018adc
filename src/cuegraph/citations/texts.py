"""The texts of the sources: finding, reading and measuring them."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from stat import S_ISREG
from typing import TYPE_CHECKING, Final

from cuegraph.errors import InvalidData, NotFound
from cuegraph.settings import read_bytes, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cuegraph.citations.record import SourceRecord

_DIGESTS: Final = 10_000
_WIDEST: Final = 4
"""The most bytes of a character in UTF-8."""


@dataclass(frozen=True)
class Text:
    """The text of a source.

    Attributes:
        source: the source's IRI.
        file: where it was read.
        content: the text; a citation's offsets are indices of this string.
        sha256: the digest of the file.
    """

    source: str
    file: Path
    content: str
    sha256: str


def digest(text: str) -> str:
    """The SHA-256 of a text's UTF-8 bytes, in lower-case hex: what ``schema:sha256`` records.

    >>> digest("Neon")[:8]
    '618484e2'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def load_text(source: SourceRecord, folder: Path) -> Text:
    """The text of a source: the file ``IDENTIFIER.txt``, or any file of the folder with the recorded digest.

    Guarantees that offsets count alike everywhere: the text is UTF-8, in NFC, without CR and without a byte
    order mark. Its digest and length are not compared here.

    Raises:
        NotFound: the folder or the file is missing.
        InvalidData: the file is not such a text.
    """
    file = _find(source, folder)
    octets = read_bytes(file)
    return Text(source.iri, file, _decode(octets, file), hashlib.sha256(octets).hexdigest())


def load_texts(sources: Iterable[SourceRecord], folder: Path) -> dict[str, Text]:
    """The texts of several sources: source IRI → text. Raises what ``load_text`` raises."""
    return {source.iri: load_text(source, folder) for source in sources}


def faults(source: SourceRecord, text: Text) -> list[str]:
    """What differs between a text and its record, a sentence each; empty when it is the recorded text."""
    found = []
    if not source.sha256:
        found.append(f"no schema:sha256 is recorded for the text; it has {text.sha256}")
    elif source.sha256 != text.sha256:
        found.append(f"the text is another one: its sha256 is {text.sha256}, recorded {source.sha256}")
    if source.extent is None:
        found.append(f"no dcterms:extent is recorded for the text; it has {len(text.content)} characters")
    elif source.extent != len(text.content):
        found.append(f"the text has {len(text.content)} characters, recorded {source.extent}")
    return found


def _find(source: SourceRecord, folder: Path) -> Path:
    if not folder.is_dir():
        raise NotFound(
            "There is no such folder of texts.",
            where=os.fspath(folder),
            remedy="Name the folder that holds the texts of the sources with --sources.",
        )
    if source.identifier and _regular(file := folder / f"{source.identifier}.txt"):
        return file
    least, most = (0, inf) if source.extent is None else (source.extent, source.extent * _WIDEST)
    for file in sorted(folder.iterdir()) if source.sha256 else ():
        about = _regular(file)
        if about is None or not least <= about.st_size <= most:
            continue
        if _digest_of(file, about.st_size, about.st_mtime_ns) == source.sha256:
            return file
    expected = f"'{source.identifier}.txt'" if source.identifier else "a file, of no recorded name,"
    raise NotFound(
        f"The text of the source '{source.name}' is missing: expected {expected} in {folder}.",
        where=source.iri,
        remedy=f"Put the text there, under any name, with the sha256 {source.sha256 or '(none recorded)'}.",
    )


def _regular(file: Path) -> os.stat_result | None:
    """What the system tells of a file; None where there is none of this name, or no name can be so."""
    with suppress(OSError, ValueError):
        about = file.stat()
        return about if S_ISREG(about.st_mode) else None
    return None


@lru_cache(_DIGESTS)
def _digest_of(file: Path, size: int, changed: int) -> str:  # noqa: ARG001 (they tell states of it apart)
    """The SHA-256 of a file, which is read once for as long as it keeps its size and time of change."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(file, error) from error


def _decode(octets: bytes, file: Path) -> str:
    where = os.fspath(file)
    again = "Take the text as it was when it was cited; its sha256 is in …/graph/sources."
    try:
        content = octets.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidData(f"The text is not UTF-8: {error}.", where=where, remedy=again) from error
    if content.startswith("\ufeff"):
        raise InvalidData("The text starts with a byte order mark.", where=where, remedy=again)
    if "\r" in content:
        line = content[: content.index("\r")].count("\n") + 1
        raise InvalidData(f"The text has a CR in line {line}; line ends are LF.", where=where, remedy=again)
    if not unicodedata.is_normalized("NFC", content):
        raise InvalidData("The text is not in Unicode's normal form NFC.", where=where, remedy=again)
    return content
