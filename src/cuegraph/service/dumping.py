"""The program that writes a dataset in files; :mod:`cuegraph.service.dump` starts it.

Standard input is the dataset as a table of graph, subject, predicate and object (SPARQL's TSV, without the
heads). The one argument tells, in JSON, whether it is a built dataset, and for each format the two open files
to write to: plain and compressed. Standard output gets, in JSON, their sizes and digests; or why there cannot
be such a file, or why there is none this time.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import sys
import threading
import time
from dataclasses import asdict, dataclass
from typing import IO, TYPE_CHECKING, Any, Final, cast

from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from cuegraph.errors import BadInput, CuegraphError
from cuegraph.graph.assemble import Assembled
from cuegraph.media import Format, Kind, by_name
from cuegraph.service.export import ALL, DEFAULT, export

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEVEL: Final = 6
_PIECE: Final = 1 << 20
_XML_NAME = re.compile(r"[^\W\d][\w.\-]*\Z")


@dataclass(frozen=True)
class Written:
    """A file that was written.

    Attributes:
        size: its bytes.
        sha256: their digest, in hexadecimal.
    """

    size: int
    sha256: str


class Digesting(io.RawIOBase):
    """A file to write to that counts and digests what passes, and may compress a copy of it.

    Args:
        file: what is written to.
        copy: gets everything that is written here too.
    """

    def __init__(self, file: IO[bytes], copy: IO[bytes] | None = None) -> None:
        self._file = file
        self._copy = copy
        self._digest = hashlib.sha256()
        self._size = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Take bytes."""
        piece = memoryview(data)
        self._file.write(piece)
        self._digest.update(piece)
        self._size += piece.nbytes
        if self._copy:
            self._copy.write(piece)
        return piece.nbytes

    def written(self) -> Written:
        """What has been written."""
        return Written(self._size, self._digest.hexdigest())


class Rows(io.RawIOBase):
    """A table of quads, read as TriG.

    The terms of a TSV table are written as Turtle writes them (SPARQL 1.1 Query Results CSV and TSV Formats,
    section 4), so only the punctuation is missing.

    Args:
        table: the table, without the line of its heads.
        named: whether the named graphs are read too, not only the default graph.
    """

    def __init__(self, table: IO[bytes], *, named: bool) -> None:
        self._table = table
        self._named = named
        self._rest = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Give the next bytes of the TriG document."""
        while not self._rest:
            lines = self._table.readlines(_PIECE)
            if not lines:
                return 0
            self._rest = b"".join(self._statement(line) for line in lines)
        given = self._rest[: len(buffer)]
        self._rest = self._rest[len(given) :]
        buffer[: len(given)] = given
        return len(given)

    def _statement(self, line: bytes) -> bytes:
        graph, terms = line.rstrip(b"\n").split(b"\t", 1)
        if not graph:
            return terms + b" .\n"
        return b"%b { %b }\n" % (graph, terms) if self._named else b""


def write(
    table: IO[bytes], wanted: Format, plain: IO[bytes], zipped: IO[bytes], *, built: bool
) -> dict[str, Any]:
    """Write the dataset in a format, plain and compressed.

    A built dataset is written as ``cuegraph export`` writes it, to the byte; any other one as it stands.

    Returns:
        ``plain`` and ``zipped`` with size and digest, or ``error`` with what is wrong and the remedy: that
        there cannot be such a file.

    Raises:
        OSError: a file cannot be written.
    """
    table.seek(0)
    squeezed = Digesting(zipped)
    try:
        with gzip.GzipFile("", "wb", _LEVEL, squeezed, mtime=0) as copy:
            out = Digesting(plain, cast("IO[bytes]", copy))
            if built:
                out.write(_exported(table, wanted))
            else:
                _transcribe(table, wanted, cast("IO[bytes]", out))
    except CuegraphError as error:
        return {"error": [error.what, error.remedy]}
    return {"plain": asdict(out.written()), "zipped": asdict(squeezed.written())}


def _exported(table: IO[bytes], wanted: Format) -> bytes:
    quads = _read(table, named=True)
    return export(Assembled(tuple(quads), ""), wanted, graph=ALL if wanted.kind is Kind.DATASET else DEFAULT)


def _read(table: IO[bytes], *, named: bool) -> Iterator[Quad]:
    return parse(cast("IO[bytes]", Rows(table, named=named)), format=RdfFormat.TRIG)


def _transcribe(table: IO[bytes], wanted: Format, out: IO[bytes]) -> None:
    if wanted.kind is Kind.DATASET:
        serialize(_read(table, named=True), out, wanted.rdf)
        return
    quads = _read(table, named=False)
    if wanted.rdf == RdfFormat.RDF_XML:
        quads = _with_xml_names(quads)
    serialize((quad.triple for quad in quads), out, wanted.rdf)


def _with_xml_names(quads: Iterator[Quad]) -> Iterator[Quad]:
    """The quads, if RDF/XML can hold their properties: pyoxigraph 0.5.13 writes elements without a name."""
    good: set[NamedNode] = set()
    for quad in quads:
        if quad.predicate not in good:
            if not _XML_NAME.search(quad.predicate.value):
                raise BadInput(
                    f"RDF/XML cannot hold the property {quad.predicate}: it does not end in an XML name.",
                    remedy="Take another format.",
                )
            good.add(quad.predicate)
        yield quad


def end_with_parent() -> None:
    """End this process, within a second, when the one that started it is gone."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def main(argument: str) -> None:
    """Write what the argument says."""
    end_with_parent()
    os.nice(5)  # whoever waits for an answer goes first, yet somebody may wait for the files
    told = json.loads(argument)
    done: dict[str, Any] = {}
    with os.fdopen(0, "rb", closefd=False) as table:
        for name, (plain, zipped) in told["formats"].items():
            try:
                with os.fdopen(plain, "wb") as first, os.fdopen(zipped, "wb") as second:
                    done[name] = write(table, by_name(name), first, second, built=told["built"])
            except OSError as error:  # some are told when the files are closed
                done[name] = {"failure": error.args}
    json.dump(done, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
