"""Search: a page, and suggestions as one types."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from flask import request
from pyoxigraph import NamedNode

from cuegraph.errors import CuegraphError
from cuegraph.service.ask import labels
from cuegraph.service.kept import PATIENCE
from cuegraph.service.lookup import words
from cuegraph.service.reconcile import describing
from cuegraph.service.search import LONGEST, Found, find
from cuegraph.web.exchange import Reply, as_response
from cuegraph.web.headers import browses
from cuegraph.web.numbers import check_page, given_once, number_of
from cuegraph.web.problem import problem_of, told_in

if TYPE_CHECKING:
    from flask import Flask, Response

    from cuegraph.service.search import Hit
    from cuegraph.service.within import Within
    from cuegraph.web.site import Site

PAGE: Final = 20
"""Things on a page of results."""

SUGGESTED: Final = 8
"""Suggestions unless told, and the most there are."""

MOST_SUGGESTED: Final = 50


def add_search(app: Flask, site: Site) -> None:
    """Give an application ``/search`` and ``/search.json``; a request has the index made if it is not."""
    searches = site.searches

    def link(iri: str) -> str:
        """Where a thing is read: its page, or for what has none its description by the endpoint."""
        return site.public.page(iri) or site.public.at(f"/sparql?{urlencode({'query': describing(iri)})}")

    @app.get("/search")
    def search() -> Response:
        text, kind = given_once("q", request.args), given_once("kind", request.args)
        values: dict[str, Any] = {
            "q": text,
            "kind": kind,
            "link": link,
            "address": address,
            "longest": LONGEST,
        }
        if not text.strip():
            searches.begin()
            return site.page("search.html", **values)
        try:
            at = number_of("page", 1, 10_000)
            with searches.index(PATIENCE) as given:
                found, old = find(given.index, text, kind, (at - 1) * PAGE, PAGE), given.old
            check_page(at, empty=not found.hits)
            found = _renamed(site.reading(), found)
        except CuegraphError as error:  # what was typed stays in the form
            if not browses(request.headers.get("Accept")):
                raise
            return as_response(
                told_in(site.render("search.html", problem=problem_of(error), **values), error)
            )
        pages = -(-found.total // PAGE)
        first = (at - 1) * PAGE + 1
        return site.page(
            "search.html", keep=not old, found=found, old=old, at_page=at, pages=pages, first=first, **values
        )

    @app.get("/search.json")
    def suggest() -> Response:
        text, kind = given_once("q", request.args), given_once("kind", request.args)
        limit = number_of("limit", SUGGESTED, MOST_SUGGESTED)
        found, old = Found(), False
        if text.strip():
            with searches.index(PATIENCE) as given:
                found, old = find(given.index, text, kind, 0, limit), given.old
        else:
            searches.begin()
        told = {
            "query": text,
            "total": found.total,
            "more": found.more,
            "results": [_told(each, link(each.iri)) for each in found.hits],
            "meant": found.meant,
        } | ({"outdated": True} if old else {})
        body = json.dumps(told, ensure_ascii=False) + "\n"
        return as_response(Reply(200, [("Content-Type", "application/json")], body.encode(), keep=not old))

    def address(q: str, kind: str = "", number: int = 1) -> str:
        """The address of a page of results."""
        parts = {"q": q} | ({"kind": kind} if kind else {}) | ({"page": number} if number > 1 else {})
        return site.public.at(f"/search?{urlencode(parts)}")


def _renamed(engine: Within, found: Found) -> Found:
    """What was found, under the names that are best in the languages wanted; others stand beside them."""
    if not engine.languages:
        return found
    called = labels(engine, [NamedNode(each.iri) for each in found.hits])

    def rename(hit: Hit) -> Hit:
        name = called[NamedNode(hit.iri)]
        if name in {hit.title, words(hit.iri)}:
            return hit
        label, other = [(str(name), False)], hit.name or hit.label
        if "".join(piece for piece, _ in hit.name) == name:  # it is the one that was found
            label, other = hit.name, hit.label
        return replace(hit, label=label, language=getattr(name, "language", ""), name=other)

    return replace(found, hits=[rename(each) for each in found.hits])


def _told(hit: Hit, link: str) -> dict[str, str]:
    parts = {
        "iri": hit.iri,
        "page": link,
        "label": hit.title,
        "language": hit.language,
        "kind": hit.kind,
        "name": "".join(piece for piece, _ in hit.name),
        "description": "".join(piece for piece, _ in hit.note),
    }
    return {name: value for name, value in parts.items() if value}
