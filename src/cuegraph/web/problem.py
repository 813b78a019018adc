"""Errors as answers: problem+json (RFC 9457) for programs, a page for browsers."""

from __future__ import annotations

import json
import re
import traceback
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Any, Final

from flask import Response, request
from werkzeug import exceptions

from cuegraph.errors import (
    CuegraphError,
    MethodNotAllowed,
    NotFound,
    QuerySyntaxError,
    TooLarge,
    Unauthorized,
    Unavailable,
)
from cuegraph.vocabulary import BASE
from cuegraph.web.exchange import HTML, METHOD, Headers, Reply, as_response
from cuegraph.web.headers import browses

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    Render = Callable[..., str]

MEDIA_TYPE: Final = "application/problem+json"
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def kind_of(error: CuegraphError) -> str:
    """The kind of an error as one word.

    >>> kind_of(TooLarge("The body has 2 MiB."))
    'too-large'
    """
    return name_of(type(error))


def name_of(kind: type[CuegraphError]) -> str:
    """A class of errors as one word, as :func:`kind_of` gives it."""
    return _HUMP.sub("-", kind.__name__).lower()


def problem_of(error: CuegraphError) -> dict[str, Any]:
    """The members of an error's problem object; those that say nothing are left out.

    >>> problem_of(TooLarge("The body has 2 MiB."))["type"]
    'https://w3id.org/cuegraph/problem/too-large'
    """
    problem: dict[str, Any] = {
        "type": f"{BASE}problem/{kind_of(error)}",
        "title": error.title,
        "status": error.status,
        "detail": error.what,
        "where": error.where,
        "remedy": error.remedy,
    }
    if isinstance(error, QuerySyntaxError):
        problem |= {"line": error.line, "column": error.column}
    return {name: value for name, value in problem.items() if value not in {None, ""}}


def headers_of(error: CuegraphError) -> Headers:
    """The headers that an error asks for by its kind."""
    if isinstance(error, MethodNotAllowed):
        return [("Allow", ", ".join(error.allow))]
    if isinstance(error, Unavailable) and error.retry_after is not None:
        return [("Retry-After", str(error.retry_after))]
    if isinstance(error, Unauthorized):
        return [("WWW-Authenticate", 'Bearer realm="cuegraph"')]
    return []


def reply_of(error: CuegraphError, accept: str | None, render: Render) -> Reply:
    """The answer that tells an error.

    Args:
        error: the error.
        accept: the request's header Accept; browsers get a page.
        render: renders a template.
    """
    reply = _rendered(problem_of(error), accept, render)
    reply.headers += headers_of(error)
    reply.outcome = kind_of(error)
    return reply


def told_in(page: str, error: CuegraphError) -> Reply:
    """The answer that tells an error in a page of its own: what was asked stays in a form, to be mended."""
    headers = [("Content-Type", HTML), *headers_of(error)]
    return Reply(error.status, headers, page.encode(), outcome=kind_of(error))


def failure(error: Exception, log: IO[str] | None) -> CuegraphError:
    """What is told of an error that is a fault of ours: nothing of the inside, which goes to the log.

    Args:
        error: the fault.
        log: where its traceback is written; None for nowhere.
    """
    if log is not None:
        traceback.print_exception(error, file=log)
    return CuegraphError(
        "The server failed at this request.", remedy="Tell whoever runs it: its log says why."
    )


def answer_errors(app: Flask, render: Render) -> None:
    """Make an application answer every error in the one form.

    Args:
        app: the application.
        render: renders a template.
    """

    @app.errorhandler(CuegraphError)
    def answer_ours(error: CuegraphError) -> Response:
        return as_response(reply_of(error, request.headers.get("Accept"), render))

    @app.errorhandler(exceptions.HTTPException)
    def answer_other(error: exceptions.HTTPException) -> Response:
        if (ours := _ours(error)) is not None:
            return answer_ours(ours)
        status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        problem = {
            "type": "about:blank",
            "title": status.phrase,
            "status": status.value,
            "detail": error.description or status.description or status.phrase,
            "remedy": "Mend the request; the home page shows how to ask.",
        }
        return as_response(_rendered(problem, request.headers.get("Accept"), render))


def _ours(error: exceptions.HTTPException) -> CuegraphError | None:
    """The error of our tree for one of the framework's; None where there is none that fits."""
    if isinstance(error, exceptions.NotFound):
        return NotFound(
            "There is no such page.", where=request.path, remedy="The home page leads to those there are."
        )
    if isinstance(error, exceptions.MethodNotAllowed):
        allow = tuple(sorted(error.valid_methods or ()))
        what = f"{request.path} does not take {request.environ.get(METHOD, request.method)}."
        return MethodNotAllowed(what, allow=allow, remedy=f"It takes {', '.join(allow)}.")
    if isinstance(error, exceptions.RequestEntityTooLarge):
        return TooLarge("The request's body is too large.", remedy="Send less.")
    if isinstance(error, exceptions.InternalServerError):
        return failure(error, None)
    return None


def _rendered(problem: dict[str, Any], accept: str | None, render: Render) -> Reply:
    if browses(accept):
        content_type, text = HTML, render("error.html", problem=problem)
    else:
        content_type, text = MEDIA_TYPE, json.dumps(problem, ensure_ascii=False, indent=2) + "\n"
    return Reply(problem["status"], [("Content-Type", content_type)], text.encode())
