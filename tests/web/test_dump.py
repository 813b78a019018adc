"""The dataset as files over HTTP, and the description that names them."""

import base64
import gzip
import hashlib
import json
import threading
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse
from werkzeug.test import Client

from cuegraph.engine.interface import Answer, Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.media import Format, Kind, of_kind
from cuegraph.protocol.negotiate import ANY, Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.dump import Dumps
from cuegraph.settings import defaults
from cuegraph.vocabulary import DCAT, VOID
from cuegraph.web.app import create_app, parts_of
from cuegraph.web.dump import add_dump
from cuegraph.web.front import Front

TURTLE = "PREFIX : <http://a.example/> :tide :by :ada , :bo ; :name 'Tide' ."
ROOT = "http://localhost/"


def client_of(folder: Path, *, files: bool = True) -> Client:
    engine = MemoryEngine(parse(TURTLE, format=RdfFormat.TURTLE))
    app = create_app(engine, {})
    dumps = Dumps(engine, folder, built=False) if files else None
    add_dump(app, engine, dumps, parts_of(app).render)
    return Client(Front(app, engine, defaults()))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Client:
    return client_of(tmp_path_factory.mktemp("dumps"))


def test_a_file_has_its_type_length_digest_and_tag(client: Client) -> None:
    for wanted in of_kind(Kind.GRAPH, Kind.DATASET):
        name = {"turtle": "ttl", "ntriples": "nt", "rdfxml": "rdf", "nquads": "nq"}.get(
            wanted.name, wanted.name
        )
        answer = client.get(f"/dump/dataset.{name}")
        digest = hashlib.sha256(answer.data).digest()
        assert answer.status_code == 200
        assert answer.content_type == wanted.content_type
        assert answer.headers["Content-Length"] == str(len(answer.data))
        assert answer.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest).decode()}:"
        assert answer.headers["ETag"] == f'"{digest.hex()}"'
        assert len(list(parse(answer.data, format=wanted.rdf))) == 3


def test_a_file_is_compressed_on_request_and_under_another_name(client: Client) -> None:
    plain = client.get("/dump/dataset.nt")
    coded = client.get("/dump/dataset.nt", headers={"Accept-Encoding": "gzip"})
    packed = client.get("/dump/dataset.nt.gz")
    assert coded.headers["Content-Encoding"] == "gzip"
    assert coded.content_type == plain.content_type
    assert "Content-Encoding" not in packed.headers
    assert packed.content_type == "application/gzip"
    assert packed.data == coded.data != plain.data
    assert gzip.decompress(packed.data) == plain.data
    assert coded.headers["ETag"] == packed.headers["ETag"] != plain.headers["ETag"]
    assert coded.headers["Repr-Digest"] != plain.headers["Repr-Digest"]
    assert "Accept-Encoding" in plain.headers["Vary"]


@pytest.mark.parametrize("name", ["dataset.nt", "dataset.nt.gz"])
def test_what_is_compressed_is_not_compressed_again(client: Client, name: str) -> None:
    answer = client.get(f"/dump/{name}", headers={"Accept-Encoding": "identity;q=0, gzip"})
    assert gzip.decompress(answer.data).startswith(b"<http")
    digest = base64.b64encode(hashlib.sha256(answer.data).digest()).decode()
    assert answer.headers["Repr-Digest"] == f"sha-256=:{digest}:"
    assert ("Content-Encoding" in answer.headers) is (name == "dataset.nt")


def test_who_has_the_description_gets_no_body(client: Client) -> None:
    tag = client.get("/.well-known/void").headers["ETag"]
    assert client.get("/.well-known/void", headers={"If-None-Match": tag}).status_code == 304


