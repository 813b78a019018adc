"""The server's description of its interface is true of its routes."""

import json
from typing import Any

import pytest
from flask import Flask
from pyoxigraph import Store
from werkzeug.test import Client

from cuegraph.engine.memory import MemoryEngine
from cuegraph.service.lookup import Names
from cuegraph.web.app import create_app, parts_of
from cuegraph.web.dump import add_dump
from cuegraph.web.openapi import path_of

AUTOMATIC = {"HEAD", "OPTIONS"}


@pytest.fixture
def app() -> Flask:
    engine = MemoryEngine()
    app = create_app(engine, {}, Names(Store()).one)
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
