"""Linked data: every thing's IRI answers, as a page for people and as RDF for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from flask import request
from pyoxigraph import NamedNode

from cuegraph.errors import BadInput, NotFound
from cuegraph.media import Format, Kind, by_name
from cuegraph.protocol.negotiate import choose
from cuegraph.service.document import description, with_citations
from cuegraph.service.facts import exists
from cuegraph.service.near import near_things
from cuegraph.service.schema_org import schema_org
from cuegraph.service.thing import A_PAGE, page_of_thing
from cuegraph.vocabulary import BASE, THINGS
from cuegraph.web.exchange import HTML, Reply, as_response, root_of
from cuegraph.web.headers import browses
from cuegraph.web.neighbours import neighbours
from cuegraph.web.portrait import sections
from cuegraph.web.problem import told_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Flask, Response

    from cuegraph.engine.interface import Engine
    from cuegraph.web.site import Site


DOCUMENTS: Final = {
    "ttl": by_name("turtle"),
    "jsonld": by_name("jsonld"),
    "nt": by_name("ntriples"),
    "rdf": by_name("rdfxml"),
    "trig": by_name("trig"),
}
"""The formats of a thing's documents, by the ending of their address; the preferred first."""

PAGE: Final = Format("html", "text/html", Kind.GRAPH, ("application/xhtml+xml",), text=True)
"""The page among them."""

_KINDS: Final = ", ".join(f'"{kind}"' for kind in THINGS if kind != "source")
_SAFE: Final = "!$&'()*+,;=:@~"


def add_things(app: Flask, site: Site) -> None:
    """Give an application an address for every thing, and its documents."""

    @app.get(f"/<any({_KINDS}):kind>/<name>")
    def thing(kind: str, name: str) -> Response:
        engine = site.within()
        slug, ending = split_name(name)
        node = _node(engine, kind, slug)
        if node is None:
            return _missing(site, kind, slug)
        path = f"/{kind}/{quote(slug, safe=_SAFE)}"
        links = links_of(site, path, node.value)
        if not ending:
            return see_other(site, path, links, DOCUMENTS)
        if ending == "html":
            return _page(site, engine, node, path, links)
        make = with_citations if ending == "trig" else description
        body = make(engine, node, DOCUMENTS[ending])
        headers = [("Content-Type", DOCUMENTS[ending].content_type), links]
        return as_response(Reply(200, headers, body, keep=True))


def split_name(name: str) -> tuple[str, str]:
    """The last step of a path without the ending of a document, and that ending; empty for none.

    >>> split_name("drive-2011.ttl"), split_name("mr.-x")
    (('drive-2011', 'ttl'), ('mr.-x', ''))
    """
    slug, _, ending = name.rpartition(".")
    return (slug, ending) if slug and (ending == "html" or ending in DOCUMENTS) else (name, "")


def links_of(
    site: Site, path: str, iri: str, endings: Sequence[str] = ("html", *DOCUMENTS)
) -> tuple[str, str]:
    """The header Link (RFC 8288) of what has documents: each of them, and what they are about."""
    formats = {"html": PAGE} | DOCUMENTS
    links = [
        f'<{site.public.at(path)}.{each}>; rel="alternate"; type="{formats[each].media_type}"'
        for each in endings
    ]
    return "Link", ", ".join([*links, f'<{quote(iri, safe=_SAFE + "/%#?")}>; rel="canonical"'])


def see_other(site: Site, path: str, links: tuple[str, str], documents: Mapping[str, Format]) -> Response:
    """The answer that leads to the document that the client wants.

    Raises:
        NotAcceptable: it accepts none of them.
    """
    accept = request.headers.get("Accept")
    wanted = PAGE if browses(accept) else choose(accept, [*documents.values(), PAGE])
    ending = next((each for each, known in documents.items() if known is wanted), "html")
    asked = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    location = f"{site.public.at(path)}.{ending}{asked}"
    return as_response(Reply(303, [("Location", location), ("Content-Type", PAGE.content_type), links]))


def _page(site: Site, engine: Engine, node: NamedNode, path: str, links: tuple[str, str]) -> Response:
    values = request.args
    told = page_of_thing(
        engine, node, values.get("in", ""), values.get("kind", ""), _number(values.get("page"))
    )
    text = site.render(
        "thing.html",
        told=told,
        path=path,
        formats=DOCUMENTS,
        network="" if told.alone else neighbours(site.public, told),
        portrait=[] if told.alone else [*sections(site, engine, node)],
        schema_org=None if told.alone else schema_org(engine, node, root_of(request.environ) + path[1:]),
        most=A_PAGE,
    )
    return as_response(Reply(200, [("Content-Type", HTML), links], text.encode(), keep=True))


def _node(engine: Engine, kind: str, slug: str) -> NamedNode | None:
    """The thing of an address; its IRI may have characters written with ``%``."""
    for each in dict.fromkeys((slug, quote(slug, safe=_SAFE))):
        try:
            node = NamedNode(f"{BASE}{kind}/{each}")
        except ValueError:
            continue
        if exists(engine, node):
            return node
    return None


def _missing(site: Site, kind: str, slug: str) -> Response:
    near = near_things(site.within(), kind, slug)
    listed = ", ".join(f"'{each.text}'" for each in near)
    error = NotFound(
        f"There is no {kind.replace('-', ' ')} '{slug}' here.",
        where=request.path,
        remedy=f"The nearest names are: {listed}." if near else "The home page leads to what there is.",
    )
    if not browses(request.headers.get("Accept")) and not request.path.endswith(".html"):
        raise error
    return as_response(told_in(site.render("missing.html", problem=error, near=near, slug=slug), error))


def _number(text: str | None) -> int:
    if text is None or (text.isascii() and text.isdigit() and len(text) < 8):  # noqa: PLR2004 (more things than there are)
        return int(text or 1)
    raise BadInput(f"'{text[:40]}' is no page number.", where="page", remedy="Give a number from 1.")
