"""How the ontology's terms stand to those of other vocabularies: a page with the reasons, and as RDF."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from flask import Response, request

from cuegraph.engine.write import write_graph
from cuegraph.errors import NotFound
from cuegraph.service.alignments import alignments_of, mapping_triples
from cuegraph.service.glossary import glossary_of, ontology_of, served_ontology
from cuegraph.service.sssom import MAPPINGS
from cuegraph.vocabulary import BASE
from cuegraph.web.exchange import HTML, Reply, as_response
from cuegraph.web.numbers import given_once
from cuegraph.web.ontology import ENDINGS
from cuegraph.web.things import links_of, see_other

if TYPE_CHECKING:
    from flask import Flask

    from cuegraph.engine.interface import Engine
    from cuegraph.service.alignments import Alignments
    from cuegraph.web.site import Site

AT: Final = f"/{MAPPINGS.removeprefix(BASE)}"
"""The path of the mappings, which their IRI leads to."""


def add_alignments(app: Flask, site: Site) -> None:
    """Give an application the page of the mappings, their documents, and the address that leads to them.

    With ``?with=`` and the key of a vocabulary the page has those that lead to it.
    """
    links = links_of(site, AT, MAPPINGS, ("html", *ENDINGS))

    def find(engine: Engine) -> Alignments:
        triples = ontology_of(served_ontology(engine))
        return alignments_of(triples, glossary_of(triples, {}))

    found = site.standing.once(find)

    def told(every: Alignments, shown: Alignments, wanted: str = "") -> bytes:
        values = {"every": every, "shown": shown, "wanted": wanted}
        return site.render("alignments.html", path=AT, formats=ENDINGS, **values).encode()

    whole = site.standing.once(lambda engine: told(found(engine), found(engine)))

    @app.get(AT)
    def alignments() -> Response:
        return see_other(site, AT, links, ENDINGS)

    @app.get(f"{AT}.html")
    def alignments_page() -> Response:
        engine, wanted = site.within(), given_once("with", request.args)
        body = told(found(engine), _only(found(engine), wanted), wanted) if wanted else whole(engine)
        return as_response(Reply(200, [("Content-Type", HTML), links], body, keep=True))

    @app.get(f"{AT}.<any({', '.join(ENDINGS)}):ending>")
    def alignments_document(ending: str) -> Response:
        out = BytesIO()
        write_graph(mapping_triples(ontology_of(served_ontology(site.within()))), ENDINGS[ending], out)
        headers = [("Content-Type", ENDINGS[ending].content_type), links]
        return as_response(Reply(200, headers, out.getvalue(), keep=True))


def _only(every: Alignments, wanted: str) -> Alignments:
    """Those that lead to one vocabulary.

    Raises:
        NotFound: none does.
    """
    if (shown := every.only(wanted)).number:
        return shown
    listed = ", ".join(each.key for each in every.vocabularies)
    raise NotFound(
        f"No term is set beside one of '{wanted}'.",
        where="with",
        remedy=f"There are: {listed}." if listed else "Leave it out.",
    )
