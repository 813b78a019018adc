"""The OpenAPI 3.1 description of the server's interface, at ``/openapi.json``."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from cuegraph import __version__
from cuegraph.errors import (
    BadGateway,
    BadInput,
    Conflict,
    CuegraphError,
    LengthRequired,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    OverLimit,
    PreconditionFailed,
    Refused,
    TooLarge,
    Unauthorized,
    Unavailable,
    Unsupported,
    UnsupportedMediaType,
)
from cuegraph.media import Kind, by_name, of_kind
from cuegraph.protocol.request import DIRECT, FORM
from cuegraph.web.exchange import Reply, as_response
from cuegraph.web.parameters import (
    IRI,
    IRIS,
    PROBLEM_SCHEMA,
    SECONDS,
    TEXT,
    dataset,
    ident_schema,
    in_profile,
    paged,
    parameter,
    parameter_of,
    parted,
    profiled,
    running,
)
from cuegraph.web.problem import MEDIA_TYPE as PROBLEM
from cuegraph.web.reconcile_api import reconcile_paths

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask, Response

    from cuegraph.service.library import Question

Document = dict[str, Any]

_RDF: Final = [each.media_type for each in of_kind(Kind.GRAPH, Kind.DATASET)]
_RESULTS: Final = [each.media_type for each in of_kind(Kind.RESULTS)]
_GRAPHS: Final = [each.media_type for each in of_kind(Kind.GRAPH)]
_GRAPH_NAMES: Final = [each.name for each in of_kind(Kind.GRAPH)]
_EVERYWHERE: Final = (BadInput, NotAcceptable, TooLarge, MethodNotAllowed, Unavailable, CuegraphError)
_QUERYING: Final = (*_EVERYWHERE, Refused, Conflict, UnsupportedMediaType, OverLimit, Unsupported, BadGateway)
_CHANGING: Final = (*_QUERYING, Unauthorized, LengthRequired, NotFound, PreconditionFailed)


def add_openapi(app: Flask, questions: Iterable[Question] = ()) -> None:
    """Give an application ``/openapi.json``, which tells the routes and questions that it has when asked."""

    @app.get("/openapi.json")
    def openapi() -> Response:
        rules = {path_of(rule.rule) for rule in app.url_map.iter_rules()}
        text = json.dumps(describe(rules, questions), indent=1) + "\n"
        return as_response(Reply(200, [("Content-Type", "application/json")], text.encode(), keep=True))


def path_of(rule: str) -> str:
    """A Flask rule as OpenAPI writes it.

    >>> path_of("/static/<path:filename>"), path_of('/<any("a", "b"):kind>/<name>')
    ('/static/{filename}', '/{kind}/{name}')
    """
    return re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", r"{\1}", rule)


def describe(paths: Iterable[str], questions: Iterable[Question] = ()) -> Document:
    """The document for these paths and questions; paths that it does not know are left out."""
    known = _paths()
    asked = {f"/questions/{each.name}": _question(each) for each in questions}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "cuegraph",
            "version": __version__,
            "description": (
                "SPARQL 1.1 over HTTP. Every answer can be had by any origin; every error is "
                "problem+json, or a page for browsers. HEAD and OPTIONS are wherever GET is."
            ),
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "paths": asked | {path: known[path] for path in sorted(set(paths) & known.keys())},
        "components": {
            "schemas": {"Problem": PROBLEM_SCHEMA},
            "responses": _problem_responses(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _paths() -> Document:
    return {
        "/sparql": {"get": _query_by_get(), "post": _query_by_post()},
        "/sparql/{ident}": {
            "delete": {
                "summary": "End the running query of this Query-Id.",
                "parameters": [
                    parameter("ident", "The id.", where="path", schema=ident_schema(), required=True)
                ],
                "responses": {"204": {"description": "It was running."}, **_problems(*_EVERYWHERE, NotFound)},
            }
        },
        "/update": {"post": _update()},
        "/store": _store(_RDF),
        "/store/": _store(_RDF),
        "/store/{name}": _store(_GRAPHS, "name"),
        "/": _page("The home page."),
        "/questions": _page("The questions of the library, by what they are about."),
        "/questions/{name}": _got(
            "A question of the library, with its answer.", ["text/html", *_RESULTS], "name"
        ),
        "/conformance": _page("Where the server does otherwise than the standards."),
        "/editor": _with(
            _page("The editor for SPARQL."), parameter("query", "What to open with; an example without.")
        ),
        "/editor/terms.json": _got("What an editor can complete.", ["application/json"]),
        "/editor/questions.json": _got("The questions' queries, for the editor.", ["application/json"]),
        "/editor/check": {
            "post": _got("The first mistake of a query, which is not run.", ["application/json"])["get"]
            | {"requestBody": {"content": {DIRECT: {"schema": TEXT}}}}
        },
        "/search": _search("Things by their names and texts.", "text/html", "page", 10_000),
        "/search.json": _search("Suggestions for what is being typed.", "application/json", "limit", 50),
        **reconcile_paths(_got),
        "/browse": _page("What there is, by kind."),
        "/browse/{kind}": _paged("The things of a kind.", ["text/html"], "kind"),
        "/sources": _paged("The sources."),
        "/source/{name}": _source(),
        "/{kind}/{name}": parted(profiled(_documents("A thing", "kind", "name"))),
        "/graph/{name}": _documents("A graph that is no citation", "name"),
        "/problem/{name}": _got("What a type of error means.", ["text/html"], "name"),
        "/ns": _documents("The ontology"),
        "/ns.html": _page("The ontology, term by term."),
        "/ns.{ending}": _got("The ontology as a file.", _GRAPHS, "ending"),
        "/ns/mappings": _documents("How its terms stand to those of other vocabularies"),
        "/ns/mappings.html": _with(
            _page("The same, term by term."), parameter("with", "Only with this vocabulary, by its prefix.")
        ),
        "/ns/mappings.{ending}": _got("The same as a file.", _GRAPHS, "ending"),
        "/.well-known/sparql-examples": _got("The questions as SPARQL examples.", _GRAPHS),
        "/.well-known/sparql-examples/{name}": _got("One of them.", _GRAPHS, "name"),
        "/differences": _paged("Where sources differ."),
        "/coverage": _paged("What of each source is cited, and what states nothing."),
        "/static/{filename}": _got("A style sheet or a picture.", ["text/css", "image/svg+xml"], "filename"),
        "/dump/": _got("What there is of the dataset to take away.", ["application/json", "text/html"]),
        "/dump/{name}": _got("The whole dataset in one format.", [*_RDF, "application/gzip"], "name"),
        "/profiles": _page("What there is in the terms of other vocabularies."),
        "/profiles/{name}": in_profile(
            _got(
                "The whole graph in one of them, as NAME.ttl and so on; rdf12.ttl, rdf12.nt and sssom.tsv.",
                [*_GRAPHS, by_name("tsv").media_type],
                "name",
            )
        ),
        "/.well-known/void": _got("The dataset described in VoID and DCAT.", _GRAPHS),
        "/health/live": _got("Whether the server lives.", ["application/json"]),
        "/health/ready": _got("Whether the server can answer.", ["application/json"]),
        "/metrics": _got("The server's figures, for Prometheus.", ["text/plain"]),
        "/openapi.json": _got("This document.", ["application/json"]),
    }


def _documents(what: str, *names: str) -> Document:
    types = ["text/html", *_GRAPHS, by_name("trig").media_type]
    summary = f"{what}; the address leads on to the document that is wanted, .html, .ttl and so on."
    got = _got(summary, types, *names)
    got["get"]["responses"]["303"] = {"description": "Where the document is."}
    return got


def _source() -> Document:
    summary = (
        "What a source says; the address leads on to the document that is wanted, .html, .ttl and so on."
    )
    found = _with(
        _paged(summary, ["text/html", *_GRAPHS, by_name("trig").media_type], "name"),
        parameter("at", "A place in it, in characters, such as 316,422; for .html only."),
        parameter("profile", "For documents: cuegraph, or what /profiles has words for sources in."),
    )
    found["get"]["responses"]["303"] = {"description": "Where the document is, or the place in it."}
    return found


def _query_by_get() -> Document:
    return {
        "summary": "Ask a query; without one, the service description, or a form for browsers.",
        "description": "SPARQL 1.1 Protocol, section 2.1.1.",
        "parameters": [parameter("query", "The query."), *dataset(), *running()],
        "responses": _results(_QUERYING),
    }


def _query_by_post() -> Document:
    fields = {
        "query": TEXT,
        "default-graph-uri": IRIS,
        "named-graph-uri": IRIS,
        "timeout": SECONDS,
        "format": TEXT,
    }
    return {
        "summary": "Ask a query.",
        "description": "SPARQL 1.1 Protocol, sections 2.1.2 and 2.1.3.",
        "parameters": [*dataset(), *running()],
        "requestBody": {
            "required": True,
            "content": {
                FORM: {"schema": {"type": "object", "properties": fields, "required": ["query"]}},
                DIRECT: {"schema": TEXT},
            },
        },
        "responses": _results(_QUERYING),
    }


def _update() -> Document:
    fields = {
        "update": TEXT,
        "using-graph-uri": IRIS,
        "using-named-graph-uri": IRIS,
        "timeout": SECONDS,
    }
    timeout, _, ident = running()
    return {
        "summary": "Change the dataset, all of it or nothing.",
        "description": "SPARQL 1.1 Protocol, section 2.2.",
        "security": [{"token": []}],
        "parameters": [timeout, ident],
        "requestBody": {
            "required": True,
            "content": {
                FORM: {"schema": {"type": "object", "properties": fields, "required": ["update"]}},
                "application/sparql-update": {"schema": TEXT},
            },
        },
        "responses": {
            "204": {"description": "It is done."},
            **_problems(*_CHANGING),
        },
    }


def _free(media_type: str) -> Document:
    """A document, of which only its media type says what it looks like."""
    return {"schema": {} if media_type.endswith("json") else TEXT}


def _store(taken: Iterable[str], *variables: str) -> Document:
    which = [parameter(each, "The graph's address.", where="path", required=True) for each in variables] or [
        parameter("graph", "The graph's IRI.", schema=IRI),
        parameter("default", "The default graph.", schema={"type": "string", "maxLength": 0}),
    ]
    body = {
        "required": True,
        "content": {each: _free(each) for each in (*taken, "multipart/form-data")},
    }
    done = {
        "201": {"description": "The graph was made.", "headers": {"Location": {"schema": TEXT}}},
        "204": {"description": "It is done."},
        **_problems(*_CHANGING),
    }
    conditions = [parameter(each, "An ETag, or *.", where="header") for each in ("If-Match", "If-None-Match")]
    timeout, form, ident = running(_GRAPH_NAMES)
    change = {
        "parameters": [*which, timeout, ident, *conditions],
        "security": [{"token": []}],
        "responses": done,
    }
    return {
        "get": {
            "summary": "A graph. SPARQL 1.1 Graph Store HTTP Protocol, section 5.2.",
            "parameters": [*which, timeout, form, ident],
            "responses": {**_answers("The graph.", _GRAPHS), **_problems(*_QUERYING, NotFound)},
        },
        "put": {"summary": "Make a graph what the body says.", **change, "requestBody": body},
        "post": {"summary": "Add what the body says to a graph.", **change, "requestBody": body},
        "delete": {"summary": "Remove a graph.", **change},
    }


def _question(question: Question) -> Document:
    """A question with its parameters; the page for browsers, the rows for others."""
    described = _got(question.sentence, ["text/html", *_RESULTS])
    names = ["html", *(each.name for each in of_kind(Kind.RESULTS))]
    described["get"] |= {
        "operationId": question.name,
        "tags": list(question.tags),
        "parameters": [
            *map(parameter_of, question.parameters),
            parameter("format", "The format of the rows, before Accept.", schema={"enum": names}),
        ],
    }
    return described


def _page(summary: str, *variables: str) -> Document:
    return _got(summary, ["text/html"], *variables)


def _paged(summary: str, media_types: Iterable[str] = ("text/html",), *variables: str) -> Document:
    return _with(_got(summary, media_types, *variables), paged())


def _with(described: Document, *parameters: Document) -> Document:
    described["get"]["parameters"] += parameters
    return described


def _search(summary: str, media_type: str, number: str, most: int) -> Document:
    found = _got(summary, [media_type])
    count = {"type": "integer", "minimum": 1, "maximum": most}
    found["get"]["parameters"] = [
        parameter("q", "The words; the last one may be unfinished.", schema={**TEXT, "maxLength": 300}),
        parameter("kind", "Only things of this kind."),
        parameter(number, "Which page, or how many.", schema=count),
    ]
    return found


def _got(summary: str, media_types: Iterable[str], *variables: str) -> Document:
    parameters = [parameter(each, each.capitalize() + ".", where="path", required=True) for each in variables]
    errors = (*_QUERYING, NotFound)
    return {
        "get": {
            "summary": summary,
            "parameters": parameters,
            "responses": {**_answers(summary, media_types), **_problems(*errors)},
        }
    }


def _results(errors: Iterable[type[CuegraphError]]) -> Document:
    media_types = [*_RESULTS, *_GRAPHS, "text/html"]
    return {**_answers("The result, the form or the service description.", media_types), **_problems(*errors)}


def _answers(description: str, media_types: Iterable[str]) -> Document:
    content = {each: _free(each) for each in media_types}
    headers = {
        name: {"schema": TEXT} for name in ("Cache-Control", "ETag", "Query-Id", "Server-Timing", "Vary")
    }
    return {
        "200": {"description": description, "headers": headers, "content": content},
        "304": {
            "description": "The client has it: see If-None-Match.",
            "headers": {"ETag": {"schema": TEXT}},
        },
    }


def _problems(*errors: type[CuegraphError]) -> Document:
    return {str(each.status): {"$ref": f"#/components/responses/{each.status}"} for each in errors}


def _problem_responses() -> Document:
    """A response for each status that an error has."""
    schema = {"$ref": "#/components/schemas/Problem"}
    content = {PROBLEM: {"schema": schema}, "text/html": {"schema": TEXT}}
    return {
        str(each.status): {"description": f"{each.title}.", "content": content}
        for each in reversed(_CHANGING)
    }
