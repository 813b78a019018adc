"""The SPARQL 1.1 Graph Store HTTP Protocol at ``/store``."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from flask import Response, request

from cuegraph.engine.interface import Run
from cuegraph.errors import BadInput, Changed
from cuegraph.media import Kind, of_kind
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import media_type
from cuegraph.protocol.store import METHODS, MULTIPART, Extent, Target, named, read_format, read_target
from cuegraph.service.graphs import (
    Document,
    delete_graph,
    get_graph,
    graph_exists,
    is_dataset,
    post_graph,
    put_graph,
)
from cuegraph.service.within import Within
from cuegraph.web.conditions import check_conditions, is_conditional
from cuegraph.web.exchange import IDENT, Reply, Spool, as_response, asked_of
from cuegraph.web.finish import tag_of_body
from cuegraph.web.params import read_run, read_wanted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from flask import Flask

    from cuegraph.engine.interface import Engine
    from cuegraph.web.auth import Auth
    from cuegraph.web.exchange import Asked

PATH: Final = "/store"
_UNRESERVED = "/:@!$&'()*+,;=~-._"
_OF_STORE = (Kind.GRAPH, Kind.DATASET)


def add_store(app: Flask, engine: Engine, auth: Auth, deadline: float) -> None:
    """Give an application the graph store.

    ``/store?graph=IRI`` and ``/store?default`` name any graph; ``/store/…`` names the graph of that address,
    as the client sees it: a proxy has to pass on the header Host. A new graph that is POSTed to ``/store``
    gets such an address. A document with named graphs goes to ``/store``: PUT replaces all, POST adds.
    If-Match and If-None-Match make a change depend on what is there.

    Args:
        app: the application.
        engine: holds the store.
        auth: says who may change it; everybody may read.
        deadline: the most seconds that a request may take, all its steps together.
    """

    @app.route(PATH, methods=METHODS, provide_automatic_options=False)
    @app.route(f"{PATH}/", methods=METHODS, provide_automatic_options=False)
    @app.route(f"{PATH}/<path:name>", methods=METHODS, provide_automatic_options=False)
    def store(name: str = "") -> Response:
        if request.method == "OPTIONS":
            return Response(status=204, headers={"Allow": ", ".join(METHODS)})
        reading = request.method in {"GET", "HEAD"}
        if not reading:
            auth.check(request.headers.get("Authorization"))
            if "Content-Range" in request.headers:  # RFC 9110, section 14.5
                raise BadInput(
                    "A part of a graph cannot be replaced.", where="Content-Range", remedy="Send it whole."
                )
        asked = asked_of(request.environ, b"", None)
        direct = direct_address(request.environ, asked.root) if name else ""
        target = read_target(asked.query_string.encode("latin-1"), direct)
        run = read_run(asked)
        request.environ[IDENT] = run.ident
        within = Within(engine, replace(run, seconds=min(run.seconds or deadline, deadline)))
        return _get(within, asked, target) if reading else _change(within, asked, target)


def direct_address(environ: Mapping[str, Any], root: str) -> str:
    """The address of a request without its parameters; servers tell it decoded, and here it is encoded anew.

    Args:
        environ: the request as WSGI gives it.
        root: the address of the home page as the client sees it, with a slash at its end.

    >>> direct_address({"PATH_INFO": "/store/a b"}, "http://a.example/")
    'http://a.example/store/a%20b'
    """
    return root + quote(environ["PATH_INFO"].encode("latin-1"), safe=_UNRESERVED).removeprefix("/")


def _get(engine: Engine, asked: Asked, target: Target) -> Response:
    answer = get_graph(engine, target, read_wanted(asked))
    spool = None if answer.file is None else Spool(answer.file, answer.size)
    kind = answer.format.content_type
    tag = tag_of_body(kind, (answer.body,) if spool is None else spool.chunks())
    headers = [("Content-Type", kind), ("ETag", tag)]
    return as_response(Reply(200, headers, answer.body, again=spool, keep=spool is None))


def _change(engine: Engine, asked: Asked, target: Target) -> Response:
    """Carry a change out, if it is to be: what it depends on holds in the very state that it changes.

    Raises:
        PreconditionFailed: what is there is not what it depends on.
    """
    documents = [] if request.method == "DELETE" else _documents(asked, target)
    if not is_conditional(request.environ):
        return _changed(engine, asked, target, documents)
    while True:
        seen = Within(engine, Run(version=engine.version))
        check_conditions(request.environ, lambda: graph_exists(engine, target), lambda: _tags(engine, target))
        with suppress(Changed):  # by another, so what has been checked may not hold any more
            return _changed(seen, asked, target, documents)


def _changed(engine: Engine, asked: Asked, target: Target, documents: list[Document]) -> Response:
    if request.method == "DELETE":
        delete_graph(engine, target)
        return Response(status=204)
    return _write(engine, asked, target, documents)


def _tags(engine: Engine, target: Target) -> Iterator[str]:
    """The tags of a graph in each format; none of the store, which is given in none."""
    if target.extent is Extent.STORE:
        return
    for each in of_kind(Kind.GRAPH):
        with suppress(BadInput):  # RDF/XML and JSON-LD cannot hold every graph
            answer = get_graph(engine, target, Wanted(name=each.name))
            yield tag_of_body(each.content_type, answer.chunks())


def _write(engine: Engine, asked: Asked, target: Target, documents: list[Document]) -> Response:
    address = asked.root + PATH[1:]
    whole = target.extent is Extent.STORE and is_dataset(engine, documents, address)
    headers = {}
    if target.extent is Extent.STORE and not whole:
        if request.method == "PUT":
            raise BadInput(
                "The request does not say which graph to replace.",
                where="graph, default",
                remedy="Name one by ?graph=IRI, or the default graph by ?default.",
            )
        target = named(f"{address}/{token_urlsafe(16)}")
        headers["Location"] = target.graph
    change = put_graph if request.method == "PUT" else post_graph
    new = change(engine, target, documents, target.graph or address)
    response = Response(status=201 if new else 204, headers=headers)
    del response.headers["Content-Type"]  # of the body that there is none of
    return response


def _documents(asked: Asked, target: Target) -> list[Document]:
    """What the body holds: one document, or each file of a form (section 5.5)."""
    kinds = _OF_STORE if target.extent is Extent.STORE else (Kind.GRAPH,)
    if media_type(asked.content_type) != MULTIPART:
        return [Document(request.get_data(), read_format(asked.content_type, kinds))]
    files = [file for _, file in request.files.items(multi=True)]
    if request.form or not files:
        raise BadInput(
            "The form has a field that is no file." if request.form else "The form holds no file.",
            where=next(iter(request.form), MULTIPART),
            remedy="Send RDF documents as files, each with its Content-Type.",
        )
    return [Document(each.read(), read_format(each.content_type or "", (Kind.GRAPH,))) for each in files]
