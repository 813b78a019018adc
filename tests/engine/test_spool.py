"""A file for several readers, which is closed when nobody needs it any more."""

import gc
from pathlib import Path
from tempfile import TemporaryFile

from cuegraph.engine.interface import CHUNK
from cuegraph.engine.spool import Spool


def test_several_read_it_each_from_its_start(tmp_path: Path) -> None:
    body = b"tide " * CHUNK
    spool = Spool(TemporaryFile(dir=tmp_path), len(body))  # noqa: SIM115 (the spool closes it)
    spool.file.write(body)
    spool.file.flush()
    first, second = spool.pieces(), spool.pieces()
    begun = next(first)
    assert b"".join(second) == begun + b"".join(first) == body


def test_it_is_closed_when_the_last_reader_is_done(tmp_path: Path) -> None:
    file = TemporaryFile(dir=tmp_path)  # noqa: SIM115 (the spool closes it)
    file.write(b"ebb")
    file.flush()
    pieces = Spool(file, 3).pieces()
    assert next(pieces) == b"ebb"
    assert not file.closed
    assert next(pieces, None) is None
    del pieces
    assert file.closed


def test_it_is_closed_without_a_warning_in_a_cycle_too(tmp_path: Path) -> None:
    """Whose parts end in any order; warnings are errors here."""
    spool = Spool(TemporaryFile(dir=tmp_path))  # noqa: SIM115 (the spool closes it)
    spool.itself = spool  # type: ignore[attr-defined]
    del spool
    gc.collect()
