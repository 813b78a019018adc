"""The home page, and the page of deviations."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from flask import render_template, request

from cuegraph.errors import CuegraphError
from cuegraph.service.deviations import DEVIATIONS
from cuegraph.service.welcome import classes_in, counts_of, how_often, renamed, some_of, triples_in, ways_in
from cuegraph.web.exchange import as_response, page_of, root_of
from cuegraph.web.languages import VARIES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask import Flask, Response

    from cuegraph.engine.interface import Engine
    from cuegraph.service.library import Question
    from cuegraph.web.app import ServerInfo
    from cuegraph.web.site import Site

OURS: Final[Mapping[str, Callable[[Engine], object]]] = {
    "ways": ways_in,
    "counts": counts_of,
    "stated": how_often,
}
"""What the home page tells of our dataset, and what finds it; the quick first."""

OTHERS: Final[Mapping[str, Callable[[Engine], object]]] = {
    "ways": some_of,
    "classes": classes_in,
    "counts": triples_in,
}
"""What it tells of other data."""


def add_home(app: Flask, site: Site, about: ServerInfo) -> None:
    """Give an application the home page and the page of deviations."""
    listed = by_tag(site.questions)
    parts = {name: site.standing.once(find) for name, find in (OURS if site.questions else OTHERS).items()}

    @app.get("/")
    def home() -> Response:
        within = site.reading()
        values: dict[str, object] = {}
        for name, find in parts.items():
            with suppress(CuegraphError):  # the page leads to the others, whatever the engine does
                values[name] = find(within)
        with suppress(CuegraphError):
            if within.languages and isinstance(ways := values.get("ways"), dict):
                values["ways"] = renamed(within, ways)
        root = root_of(request.environ)
        page = render_template("home.html", questions=listed, root=root, about=about, **values)
        reply = page_of(page, keep=len(values) == len(parts))
        reply.headers.append(VARIES)
        return as_response(reply)

    @app.get("/conformance")
    def conformance() -> Response:
        return as_response(page_of(render_template("conformance.html", deviations=DEVIATIONS), keep=True))


def by_tag(questions: Mapping[str, Question]) -> dict[str, list[Question]]:
    """The questions under one tag each, the one of theirs that most questions have; in the tags' order.

    Those that would stand alone, and those without a tag, come last, under "more".
    """
    often = Counter(tag for each in questions.values() for tag in each.tags)
    found: dict[str, list[Question]] = {}
    for each in questions.values():
        found.setdefault(max(each.tags, key=often.__getitem__, default="more"), []).append(each)
    alone = [tag for tag, listed in found.items() if len(listed) == 1 and tag != "more"]
    more = [*found.pop("more", []), *(found.pop(tag)[0] for tag in alone)]
    return dict(sorted(found.items())) | ({"more": more} if more else {})
