"""The pages that list what there is of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cuegraph.errors import NotFound
from cuegraph.service.browse import KINDS, count_kinds, list_kind
from cuegraph.web.missing import missing
from cuegraph.web.numbers import number_of

if TYPE_CHECKING:
    from flask import Flask, Response

    from cuegraph.web.site import Site


def add_browse(app: Flask, site: Site) -> None:
    """Give an application ``/browse``, the kinds with their numbers, and a list of each."""
    counted = site.standing.once(count_kinds)

    @app.get("/browse")
    def browse() -> Response:
        counts = counted(site.within())
        return site.page("browse.html", counts=counts, kinds=KINDS, kind="", listed=None)

    @app.get("/browse/<kind>")
    def browse_kind(kind: str) -> Response:
        engine, number = site.reading(), number_of("page")
        counts = counted(engine)
        if kind not in counts:
            names = {each: KINDS[each][0] for each in counts}
            return missing(site, f"There is no kind of things '{kind}' here.", kind, names, "/browse")
        listed = list_kind(engine, kind, counts[kind], number)
        if number > listed.pages:
            raise NotFound(f"There is no page {number}.", where="page", remedy=f"There are {listed.pages}.")
        return site.page("browse.html", counts=counts, kinds=KINDS, kind=kind, listed=listed, number=number)
