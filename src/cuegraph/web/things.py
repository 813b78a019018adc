"""Linked data: every thing's IRI answers, as a page for people and as RDF for programs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from flask import request
from pyoxigraph import NamedNode

from cuegraph.errors import NotFound
from cuegraph.media import Format, Kind, by_name
from cuegraph.protocol.negotiate import choose
from cuegraph.service.ask import solutions
from cuegraph.service.document import description, with_citations
from cuegraph.service.facts import exists
from cuegraph.service.near import near_things
from cuegraph.service.portrait import SECTIONS
from cuegraph.service.quoted import quoted
from cuegraph.service.schema_org import schema_org
from cuegraph.service.thing import A_PAGE, page_of_thing
from cuegraph.service.told import Part
from cuegraph.vocabulary import BASE, RDF, THINGS
from cuegraph.web.address import Public
from cuegraph.web.exchange import HTML, Reply, Spool, as_response, root_of
from cuegraph.web.headers import browses
from cuegraph.web.languages import VARIES
from cuegraph.web.neighbours import neighbours
from cuegraph.web.numbers import given_once, number_of
from cuegraph.web.portrait import sections
from cuegraph.web.problem import told_in
from cuegraph.web.profiles import FORMATS as PROFILED
from cuegraph.web.profiles import accepted, asked, in_own, thing_in, with_profiles
from cuegraph.web.written import Writer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask import Flask, Response

    from cuegraph.engine.interface import Answer, Engine
    from cuegraph.service.within import Within
    from cuegraph.web.exchange import Headers
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
_QUERY: Final = "%!$&'()*+,;=:@/?~"
_SAFE: Final = "!$&'()*+,;=:@~"


def add_things(app: Flask, site: Site) -> None:
    """Give an application an address for every thing, and its documents."""
    site.standing.first(partial(_prepare, app, site))

    @app.get(f"/<any({_KINDS}):kind>/<name>")
    def thing(kind: str, name: str) -> Response:
        engine = site.within()
        slug, ending = split_name(name)
        node = _node(engine, kind, slug)
        if ending and (whole := _node(engine, kind, name)):  # its own name ends as documents' do
            node, slug, ending = whole, name, ""
        if node is None:
            return _missing(site, kind, slug)
        path = f"/{kind}/{quote(slug, safe=_SAFE)}"
        links = with_profiles(site, kind, path, links_of(site, path, node.value))
        if not ending:
            profile = accepted(site, kind)
            named = f"profile={profile.name}" if profile and not request.args.get("profile") else ""
            return see_other(site, path, links, PROFILED if profile else DOCUMENTS, named)
        if ending == "html":
            return _page(site, engine, node, path, links)
        if wanted := asked(site, kind, ending):
            return thing_in(site, node, wanted, DOCUMENTS[ending], links)
        chosen = DOCUMENTS[ending]
        headers = in_own(chosen, links)
        if ending == "trig":
            return as_response(Reply(200, headers, with_citations(engine, node, chosen), keep=True))
        return handed_on(description(engine, node, chosen), headers)


def handed_on(answer: Answer, headers: Headers) -> Response:
    """What an engine answered as the answer of a page; a large one is not taken into memory."""
    again = None if answer.file is None else Spool(answer.file, answer.size)
    return as_response(Reply(200, headers, answer.body, again=again, keep=again is None))


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


def see_other(
    site: Site, path: str, links: tuple[str, str], documents: Mapping[str, Format], asking: str = ""
) -> Response:
    """The answer that leads to the document that the client wants.

    Args:
        site: what pages need.
        path: the address without an ending.
        links: the header Link.
        documents: the formats by the ending of their address; the page comes in addition.
        asking: what the address asks for besides what it was asked for.

    Raises:
        NotAcceptable: it accepts none of them.
    """
    accept = request.headers.get("Accept")
    wanted = PAGE if browses(accept) else choose(accept, [*documents.values(), PAGE])
    ending = next((each for each, known in documents.items() if known is wanted), "html")
    asked = "&".join(filter(None, (quote(request.query_string, safe=_QUERY), asking)))
    location = f"{site.public.at(path)}.{ending}{'?' if asked else ''}{asked}"
    headers = [("Location", location), ("Content-Type", PAGE.content_type), links, ("Vary", "Accept-Profile")]
    return as_response(Reply(303, headers))


def _page(site: Site, engine: Within, node: NamedNode, path: str, links: tuple[str, str]) -> Response:
    url = root_of(request.environ) + path[1:]
    engine = site.reading(engine)
    inside, kind = given_once("in", request.args), given_once("kind", request.args)
    number = number_of("page")
    with ThreadPoolExecutor(1) as aside:  # who asks another worker at the same time
        portrait = None if inside else aside.submit(lambda: [*sections(site, engine, node)])
        part = Part(inside, kind if "kind" in request.args else None, number) if inside else None
        told = page_of_thing(engine, node, part, site.known(engine))
        known = None if inside else schema_org(engine, node, url)
    drawn = portrait.result() if portrait else []
    quotes, whole = quoted(engine, (drawn, told), site.texts)
    text = site.render(
        "thing.html",
        told=told,
        write=Writer(site.public),
        quotes=quotes,
        path=path,
        formats=DOCUMENTS,
        profiles=[each for each in site.profiles.values() if path.split("/")[1] in each.things],
        network="" if inside else neighbours(site.public, told),
        portrait=drawn,
        schema_org=known,
        most=A_PAGE,
    )
    return as_response(Reply(200, [("Content-Type", HTML), links, VARIES], text.encode(), keep=whole))


def _prepare(app: Flask, site: Site) -> None:
    """Make the page of a thing of each class once: the first takes several times as long as the next."""
    for name in SECTIONS:
        query = f"SELECT ?thing WHERE {{ ?thing {RDF.type} <{name}> FILTER(isIRI(?thing)) }} LIMIT 1"
        for row in solutions(site.within(), query):
            if path := Public().page(row["thing"]["value"]):
                with app.test_request_context(f"{path}.html"):
                    app.full_dispatch_request()


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
    near = near_things(site.reading(), kind, slug, searches=site.searches)
    listed = ", ".join(f"'{each.text}'" for each in near)
    error = NotFound(
        f"There is no {kind.replace('-', ' ')} '{slug}' here.",
        where=request.path,
        remedy=f"The nearest names are: {listed}." if near else "The home page leads to what there is.",
    )
    if not browses(request.headers.get("Accept")) and not request.path.endswith(".html"):
        raise error
    return as_response(told_in(site.render("missing.html", problem=error, near=near, slug=slug), error))
