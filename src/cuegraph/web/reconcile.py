"""The Reconciliation Service API 0.2 at ``/reconcile``, which OpenRefine and other clients speak."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from flask import redirect, request

from cuegraph import __version__
from cuegraph.errors import BadInput, NotFound, Unavailable
from cuegraph.protocol.request import FORM
from cuegraph.service.kept import PATIENCE, Kept
from cuegraph.service.reconcilable import Reconcilable, meant
from cuegraph.service.reconcile import describe, describing, in_terms, reconcile
from cuegraph.service.reconcile_ids import id_of, iri_of, term_of
from cuegraph.service.reconcile_read import LONGEST, PROPERTIES, VALUES, read_extension, read_queries
from cuegraph.service.reconcile_suggest import (
    default_types,
    extend,
    glance,
    is_stated,
    meaning_of,
    propose_properties,
    suggest_terms,
    suggest_things,
    unknown_property,
    unknown_type,
)
from cuegraph.vocabulary import BASE, FM
from cuegraph.web.exchange import Reply, as_response, page_of, root_of
from cuegraph.web.headers import FRAMED
from cuegraph.web.numbers import given_once, number_of
from cuegraph.web.problem import problem_of
from cuegraph.web.reconcile_api import PATH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from flask import Flask, Response
    from werkzeug import Response as AnyResponse

    from cuegraph.service.reconcilable import Named, Term
    from cuegraph.service.reconcile import Candidate, Wanted
    from cuegraph.web.site import Site

SIZE: Final = (420, 260)
"""Width and height of a preview."""

BRIEFLY: Final = 0.3
"""Seconds that who asks for the manifest waits for the names of types."""

SUGGESTED_BATCH: Final = VALUES // PROPERTIES
"""How many queries clients should send together, so that they are not too many with one value a property."""

_PROPOSED: Final = 50
_MOST_PROPOSED: Final = 500
_TAKE: Final = "Take an id that this service gives."


def add_reconcile(app: Flask, site: Site) -> None:
    """Give an application ``/reconcile`` and what is below it; the first request has its index made."""
    kept = Kept(site.engine, Reconcilable, "The index of names to reconcile with")
    _add_service(app, site, kept)
    _add_suggestions(app, site, kept)
    _add_pages(app, site, kept)


def _add_service(app: Flask, site: Site, kept: Kept[Reconcilable]) -> None:
    @app.route(PATH, methods=["GET", "POST"])
    @app.route(f"{PATH}/", methods=["GET", "POST"])  # not led on: clients need not follow with what they post
    def reconciliation() -> Response:
        queries, extension = given_once("queries", request.values), given_once("extend", request.values)
        if queries and extension:
            raise BadInput("Both 'queries' and 'extend' are given.", where="extend", remedy="Send one.")
        if queries:
            sought = read_queries(queries)
            with kept.given(PATIENCE) as given:
                return _json(_answered(site, given.index, sought), keep=not given.old)
        if extension:
            things, properties = read_extension(extension)
            with kept.given(PATIENCE) as given:
                told = _extended(site, given.index, things, properties)
            return _json(told, keep=not given.old)
        if request.method == "POST" or "query" in request.args:
            raise BadInput(
                "Neither 'queries' nor 'extend' is given.",
                where="queries",
                remedy=f"Send one, as {FORM}; one query too is sent as a batch, 'queries'.",
            )
        root = root_of(request.environ)
        try:
            with kept.given(BRIEFLY) as given:
                return _json(manifest(root, default_types(given.index)), keep=not given.old)
        except Unavailable:  # who only asks what there is need not wait
            return _json(manifest(root, default_types()), keep=False)


def _add_suggestions(app: Flask, site: Site, kept: Kept[Reconcilable]) -> None:
    @app.get(f"{PATH}/suggest/entity")
    def suggest_entity() -> Response:
        prefix, start = _prefix(), number_of("cursor", 0, 10_000, 0)
        types = [term_of(each, "type") for each in request.args.getlist("type") if each]
        with kept.given(PATIENCE) as given:
            types = [meant(given.index.types, each) for each in types]
            found = suggest_things(given.index, prefix, types, start)
        described = describe(site.within(), [each.iri for each in found])
        told = {"result": [_entity(each, described.get(each.iri, "")) for each in found]}
        return _json(told, keep=not given.old)

    def suggest(terms: Callable[[Reconcilable], Iterable[Term]]) -> Response:
        prefix, start = _prefix(), number_of("cursor", 0, 10_000, 0)
        with kept.given(PATIENCE) as given:
            found = suggest_terms(terms(given.index), prefix, start)
        return _json({"result": [_term(each) for each in found]}, keep=not given.old)

    @app.get(f"{PATH}/suggest/type")
    def suggest_type() -> Response:
        return suggest(lambda index: index.types.values())

    @app.get(f"{PATH}/suggest/property")
    def suggest_property() -> Response:
        return suggest(lambda index: index.properties.values())

    @app.get(f"{PATH}/properties")
    def propose() -> Response:
        of_type, limit = _text("type"), number_of("limit", _PROPOSED, _MOST_PROPOSED)
        iri = term_of(of_type, "type") if of_type else ""
        with kept.given(PATIENCE) as given:
            found = propose_properties(given.index, meant(given.index.types, iri), limit)
        told = {"properties": [_term(each) for each in found], "limit": limit}
        return _json(told | ({"type": of_type} if of_type else {}), keep=not given.old)


def _add_pages(app: Flask, site: Site, kept: Kept[Reconcilable]) -> None:
    @app.get(f"{PATH}/preview")
    def preview() -> Response:
        iri = _asked_id()
        with kept.given(PATIENCE) as given:
            shown = _shown(site, given.index, iri)
        reply = page_of(site.render("reconcile.html", **shown, link=_link(site, iri)), keep=not given.old)
        reply.headers.append(FRAMED)
        return as_response(reply)

    @app.get(f"{PATH}/view")
    def view() -> AnyResponse:
        iri = _asked_id()
        if not is_stated(site.within(), iri):
            raise NotFound("Nothing is stated here of this id.", where="id", remedy=_TAKE)
        return redirect(_address(site, iri), 303)

    @app.get(f"{PATH}/flyout/<any(entity, property, type):kind>")
    def flyout(kind: str) -> Response:
        """A thing or a term in a few lines, to be put into a client's own page."""
        with kept.given(PATIENCE) as given:
            if kind == "entity":
                shown = _shown(site, given.index, iri := _asked_id())
            else:
                terms = given.index.types if kind == "type" else given.index.properties
                shown = _shown_term(site, terms, iri := _asked_id(FM.iri))
        own = kind == "entity" or site.public.page(iri)
        link = _address(site, iri) if own else site.public.link(iri)
        html = site.render("reconcile-flyout.html", **shown, link=link)
        return _json({"id": _text("id"), "html": html.strip()}, keep=not given.old)


