"""The page on which SPARQL is written, and what its editor completes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cuegraph.service.completion import terms_of
from cuegraph.service.library import without_head
from cuegraph.vocabulary import BASE, THINGS
from cuegraph.web.exchange import Reply, as_response
from cuegraph.web.sparql import ANY_EXAMPLE, EXAMPLE

if TYPE_CHECKING:
    from flask import Flask, Response

    from cuegraph.web.site import Site

BUNDLE: Final = "editor/editor.js"
"""Where the build puts the editor below the static files, see ``hatch_build.py``."""


def add_editor(app: Flask, site: Site) -> None:
    """Give an application the editor at ``/editor``: a plain form where the build had no parts for more."""
    questions = [
        {"name": each.name, "title": each.title, "text": without_head(each.text)}
        for each in site.questions.values()
    ]
    example = EXAMPLE if questions else ANY_EXAMPLE

    @app.get("/editor")
    def editor() -> Response:
        bundled = app.static_folder is not None and (Path(app.static_folder) / BUNDLE).is_file()
        return site.page("editor.html", bundled=bundled, text=example, questions=questions)

    @app.get("/editor/terms.json")
    def terms() -> Response:
        found = terms_of(site.within()).as_json() | {"base": BASE, "kinds": [*THINGS, "graph", "problem"]}
        return _json(found)

    @app.get("/editor/questions.json")
    def examples() -> Response:
        return _json(questions)


def _json(value: object) -> Response:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return as_response(Reply(200, [("Content-Type", "application/json")], body, keep=True))
