"""The application on an invented dataset, two films told by two notes; and an engine to play with."""

from pathlib import Path

import pytest
from fake import FakeEngine, Serve
from notes import TRIG as NOTES
from notes import Make
from pyoxigraph import RdfFormat, parse
from werkzeug.test import Client

from cuegraph.engine.memory import MemoryEngine
from cuegraph.service.library import load_questions
from cuegraph.settings import defaults
from cuegraph.web.app import ServerInfo, create_app
from cuegraph.web.front import Front

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
    app = create_app(engine, load_questions(folder))
    return Client(Front(app, engine, defaults()))


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def serve(engine: FakeEngine) -> Serve:
    """Gives a client of a front before the engine to play with, under some settings of one's own."""

    def make(**values: float | str) -> Client:
        about = ServerInfo(values=defaults() | values)
        app = create_app(engine, {}, about=about)  # type: ignore[arg-type]
        return Client(Front(app, engine, about.values))  # type: ignore[arg-type]

    return make


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Gives a client of a server of a dataset, with texts by their file names; None for no folder."""

    def serve(texts: dict[str, str] | None = None, data: str = NOTES, address: str = "") -> Client:
        for name, content in (texts or {}).items():
            (tmp_path / name).write_bytes(content.encode())
        about = ServerInfo(
            values=defaults() | {"address": address}, texts=None if texts is None else tmp_path
        )
        engine = MemoryEngine(parse(data, format=RdfFormat.TRIG))
        return Client(Front(create_app(engine, {}, about=about), engine, about.values))

    return serve
