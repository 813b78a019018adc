"""The application on an invented dataset, two films told by two notes; and an engine to play with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

import pytest
from pyoxigraph import RdfFormat, Store, parse
from werkzeug.test import Client

from cuegraph.engine.interface import Answer, Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.media import Kind
from cuegraph.protocol.negotiate import ANY, Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.library import load_questions
from cuegraph.service.lookup import Names
from cuegraph.settings import defaults
from cuegraph.web.about import ServerInfo
from cuegraph.web.app import create_app
from cuegraph.web.front import create_front

if TYPE_CHECKING:
    from pathlib import Path

TRIG = """
PREFIX film: <https://w3id.org/cuegraph/film/>
PREFIX person: <https://w3id.org/cuegraph/person/>
PREFIX graph: <https://w3id.org/cuegraph/graph/>
PREFIX source: <https://w3id.org/cuegraph/source/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
film:tide a fm:Film ; skos:prefLabel "Tide & <Ebb>" ; fm:composer person:ada .
film:moor a fm:Film ; skos:prefLabel "Moor" ; fm:composer person:ada .
person:ada skos:prefLabel "Ada Example" .
graph:curation {
  film:tide a fm:Film ; skos:prefLabel "Tide & <Ebb>" .
  film:moor a fm:Film ; skos:prefLabel "Moor" .
  person:ada skos:prefLabel "Ada Example" ; skos:hiddenLabel "The Shore" .
  film:tide skos:hiddenLabel "The Shore" .
}
<https://w3id.org/cuegraph/source/note#char=0,20> { film:tide fm:composer person:ada }
<https://w3id.org/cuegraph/source/letter#char=5,31> {
  film:tide fm:composer person:ada . film:moor fm:composer person:ada
}
"""

COMPOSERS = """\
#+ title: Composers
#+ sentence: Who composed the music of which film, and who says so?
#+ parameters:
#+   - {name: film, type: iri, help: the film}
#+ expect:
#+   - columns: [filmLabel]
#+     rows: []
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?film ?filmLabel ?composer ?composerLabel ?citation WHERE {
  VALUES ?film { UNDEF }
  GRAPH ?citation { ?film fm:composer ?composer }
  ?film skos:prefLabel ?filmLabel . ?composer skos:prefLabel ?composerLabel .
}
ORDER BY ?filmLabel ?citation
"""


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Client:
    folder: Path = tmp_path_factory.mktemp("queries")
    (folder / "composers.rq").write_text(COMPOSERS, "utf-8")
    engine = MemoryEngine(parse(TRIG, format=RdfFormat.TRIG))
    app = create_app(engine, load_questions(folder), Names(engine.store).one)
    return Client(create_front(app, engine, defaults()))


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
    """

    version: str = "1"
    body: bytes = b'{"head":{},"boolean":true}'
    does: Callable[[], None] = lambda: None
    file: Callable[[], IO[bytes]] | None = None
    asked: list[Query] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    running: set[str] = field(default_factory=set)

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


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


Serve = Callable[..., Client]


@pytest.fixture
def serve(engine: FakeEngine) -> Serve:
    """Gives a client of a front before the engine to play with, under some settings of one's own."""

    def make(**values: float | str) -> Client:
        about = ServerInfo(values=defaults() | values)
        app = create_app(engine, {}, Names(Store()).one, about=about)  # type: ignore[arg-type]
        return Client(create_front(app, engine, about.values))  # type: ignore[arg-type]

    return make
