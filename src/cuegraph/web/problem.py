"""Errors as answers: problem+json (RFC 9457) for programs, a page for browsers."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Response, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from cuegraph.errors import CuegraphError, MethodNotAllowed, QuerySyntaxError, TooLarge
from cuegraph.protocol.negotiate import accepts_html
from cuegraph.vocabulary import BASE

if TYPE_CHECKING:
    from flask import Flask

MEDIA_TYPE = "application/problem+json"


def problem_of(error: CuegraphError) -> dict[str, Any]:
    """The members of an error's problem object; those that say nothing are left out.

    >>> problem_of(TooLarge("The body has 2 MiB."))["type"]
    'https://w3id.org/cuegraph/problem/too-large'
    """
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(error).__name__).lower()
    problem: dict[str, Any] = {
        "type": f"{BASE}problem/{kind}",
        "title": error.title,
        "status": error.status,
        "detail": error.what,
        "where": error.where,
        "remedy": error.remedy,
    }
    if isinstance(error, QuerySyntaxError):
        problem |= {"line": error.line, "column": error.column}
    return {name: value for name, value in problem.items() if value not in {None, ""}}


def answer_errors(app: Flask, limit: int) -> None:
    """Make an application answer every error in the one form.

    Args:
        app: the application.
        limit: the most bytes of a request's body, for the message.
    """

    @app.errorhandler(CuegraphError)
    def answer_ours(error: CuegraphError) -> Response:
        response = _rendered(problem_of(error))
        if isinstance(error, MethodNotAllowed):
            response.headers["Allow"] = ", ".join(error.allow)
        return response

    @app.errorhandler(RequestEntityTooLarge)
    def answer_too_large(_: RequestEntityTooLarge) -> Response:
        return _rendered(
            problem_of(TooLarge("The request's body is too large.", remedy=f"Send at most {limit} bytes."))
        )

    @app.errorhandler(HTTPException)
    def answer_other(error: HTTPException) -> Response:
        status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        response = _rendered(
            {
                "type": "about:blank",
                "title": status.phrase,
                "status": status.value,
                "detail": error.description or status.description or status.phrase,
            }
        )
        for name, value in error.get_headers():
            if name == "Allow":  # a set's order, another at every run
                response.headers[name] = ", ".join(sorted(value.split(", ")))
        return response


def _rendered(problem: dict[str, Any]) -> Response:
    if accepts_html(request.headers.get("Accept")):
        response = Response(render_template("error.html", problem=problem), mimetype="text/html")
    else:
        body = json.dumps(problem, ensure_ascii=False, indent=2) + "\n"
        response = Response(body, content_type=MEDIA_TYPE)
    response.status_code = problem["status"]
    response.vary.add("Accept")
    return response
