"""What clients of the reconciliation service send, OpenRefine before all, and what they are led to."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from pyoxigraph import RdfFormat, parse
from werkzeug.test import Client

from cuegraph.engine.memory import MemoryEngine
from cuegraph.service.reconcile_read import BATCH, PROPERTIES, VALUES
from cuegraph.settings import defaults
from cuegraph.web.app import ServerInfo, create_app
from cuegraph.web.front import Front

DATA = """
BASE <https://w3id.org/cuegraph/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
<film/tide> a fm:Film ; skos:prefLabel "Tide <1>" ; dcterms:date "1999"^^xsd:gYear ;
  dcterms:description "A film by the sea & of it." ; schema:director <person/ada> .
<album/tide> a fm:Album ; skos:prefLabel "Tide" ; fm:artist <artist/moor> ; fm:trackCount 12 ;
  dcterms:issued "1999-05-04"^^xsd:date ; skos:closeMatch <http://other.example/tide> .
<album/tide-2> a fm:Album ; skos:prefLabel "Tide" ; fm:artist <artist/ebb> ; fm:trackCount 9 ;
  dcterms:issued "2003-01-01"^^xsd:date .
<artist/moor> a fm:MusicArtist ; skos:prefLabel "Moor" .
<artist/ebb> a fm:MusicArtist ; skos:prefLabel "Ebb" .
<person/ada> a schema:Person ; skos:prefLabel "Ada" .
<credit/one> fm:artist <artist/moor> .
<graph/ontology> {
  fm:Film rdfs:label "film"@en ; skos:definition "A motion picture."@en .
  fm:artist rdfs:label "artist"@en ; rdfs:comment "To whom it is credited."@en .
}
"""


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for an index, however busy the machine is."""
    monkeypatch.setattr("cuegraph.web.reconcile.PATIENCE", 20)
    monkeypatch.setattr("cuegraph.web.reconcile.BRIEFLY", 20)


@pytest.fixture(scope="module")
def client() -> Client:
    engine = MemoryEngine(parse(DATA, format=RdfFormat.TRIG))
    about = ServerInfo(values=defaults() | {"address": "https://music.example/graph"})
    return Client(Front(create_app(engine, {}, about=about), engine, about.values))


def got(client: Client, path: str) -> Any:
    response = client.get(f"/graph{path}")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json"), path
    return response.json


def first(client: Client, **query: Any) -> Any:
    """What OpenRefine's server gets for one row, of a batch as it writes them."""
    batch = {"q0": query, "q1": {"query": "Moor"}}
    response = client.post("/graph/reconcile", data={"queries": json.dumps(batch)})
    assert response.json is not None
    return response.json["q0"]["result"][0]


def test_a_slash_at_the_end_serves_the_same(client: Client) -> None:
    assert got(client, "/reconcile/") == got(client, "/reconcile")
    queries = {"queries": '{"q0": {"query": "Moor"}}'}
    posted = client.post("/graph/reconcile/", data=queries)
    assert (posted.status_code, posted.json) == (200, client.post("/graph/reconcile", data=queries).json)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("property?prefix=fm:artist", "fm:artist"),
        ("property?prefix=fm:art", "fm:artist"),
        ("property?prefix=https://w3id.org/cuegraph/ns%23artist", "fm:artist"),
        ("property?prefix=https://w3id.org/cuegraph/ns%23art", "fm:artist"),
        ("property?prefix=schema:dir", "schema:director"),
        ("type?prefix=fm:Fi", "fm:Film"),
        ("type?prefix=https://schema.org/Person", "schema:Person"),
        ("entity?prefix=film/tide", "film/tide"),
        ("entity?prefix=film:tide", "film/tide"),
        ("entity?prefix=https://w3id.org/cuegraph/film/tide", "film/tide"),
        ("entity?prefix=album/tide-2&type=fm:Album", "album/tide-2"),
    ],
)
def test_ids_and_iris_are_suggested_as_names_are(client: Client, path: str, found: str) -> None:
    assert next(each["id"] for each in got(client, f"/reconcile/suggest/{path}")["result"]) == found


def test_what_is_meant_is_suggested_once_and_of_the_type_only(client: Client) -> None:
    path = "/reconcile/suggest/entity?prefix=film/tide"
    ids = [each["id"] for each in got(client, path)["result"]]
    assert ids.count("film/tide") == 1
    assert "film/tide" not in [each["id"] for each in got(client, f"{path}&cursor=1")["result"]]
    assert "film/tide" not in [each["id"] for each in got(client, f"{path}&type=fm:Album")["result"]]


