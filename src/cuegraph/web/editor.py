"""The page on which SPARQL is written, and what its editor completes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import request

from cuegraph.errors import BadInput
from cuegraph.service.completion import terms_of
from cuegraph.service.library import without_head
from cuegraph.service.mistake import mistake
from cuegraph.vocabulary import BASE, THINGS
from cuegraph.web.exchange import Reply, as_response
from cuegraph.web.problem import problem_of
from cuegraph.web.sparql import ANY_EXAMPLE, EXAMPLE

if TYPE_CHECKING:
    from flask import Flask, Response

    from cuegraph.engine.interface import Engine
    from cuegraph.web.site import Site

BUNDLE: Final = "editor/editor.js"
"""Where the build puts the editor below the static files, see ``hatch_build.py``."""


def add_editor(app: Flask, site: Site) -> None:
    """Give an application the editor at ``/editor``: a plain form where the build had no parts for more.

    It opens with the query of the address: ``?query=``, or behind the ``#`` where a script reads it.
    """
    questions = [
        {"name": each.name, "title": each.title, "text": without_head(each.text).strip()}
        for each in site.questions.values()
    ]
    example = EXAMPLE if questions else ANY_EXAMPLE

    @app.get("/editor")
    def editor() -> Response:
        given = request.args.getlist("query")
        if len(given) > 1:
            raise BadInput("It is given more than once.", where="query", remedy="Give one query.")
        text = given[0] if given and given[0].strip() else example
        bundled = app.static_folder is not None and (Path(app.static_folder) / BUNDLE).is_file()
        return site.page("editor.html", bundled=bundled, text=text, questions=questions)

    def told(engine: Engine) -> bytes:
        kinds = [*THINGS, "graph", "problem"]
        return _written(terms_of(engine).as_json() | {"base": BASE, "kinds": kinds})

    known = site.standing.once(told)

    @app.get("/editor/terms.json")
    def terms() -> Response:
        return _json(known(site.within()))

    @app.get("/editor/questions.json")
    def examples() -> Response:
        return _json(_written(questions))

    @app.post("/editor/check")
    def check() -> Response:
        """What is wrong with a query, which is the body, and where; an empty object where nothing is."""
        found = mistake(request.get_data().decode(errors="replace"))
        problem = problem_of(found) if found else {}
        told = {name: problem[name] for name in ("line", "column", "detail", "remedy") if name in problem}
        return _json(_written(told), keep=False)


def _written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _json(body: bytes, *, keep: bool = True) -> Response:
    return as_response(Reply(200, [("Content-Type", "application/json")], body, keep=keep))
