"""The update operation of the SPARQL 1.1 Protocol at ``/update``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Response, request

from cuegraph.errors import PreconditionFailed
from cuegraph.protocol.request import UPDATE_METHODS, read_update
from cuegraph.web.exchange import IDENT, TEXT, asked_of
from cuegraph.web.params import read_run

if TYPE_CHECKING:
    from flask import Flask

    from cuegraph.engine.interface import Engine
    from cuegraph.web.auth import Auth

PATH: Final = "/update"


def add_update(app: Flask, engine: Engine, auth: Auth) -> None:
    """Give an application the update operation.

    An update is answered with 204 once it has been carried out, whole, and every request that starts then
    sees it. Beyond the protocol, ``timeout=SECONDS`` asks for a shorter deadline.

    Args:
        app: the application.
        engine: carries the updates out.
        auth: says who may.
    """

    @app.route(PATH, methods=UPDATE_METHODS, provide_automatic_options=False)
    def update() -> Response:
        if request.method == "OPTIONS":
            return Response(status=204, headers={"Allow": ", ".join(UPDATE_METHODS)})
        auth.check(request.headers.get("Authorization"))
        if "If-Match" in request.headers:
            raise PreconditionFailed(
                "An update has nothing whose tag it could depend on.",
                where="If-Match",
                remedy="Leave the header out; a PUT to /store?graph=IRI can depend on the graph's tag.",
            )
        asked = asked_of(request.environ, request.get_data(), None)
        query_string = asked.query_string.encode("latin-1")
        read = read_update(asked.method, query_string, asked.content_type, asked.body)
        run = read_run(asked)
        request.environ |= {TEXT: read.text, IDENT: run.ident}
        engine.update(read, run)
        return Response(status=204)
