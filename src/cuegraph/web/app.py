"""The application: everything that it needs is handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Flask, Response

from cuegraph.web.pages import add_pages
from cuegraph.web.problem import answer_errors
from cuegraph.web.sparql import add_endpoint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cuegraph.engine.interface import Engine
    from cuegraph.service.library import Find, Question

BODY_LIMIT: Final = 262_144
"""The most bytes of a request's body."""

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer-when-downgrade",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def create_app(engine: Engine, questions: Mapping[str, Question], find: Find) -> Flask:
    """The application that serves the pages and the endpoint.

    Args:
        engine: answers the queries.
        questions: the library's questions by name, in the order to list them.
        find: gives the thing of a name, or raises (``Names.one``).
    """
    app = Flask("cuegraph.web")
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    answer_errors(app, BODY_LIMIT)
    add_pages(app, engine, questions, find)
    add_endpoint(app, engine)

    @app.after_request
    def secure(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return app