def test_who_has_a_file_gets_no_body(client: Client) -> None:
    tag = client.get("/dump/dataset.ttl").headers["ETag"]
    again = client.get("/dump/dataset.ttl", headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    head = client.head("/dump/dataset.ttl")
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", tag)


def test_the_listing_tells_size_and_digest_of_each_file(client: Client) -> None:
    listed = json.loads(client.get("/dump/").data)["files"]
    assert [each["name"].partition(".")[2] for each in listed] == ["ttl", "nt", "rdf", "jsonld", "trig", "nq"]
    for each in listed:
        body = client.get(f"/dump/{each['name']}").data
        assert (each["bytes"], each["sha256"]) == (len(body), hashlib.sha256(body).hexdigest())
        packed = client.get(f"/dump/{each['compressed']['name']}").data
        assert each["compressed"]["sha256"] == hashlib.sha256(packed).hexdigest()
    page = client.get("/dump/", headers={"Accept": "text/html"})
    assert page.content_type == "text/html; charset=utf-8"
    assert '<a href="/dump/dataset.ttl">dataset.ttl</a>' in page.text
    assert listed[0]["sha256"] in page.text


def test_a_name_of_no_file_is_not_found(client: Client) -> None:
    answer = client.get("/dump/dataset.zip")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert "dataset.ttl" in answer.json["remedy"]  # type: ignore[index]


@pytest.mark.parametrize("wanted", of_kind(Kind.GRAPH), ids=lambda each: each.name)
def test_the_description_names_endpoint_and_files(client: Client, wanted: Format) -> None:
    answer = client.get("/.well-known/void", headers={"Accept": wanted.media_type})
    assert (answer.status_code, answer.content_type) == (200, wanted.content_type)
    store = Store()
    store.extend(parse(answer.data, format=wanted.rdf))
    (dataset,) = (quad.subject for quad in store.quads_for_pattern(None, VOID.sparqlEndpoint, None))
    (size,) = (quad.object.value for quad in store.quads_for_pattern(dataset, VOID.triples, None))
    assert size == "3"
    dumps = {quad.object.value for quad in store.quads_for_pattern(dataset, VOID.dataDump, None)}
    named = {quad.object.value for quad in store.quads_for_pattern(None, DCAT.downloadURL, None)}
    assert dumps == named
    for address in named:
        (part,) = (
            quad.subject for quad in store.quads_for_pattern(None, DCAT.downloadURL, NamedNode(address))
        )
        (size,) = (quad.object.value for quad in store.quads_for_pattern(part, DCAT.byteSize, None))
        assert client.get("/" + address.removeprefix(ROOT)).headers["Content-Length"] == size


def test_data_on_another_server_are_described_and_not_written(tmp_path: Path) -> None:
    client = client_of(tmp_path, files=False)
    assert client.get("/dump/").status_code == client.get("/dump/dataset.ttl").status_code == 404
    described = client.get("/.well-known/void").text
    assert "void:sparqlEndpoint" in described
    assert "dataDump" not in described


class Watched(MemoryEngine):
    """An engine that counts what it is asked, and gives the dataset when it may."""

    def __init__(self) -> None:
        super().__init__(parse(TURTLE, format=RdfFormat.TURTLE))
        self.asked = 0
        self.may = threading.Event()

    def query(self, query: Query, wanted: Wanted = ANY, run: Run = Run()) -> Answer:  # noqa: B008 (frozen)
        """Answer."""
        self.asked += 1
        if "OFFSET" in query.text:
            self.may.wait(20)
        return super().query(query, wanted, run)


@pytest.mark.parametrize("accept", ["application/json", "text/html", "text/turtle"])
def test_what_tells_of_all_files_is_kept(tmp_path: Path, accept: str) -> None:
    engine = Watched()
    app = create_app(engine, {})
    add_dump(app, engine, Dumps(engine, tmp_path, built=False, seconds=20, waiters=1), parts_of(app).render)
    client = Client(Front(app, engine, defaults()))
    path = "/.well-known/void" if accept == "text/turtle" else "/dump/"
    engine.may.set()
    first = client.get(path, headers={"Accept": accept})
    asked = engine.asked
    again = client.get(path, headers={"Accept": accept})
    assert (again.status_code, again.data, engine.asked) == (200, first.data, asked)
    tag = first.headers["ETag"]
    known = client.get(path, headers={"Accept": accept, "If-None-Match": tag})
    assert (known.status_code, known.headers["ETag"], engine.asked) == (304, tag, asked)


@pytest.mark.parametrize("path", ["/dump/", "/.well-known/void"])
def test_what_does_not_tell_of_all_files_is_not_kept(tmp_path: Path, path: str) -> None:
    engine = Watched()
    app = create_app(engine, {})
    add_dump(app, engine, Dumps(engine, tmp_path, built=False, seconds=0.5), parts_of(app).render)
    client = Client(Front(app, engine, defaults()))
    assert client.get(path).text.count("sha256") == 0
    refused = client.get("/dump/dataset.ttl")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "10")
    engine.may.set()
    texts = (client.get(path).text for _ in range(100))
    assert next(text for text in texts if "sha256" in text).count("sha256") >= 6
