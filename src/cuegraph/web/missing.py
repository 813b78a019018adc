"""Addresses of nothing: the page that leads to what is named nearly so."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from flask import request

from cuegraph.errors import NotFound
from cuegraph.service.told import Value
from cuegraph.web.exchange import as_response
from cuegraph.web.headers import browses
from cuegraph.web.problem import told_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response

    from cuegraph.web.site import Site


def missing(site: Site, what: str, name: str, known: Mapping[str, str], parent: str) -> Response:
    """The answer to an address that ends with a name which there is not.

    Args:
        site: what pages need.
        what: what is told of it.
        name: the name.
        known: the names that there are, with what each is called.
        parent: the path before the name, where all are listed.

    Raises:
        NotFound: the client is no browser; the remedy lists the nearest names.
    """
    called = {text.casefold(): each for each, text in known.items()} | {each: each for each in known}
    near = list(dict.fromkeys(called[each] for each in get_close_matches(name.casefold(), called, n=5)))
    remedy = f"The nearest names are: {', '.join(near)}." if near else f"{parent} lists those there are."
    error = NotFound(what, where=request.path, remedy=remedy)
    if not browses(request.headers.get("Accept")):
        raise error
    listed = [Value(known[each], f"{parent}/{each}") for each in near]
    page = site.render("missing.html", problem=error, near=listed, slug=name, parent=parent)
    return as_response(told_in(page, error))
