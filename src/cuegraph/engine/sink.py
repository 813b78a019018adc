"""Where the serialisation of an answer goes: memory first, then a file without a name, up to a limit."""

from __future__ import annotations

import errno
import io
import os
from typing import TYPE_CHECKING, Final

from cuegraph.errors import OverLimit, Unavailable

if TYPE_CHECKING:
    from typing_extensions import Buffer

INLINE: Final = 1 << 20
"""Bytes of an answer that are kept in memory; longer ones go to the file."""

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})


class Sink(io.BytesIO):
    """A file to write to that counts and spools.

    Args:
        spool: the descriptor of an empty file.
        most: MiB that may be written.

    Attributes:
        size: the bytes written.
        spooled: whether they are in the file.
    """

    def __init__(self, spool: int, most: int) -> None:
        super().__init__()
        self.size = 0
        self.spooled = False
        self._spool = spool
        self._most = most

    def write(self, data: Buffer) -> int:
        """Take bytes.

        Raises:
            OverLimit: they are too many.
            Unavailable: the disk has no room for them.
        """
        taken = memoryview(data).nbytes
        self.size += taken
        if self.size > self._most << 20:
            raise OverLimit(
                f"The result is larger than {self._most} MiB.",
                where="the setting 'result'",
                remedy="Ask for fewer rows (LIMIT) or fewer columns.",
            )
        if self.spooled:
            self._store(data)
        else:
            super().write(data)
            if self.size > INLINE:
                self.spooled = True
                self._store(self.getbuffer())
        return taken

    def clear(self) -> None:
        """Empty the file, so that another answer can use it."""
        os.ftruncate(self._spool, 0)
        os.lseek(self._spool, 0, os.SEEK_SET)

    def _store(self, data: Buffer) -> None:
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._spool, rest) :]
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            raise Unavailable(
                "The server has no room on its disk for the result.",
                remedy="Ask for less, or tell who runs the server.",
                retry_after=60,
            ) from error
