"""The dataset as files, under ``/dump/``, and its description under ``/.well-known/void``."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from flask import Response, request

from cuegraph.errors import CuegraphError, NotFound
from cuegraph.media import Kind, of_kind
from cuegraph.protocol.negotiate import accepts_html, choose
from cuegraph.service.dump import TITLES, is_complete
from cuegraph.service.void import PATH as VOID
from cuegraph.service.void import describe_served
from cuegraph.web.encoding import Coding, choose_coding
from cuegraph.web.exchange import Reply, as_response, page_of, root_of

if TYPE_CHECKING:
    from flask import Flask

    from cuegraph.engine.interface import Engine
    from cuegraph.service.dump import Dumps, Listing
    from cuegraph.web.problem import Render

_GZIP = "application/gzip"


def add_dump(app: Flask, engine: Engine, dumps: Dumps | None, render: Render) -> None:
    """Give an application ``/dump/``, the files in it, and ``/.well-known/void``.

    Args:
        app: the application.
        engine: has the dataset.
        dumps: its files; None where the data lie on another server, which are not written in files here.
        render: renders a template.
    """

    @app.get("/dump/")
    def dump() -> Response:
        files = _there(dumps)
        listing = files.listing()
        rows, keep = _rows(files, listing), is_complete(listing)
        if accepts_html(request.headers.get("Accept")):
            page = render("dump.html", rows=rows, root=root_of(request.environ))
            return as_response(page_of(page, keep=keep))
        body = app.json.dumps({"files": rows}).encode()
        return as_response(Reply(200, [("Content-Type", "application/json")], body, keep=keep))

    @app.get("/dump/<name>")
    def dump_file(name: str) -> Response:
        files = _there(dumps)
        zipped = choose_coding(request.headers.get("Accept-Encoding")) in {Coding.GZIP, Coding.GZIP_ONLY}
        found = files.get(name, zipped=zipped)
        response = Response(
            found.file.pieces(),
            content_type=_GZIP if name == found.name and name.endswith(".gz") else found.format.content_type,
        )
        if name != found.name:
            response.headers["Content-Encoding"] = "gzip"
        response.content_length = found.size
        response.set_etag(found.sha256)
        response.headers["Repr-Digest"] = (
            f"sha-256=:{base64.b64encode(bytes.fromhex(found.sha256)).decode()}:"
        )
        return response

    @app.get(f"/{VOID}")
    def void() -> Response:
        wanted = choose(request.headers.get("Accept"), of_kind(Kind.GRAPH))
        body, keep = describe_served(engine, dumps, root_of(request.environ), wanted)
        return as_response(Reply(200, [("Content-Type", wanted.content_type)], body, keep=keep))


def _there(dumps: Dumps | None) -> Dumps:
    if dumps is None:
        raise NotFound(
            "The data lie on another server, and are not written in files here.",
            remedy="Ask them at /sparql.",
        )
    return dumps


def _rows(dumps: Dumps, listing: Listing) -> list[dict[str, Any]]:
    """A line of the listing for each format."""
    rows: list[dict[str, Any]] = []
    for each, pair in listing:
        row: dict[str, Any] = {
            "name": dumps.name(each),
            "mediaType": each.media_type,
            "holds": TITLES[each.kind],
        }
        if isinstance(pair, CuegraphError):
            row["missing"] = pair.what
        elif pair is not None:
            row |= {"bytes": pair[0].size, "sha256": pair[0].sha256}
            row["compressed"] = {"name": pair[1].name, "bytes": pair[1].size, "sha256": pair[1].sha256}
        rows.append(row)
    return rows
