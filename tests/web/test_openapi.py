"""The server's description of its interface is true of its routes."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client
from writable import BEARER, TOKEN

from cuegraph.engine.memory import MemoryEngine
from cuegraph.service.dump import Dumps
from cuegraph.service.library import Question
from cuegraph.service.reconcile_read import BATCH, IDS, VALUES
from cuegraph.settings import defaults
from cuegraph.web.app import create_app, parts_of
from cuegraph.web.auth import Auth
from cuegraph.web.dump import add_dump
from cuegraph.web.front import Front
from cuegraph.web.numbers import MOST_PAGES
from cuegraph.web.openapi import path_of

AUTOMATIC = {"HEAD", "OPTIONS"}


@pytest.fixture
def app() -> Flask:
    engine = MemoryEngine()
    app = create_app(engine, {})
    add_dump(app, engine, None, parts_of(app).render)
    return app


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    response = client.get("/openapi.json")
    assert response.headers["Content-Type"] == "application/json"
    found: dict[str, Any] = json.loads(response.data)
    return found


def test_it_has_every_route_with_every_method_and_no_others(app: Flask) -> None:
    document = json.loads(app.test_client().get("/openapi.json").data)
    routes: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        routes.setdefault(path_of(rule.rule), set()).update((rule.methods or set()) - AUTOMATIC)
    described = {path: {method.upper() for method in item} for path, item in document["paths"].items()}
    assert described == routes


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def check(value: object) -> None:
        if isinstance(value, dict):
            if "$ref" in value:
                place: Any = document
                for name in value["$ref"].removeprefix("#/").split("/"):
                    place = place[name]
            for each in value.values():
                check(each)
        elif isinstance(value, list):
            for each in value:
                check(each)

    check(document)
    assert document["openapi"] == "3.1.0"


def test_a_problem_is_what_the_schema_says(client: Client, document: dict[str, Any]) -> None:
    schema = document["components"]["schemas"]["Problem"]
    for path in ("/sparql?query=ASK", "/nothing", "/sparql?query=ASK%7B%7D&timeout=x"):
        problem = client.get(path).get_json(force=True)
        assert set(schema["required"]) <= set(problem) <= set(schema["properties"])


REQUESTS = [
    (path, method, accept)
    for path, methods in {
        "/": "get",
        "/conformance": "get",
        "/questions/composers": "get",
        "/sparql": "get",
        "/sparql?query=ASK%7B%7D": "get",
        "/sparql?query=CONSTRUCT%20WHERE%20%7B%3Fs%20%3Fp%20%3Fo%7D": "get",
        "/sparql/abcdefgh": "delete",
        "/update": "post",
        "/store?default": "get put post delete",
        "/store?graph=u:none": "get delete",
        "/store/a": "put get post delete",
        "/static/icon.svg": "get",
        "/static/cuegraph.css": "get",
        "/dump/": "get",
        "/dump/dataset.nt": "get",
        "/dump/dataset.trig.gz": "get",
        "/dump/nothing": "get",
        "/.well-known/void": "get",
        "/health/live": "get",
        "/health/ready": "get",
        "/metrics": "get",
        "/openapi.json": "get",
    }.items()
    for method in methods.split()
    for accept in ("*/*", "text/html", "application/json", "text/turtle")
]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Client:
    """A server with everything there is."""
    engine = MemoryEngine()
    question = Question("composers", "Composers", "Who?", (), (), (), "SELECT * { ?s ?p ?o }")
    app = create_app(engine, {"composers": question}, auth=Auth(TOKEN))
    add_dump(app, engine, Dumps(engine, tmp_path_factory.mktemp("dumps"), built=False), parts_of(app).render)
    return Client(Front(app, engine, defaults()))


@pytest.mark.parametrize(("path", "method", "accept"), REQUESTS)
def test_each_answer_is_one_that_is_described(full: Client, path: str, method: str, accept: str) -> None:
    document = json.loads(full.get("/openapi.json").data)
    changes = method in {"put", "post"}
    kind = "application/sparql-update" if path == "/update" else "text/turtle"
    body = ("INSERT DATA { <u:a> <u:b> 1 }" if path == "/update" else "<u:a> <u:b> 1 .") if changes else ""
    headers = BEARER | {"Accept": accept} | ({"Content-Type": kind} if changes else {})
    response = full.open(path, method=method, data=body, headers=headers)
    bare = path.partition("?")[0]
    route = next(
        each for each in document["paths"] if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", each), bare)
    )  # fmt: skip
    described = document["paths"][route][method]["responses"][str(response.status_code)]
    while "$ref" in described:
        described = document["components"]["responses"][described["$ref"].rpartition("/")[2]]
    if response.status_code in {201, 204}:
        assert "content" not in described
        assert "Content-Type" not in response.headers
    else:
        assert response.mimetype in described["content"]
    response.close()


def test_changes_say_what_they_take(full: Client) -> None:
    paths = json.loads(full.get("/openapi.json").data)["paths"]

    def names(path: str, method: str) -> set[str]:
        return {each["name"] for each in paths[path][method]["parameters"]}

    for path, method in (("/update", "post"), ("/store", "put"), ("/store/{name}", "put")):
        assert {"timeout", "Query-Id"} <= names(path, method)
        assert "200" not in paths[path][method]["responses"]
    assert {"timeout", "format", "Query-Id"} <= names("/store", "get")
    datasets = {"application/trig", "application/n-quads"}
    assert datasets <= set(paths["/store"]["post"]["requestBody"]["content"])
    assert not datasets & set(paths["/store/{name}"]["put"]["requestBody"]["content"])


def test_parameters_and_limits_of_pages_are_told(full: Client) -> None:
    paths = json.loads(full.get("/openapi.json").data)["paths"]

    def names(path: str) -> set[str]:
        return {each["name"] for each in paths[path]["get"]["parameters"]}

    assert "query" in names("/editor")
    assert {"name", "page", "at"} <= names("/source/{name}")
    assert "303" in paths["/source/{name}"]["get"]["responses"]
    assert "text/tab-separated-values" in paths["/profiles/{name}"]["get"]["responses"]["200"]["content"]
    assert {"profile", "Accept-Profile"} <= names("/{kind}/{name}")
    assert "Content-Profile" in paths["/{kind}/{name}"]["get"]["responses"]["200"]["headers"]
    queries, extend = paths["/reconcile"]["get"]["parameters"]
    assert f"{VALUES} values in all queries" in queries["description"]
    assert queries["schema"]["contentSchema"]["maxProperties"] == BATCH
    assert extend["schema"]["contentSchema"]["properties"]["ids"]["maxItems"] == IDS
    assert paths["/reconcile/"] == paths["/reconcile"]


def test_things_and_profiles_are_told_with_what_they_take(document: dict[str, Any]) -> None:
    thing = {each["name"]: each for each in document["paths"]["/{kind}/{name}"]["get"]["parameters"]}
    assert {"in", "kind", "page", "profile"} <= thing.keys()
    assert thing["page"]["schema"]["maximum"] == MOST_PAGES
    assert "Content-Profile" in document["paths"]["/profiles/{name}"]["get"]["responses"]["200"]["headers"]