def _shown(site: Site, index: Reconcilable, iri: str) -> dict[str, Any]:
    """What a preview or a flyout tells of a thing."""
    thing, engine = _thing(index, iri), site.within()
    return {
        "label": thing.label,
        "kind": ", ".join(each.label for each in thing.types),
        "description": describe(engine, [iri]).get(iri, ""),
        "told": glance(engine, index, iri),
    }


def _shown_term(site: Site, terms: Mapping[str, Term], iri: str) -> dict[str, Any]:
    """What a flyout tells of a type or a property."""
    if iri not in terms:
        raise NotFound("Nothing of this id is in use here.", where="id", remedy=_TAKE)
    term = terms[iri]
    return {"label": term.label, "kind": term.id, "description": meaning_of(site.within(), iri), "told": []}


def manifest(root: str, types: Iterable[Term]) -> dict[str, Any]:
    """What the service is and offers (Reconciliation Service API 0.2, section 3).

    Args:
        root: the address of the home page, as the client sees it.
        types: what is offered first.
    """
    service = root.rstrip("/") + PATH
    suggesting = {
        each: {
            "service_url": service,
            "service_path": f"/suggest/{each}",
            "flyout_service_url": service,
            "flyout_service_path": f"/flyout/{each}?id=${{id}}",
        }
        for each in ("entity", "property", "type")
    }
    limit = {
        "name": "limit",
        "label": "Limit",
        "type": "number",
        "default": 0,
        "help_text": "How many values of each at most; 0 is for all.",
    }
    return {
        "versions": ["0.2"],
        "name": f"cuegraph at {root.partition('://')[2].rstrip('/')}",
        "identifierSpace": BASE,
        "schemaSpace": FM.iri,
        "documentation": f"{root}openapi.json",
        "serviceVersion": __version__,
        "logo": f"{root}static/icon.svg",
        "view": {"url": f"{service}/view?id={{{{id}}}}"},
        "batchSize": SUGGESTED_BATCH,
        "defaultTypes": [_term(each) for each in types],
        "suggest": suggesting,
        "preview": {"url": f"{service}/preview?id={{{{id}}}}", "width": SIZE[0], "height": SIZE[1]},
        "extend": {
            "propose_properties": {"service_url": service, "service_path": "/properties"},
            "property_settings": [limit],
        },
    }


