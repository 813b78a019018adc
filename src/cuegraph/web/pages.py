"""The pages: home, and one for each question."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from flask import Response, render_template, request

from cuegraph.errors import BadInput, NotFound
from cuegraph.protocol.negotiate import Wanted, accepts_html
from cuegraph.protocol.request import Query
from cuegraph.vocabulary import CURATION, SKOS
from cuegraph.web.problem import problem_of
from cuegraph.web.sparql import FOR_PAGES, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from cuegraph.engine.interface import Engine
    from cuegraph.service.library import Find, Question

_CITED = 'GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), "#"))'

COUNTS: Mapping[str, str] = {
    "cited facts": f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ SELECT DISTINCT ?s ?p ?o WHERE {{ {_CITED} }} }} }}",
    "things": f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ GRAPH {CURATION} {{ ?s {SKOS.prefLabel} ?o }} }}",
    "citations": f"SELECT (COUNT(DISTINCT ?g) AS ?n) WHERE {{ {_CITED} }}",
    "sources": (
        "SELECT (COUNT(DISTINCT ?source) AS ?n)"
        f' WHERE {{ {{ SELECT DISTINCT ?g WHERE {{ {_CITED} }} }} BIND(STRBEFORE(STR(?g), "#") AS ?source) }}'
    ),
}
"""What the home page counts, and how."""


def add_pages(app: Flask, engine: Engine, questions: Mapping[str, Question], find: Find) -> None:
    """Give an application the home page and the questions' pages."""

    @cache
    def counts() -> dict[str, int]:
        return {name: _number(engine, text) for name, text in COUNTS.items()}

    @app.get("/")
    def home() -> str:
        return render_template(
            "home.html", counts=counts(), questions=questions.values(), root=request.url_root
        )

    @app.get("/questions/<name>")
    def question(name: str) -> Response:
        if name not in questions:
            raise NotFound(
                f"There is no question '{name}'.",
                where=request.path,
                remedy="The home page lists those there are.",
            )
        asked = questions[name]
        values = {
            each.name: request.args[each.name] for each in asked.parameters if each.name in request.args
        }
        try:
            query = Query(_without_head(asked.bind(values, find) if values else asked.text))
            answer = engine.query(query, Wanted(FOR_PAGES))
        except BadInput as error:  # the values stay in the form, to be mended
            if not accepts_html(request.headers.get("Accept")):
                raise
            page = render_template("question.html", question=asked, values=values, problem=problem_of(error))
            response = Response(page, status=error.status)
        else:
            parts = shown(query, answer)
            response = Response(
                render_template("question.html", question=asked, values=values, text=query.text, **parts)
            )
        response.vary.add("Accept")
        return response


def _without_head(text: str) -> str:
    """A question's query without the lines that describe it."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#+")).lstrip()


def _number(engine: Engine, text: str) -> int:
    """The one number that a query gives."""
    row = json.loads(engine.query(Query(text), Wanted(name="json")).body)["results"]["bindings"][0]
    return int(row["n"]["value"])
