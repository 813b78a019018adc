"""The dataset as files in every format: made when first asked for, kept while the dataset is the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from contextlib import suppress
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Final

from cuegraph.engine.interface import CHUNK
from cuegraph.errors import CuegraphError, NotFound, OverLimit, Unavailable
from cuegraph.media import Format, Kind, of_kind
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from cuegraph.engine.interface import Engine

EXTENSIONS: Final[Mapping[str, str]] = {
    "turtle": "ttl",
    "ntriples": "nt",
    "rdfxml": "rdf",
    "jsonld": "jsonld",
    "trig": "trig",
    "nquads": "nq",
}
"""The end of the file's name for each format."""

TITLES: Final[Mapping[Kind, str]] = {Kind.GRAPH: "the default graph", Kind.DATASET: "the whole dataset"}
"""What a format of each kind holds."""

SMALL: Final = 100_000
"""Quads up to which all formats are made for whoever asks what there is."""

_ROWS: Final = 1_000_000
_TRIES: Final = 3
_AGAIN: Final = 10
_SIZE = Query("SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")
_QUADS = "SELECT ?g ?s ?p ?o {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }} LIMIT {} OFFSET {}"


class Unnamed:
    """A file without a name on disk, gone when nobody holds it any more.

    Args:
        folder: the folder on whose disk it is.
    """

    def __init__(self, folder: Path) -> None:
        self.file: IO[bytes] = TemporaryFile(dir=folder)  # noqa: SIM115 (closed below)

    def pieces(self) -> Iterator[bytes]:
        """Its content from the start, for one of several readers."""
        place = 0
        while piece := os.pread(self.file.fileno(), CHUNK, place):
            place += len(piece)
            yield piece

    def __del__(self) -> None:
        if hasattr(self, "file"):  # it may not have been made: the disk is full
            self.file.close()


@dataclass(frozen=True)
class Dump:
    """The dataset in a file.

    Attributes:
        format: what it is written in.
        name: the name of the file.
        file: the file.
        size: its bytes.
        sha256: their digest, in hexadecimal.
    """

    format: Format
    name: str
    file: Unnamed
    size: int
    sha256: str


Pair = tuple[Dump, Dump]
"""A file and the same compressed."""