def _answered(site: Site, index: Reconcilable, queries: dict[str, Wanted | BadInput]) -> dict[str, Any]:
    """The answer to a batch: what cannot be read gets no candidates, and what is wrong with it.

    A query with a type or a property that nothing has gets its candidates, and what is wrong with it.
    """
    sought = {key: in_terms(index, each) for key, each in queries.items() if not isinstance(each, BadInput)}
    found = dict(zip(sought, reconcile(site.within(), index, list(sought.values())), strict=True))
    answer: dict[str, Any] = {}
    for key, each in queries.items():
        if isinstance(each, BadInput):
            answer[key] = {"result": [], "error": problem_of(each)}
        else:
            answer[key] = {"result": [_candidate(one) for one in found[key]]}
            query = sought[key]
            if wrong := unknown_type(index, query.types) or unknown_property(
                index, ((iri, called) for iri, called, _ in query.properties)
            ):
                answer[key]["error"] = problem_of(wrong)
    return answer


def _extended(
    site: Site, index: Reconcilable, things: Mapping[str, str], properties: Sequence[tuple[str, str, int]]
) -> dict[str, Any]:
    """The values of things; where nothing has a property, with what is wrong with that."""
    asked = [(called, meant(index.properties, iri), limit) for called, iri, limit in properties]
    meta, rows = extend(site.within(), index, things, asked)
    told: dict[str, Any] = {"meta": meta, "rows": rows}
    if wrong := unknown_property(index, ((iri, called) for called, iri, _ in asked)):
        told["error"] = problem_of(wrong)
    return told


def _candidate(candidate: Candidate) -> dict[str, Any]:
    told = {
        "id": id_of(candidate.thing.iri),
        "name": candidate.thing.label,
        "description": candidate.description,
        "type": [{"id": each.id, "name": each.label} for each in candidate.thing.types],
        "score": candidate.score,
        "features": [{"id": name, "value": value} for name, value in candidate.features.items()],
        "match": candidate.match,
    }
    return {name: value for name, value in told.items() if value != ""}


def _entity(thing: Named, description: str) -> dict[str, Any]:
    told: dict[str, Any] = {"id": id_of(thing.iri), "name": thing.label}
    if description:
        told["description"] = description
    return told | {"notable": [{"id": each.id, "name": each.label} for each in thing.types]}


def _term(term: Term) -> dict[str, str]:
    return {"id": term.id, "name": term.label}


def _thing(index: Reconcilable, iri: str) -> Named:
    thing = index.thing(iri)
    if thing is None:
        raise NotFound("Nothing of this id has a name here.", where="id", remedy=_TAKE)
    return thing


def _link(site: Site, iri: str, *, prefix: bool = True) -> str:
    """Where a thing is read: its page, or for what has none its description by the endpoint."""
    public = site.public if prefix else replace(site.public, prefix="")
    asked = urlencode({"query": describing(iri)}, quote_via=quote)
    return public.page(iri) or public.at(f"/sparql?{asked}")


def _address(site: Site, iri: str) -> str:
    """The same, as one may follow it from other sites."""
    return root_of(request.environ).rstrip("/") + _link(site, iri, prefix=False)


def _asked_id(base: str = BASE) -> str:
    ident = _text("id")
    if not ident:
        raise BadInput("No id is given.", where="id", remedy="Give one that this service gives.")
    return iri_of(ident, "id", base)


def _json(value: object, *, keep: bool = True) -> Response:
    body = json.dumps(value, ensure_ascii=False) + "\n"
    return as_response(Reply(200, [("Content-Type", "application/json")], body.encode(), keep=keep))


def _text(name: str) -> str:
    text = given_once(name, request.values)
    if len(text) > LONGEST:
        raise BadInput(f"It has more than {LONGEST} characters.", where=name, remedy="Give less.")
    return text


def _prefix() -> str:
    if "prefix" not in request.args:
        raise BadInput("It is not given.", where="prefix", remedy="Give what has been typed so far.")
    return _text("prefix")
