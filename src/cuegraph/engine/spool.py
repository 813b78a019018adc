"""A file without a name, for one or several readers."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING
from weakref import finalize

from cuegraph.engine.interface import CHUNK

if TYPE_CHECKING:
    from collections.abc import Iterator


class Spool:
    """A file that is closed, and so gone, when nobody holds this and all have read what they read of it.

    Args:
        file: the file; where it stands does not matter.
        size: its size in bytes; whoever writes it may tell that later.

    Attributes:
        file: the file.
        size: its size in bytes.
    """

    def __init__(self, file: IO[bytes], size: int = 0) -> None:
        self.file = file
        self.size = size
        finalize(self, file.close)  # before the file's own end, which would warn, also in a cycle

    def pieces(self) -> Iterator[bytes]:
        """Its content from the start, for one of several readers."""
        place = 0
        while piece := os.pread(self.file.fileno(), CHUNK, place):
            place += len(piece)
            yield piece