class Dumps:
    """The files of a dataset, for any number of threads.

    They have no names on disk, so nothing is left of them when this process ends, however it ends.

    Args:
        engine: has the dataset.
        folder: the folder on whose disk the files are.
        built: whether it is a dataset built from our own data and ontology; its files are those of ``cuegraph
            export``. Any other one is written as it stands.
        seconds: how long whoever asks waits for a file to be made.
    """

    def __init__(self, engine: Engine, folder: Path, *, built: bool, seconds: float = 30.0) -> None:
        self.built = built
        self._engine = engine
        self._folder = folder
        self._seconds = seconds
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._version = ""
        self._pairs: dict[str, Future[Pair]] = {}
        self._table: tuple[str, Unnamed] | None = None
        self._size: tuple[str, int] = ("", 0)
        self._child: subprocess.Popen[bytes] | None = None
        self._closed = False

    @property
    def stem(self) -> str:
        """The files' name without its end."""
        return "cuegraph" if self.built else "dataset"

    def name(self, wanted: Format) -> str:
        """The name of the file of a format."""
        return f"{self.stem}.{EXTENSIONS[wanted.name]}"

    def get(self, name: str, *, zipped: bool = False) -> Dump:
        """The file of this name.

        Args:
            name: such as ``cuegraph.ttl``, or ``cuegraph.ttl.gz`` for the same compressed.
            zipped: whether to give the compressed one in any case.

        Raises:
            NotFound: there is none of this name, or the dataset cannot be written in its format.
            OverLimit: the dataset is too large for what an answer may have.
            Unavailable: it is not made yet, or cannot be made now.
        """
        plain = name.removesuffix(".gz")
        wanted = next((each for each in files() if self.name(each) == plain), None)
        if wanted is None:
            names = ", ".join(self.name(each) for each in files())
            raise NotFound(f"There is no file '{name}'.", remedy=f"There are {names}, each also with .gz.")
        try:
            pair = self._futures([wanted])[0].result(self._seconds)
        except NotYet:
            raise Unavailable(
                "The file is being made.", where=plain, remedy="Ask again.", retry_after=_AGAIN
            ) from None
        return pair[1] if zipped or name != plain else pair[0]

    def listing(self) -> list[tuple[Format, Pair | CuegraphError | None]]:
        """Every format with its file and the compressed one, what prevents it, or None: not made yet.

        A small dataset is written in all formats first.
        """
        formats = files()
        futures: Sequence[Future[Pair] | None]
        if self.size() <= SMALL:
            futures = self._futures(formats)
        else:
            with self._lock:
                known = dict(self._pairs) if self._version == self._engine.version else {}
            futures = [known.get(each.name) for each in formats]
        return [(each, self._outcome(future)) for each, future in zip(formats, futures, strict=True)]

    def size(self) -> int:
        """How many quads the dataset has."""
        version = self._engine.version
        if self._size[0] != version:
            rows = json.loads(self._engine.query(_SIZE, Wanted(name="json")).whole())["results"]["bindings"]
            self._size = version, int(rows[0]["n"]["value"])
        return self._size[1]

    def close(self) -> None:
        """Make no more files; those that are open can be read on."""
        self._closed = True
        child = self._child
        if child is not None:
            with suppress(OSError):
                child.kill()

    def _outcome(self, future: Future[Pair] | None) -> Pair | CuegraphError | None:
        if future is None:
            return None
        try:
            return future.result(self._seconds if self.size() <= SMALL else 0)
        except NotYet:
            return None
        except CuegraphError as error:
            return error

    def _futures(self, formats: Sequence[Format]) -> list[Future[Pair]]:
        """The files of these formats; those that nobody has asked for yet are begun."""
        version = self._engine.version
        with self._lock:
            if version != self._version:
                self._version, self._pairs = version, {}
            missing = {each.name: Future[Pair]() for each in formats if each.name not in self._pairs}
            self._pairs |= missing
            found = [self._pairs[each.name] for each in formats]
        if missing:
            threading.Thread(target=self._make, args=(version, missing), daemon=True).start()
        return found

    def _make(self, version: str, missing: Mapping[str, Future[Pair]]) -> None:
        """Make files, one child at a time; failures that may pass are forgotten."""
        failure: CuegraphError
        try:
            with self._making:
                made = self._convert(self._rows(version), missing)
        except CuegraphError as error:
            failure = error
        except OSError as error:
            failure = Unavailable(
                f"The files cannot be made: {(error.strerror or str(error)).lower()}.",
                remedy="Ask again later.",
                retry_after=_AGAIN,
            )
        else:
            for name, outcome in made.items():
                if isinstance(outcome, CuegraphError):
                    missing[name].set_exception(outcome)
                else:
                    missing[name].set_result(outcome)
            return
        with self._lock:
            for name, future in missing.items():
                if self._pairs.get(name) is future:
                    del self._pairs[name]
        for future in missing.values():
            future.set_exception(failure)

    def _rows(self, version: str) -> Unnamed:
        """The dataset as a table, in one state of it."""
        if self._table and self._table[0] == version:
            return self._table[1]
        self._table = None
        table = Unnamed(self._folder)
        start, most, total = 0, _ROWS, self.size()
        while start < total:
            try:
                answer = self._engine.query(Query(_QUADS.format(most, start)), Wanted(name="tsv"))
            except OverLimit:
                if most <= 1:
                    raise
                most //= 2
                continue
            pieces = iter(answer.chunks())
            first = next(pieces, b"")
            table.file.write(first.partition(b"\n")[2])  # without the line of heads
            table.file.writelines(pieces)
            start += most
        table.file.flush()
        if self._engine.version != version:
            raise Unavailable("The dataset is changing.", remedy="Ask again.", retry_after=1)
        self._table = version, table
        return table

    def _convert(self, table: Unnamed, names: Collection[str]) -> dict[str, Pair | CuegraphError]:
        """Write the table in these formats, in a process of its own."""
        opened = {name: (Unnamed(self._folder), Unnamed(self._folder)) for name in names}
        numbers = {name: [each.file.fileno() for each in pair] for name, pair in opened.items()}
        if self._closed:
            raise _ending()
        told = json.dumps({"built": self.built, "formats": numbers})
        with subprocess.Popen(  # noqa: S603 (our own program)
            [sys.executable, "-P", "-m", "cuegraph.service.dumping", told],
            stdin=table.file,
            stdout=subprocess.PIPE,
            pass_fds=[number for pair in numbers.values() for number in pair],
        ) as child:  # fmt: skip
            self._child = child
            output, _ = child.communicate()
            self._child = None
        if self._closed:
            raise _ending()
        if child.returncode:
            raise CuegraphError(f"The files were not made: the program ended with status {child.returncode}.")
        done: dict[str, dict[str, Any]] = json.loads(output)
        return {
            each.name: self._pair(each, done[each.name], opened[each.name])
            for each in files()
            if each.name in done
        }

    def _pair(
        self, wanted: Format, told: dict[str, Any], opened: tuple[Unnamed, Unnamed]
    ) -> Pair | CuegraphError:
        if "error" in told:
            what, remedy = told["error"]
            return NotFound(what, where=self.name(wanted), remedy=remedy)
        name = self.name(wanted)
        return (
            Dump(wanted, name, opened[0], **told["plain"]),
            Dump(wanted, f"{name}.gz", opened[1], **told["zipped"]),
        )


def files() -> tuple[Format, ...]:
    """The formats that there are files of."""
    return of_kind(Kind.GRAPH, Kind.DATASET)


def _ending() -> Unavailable:
    return Unavailable(
        "The server is shutting down.", remedy="Ask again when it is back.", retry_after=_AGAIN
    )
