"""The Reconciliation Service API 0.2 at ``/reconcile``, by its JSON schemas."""

import json
import threading
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from jsonschema import Draft7Validator
from pyoxigraph import RdfFormat, parse
from referencing import Registry
from referencing.jsonschema import DRAFT7
from slow import Slow, client_of
from werkzeug.test import Client, TestResponse

from cuegraph.engine.interface import Engine
from cuegraph.engine.memory import MemoryEngine
from cuegraph.graph.assemble import assemble
from cuegraph.service.reconcilable import Reconcilable
from cuegraph.service.reconcile_read import BATCH
from cuegraph.settings import shipped

FOREIGN = """
<http://other.example/a?b=c&d> a <http://other.example/Song> ;
  <http://www.w3.org/2004/02/skos/core#prefLabel> "Elsewhere <b>" .
"""


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for an index, however busy the machine is."""
    monkeypatch.setattr("cuegraph.web.reconcile.PATIENCE", 20)
    monkeypatch.setattr("cuegraph.web.reconcile.BRIEFLY", 20)


@pytest.fixture(scope="module")
def engine() -> Slow:
    return Slow(list(assemble(shipped("data"), shipped("ontology")).quads))


@pytest.fixture(scope="module")
def client(engine: Slow) -> Client:
    return client_of(engine)


@pytest.fixture(scope="session")
def schemas(shared: Path) -> dict[str, Draft7Validator]:
    folder = shared / "reconciliation-0.2" / "schemas"
    if not folder.is_dir():
        pytest.skip("the folder reconciliation-0.2 with the API's schemas is not beside the checkout")
    read = {each.stem: json.loads(each.read_text("utf-8")) for each in folder.glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        [(each["$id"], DRAFT7.create_resource(each)) for each in read.values()]
    )
    return {name: Draft7Validator(each, registry=registry) for name, each in read.items()}


def valid(schemas: dict[str, Draft7Validator], name: str, response: TestResponse) -> Any:
    """The JSON of an answer, which its schema has let through."""
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    schemas[name].validate(response.json)
    return response.json


def ask(client: Client, queries: dict[str, Any]) -> TestResponse:
    return client.post("/reconcile", data={"queries": json.dumps(queries)})


def test_the_schemas_tell_their_own_examples_apart(shared: Path, schemas: dict[str, Draft7Validator]) -> None:
    for name in ("manifest", "reconciliation-query-batch", "reconciliation-result-batch"):
        folder = shared / "reconciliation-0.2" / "examples" / name
        for kind in ("valid", "invalid"):
            for example in sorted((folder / kind).glob("*.json")):
                right = schemas[name].is_valid(json.loads(example.read_text("utf-8")))
                if example.name not in {"bad-authentication.json", "invalid-documentation.json"}:
                    assert right is (kind == "valid"), example


def test_the_manifest_is_valid_and_leads_to_what_there_is(
    client: Client, schemas: dict[str, Draft7Validator]
) -> None:
    told = valid(schemas, "manifest", client.get("/reconcile"))
    assert told["versions"] == ["0.2"]
    assert told["identifierSpace"] == "https://w3id.org/cuegraph/"
    assert {"id": "fm:Film", "name": "film"} in told["defaultTypes"]
    view = told["view"]["url"].replace("{{id}}", quote("film/drive-2011", safe=""))
    response = client.get(view.removeprefix("http://localhost"))
    assert (response.status_code, response.headers["Location"]) == (303, "http://localhost/film/drive-2011")
    preview = told["preview"]["url"].replace("{{id}}", "film/drive-2011")
    page = client.get(preview.removeprefix("http://localhost")).text
    assert "Drive" in page
    assert 'href="/film/drive-2011"' in page
    begun = {"entity": "drive", "type": "fil", "property": "art"}
    for kind, each in told["suggest"].items():
        path = (each["service_url"] + each["service_path"]).removeprefix("http://localhost")
        answer = client.get(f"{path}?prefix={begun[kind]}").json
        assert answer is not None
        assert {"film/drive-2011", "fm:Film", "fm:artist"} & {one["id"] for one in answer["result"]}
    proposing = told["extend"]["propose_properties"]
    path = (proposing["service_url"] + proposing["service_path"]).removeprefix("http://localhost")
    proposed = client.get(path).json
    assert proposed is not None
    assert "fm:artist" in {one["id"] for one in proposed["properties"]}


def test_addresses_are_those_that_clients_see(engine: Slow) -> None:
    client = client_of(engine, address="https://music.example/graph/")
    client.get("/graph/reconcile/suggest/type?prefix=f")
    text = client.get("/reconcile").text
    assert "localhost" not in text
    told = json.loads(text)
    assert told["view"]["url"] == "https://music.example/graph/reconcile/view?id={{id}}"
    response = client.get("/graph/reconcile/view?id=film/drive-2011")
    assert response.headers["Location"] == "https://music.example/graph/film/drive-2011"
    page = client.get("/graph/reconcile/preview?id=film/drive-2011").text
    assert 'href="/graph/film/drive-2011"' in page
    assert 'href="/graph/static/' in page


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_batch_is_answered_query_by_query(
    client: Client, schemas: dict[str, Draft7Validator], method: str
) -> None:
    queries = {
        "q0": {"query": "College", "type": "fm:MusicArtist", "type_strict": "should"},
        "q1": {"query": "Drive", "limit": 3},
        "q2": {
            "query": "A REAL HERO (feat. Electric Youth)",
            "properties": [{"pid": "fm:artist", "v": "College"}],
        },
        "q3": {"query": "Drive", "type": "SoundtrackAlbum"},
    }
    schemas["reconciliation-query-batch"].validate(queries)
    form = {"queries": json.dumps(queries)}
    path, data = (f"/reconcile?{urlencode(form)}", None) if method == "GET" else ("/reconcile", form)
    sent = client.open(path, method=method, data=data)
    told = valid(schemas, "reconciliation-result-batch", sent)
    college = told["q0"]["result"][0]
    assert (college["id"], college["match"], college["score"]) == ("artist/college", True, 100.0)
    assert college["type"] == [{"id": "fm:MusicArtist", "name": "music artist"}]
    assert {"id": "name", "value": 100.0} in college["features"]
    drive = {each["id"]: each for each in told["q1"]["result"]}
    assert {"film/drive-2011", "album/drive-soundtrack"} <= drive.keys()
    assert not any(each["match"] for each in drive.values())
    assert told["q2"]["result"][0]["id"] == "recording/a-real-hero"
    assert told["q3"]["result"][0]["id"] == "album/drive-soundtrack"
    assert told["q3"]["result"][0]["match"]


def test_a_query_that_is_none_has_no_candidates_and_says_why(
    client: Client, schemas: dict[str, Draft7Validator]
) -> None:
    sent = ask(client, {"a": {"query": 5}, "b": {"query": "College"}})
    told = valid(schemas, "reconciliation-result-batch", sent)
    assert told["a"]["result"] == []
    assert (told["a"]["error"]["status"], told["a"]["error"]["where"]) == (400, "a")
    assert told["b"]["result"][0]["id"] == "artist/college"


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"queries": "[]"}, 400),
        ({"queries": "{"}, 400),
        ({"extend": "{}"}, 400),
        ({}, 400),
        ({"queries": "{}", "extend": "{}"}, 400),
        ({"queries": ["{}", "{}"]}, 400),
        ({"queries": json.dumps({str(each): {"query": "x"} for each in range(BATCH + 1)})}, 413),
        ({"extend": json.dumps({"ids": ["a"] * 501, "properties": []})}, 413),
    ],
)
def test_what_is_no_batch_is_a_problem(client: Client, form: dict[str, Any], status: int) -> None:
    response = client.post("/reconcile", data=form)
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json")
    assert response.json is not None
    assert response.json["remedy"]


@pytest.mark.parametrize(
    "path",
    [
        "preview",
        "preview?id=film/none-such",
        "preview?id=%3Cx%3E",
        "preview?id=http://[",
        "preview?id=a:%25zz",
        "preview?id=/",
        "view?id=http://[",
        "suggest/entity?prefix=a&type=http://[",
        "properties?type=a:%25zz",
        "view",
        "suggest/entity",
        "suggest/type?prefix=a&cursor=-1",
        f"suggest/property?prefix={'a' * 400}",
        "properties?limit=0",
        "properties?limit=x",
    ],
)
def test_what_cannot_be_answered_is_a_problem(client: Client, path: str) -> None:
    response = client.get(f"/reconcile/{path}")
    assert response.status_code in {400, 404}
    assert response.json is not None
    assert response.json["where"]


@pytest.mark.parametrize("ident", ["http://[", "a:%zz", "http://a:b:c/"])
def test_what_is_no_iri_in_a_batch_is_told(client: Client, ident: str) -> None:
    properties = [{"pid": ident, "v": "x"}]
    told = ask(client, {"q": {"query": "Drive", "properties": properties}, "r": {"query": "College"}}).json
    assert told is not None
    assert (told["q"]["result"], told["q"]["error"]["status"]) == ([], 400)
    assert told["r"]["result"]
    extension: dict[str, Any] = {"ids": ["film/drive-2011"], "properties": [{"id": ident}]}
    assert client.post("/reconcile", data={"extend": json.dumps(extension)}).status_code == 400
    extension = {"ids": [ident, "film/drive-2011"], "properties": [{"id": "schema:director"}] * 2}
    sent = client.post("/reconcile", data={"extend": json.dumps(extension)}).json
    assert sent is not None  # one cell that holds no id is no reason to leave out the others
    assert [len(row["schema:director"]) for row in sent["rows"].values()] == [0, 1]


def test_suggestions_go_on_at_the_cursor(client: Client) -> None:
    pages = [
        [each["id"] for each in client.get(f"/reconcile/suggest/entity?prefix=a&cursor={at}").json["result"]]  # type: ignore[index]
        for at in (0, 10, 20)
    ]
    seen = [each for page in pages for each in page]
    assert [len(page) for page in pages] == [10, 10, 10]
    assert len(set(seen)) == len(seen)
    second = client.get("/reconcile/suggest/type?prefix=&cursor=10").json
    first = client.get("/reconcile/suggest/type?prefix=").json
    assert first is not None
    assert second is not None
    assert second["result"]
    assert not [each for each in second["result"] if each in first["result"]]


def test_suggestions_are_valid(client: Client, schemas: dict[str, Draft7Validator]) -> None:
    suggest = "/reconcile/suggest"
    entities = valid(schemas, "suggest-entities-response", client.get(f"{suggest}/entity?prefix=nightc"))
    assert entities["result"][0]["id"] == "recording/nightcall"
    assert entities["result"][0]["notable"][0]["id"] == "fm:Recording"
    types = valid(schemas, "suggest-types-response", client.get(f"{suggest}/type?prefix=soundtr"))
    assert types["result"] == [{"id": "fm:SoundtrackAlbum", "name": "soundtrack album"}]
    properties = valid(schemas, "suggest-properties-response", client.get(f"{suggest}/property?prefix=art"))
    assert properties["result"][0]["id"] == "fm:artist"
    film = client.get("/reconcile/suggest/entity?prefix=Drive&type=fm:Film").json
    assert film is not None
    assert [each["id"] for each in film["result"]][:1] == ["film/drive-2011"]


def test_properties_are_proposed_and_values_given(
    client: Client, schemas: dict[str, Draft7Validator]
) -> None:
    sent = client.get("/reconcile/properties?type=fm:Recording&limit=50")
    proposed = valid(schemas, "data-extension-property-proposal", sent)
    assert "fm:artist" in {each["id"] for each in proposed["properties"]}
    query = {
        "ids": ["film/drive-2011", "recording/nightcall"],
        "properties": [{"id": "schema:director"}, {"id": "fm:artist", "settings": {"limit": 1}}],
    }
    schemas["data-extension-query"].validate(query)
    sent = client.post("/reconcile", data={"extend": json.dumps(query)})
    told = valid(schemas, "data-extension-response", sent)
    columns = [("schema:director", "director"), ("fm:artist", "artist")]
    assert [(each["id"], each["name"]) for each in told["meta"]] == columns
    assert told["rows"]["film/drive-2011"]["schema:director"] == [
        {"id": "person/nicolas-winding-refn", "name": "Nicolas Winding Refn"}
    ]
    assert told["rows"]["recording/nightcall"]["fm:artist"] == [{"id": "person/kavinsky", "name": "Kavinsky"}]


def test_a_preview_may_be_framed_and_other_pages_may_not(client: Client) -> None:
    response = client.get("/reconcile/preview?id=film/drive-2011")
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert len(response.headers.getlist("Content-Security-Policy")) == 1
    assert "Nicolas Winding Refn" in response.text
    assert "frame-ancestors 'none'" in client.get("/search").headers["Content-Security-Policy"]


def test_browsers_of_other_origins_may_ask(client: Client) -> None:
    response = client.options("/reconcile", headers={"Origin": "http://127.0.0.1:3333"})
    assert response.status_code == 204
    assert {"GET", "POST"} <= set(response.headers["Access-Control-Allow-Methods"].split(", "))


def test_things_of_other_places_are_told_by_their_iri() -> None:
    client = client_of(MemoryEngine(parse(FOREIGN, format=RdfFormat.TURTLE)))
    told = ask(client, {"q": {"query": "elsewhere b"}}).json
    assert told is not None
    (found,) = told["q"]["result"]
    assert found["id"] == "http://other.example/a?b=c&d"
    assert found["type"] == [{"id": "http://other.example/Song", "name": "song"}]
    page = client.get(f"/reconcile/preview?id={quote(found['id'], safe='')}").text
    assert "Elsewhere &lt;b&gt;" in page
    place = client.get(f"/reconcile/view?id={quote(found['id'], safe='')}").headers["Location"]
    answer = client.get(place.removeprefix("http://localhost"), headers={"Accept": "application/n-triples"})
    assert answer.text.count("\n") == 2


def test_answers_are_kept_until_the_data_change() -> None:
    engine = Slow(list(parse(FOREIGN, format=RdfFormat.TURTLE)))
    client = client_of(engine)
    path = "/reconcile/suggest/entity?prefix=else"
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    engine.store.extend(parse(FOREIGN.replace("a?b=c&d", "second"), format=RdfFormat.TURTLE))
    engine.version = "2"
    response = client.get(path, headers={"If-None-Match": tag})
    assert response.json is not None
    assert len(response.json["result"]) == 2


def test_while_the_data_keep_changing_what_was_there_is_answered_and_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = Slow(list(parse(FOREIGN, format=RdfFormat.TURTLE)))
    client = client_of(engine)
    assert ask(client, {"q": {"query": "elsewhere"}}).status_code == 200
    make, go = Reconcilable.__init__, threading.Event()

    def wait(index: Reconcilable, of: Engine) -> None:
        go.wait(20)
        make(index, of)

    monkeypatch.setattr(Reconcilable, "__init__", wait)
    monkeypatch.setattr("cuegraph.web.reconcile.PATIENCE", 0.01)
    paths = ("suggest/entity?prefix=els", "suggest/type?prefix=so", "suggest/property?prefix=p", "properties")
    for version in ("2", "3"):
        engine.version = version
        for path in (*paths, f"preview?id={quote('http://other.example/a?b=c&d', safe='')}"):
            response = client.get(f"/reconcile/{path}")
            assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store"), path
        told = ask(client, {"q": {"query": "elsewhere"}}).json
        assert told is not None
        assert told["q"]["result"]
    go.set()
    monkeypatch.setattr("cuegraph.web.reconcile.PATIENCE", 20)
    assert client.get(f"/reconcile/{paths[0]}").headers["Cache-Control"] != "no-store"


def test_while_the_index_is_made_the_manifest_is_there_and_queries_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cuegraph.web.reconcile.PATIENCE", 0.01)
    monkeypatch.setattr("cuegraph.web.reconcile.BRIEFLY", 0.01)
    engine = Slow(list(parse(FOREIGN, format=RdfFormat.TURTLE)))
    engine.go.clear()
    client = client_of(engine)
    manifest = client.get("/reconcile")
    assert (manifest.status_code, manifest.headers["Cache-Control"]) == (200, "no-store")
    assert manifest.json is not None
    assert {"id": "fm:Film", "name": "film"} in manifest.json["defaultTypes"]
    response = ask(client, {"q": {"query": "elsewhere"}})
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    engine.go.set()
    monkeypatch.setattr("cuegraph.web.reconcile.PATIENCE", 20)
    assert ask(client, {"q": {"query": "elsewhere"}}).status_code == 200


def test_a_property_that_nothing_has_is_told_beside_the_candidates(
    client: Client, schemas: dict[str, Draft7Validator]
) -> None:
    properties = [{"pid": "fm:artst", "v": "College"}]
    queries = {"q": {"query": "A Real Hero", "type": "fm:Recording", "properties": properties}}
    told = valid(schemas, "reconciliation-result-batch", ask(client, queries))["q"]
    assert told["error"]["detail"].startswith("Nothing has the property 'fm:artst'")
    assert not any(each["match"] for each in told["result"])
    without = ask(client, {"q": {**queries["q"], "properties": [{"pid": "", "v": "College"}]}}).json
    assert without is not None
    assert (without["q"]["result"], without["q"]["error"]["status"]) == ([], 400)


def test_types_and_properties_are_found_by_their_words_or_told_to_be_none(client: Client) -> None:
    director, dated = {"pid": "director", "v": "Refn"}, {"pid": "Date", "v": None}
    queries = {
        "q": {"query": "Drive", "type": "film", "properties": [director, dated]},
        "r": {
            "query": "A Real Hero",
            "properties": [{"pid": "featured artist", "v": "artist/electric-youth"}],
        },
        "s": {"query": "Drive", "type": "fm:Flim"},
    }
    told = ask(client, queries).json
    assert told is not None
    assert (told["q"]["result"][0]["match"], told["r"]["result"][0]["match"]) == (True, True)
    assert told["s"]["result"] == []
    assert {"id": "featured artist", "value": 100.0} in told["r"]["result"][0]["features"]
    assert "error" not in told["q"]
    assert told["s"]["error"]["detail"] == "Nothing is of the type 'fm:Flim'."
    assert "fm:Film" in told["s"]["error"]["remedy"]
    extension = {"ids": ["film/drive-2011"], "properties": [{"id": "director"}, {"id": "fm:artst"}]}
    values = client.post("/reconcile", data={"extend": json.dumps(extension)}).json
    assert values is not None
    assert values["rows"]["film/drive-2011"]["director"][0]["name"] == "Nicolas Winding Refn"
    assert values["error"]["detail"] == "Nothing has the property 'fm:artst'."
    assert client.get("/reconcile?query=Drive").status_code == 400
