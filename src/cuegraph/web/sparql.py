"""The SPARQL endpoint at ``/sparql``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Response, render_template, request

from cuegraph.errors import BadInput
from cuegraph.media import Kind, of_kind
from cuegraph.protocol.negotiate import Wanted, accepts_html
from cuegraph.protocol.request import METHODS, names_query, read_query
from cuegraph.web.problem import problem_of
from cuegraph.web.table import table_of

if TYPE_CHECKING:
    from flask import Flask

    from cuegraph.engine.interface import Answer, Engine
    from cuegraph.protocol.request import Query

PATH = "/sparql"

EXAMPLE = """\
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?film ?filmLabel WHERE {
  ?film a fm:Film ; skos:prefLabel ?filmLabel .
}
ORDER BY ?filmLabel
"""
"""The query that the form opens with."""

FOR_PAGES = "application/sparql-results+json, text/turtle"
"""What a page can show."""


def add_endpoint(app: Flask, engine: Engine) -> None:
    """Give an application the endpoint.

    It answers the query operation of the SPARQL 1.1 Protocol. Beyond it, ``format=NAME`` in the address says
    the format where a link cannot say Accept, and browsers get pages.
    """

    @app.route(PATH, methods=METHODS, provide_automatic_options=False)
    def sparql() -> Response:
        if request.method == "OPTIONS":
            return Response(status=204, headers={"Allow": ", ".join(METHODS)})
        accept = request.headers.get("Accept")
        name = request.args.get("format")
        page = name is None and accepts_html(accept)
        if page and request.method != "POST" and not names_query(request.query_string):
            return Response(render_template("sparql.html", text=EXAMPLE))
        content_type = request.headers.get("Content-Type", "")
        query = read_query(request.method, request.query_string, content_type, request.get_data())
        if page:
            return _page(engine, query)
        answer = engine.query(query, Wanted(accept, name))
        return Response(answer.body, content_type=answer.format.content_type)

    @app.after_request
    def open_to_others(response: Response) -> Response:
        if request.path == PATH:
            response.vary.add("Accept")
            response.headers["Access-Control-Allow-Origin"] = "*"
            if request.method == "OPTIONS":
                response.headers["Access-Control-Allow-Methods"] = ", ".join(METHODS)
                response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type"
                response.headers["Access-Control-Max-Age"] = "86400"
        return response


def downloads(query: Query, kind: Kind) -> dict[str, str]:
    """The addresses that give a query's result in each format, by the format's name."""
    graphs = [("default-graph-uri", each) for each in query.default_graphs]
    graphs += [("named-graph-uri", each) for each in query.named_graphs]
    return {
        each.name: f"{PATH}?{urlencode([('query', query.text), *graphs, ('format', each.name)])}"
        for each in of_kind(kind)
    }


def _page(engine: Engine, query: Query) -> Response:
    """The form with the query and what it gives; a query at fault stays in the form, to be mended."""
    try:
        answer = engine.query(query, Wanted(FOR_PAGES))
    except BadInput as error:
        page = render_template("sparql.html", text=query.text, problem=problem_of(error))
        return Response(page, status=error.status)
    return Response(render_template("sparql.html", text=query.text, **shown(query, answer)))


def shown(query: Query, answer: Answer) -> dict[str, Any]:
    """What the template needs to show an answer."""
    kind = answer.format.kind
    return {
        "result": table_of(answer.body) if kind is Kind.RESULTS else None,
        "graph": answer.body.decode() if kind is Kind.GRAPH else None,
        "links": downloads(query, kind),
    }
