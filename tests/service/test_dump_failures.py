"""Files that are not made, or not yet: whoever waits is told, and few wait."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from cuegraph.engine.interface import Answer, Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import CuegraphError, Unavailable
from cuegraph.protocol.negotiate import ANY, Wanted
from cuegraph.protocol.request import Query
from cuegraph.service import dump
from cuegraph.service.dump import Dumps, files, is_complete

TIDE, BY = NamedNode("http://a.example/tide"), NamedNode("http://a.example/by")
PATIENCE = 20.0


class Playing(MemoryEngine):
    """An engine that does something before it gives the table of the dataset."""

    def __init__(self, does: Callable[[], object] = lambda: None) -> None:
        super().__init__([Quad(TIDE, BY, Literal("Ebbe"))])
        self.does = does
        self.asked: list[str] = []

    def query(self, query: Query, wanted: Wanted = ANY, run: Run = Run()) -> Answer:  # noqa: B008 (frozen)
        """Do it, and answer."""
        self.asked.append(query.text)
        if "OFFSET" in query.text:
            self.does()
        return super().query(query, wanted, run)


def raiser(error: Exception) -> Callable[[], None]:
    def raise_it() -> None:
        raise error

    return raise_it


@pytest.fixture
def busy() -> Iterator[Playing]:
    """An engine that takes its time, until the test is over."""
    over = threading.Event()
    yield Playing(lambda: over.wait(PATIENCE))
    over.set()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (MemoryError(), "memoryerror"),
        (OSError(28, "No space left on device"), "no space left"),
        (RuntimeError("something odd"), "something odd"),
    ],
)
def test_every_failure_is_told_and_forgotten(tmp_path: Path, error: Exception, told: str) -> None:
    engine = Playing(raiser(error))
    dumps = Dumps(engine, tmp_path, built=False, seconds=PATIENCE)
    with pytest.raises((RuntimeError, Unavailable), match=f"(?i){told}"):
        dumps.get("dataset.nt")
    if isinstance(error, RuntimeError):
        with pytest.raises(RuntimeError, match=told):
            dumps.listing()
    else:
        assert [told in str(outcome) for _, outcome in dumps.listing()] == [True] * 6
    engine.does = lambda: None
    assert dumps.get("dataset.nt").size > 0


def test_a_thread_that_cannot_be_begun_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dumps = Dumps(Playing(), tmp_path, built=False, seconds=PATIENCE)
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", lambda _: raiser(RuntimeError("can't start new thread"))())
        with pytest.raises(Unavailable, match="can't start new thread"):
            dumps.get("dataset.nt")
    assert dumps.get("dataset.nt").size > 0


def test_a_full_disk_is_told_and_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[IO[bytes]] = []

    def filled(dir: Path) -> IO[bytes]:  # noqa: A002 (as TemporaryFile has it)
        file = Path("/dev/full").open("r+b", buffering=0) if opened else TemporaryFile(dir=dir)  # noqa: SIM115
        opened.append(file)
        return opened[-1]

    dumps = Dumps(Playing(), tmp_path, built=False, seconds=PATIENCE)
    with monkeypatch.context() as patch:
        patch.setattr(dump, "TemporaryFile", filled)
        with pytest.raises(Unavailable, match="no space left") as caught:
            dumps.get("dataset.nt")
    assert caught.value.retry_after
    assert len(opened) == 3
    assert dumps.get("dataset.nt").size > 0


def test_who_finds_no_place_to_wait_is_told_at_once(tmp_path: Path, busy: Playing) -> None:
    """If it waited, it would get the file."""
    dumps = Dumps(busy, tmp_path, built=False, seconds=2 * PATIENCE, waiters=0)
    with pytest.raises(Unavailable, match="being made") as caught:
        dumps.get("dataset.nt")
    assert caught.value.retry_after
    assert {outcome for _, outcome in dumps.listing()} == {None}


def test_a_place_to_wait_is_given_back(tmp_path: Path) -> None:
    dumps = Dumps(Playing(), tmp_path, built=False, waiters=1)
    assert [dumps.get(dumps.name(each)).format for each in files()] == list(files())


def test_all_formats_are_waited_for_together(
    tmp_path: Path, busy: Playing, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[tuple[int, float]] = []

    def noting(futures: Sequence[Future[Any]], seconds: float) -> object:
        waits.append((len(futures), seconds))
        return wait(futures, 0.1)

    monkeypatch.setattr(dump, "wait", noting)
    listing = Dumps(busy, tmp_path, built=False, seconds=7.0).listing()
    assert [outcome for _, outcome in listing] == [None] * 6
    assert not is_complete(listing)
    ((number, seconds),) = waits
    assert number == 6
    assert 0 < seconds <= 7.0


def test_a_version_gone_by_is_not_read(tmp_path: Path) -> None:
    class Changed(Playing):
        """An engine whose dataset changes as soon as somebody has asked for its version."""

        versions = iter(range(99))

        @property
        def version(self) -> str:
            """Another one each time."""
            return str(next(self.versions))

        @version.setter
        def version(self, value: str) -> None:
            """Nothing."""

    engine = Changed()
    with pytest.raises(Unavailable, match="changing"):
        Dumps(engine, tmp_path, built=False, seconds=PATIENCE).get("dataset.nt")
    assert engine.asked == []


def test_an_error_that_is_kept_does_not_hold_those_who_were_told(tmp_path: Path) -> None:
    engine = MemoryEngine([Quad(TIDE, NamedNode("http://a.example/p/1"), TIDE)])
    dumps = Dumps(engine, tmp_path, built=False)
    told: list[CuegraphError] = []
    for _ in range(3):
        with pytest.raises(CuegraphError, match="RDF/XML cannot hold") as caught:
            dumps.get("dataset.rdf")
        told.append(caught.value)
    assert len({str(each) for each in told}) == 1
    kept = {wanted.name: outcome for wanted, outcome in dumps.listing()}["rdfxml"]
    assert isinstance(kept, CuegraphError)
    assert kept.__traceback__ is None


def test_files_that_are_made_or_cannot_be_are_all_there_is(tmp_path: Path) -> None:
    engine = MemoryEngine([Quad(TIDE, NamedNode("http://a.example/p/1"), TIDE)])
    assert is_complete(Dumps(engine, tmp_path, built=False).listing())
