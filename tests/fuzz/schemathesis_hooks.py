"""What schemathesis loads for test_openapi.py: examples for the document, and what every error has to be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import schemathesis

if TYPE_CHECKING:
    from schemathesis import Case, CheckContext, HookContext, Response, SerializationContext

QUERIES = {
    "ask": "ASK { ?s ?p ?o }",
    "select": "SELECT * { ?s ?p ?o } LIMIT 3",
    "construct": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3",
    "described": "DESCRIBE <http://a.example/1>",
    "unfinished": "SELECT * {",
}
UPDATES = {
    "insert": "INSERT DATA { <http://a.example/s> <http://a.example/p> 1 }",
    "where": "DELETE { ?s ?p ?o } INSERT { ?s ?p 2 } WHERE { ?s ?p ?o }",
    "missing": "DROP GRAPH <http://a.example/none>",
}
TURTLE = {"triple": "<s> <p> 'o' .", "unfinished": "<s> <p>"}


@schemathesis.hook
def before_load_schema(_: HookContext, raw_schema: dict[str, Any]) -> None:
    """Give the operations of the document requests that reach behind the parsers."""
    paths = raw_schema["paths"]
    parameters = paths["/sparql"]["get"]["parameters"]
    next(each for each in parameters if each["name"] == "query")["examples"] = _values(QUERIES)
    _give(paths["/sparql"]["post"], "application/sparql-query", QUERIES)
    _give(paths["/update"]["post"], "application/sparql-update", UPDATES)
    for path in ("/store", "/store/{name}"):
        for method in ("put", "post"):
            _give(paths[path][method], "text/turtle", TURTLE)
    _name(paths["/static/{filename}"]["get"], "style.css")
    _name(paths["/dump/{name}"]["get"], "dataset.nt.gz")
    for method in ("get", "put", "post", "delete"):
        _name(paths["/store/{name}"][method], "a")


def _give(operation: dict[str, Any], media_type: str, examples: dict[str, str]) -> None:
    operation["requestBody"]["content"][media_type]["examples"] = _values(examples)


def _name(operation: dict[str, Any], example: str) -> None:
    operation["parameters"][0]["example"] = example


def _values(examples: dict[str, str]) -> dict[str, dict[str, str]]:
    return {name: {"value": text} for name, text in examples.items()}


@schemathesis.serializer("application/sparql-query", "application/sparql-update")
def as_text(_: SerializationContext, value: Any) -> bytes:
    """A query or an update as it is."""
    return str(value).encode(errors="surrogatepass")


@schemathesis.check
def errors_are_problems_with_a_remedy(_: CheckContext, response: Response, case: Case[Any]) -> None:
    """Every error is problem+json that says what to do; 503 is the only one that is not the client's."""
    if response.status_code < 400 or case.method.upper() == "HEAD":
        return
    assert response.headers["content-type"] == ["application/problem+json"], response.content
    problem = json.loads(response.content)
    assert problem.get("status") == response.status_code, problem
    missing = [name for name in ("type", "title", "detail", "remedy") if not problem.get(name)]
    assert not missing, (missing, problem)


@schemathesis.check
def answers_are_for_any_origin_and_say_what_they_depend_on(
    _: CheckContext, response: Response, __: Case[Any]
) -> None:
    """CORS and Vary are on all of them."""
    assert response.headers["access-control-allow-origin"] == ["*"]
    if response.request.method != "OPTIONS":
        assert {"Accept", "Accept-Encoding"} <= set(", ".join(response.headers["vary"]).split(", "))
