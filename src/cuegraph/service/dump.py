"""The dataset as files in every format: made when first asked for, kept while the dataset is the same."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from concurrent.futures import Future, wait
from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from tempfile import TemporaryFile
from time import monotonic
from traceback import clear_frames
from typing import TYPE_CHECKING, Any, Final

from cuegraph.engine.interface import Run
from cuegraph.engine.spool import Spool
from cuegraph.errors import CuegraphError, NotFound, OverLimit, Unavailable
from cuegraph.media import Format, Kind, by_name, of_kind
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.ask import number
from cuegraph.service.within import Within

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
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

WAITERS: Final = 16
"""The most requests that wait for files: each has a thread, and others need some too."""

_ROWS: Final = 1_000_000
_AGAIN: Final = 10
_SIZE: Final = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
_QUADS = "SELECT ?g ?s ?p ?o {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }} LIMIT {} OFFSET {}"


@dataclass(frozen=True)
class Dump:
    """The dataset in a file.

    Attributes:
        format: what it is written in.
        name: the name of the file.
        file: the file.
        sha256: the digest of its bytes, in hexadecimal.
    """

    format: Format
    name: str
    file: Spool
    sha256: str

    @property
    def size(self) -> int:
        """Its bytes."""
        return self.file.size


Pair = tuple[Dump, Dump]
"""A file and the same compressed."""

Outcome = Pair | Exception
"""How the making of a file and of the same compressed has ended."""

Listing = list[tuple[Format, Pair | CuegraphError | None]]
"""Every format with its file and the compressed one, what prevents it, or None: not made yet."""


class Dumps:
    """The files of a dataset, for any number of threads.

    They have no names on disk, so nothing is left of them when this process ends, however it ends.

    Args:
        engine: has the dataset.
        folder: the folder on whose disk the files are.
        built: whether it is a dataset built from our own data and ontology; its files are those of ``cuegraph
            export``. Any other one is written as it stands.
        seconds: how long whoever asks waits for files to be made.
        waiters: how many may wait at once.
    """

    def __init__(
        self, engine: Engine, folder: Path, *, built: bool, seconds: float = 30.0, waiters: int = WAITERS
    ) -> None:
        self.built = built
        self.seconds = seconds
        self._engine = engine
        self._folder = folder
        self._places = threading.BoundedSemaphore(waiters)
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._version = ""
        self._pairs: dict[str, Future[Outcome]] = {}
        self._table: tuple[str, Spool] | None = None
        self._counted: tuple[str, int] = ("", 0)
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
        (future,) = self._futures([wanted])
        self._wait([future], self.seconds)
        pair = _outcome(future)
        if pair is None:
            raise Unavailable("The file is being made.", where=plain, remedy="Ask again.", retry_after=_AGAIN)
        if isinstance(pair, Exception):
            raise copy(pair)  # what is kept must not hold what every thread holds that raises it
        return pair[1] if zipped or name != plain else pair[0]

    def listing(self, until: float | None = None) -> Listing:
        """What there is in every format.

        A small dataset is written in all formats first, where there is time and not too many wait for it.

        Args:
            until: the end of the time (``time.monotonic``) for all of it; None for ``seconds`` from now.

        Raises:
            Unavailable: the engine does not tell in time how large the dataset is.
        """
        end = monotonic() + self.seconds if until is None else until
        formats = files()
        futures: Sequence[Future[Outcome] | None]
        if self._size(Within(self._engine, Run(max(end - monotonic(), 0.0)))) <= SMALL:
            futures = begun = self._futures(formats)
            self._wait(begun, end - monotonic())
        else:
            with self._lock:
                known = dict(self._pairs) if self._version == self._engine.version else {}
            futures = [known.get(each.name) for each in formats]
        return [(each, _outcome(future)) for each, future in zip(formats, futures, strict=True)]

    def close(self) -> None:
        """Make no more files; those that are open can be read on."""
        self._closed = True
        child = self._child
        if child is not None:
            with suppress(OSError):
                child.kill()

    def _size(self, engine: Engine) -> int:
        """How many quads the dataset has."""
        version = engine.version
        if self._counted[0] != version:
            self._counted = version, number(engine, _SIZE)
        return self._counted[1]

    def _wait(self, futures: Sequence[Future[Outcome]], seconds: float) -> None:
        """Wait until these files are made, all together so long; not at all where too many wait."""
        if all(each.done() for each in futures) or not self._places.acquire(blocking=False):
            return
        try:
            wait(futures, max(seconds, 0.0))
        finally:
            self._places.release()

    def _futures(self, formats: Sequence[Format]) -> list[Future[Outcome]]:
        """The files of these formats; those that nobody has asked for yet are begun."""
        version = self._engine.version
        with self._lock:
            if version != self._version:
                self._version, self._pairs = version, {}
            missing = {each.name: Future[Outcome]() for each in formats if each.name not in self._pairs}
            self._pairs |= missing
            found = [self._pairs[each.name] for each in formats]
        if missing:
            try:
                threading.Thread(target=self._make, args=(version, missing), daemon=True).start()
            except (RuntimeError, MemoryError) as error:  # there are too many threads
                self._settle(missing, dict.fromkeys(missing, _unmade(error)))
        return found

    def _make(self, version: str, missing: Mapping[str, Future[Outcome]]) -> None:
        """Make files, one child at a time; whatever happens, those who wait are told."""
        outcomes: Mapping[str, Outcome]
        try:
            with self._making:
                outcomes = self._convert(self._rows(version), missing)
        except Exception as error:  # noqa: BLE001 (it is raised in the threads that wait)
            outcomes = dict.fromkeys(missing, _told(error))
        self._settle(missing, outcomes)

    def _settle(self, missing: Mapping[str, Future[Outcome]], outcomes: Mapping[str, Outcome]) -> None:
        """Tell how the making of files has ended; failures that may pass are forgotten."""
        with self._lock:
            for name, future in missing.items():
                if not _lasts(outcomes[name]) and self._pairs.get(name) is future:
                    del self._pairs[name]
        for name, future in missing.items():
            future.set_result(outcomes[name])

    def _rows(self, version: str) -> Spool:
        """The dataset as a table, in the state of this version."""
        self._check(version)
        if self._table and self._table[0] == version:
            return self._table[1]
        self._table = None
        table = self._spool()
        start, most, total = 0, _ROWS, self._size(self._engine)
        while start < total:
            self._check(version)
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
        self._check(version)
        self._table = version, table
        return table

    def _check(self, version: str) -> None:
        """Nobody needs the files of a version gone by.

        Raises:
            Unavailable: the dataset has another version.
        """
        if self._engine.version != version:
            raise Unavailable("The dataset is changing.", remedy="Ask again.", retry_after=1)

    def _spool(self) -> Spool:
        return Spool(TemporaryFile(dir=self._folder))  # the spool closes it

    def _convert(self, table: Spool, names: Collection[str]) -> dict[str, Outcome]:
        """Write the table in these formats, in a process of its own."""
        opened = {name: (self._spool(), self._spool()) for name in names}
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
        return {name: self._pair(by_name(name), done[name], opened[name]) for name in names}

    def _pair(
        self, wanted: Format, told: dict[str, Any], opened: tuple[Spool, Spool]
    ) -> Pair | CuegraphError:
        name = self.name(wanted)
        if "error" in told:
            what, remedy = told["error"]
            return NotFound(what, where=name, remedy=remedy)
        if "failure" in told:
            return _unmade(OSError(*told["failure"]))
        for file, of in zip(opened, ("plain", "zipped"), strict=True):
            file.size = told[of]["size"]
        return (
            Dump(wanted, name, opened[0], told["plain"]["sha256"]),
            Dump(wanted, f"{name}.gz", opened[1], told["zipped"]["sha256"]),
        )


def files() -> tuple[Format, ...]:
    """The formats that there are files of."""
    return of_kind(Kind.GRAPH, Kind.DATASET)


def is_complete(listing: Listing) -> bool:
    """Whether it stays as it is while the dataset is the same: each file is made, or cannot be."""
    return all(outcome is not None and _lasts(outcome) for _, outcome in listing)


def _lasts(outcome: Outcome) -> bool:
    return isinstance(outcome, tuple | NotFound)


def _outcome(future: Future[Outcome] | None) -> Pair | CuegraphError | None:
    """How the making of a file has ended; None where it has not."""
    outcome = future.result() if future is not None and future.done() else None
    if isinstance(outcome, Exception) and not isinstance(outcome, CuegraphError):
        raise outcome
    return outcome


def _told(error: Exception) -> Exception:
    """What those who wait are told of a failure, without the files that it holds."""
    clear_frames(error.__traceback__)
    if isinstance(error, OSError | MemoryError):
        return _unmade(error)
    return error.with_traceback(None) if isinstance(error, CuegraphError) else error


def _unmade(error: Exception) -> Unavailable:
    """The error for files that this machine cannot make now."""
    reason = (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__
    return Unavailable(
        f"The files cannot be made: {reason.lower()}.", remedy="Ask again later.", retry_after=_AGAIN
    )


def _ending() -> Unavailable:
    return Unavailable(
        "The server is shutting down.", remedy="Ask again when it is back.", retry_after=_AGAIN
    )
