"""Pages that tell what depends on the dataset alone tell it anew after an update."""

import pytest
from werkzeug.test import Client

from cuegraph.engine.memory import MemoryEngine
from cuegraph.protocol.request import Update
from cuegraph.settings import defaults
from cuegraph.web.app import create_app
from cuegraph.web.front import Front

NEW = """PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
INSERT DATA {
  <https://w3id.org/cuegraph/film/dune> a fm:Film ; skos:prefLabel "The Dune" .
  GRAPH <https://w3id.org/cuegraph/source/note#char=0,9> {
    <https://w3id.org/cuegraph/film/dune> skos:altLabel "Dune" }
  <https://w3id.org/cuegraph/comparison/two> a fm:Comparison ; skos:prefLabel "Two of them" .
}"""


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/", "The Dune"),
        ("/ns.html", "The Dune"),
        ("/editor/terms.json", "altLabel"),
        ("/sources", "/source/note"),
        ("/coverage", "/source/note"),
        ("/differences", "Two of them"),
    ],
)
def test_a_page_is_of_the_present_dataset(path: str, told: str) -> None:
    engine = MemoryEngine()
    client = Client(Front(create_app(engine, {}), engine, defaults()))
    assert told not in client.get(path).text
    engine.update(Update(NEW))
    engine.version = "after"
    assert told in client.get(path).text
