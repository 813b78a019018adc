"""Errors as answers: problem+json (RFC 9457) for programs, a page for browsers."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Response, render_template, request
from werkzeug import exceptions

from cuegraph.errors import CuegraphError, MethodNotAllowed, NotFound, QuerySyntaxError, TooLarge
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

    @app.errorhandler(exceptions.HTTPException)
    def answer_other(error: exceptions.HTTPException) -> Response:
        ours = _ours(error, limit)
        if ours is not None:
            return answer_ours(ours)
        status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        return _rendered(
            {
                "type": "about:blank",
                "title": status.phrase,
                "status": status.value,
                "detail": error.description or status.description or status.phrase,
                "remedy": "Mend the request; the home page shows how to ask.",
            }
        )


def _ours(error: exceptions.HTTPException, limit: int) -> CuegraphError | None:
    """The error of our tree for one of the framework's; None where there is none that fits."""
    if isinstance(error, exceptions.NotFound):
        return NotFound(
            "There is no such page.", where=request.path, remedy="The home page leads to those there are."
        )
    if isinstance(error, exceptions.MethodNotAllowed):
        allow = tuple(sorted(error.valid_methods or ()))
        what = f"{request.path} does not take {request.method}."
        return MethodNotAllowed(what, allow=allow, remedy=f"It takes {', '.join(allow)}.")
    if isinstance(error, exceptions.RequestEntityTooLarge):
        return TooLarge("The request's body is too large.", remedy=f"Send at most {limit} bytes.")
    if isinstance(error, exceptions.InternalServerError):
        return CuegraphError(
            "The server failed at this request.", remedy="Tell whoever runs it: its log says why."
        )
    return None


def _rendered(problem: dict[str, Any]) -> Response:
    if accepts_html(request.headers.get("Accept")):
        response = Response(render_template("error.html", problem=problem), mimetype="text/html")
    else:
        body = json.dumps(problem, ensure_ascii=False, indent=2) + "\n"
        response = Response(body, content_type=MEDIA_TYPE)
    response.status_code = problem["status"]
    response.vary.add("Accept")
    return response
