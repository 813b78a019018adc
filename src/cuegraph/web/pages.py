"""The pages: home, and one for each question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from cuegraph.engine.interface import Run
from cuegraph.errors import CuegraphError, NotFound
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.protocol.volatile import is_volatile
from cuegraph.service.ask import number
from cuegraph.service.deviations import DEVIATIONS
from cuegraph.service.find import Finder
from cuegraph.service.within import Within
from cuegraph.vocabulary import CURATION, SKOS
from cuegraph.web.exchange import as_response, page_of, root_of
from cuegraph.web.headers import browses
from cuegraph.web.problem import problem_of, told_in
from cuegraph.web.sparql import FOR_PAGES, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask, Response

    from cuegraph.engine.interface import Engine
    from cuegraph.service.library import Question
    from cuegraph.web.app import ServerInfo

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


TRIPLES: Mapping[str, str] = {
    "triples in the default graph": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "triples in named graphs": "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }",
}
"""What it counts where other data than ours are served."""


def add_home(app: Flask, engine: Engine, questions: Mapping[str, Question], about: ServerInfo) -> None:
    """Give an application the home page and the page of deviations."""
    counted = COUNTS if questions else TRIPLES

    @app.get("/")
    def home() -> Response:
        try:
            within = Within(engine, Run(float(about.values["deadline"])))
            counts = {name: number(within, text) for name, text in counted.items()}
        except CuegraphError:  # the page leads to the others, whatever the engine does
            counts = {}
        root = root_of(request.environ)
        listed = questions.values()
        page = render_template("home.html", counts=counts, questions=listed, root=root, about=about)
        return as_response(page_of(page, keep=bool(counts)))

    @app.get("/conformance")
    def conformance() -> Response:
        return as_response(page_of(render_template("conformance.html", deviations=DEVIATIONS), keep=True))


def add_questions(
    app: Flask,
    engine: Engine,
    questions: Mapping[str, Question],
    deadline: float,
) -> None:
    """Give an application a page for each question.

    Args:
        app: the application.
        engine: answers.
        questions: the questions by name.
        deadline: the seconds for all that a page asks the engine.
    """

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
        within = Within(engine, Run(deadline))
        try:
            query = Query(_without_head(asked.bind(values, Finder(within).one) if values else asked.text))
            answer = within.query(query, Wanted(FOR_PAGES))
        except CuegraphError as error:  # the values stay in the form, to be mended or asked again
            if not browses(request.headers.get("Accept")):
                raise
            page = render_template("question.html", question=asked, values=values, problem=problem_of(error))
            return as_response(told_in(page, error))
        parts = shown(query, answer)
        page = render_template("question.html", question=asked, values=values, text=query.text, **parts)
        return as_response(page_of(page, keep=not is_volatile(query.text)))


def _without_head(text: str) -> str:
    """A question's query without the lines that describe it."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#+")).lstrip()
