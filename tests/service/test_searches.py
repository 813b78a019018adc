"""The index of names and texts while the data change, while it is made, and when it is let go."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from cuegraph.engine.interface import Answer, Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import Unavailable
from cuegraph.protocol.negotiate import ANY, Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.index import Index
from cuegraph.service.search import Found, find
from cuegraph.service.searches import Searches

BASE = "https://w3id.org/cuegraph/"
NAMED = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
TURTLE = f'<{BASE}film/tide> {NAMED} "Tide" . <{BASE}recording/low> {NAMED} "Low Tide" .'


def titles(found: Found) -> list[str]:
    return [each.title for each in found.hits]


class Changing(MemoryEngine):
    """An engine whose data are changed, and which can be made to wait."""

    def __init__(self) -> None:
        super().__init__(parse(TURTLE, format=RdfFormat.TURTLE))
        self.go = threading.Event()
        self.go.set()
        self.asked = threading.Event()
        self.failure: Exception | None = None

    def query(self, query: Query, wanted: Wanted = ANY, run: Run = Run()) -> Answer:  # noqa: B008 (frozen)
        """The answer, once it may."""
        self.asked.set()
        self.go.wait(20)
        if self.failure is not None:
            raise self.failure
        return super().query(query, wanted, run)

    def name(self, name: str, version: str) -> None:
        """Give the film another name."""
        quads = parse(
            f'<{BASE}film/tide> <http://www.w3.org/2004/02/skos/core#altLabel> "{name}" .',
            format=RdfFormat.TURTLE,
        )
        self.store.extend(Quad(each.subject, each.predicate, each.object) for each in quads)
        self.version = version


@contextmanager
def searching(of: Changing, clock: Callable[[], float] = monotonic) -> Iterator[Searches]:
    searches = Searches(of, clock=clock)
    try:
        yield searches
    finally:
        of.go.set()
        searches.close()


def test_an_index_is_of_the_present_data_only() -> None:
    changing = Changing()
    with searching(changing) as searches:
        with searches.index(20) as given:
            assert find(given.index, "ebb").total == 0
        changing.name("Ebb", "2")
        with searches.index(20) as given:
            assert titles(find(given.index, "ebb")) == ["Tide"]
            assert not given.old


def test_who_reads_an_index_keeps_it_while_another_one_is_made() -> None:
    changing = Changing()
    with searching(changing) as searches, searches.index(20) as old:
        changing.name("Ebb", "2")
        with searches.index(20) as new:
            assert new.index is not old.index
        assert find(old.index, "ebb").total == 0
        assert find(old.index, "tide").total == 2


def test_an_index_that_takes_long_is_searched_as_it_was_meanwhile() -> None:
    changing = Changing()
    now = [0.0]
    changing.go.clear()
    with searching(changing, lambda: now[0]) as searches:
        with searches.ready() as none:
            assert none is None
        searches.begin()
        assert changing.asked.wait(20)
        now[0] = 100.0
        changing.go.set()
        with searches.index(20) as first:
            assert not first.old
        changing.name("Ebb", "2")
        with searches.index(20) as before, searches.ready() as ready:
            assert before.old
            assert before.index is first.index is ready
        now[0] = 201.0  # now it has rested
        searches.begin()
        with searches.index(1000) as later:
            assert not later.old
            assert titles(find(later.index, "ebb")) == ["Tide"]


def test_closed_while_it_is_made_the_index_goes_and_none_is_made_any_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed, close = threading.Event(), Index.close

    def note(index: Index) -> None:
        close(index)
        closed.set()

    monkeypatch.setattr(Index, "close", note)
    changing = Changing()
    changing.go.clear()
    with searching(changing) as searches:
        searches.begin()
        assert changing.asked.wait(20)
        searches.close()
        changing.go.set()
        assert closed.wait(20)
        with pytest.raises(Unavailable), searches.index(0.01):
            pass


def test_a_search_says_that_the_index_is_being_made_and_later_finds_it() -> None:
    changing = Changing()
    changing.go.clear()
    with searching(changing) as searches:
        with pytest.raises(Unavailable, match="being made") as caught, searches.index(0.01):
            pass
        assert caught.value.retry_after
        changing.go.set()
        with searches.index(20) as given:
            assert find(given.index, "tide").total == 2


def test_data_that_change_while_they_are_indexed_are_indexed_anew() -> None:
    changing = Changing()
    changing.go.clear()
    with searching(changing) as searches:
        searches.begin()
        changing.name("Ebb", "2")
        changing.go.set()
        with searches.index(20) as given:
            assert titles(find(given.index, "ebb")) == ["Tide"]


def test_a_failure_is_told_and_tried_again() -> None:
    changing = Changing()
    changing.failure = Unavailable("Not now.")
    with searching(changing) as searches:
        with pytest.raises(Unavailable, match="Not now"), searches.index(20):
            pass
        changing.failure = None
        with searches.index(20) as given:
            assert find(given.index, "tide").total == 2


def test_the_index_of_another_servers_data_holds_ten_times_as_long_as_it_took_to_be_made() -> None:
    changing = Changing()
    changing.version = "remote+0+1"
    now = [0.0]
    changing.go.clear()
    with searching(changing, lambda: now[0]) as searches:
        searches.begin()
        assert changing.asked.wait(20)
        now[0] = 100.0
        changing.go.set()
        with searches.index(20) as first:
            pass
        changing.version = "remote+0+2"
        now[0] = 1050.0
        with searches.index(20) as same:
            assert (same.index, same.old) == (first.index, False)
        now[0] = 1150.0
        with searches.index(1000) as later:
            assert later.index is not first.index
        changing.version = "remote+1+2"  # written through us
        with searches.index(1000) as new:
            assert new.index is not later.index
