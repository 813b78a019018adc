"""Filling the index in a process of its own."""

import signal
import subprocess
import threading
from collections.abc import Iterator
from tempfile import TemporaryFile

import pytest
from pyoxigraph import RdfFormat, parse

from cuegraph.engine.interface import Answer, Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import CuegraphError, OverLimit, Unavailable
from cuegraph.protocol.negotiate import ANY, Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.apart import Apart
from cuegraph.service.index import Index
from cuegraph.service.search import find
from cuegraph.service.searches import Searches

LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
LONG = "a tide " * 20_000


class Asked(MemoryEngine):
    """An engine that gives short answers in memory and longer ones in files, and that may fail or wait."""

    def __init__(self) -> None:
        turtle = f"""
        BASE <http://a.example/>
        <one> a <Song> ; {LABEL} "Low Tide"@en ; <http://purl.org/dc/terms/description> "{LONG}" .
        <two> a <Film> ; {LABEL} "Tide" . <three> <of> <two> . <four> <of> <two> .
        """
        super().__init__(parse(turtle, format=RdfFormat.TURTLE))
        self.go = threading.Event()
        self.go.set()
        self.asked = threading.Event()
        self.failure: Exception | None = None

    def query(self, query: Query, wanted: Wanted = ANY, run: Run = Run()) -> Answer:  # noqa: B008 (frozen)
        """The answer, once it may."""
        if wanted.name == "tsv":  # what is read for the index
            self.asked.set()
            self.go.wait(20)
            if self.failure is not None:
                raise self.failure
        answer = super().query(query, wanted, run)
        if answer.size < 100:
            return answer
        file = TemporaryFile()  # noqa: SIM115 (whoever gets the answer closes it)
        file.write(answer.body)
        file.seek(0)
        return Answer(answer.format, file=file, size=answer.size)


@pytest.fixture
def engine() -> Asked:
    return Asked()


@pytest.fixture
def searches(engine: Asked, monkeypatch: pytest.MonkeyPatch) -> Iterator[Searches]:
    monkeypatch.setattr("cuegraph.service.searches.LARGE", 5)
    searches = Searches(engine)
    yield searches
    engine.go.set()
    searches.close()


def test_a_large_dataset_is_indexed_by_another_process_and_alike(
    engine: Asked, searches: Searches, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Index(engine)
    monkeypatch.setattr("cuegraph.service.searches.fill", None)  # which would fill it in this process
    with searches.index(60) as given:
        for text in ("tide", "a low", "tde"):
            assert find(given.index, text) == find(own, text)
        assert [each.kind for each in find(given.index, "tide").hits] == ["film", "song"]
    own.close()


def test_what_the_engine_refuses_is_told_as_it_is(engine: Asked, searches: Searches) -> None:
    engine.failure = Unavailable("Not now.", retry_after=7)
    with pytest.raises(Unavailable, match="Not now") as caught, searches.index(60):
        pass
    assert caught.value.retry_after == 7
    engine.failure = OverLimit("Too much.")  # even in parts
    with pytest.raises(OverLimit, match="Too much"), searches.index(60):
        pass


def test_the_process_ends_at_the_end_and_none_is_started_any_more(
    engine: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[subprocess.Popen[bytes]] = []
    start = Apart._started  # noqa: SLF001 (which process it is, nobody is told)

    def note(self: Apart, path: str, number: int) -> subprocess.Popen[bytes]:
        begun.append(start(self, path, number))
        return begun[-1]

    monkeypatch.setattr(Apart, "_started", note)
    engine.go.clear()
    filler = Apart()
    told: list[str] = []

    def fill() -> None:
        try:
            Index(engine, None, filler.fill)
        except Unavailable as error:
            told.append(error.what)

    filling = threading.Thread(target=fill, daemon=True)
    filling.start()
    assert engine.asked.wait(60)
    filler.close()
    engine.go.set()
    filling.join(60)
    assert told == ["The server is shutting down."]
    assert [each.returncode for each in begun] == [-signal.SIGKILL]
    fill()
    assert (len(told), len(begun)) == (2, 1)


def test_a_process_that_dies_is_told(engine: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(CuegraphError, match="status 1"):
        Index(engine, None, Apart().fill)
