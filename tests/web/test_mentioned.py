"""A film or an album that passages name, and tell nothing of, is said to be mentioned only."""

import pytest
from pyoxigraph import RdfFormat, parse
from werkzeug.test import Client

from cuegraph.engine.memory import MemoryEngine
from cuegraph.settings import defaults
from cuegraph.web.app import create_app
from cuegraph.web.front import Front

HEAD = """
PREFIX album: <https://w3id.org/cuegraph/album/>
PREFIX film: <https://w3id.org/cuegraph/film/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX graph: <https://w3id.org/cuegraph/graph/>
PREFIX person: <https://w3id.org/cuegraph/person/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
THINGS = """
film:dune a fm:Film ; skos:prefLabel "The Dune" .
film:tide a fm:Film ; skos:prefLabel "Tide" .
film:foam a fm:Film ; skos:prefLabel "Foam" .
film:wreck a fm:Film ; skos:prefLabel "Wreck" .
person:ada a schema:Person ; skos:prefLabel "Ada" .
"""
STATED = """
film:dune rdfs:label "Dune" ; schema:director person:ada . person:ada rdfs:label "Ada" .
film:tide rdfs:label "Tide" .
album:sea fm:soundtrackOf film:foam .
"""
CITED = f"""{HEAD} {THINGS} {STATED}
graph:curation {{ {THINGS} }}
<https://w3id.org/cuegraph/source/letter#char=0,9> {{ {STATED} }}
"""


def client_of(text: str) -> Client:
    engine = MemoryEngine(parse(text, format=RdfFormat.TRIG))
    return Client(Front(create_app(engine, {}), engine, defaults()))


@pytest.mark.parametrize(
    ("path", "mentioned"),
    [("film/tide", 1), ("film/foam", 1), ("film/dune", 0), ("film/wreck", 0), ("person/ada", 0)],
)
def test_the_page_of_what_is_only_named_says_so(path: str, mentioned: int) -> None:
    page = client_of(CITED).get(f"/{path}.html").text
    assert page.count("Mentioned only: sources name it") == mentioned


def test_without_citations_nothing_is_said_of_mentions() -> None:
    for path in ("film/dune", "film/tide", "film/foam"):
        answer = client_of(f"{HEAD} {THINGS} {STATED}").get(f"/{path}.html")
        assert answer.status_code == 200
        assert "Mentioned only" not in answer.text
