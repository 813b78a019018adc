"""The access log: a line of JSON for each request, never with a token or the text of a query."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from json.encoder import encode_basestring_ascii as _text  # json.dumps without its preparations
from pathlib import Path
from typing import Final, Self

from cuegraph.errors import BadInput

DIGITS: Final = 16
"""Hexadecimal digits of a query's SHA-256 that name it in the log."""


@dataclass(slots=True)
class Done:
    """A request that has been answered.

    Attributes:
        method: the HTTP method.
        path: the path, without what stands behind ``?``.
        route: the route that it matched: there are few of them.
        status: the HTTP status.
        seconds: how long it took until the answer was there.
        size: bytes of the answer's body; less than 0 when that is not known.
        outcome: how it ended, in a word.
        rows: how many rows or triples the answer has; None where that was not counted.
        query: the digest of the query's text; empty for none.
        ident: the id of the query; empty for none.
    """

    method: str
    path: str
    route: str
    status: int
    seconds: float
    size: int
    outcome: str
    rows: int | None
    query: str
    ident: str


class Log:
    """Writes to one file, from any number of threads and processes: each line is one write at the file's end.

    Args:
        descriptor: the open file.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def open(cls, name: str) -> Self | None:
        """The log for the setting ``log``: none when it is empty, standard error for ``-``, else a file.

        Raises:
            BadInput: the file cannot be opened.
        """
        if not name:
            return None
        if name == "-":
            return cls(2)
        try:
            return cls(os.open(Path(name), os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640))
        except OSError as error:
            raise BadInput(
                f"The log cannot be written: {(error.strerror or str(error)).lower()}.",
                where=name,
                remedy="Name a file that may be written, or - for standard error.",
            ) from error

    def write(self, done: Done) -> None:
        """Write a line; what says nothing is left out. A full disk loses lines, not requests."""
        time = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = (
            f'{{"time": "{time}", "method": {_text(done.method)}, "path": {_text(_read(done.path))}, '
            f'"status": {done.status}, "seconds": {done.seconds:.6f}, "outcome": {_text(done.outcome)}'
        )
        if done.rows is not None:
            line += f', "rows": {done.rows}'
        if done.size >= 0:
            line += f', "bytes": {done.size}'
        if done.query:
            line += f', "query": "{done.query}"'
        if done.ident:
            line += f', "id": {_text(done.ident)}'
        with suppress(OSError):
            os.write(self._descriptor, (line + "}\n").encode())


def _read(path: str) -> str:
    """A path of WSGI, which holds bytes as characters (PEP 3333), as UTF-8 where it is."""
    return path if path.isascii() else path.encode("latin-1", "replace").decode("utf-8", "replace")


def digest_of(text: str) -> str:
    """What names a query's text in the log; empty for none.

    >>> digest_of("ASK {}"), digest_of("")
    ('819ea91ed5f12b38', '')
    """
    return sha256(text.encode()).hexdigest()[:DIGITS] if text else ""