@pytest.mark.parametrize("ident", ["unknown", "film/none", "http://other.example/tide", "fm:Nope"])
def test_there_is_no_view_of_what_nothing_is_stated_of(client: Client, ident: str) -> None:
    response = client.get(f"/graph/reconcile/view?id={quote(ident, safe='')}")
    assert response.status_code == 404
    assert response.json is not None
    assert response.json["where"] == "id"


def test_what_has_no_name_has_a_view(client: Client) -> None:
    response = client.get("/graph/reconcile/view?id=credit/one")
    assert (response.status_code, response.headers["Location"]) == (
        303,
        "https://music.example/graph/credit/one",
    )


@pytest.mark.parametrize(
    ("kind", "ident", "told"),
    [
        ("entity", "film/tide", ["graph/film/tide", "Tide &lt;1&gt;", "by the sea &amp; of it", "Ada"]),
        ("type", "fm:Film", ["graph/ns#Film", "film", "A motion picture."]),
        ("property", "fm:artist", ["artist", "To whom it is credited."]),
        ("property", "schema:director", ['href="https://schema.org/director"', "director"]),
    ],
)
def test_a_flyout_is_a_piece_of_html(client: Client, kind: str, ident: str, told: list[str]) -> None:
    suggest = got(client, "/reconcile")["suggest"][kind]
    path = suggest["flyout_service_url"] + suggest["flyout_service_path"]
    path = path.replace("${id}", quote(ident, safe="")).removeprefix("https://music.example/graph")
    answer = got(client, path)
    assert (set(answer), answer["id"]) == ({"id", "html"}, ident)
    for each in told:
        assert each in answer["html"]


@pytest.mark.parametrize(
    "path", ["entity?id=film/none", "type?id=fm:Nope", "property?id=fm:Film", "other?id=a"]
)
def test_there_is_no_flyout_of_what_is_not_there(client: Client, path: str) -> None:
    assert client.get(f"/graph/reconcile/flyout/{path}").status_code == 404


@pytest.mark.parametrize(
    ("pid", "value"),
    [
        ("fm:artist", "Ebb"),
        ("fm:artist", {"id": "artist/ebb", "name": "Ebb"}),
        ("fm:artist", {"id": "artist/ebb"}),
        ("fm:artist", ["Ebb", "EBB "]),
        ("fm:trackCount", 9),
        ("fm:trackCount", 9.0),
        ("fm:trackCount", "9"),
        ("dcterms:issued", "2003-01-01T00:00:00Z"),
        ("dcterms:issued", 2003),
        ("https://w3id.org/cuegraph/ns#artist", "Ebb"),
    ],
)
def test_values_tell_namesakes_apart_in_each_form_that_openrefine_has(
    client: Client, pid: str, value: object
) -> None:
    found = first(
        client,
        query="Tide",
        type="fm:Album",
        type_strict="should",
        properties=[{"pid": pid, "v": value}],
        limit=3,
    )
    assert (found["id"], found["match"]) == ("album/tide-2", True)


def test_a_batch_of_the_size_that_is_proposed_is_never_too_large(client: Client) -> None:
    size = got(client, "/reconcile")["batchSize"]
    assert size <= BATCH
    assert size * PROPERTIES <= VALUES
    query = {"query": "", "properties": [{"pid": "fm:artist", "v": f"{each}"} for each in range(PROPERTIES)]}
    batch = {f"q{each}": query for each in range(size)}
    assert client.post("/graph/reconcile", data={"queries": json.dumps(batch)}).status_code == 200


def test_cells_come_in_the_forms_that_openrefine_reads(client: Client) -> None:
    extension = {
        "ids": ["album/tide"],
        "properties": [{"id": each} for each in ("fm:artist", "fm:trackCount", "dcterms:issued")],
    }
    answer = client.post("/graph/reconcile", data={"extend": json.dumps(extension)}).json
    assert answer is not None
    assert list(answer["rows"]["album/tide"].values()) == [
        [{"id": "artist/moor", "name": "Moor"}],
        [{"int": 12}],
        [{"date": "1999-05-04T00:00:00Z"}],
    ]
