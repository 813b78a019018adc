"""An engine to play with, and requests to a front before it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Final
from urllib.parse import quote

from werkzeug.test import Client

from cuegraph.engine.interface import Answer, Run
from cuegraph.media import Kind
from cuegraph.protocol.negotiate import ANY, Wanted
from cuegraph.protocol.request import Query

ASK: Final = "/sparql?query=ASK%7B%7D"
BROWSER: Final = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

Serve = Callable[..., Client]
"""Gives a client of a front before the engine to play with, under some settings of one's own."""


def asking(text: str) -> str:
    """Where a query is asked."""
    return f"/sparql?query={quote(text)}"


def raiser(error: Exception) -> Callable[[], None]:
    """What an engine does that fails."""

    def raise_it() -> None:
        raise error

    return raise_it


@dataclass
class FakeEngine:
    """An engine that answers what it is told to, and remembers what it was asked.

    Attributes:
        version: the version of its dataset.
        body: what it answers.
        does: called before each answer; may wait or raise.
        file: makes the file of an answer; None for an answer in memory.
        asked: the queries.
        runs: how they were to be run.
        cancelled: the ids to cancel.
        running: the ids that can be cancelled.
        alive: says whether it answers; None for an engine that has to be asked.
        gauges: gives its figures; None for none.
    """

    version: str = "1"
    body: bytes = b'{"head":{},"boolean":true}'
    does: Callable[[], None] = lambda: None
    file: Callable[[], IO[bytes]] | None = None
    asked: list[Query] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    running: set[str] = field(default_factory=set)
    alive: Callable[[], bool] | None = None
    gauges: Callable[[], dict[str, float]] | None = None

    def query(self, query: Query, wanted: Wanted = ANY, run: Run = Run()) -> Answer:  # noqa: B008 (frozen)
        """What it was told to answer."""
        self.asked.append(query)
        self.runs.append(run)
        self.does()
        chosen = wanted.format(Kind.RESULTS)
        if self.file is not None:
            return Answer(chosen, file=self.file(), size=len(self.body), rows=2)
        return Answer(chosen, self.body, rows=2 if run.count else None, waited=0.001, ran=0.002)

    def cancel(self, ident: str) -> bool:
        """Whether it was told that this one is running."""
        self.cancelled.append(ident)
        return ident in self.running
