"""The ontology: as a page for people and as RDF for programs; and the library's questions as RDF."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

from flask import Response, request

from cuegraph.engine.write import write_graph
from cuegraph.errors import NotFound
from cuegraph.media import Kind, of_kind
from cuegraph.protocol.negotiate import choose
from cuegraph.service.examples import PATH, describe_examples
from cuegraph.service.glossary import ITSELF, glossary_of, mentions, ontology_of, schemes, served_ontology
from cuegraph.service.usage import MOST, samples, uses
from cuegraph.vocabulary import FM
from cuegraph.web.exchange import HTML, Reply, as_response, root_of
from cuegraph.web.things import DOCUMENTS, links_of, see_other

if TYPE_CHECKING:
    from flask import Flask

    from cuegraph.engine.interface import Engine
    from cuegraph.service.glossary import Glossary
    from cuegraph.service.library import Question
    from cuegraph.web.site import Site

ENDINGS: Final = {ending: each for ending, each in DOCUMENTS.items() if each.kind is Kind.GRAPH}
"""The formats of the ontology's documents, by the ending of their address."""

_AT: Final = "/ns"


def add_ontology(app: Flask, site: Site) -> None:
    """Give an application the page of the ontology, its documents, and the address that leads to them.

    The hash IRIs of the terms lead there too: a browser keeps what follows the ``#``.
    """
    links = links_of(site, _AT, ITSELF.value, ("html", *ENDINGS))

    @lru_cache(maxsize=1)
    def read(served: bytes) -> Glossary:
        return glossary_of(ontology_of(served), mentions(site.questions.values()))

    @app.get(_AT)
    def ontology() -> Response:
        return see_other(site, _AT, links, ENDINGS)

    def text_of(engine: Engine) -> bytes:
        glossary = read(served_ontology(engine))
        entries = [each for section in glossary.sections for each in section.entries]
        used = uses(
            engine,
            [each.iri for each in entries if each.is_class],
            [each.iri for each in entries if not each.is_class],
        )
        return site.render(
            "ontology.html",
            glossary=glossary,
            uses=used,
            most=MOST,
            samples=samples(engine, used, {each.iri: each.example for each in entries if each.example}),
            schemes=schemes(engine),
            formats=ENDINGS,
            ours=FM.iri,
        ).encode()

    page = site.standing.once(text_of)

    @app.get(f"{_AT}.html")
    def ontology_page() -> Response:
        return as_response(Reply(200, [("Content-Type", HTML), links], page(site.within()), keep=True))

    @app.get(f"{_AT}.<any({', '.join(ENDINGS)}):ending>")
    def ontology_document(ending: str) -> Response:
        out = BytesIO()
        write_graph(ontology_of(served_ontology(site.within())), ENDINGS[ending], out)
        headers = [("Content-Type", ENDINGS[ending].content_type), links]
        return as_response(Reply(200, headers, out.getvalue(), keep=True))


def add_examples(app: Flask, site: Site) -> None:
    """Give an application the library's questions as SPARQL examples, all at once and each by itself."""

    @app.get(f"/{PATH}")
    def sparql_examples() -> Response:
        if not site.questions:
            raise NotFound(
                "There are no examples for these data.", where=request.path, remedy="Ask your own at /sparql."
            )
        return _written(list(site.questions.values()))

    @app.get(f"/{PATH}/<name>")
    def sparql_example(name: str) -> Response:
        if name not in site.questions:
            raise NotFound(
                f"There is no example '{name}'.", where=request.path, remedy=f"/{PATH} lists those there are."
            )
        return _written([site.questions[name]])


def _written(questions: list[Question]) -> Response:
    wanted = choose(request.headers.get("Accept"), of_kind(Kind.GRAPH))
    body = describe_examples(questions, root_of(request.environ), wanted)
    return as_response(Reply(200, [("Content-Type", wanted.content_type)], body, keep=True))
