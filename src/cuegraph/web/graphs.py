"""The service graphs as documents, and what each type of problem means."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Final

from flask import request
from pyoxigraph import NamedNode

from cuegraph import errors
from cuegraph.errors import CuegraphError, NotFound
from cuegraph.service.document import graph_document, holds, size_of
from cuegraph.vocabulary import GRAPHS
from cuegraph.web.exchange import HTML, Reply, as_response
from cuegraph.web.problem import name_of
from cuegraph.web.things import DOCUMENTS, handed_on, links_of, see_other, split_name

if TYPE_CHECKING:
    from flask import Flask, Response

    from cuegraph.web.site import Site

TOLD: Final = {
    "curation": "What the curators set: kind, name and a sentence of each thing, and the comparisons.",
    "concepts": "The concepts that facts are stated with: roles, genres, kinds of use, results.",
    "links": "What other catalogues call the same things, and how each link was found.",
    "inferred": "What follows from the facts by the classes and properties of the ontology.",
    "sources": "The sources, their passages with digests, and why a passage states nothing.",
    "ontology": "The classes, properties and shapes that the dataset is written with.",
    "dataset": "The description of the dataset.",
}
"""What the graphs are that no passage is the name of."""

ENDINGS: Final = {ending: known for ending, known in DOCUMENTS.items() if ending != "trig"}
"""The formats of a graph's documents."""


def add_graphs(app: Flask, site: Site) -> None:
    """Give an application an address for each service graph, and for each type of problem."""

    @app.get("/graph/<name>")
    def graph(name: str) -> Response:
        slug, ending = split_name(name)
        engine = site.within()
        node = NamedNode(GRAPHS + slug) if slug in TOLD else None
        if node is None or ending == "trig" or not holds(engine, node):
            raise NotFound(
                f"There is no graph '{name}' here.",
                where=request.path,
                remedy=f"A dataset of ours has: {', '.join(TOLD)}.",
            )
        path = f"/graph/{slug}"
        links = links_of(site, path, node.value, ("html", *ENDINGS))
        if not ending:
            return see_other(site, path, links, ENDINGS)
        if ending == "html":
            triples = size_of(engine, node)
            values = {"graph": slug, "told": TOLD[slug], "triples": triples, "path": path, "iri": node.value}
            text = site.render("graph.html", formats=ENDINGS, **values)
            return as_response(Reply(200, [("Content-Type", HTML), links], text.encode(), keep=True))
        headers = [("Content-Type", ENDINGS[ending].content_type), links]
        return handed_on(graph_document(engine, node, ENDINGS[ending]), headers)

    @app.get("/problem/<name>")
    def problem(name: str) -> Response:
        found = problems()
        if name not in found:
            raise NotFound(
                f"There is no type of problem '{name}'.",
                where=request.path,
                remedy=f"There are: {', '.join(found)}.",
            )
        return site.page("type.html", kind=name, error=found[name], meaning=meaning(found[name]), all=found)


def problems() -> dict[str, type[CuegraphError]]:
    """The types of problem by the name that their address ends with, sorted."""
    found = (
        each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, CuegraphError)
    )
    return dict(sorted((name_of(each), each) for each in found))


def meaning(error: type[CuegraphError]) -> str:
    """What a class of errors is for, in a sentence or two.

    >>> meaning(NotFound)
    'A name, an IRI or a file that there is none of.'
    """
    return " ".join(inspect.cleandoc(error.__doc__ or "").partition("\n\n")[0].split())
