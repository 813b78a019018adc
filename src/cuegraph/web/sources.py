"""The pages of sources: all of them, what each says in the order of its text, where they differ, coverage."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from flask import Response, request

from cuegraph.errors import BadInput, NotFound
from cuegraph.service.covering import coverage as covered
from cuegraph.service.differences import comparisons, count_comparisons
from cuegraph.service.differences import differences as differing
from cuegraph.service.marked import split, text_of, words_of
from cuegraph.service.passages import (
    Place,
    describe_sources,
    is_recorded,
    place_in_words,
    places,
    source_iri,
    sources_of,
    stated,
)
from cuegraph.service.recorded import record_of, with_citations
from cuegraph.vocabulary import BASE, source_of
from cuegraph.web.exchange import HTML, Reply, as_response
from cuegraph.web.telling import Teller
from cuegraph.web.things import DOCUMENTS, links_of, see_other, split_name

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask
    from pyoxigraph import NamedNode

    from cuegraph.engine.interface import Engine
    from cuegraph.web.site import Site

A_PAGE: Final = 50
"""How many sources, or comparisons, a page shows."""

PASSAGES: Final = 200
"""How many passages the page of a source shows."""

_NEAR: Final = 1_000
_SAFE: Final = "!$&'()*+,;=:@~"
_LONGEST: Final = 7


def add_sources(app: Flask, site: Site) -> None:
    """Give an application the pages of sources."""

    def teller() -> Teller:
        return Teller(site.public, linked="thing" in app.view_functions)

    @app.get("/sources")
    def sources() -> Response:
        values = _covered(site.within(), _page_number(), None)
        return site.page("sources.html", **values, tell=teller())

    @app.get("/coverage")
    def coverage() -> Response:
        values = _covered(site.within(), _page_number(), site.texts)
        keep = not any(each.shown.note for each in values["sources"])  # the folder may be mended
        return site.page("coverage.html", **values, texts=site.texts is not None, keep=keep)

    @app.get("/source/<name>")
    def source(name: str) -> Response:
        engine = site.within()
        slug, ending = split_name(name)
        iri = _source(engine, slug)
        path = f"/source/{quote(slug, safe=_SAFE)}"
        links = links_of(site, path, iri.value)
        if not ending:
            return see_other(site, path, links, DOCUMENTS)
        if ending == "html":
            values = _said(site, engine, iri)
            page = site.render("source.html", **values, path=path, formats=DOCUMENTS, tell=teller())
            keep = not values["note"]
            return as_response(Reply(200, [("Content-Type", HTML), links], page.encode(), keep=keep))
        chosen = DOCUMENTS[ending]
        body = with_citations(engine, iri) if ending == "trig" else record_of(engine, iri, chosen)
        return as_response(Reply(200, [("Content-Type", chosen.content_type), links], body, keep=True))

    @app.get("/differences")
    def differences() -> Response:
        engine, number = site.within(), _page_number()
        total = count_comparisons(engine)
        compared = comparisons(engine, (number - 1) * A_PAGE, A_PAGE)
        differ = differing(engine, A_PAGE) if number == 1 else []
        cited = [citation for each in compared for citation, _ in each.passages]
        cited += [citation for each in differ for _, citations in each.values for citation in citations]
        about = describe_sources(engine, sorted(set(map(source_of, cited))))
        texts = {iri: text_of(each.record, site.texts) for iri, each in about.items()}
        return site.page(
            "differences.html",
            compared=compared,
            differ=differ,
            total=total,
            number=number,
            pages=-(-total // A_PAGE),
            called={iri: each.label for iri, each in about.items()},
            words={each: words_of(Place(each), texts[source_of(each)].text) for each in cited},
            place=place_in_words,
            source_of=source_of,
            tell=teller(),
            keep=not any(each.note for each in texts.values()),
        )


def _covered(engine: Engine, number: int, folder: Path | None) -> dict[str, Any]:
    """What the pages of all sources are made of."""
    listed = sources_of(engine, (number - 1) * A_PAGE, A_PAGE + 1)
    found = covered(engine, listed[:A_PAGE], folder)
    return {"sources": found, "number": number, "more": len(listed) > A_PAGE, "place": place_in_words}


def _source(engine: Engine, slug: str) -> NamedNode:
    """The source of this name.

    Raises:
        NotFound: there is none; the remedy lists the nearest names.
    """
    for each in dict.fromkeys((slug, quote(slug, safe=_SAFE))):
        iri = source_iri(each)
        if iri is not None and (is_recorded(engine, iri) or places(engine, [iri.value])[iri.value]):
            return iri
    known = [each.removeprefix(f"{BASE}source/") for each in sources_of(engine, 0, _NEAR)]
    near = get_close_matches(slug, known, n=5) or known[:5]
    raise NotFound(
        f"There is no source '{slug}' here.",
        where=request.path,
        remedy=f"The nearest names are: {', '.join(near)}." if near else "No sources are recorded here.",
    )


def _said(site: Site, engine: Engine, iri: NamedNode) -> dict[str, Any]:
    """What the page of a source is made of."""
    number = _page_number()
    found = places(engine, [iri.value])[iri.value]
    about = describe_sources(engine, [iri.value])[iri.value]
    shown = found[(number - 1) * PASSAGES : number * PASSAGES]
    text = text_of(about.record, site.texts)
    said = stated(engine, [each.iri for each in shown if each.cited])
    within = {each.iri for each in shown}
    return {
        "source": about,
        "passages": [(each, said.get(each.iri), words_of(each, text.text)) for each in shown],
        "total": len(found),
        "all": found,
        "cited": sum(each.cited for each in found),
        "facts": sum(each.count for each in said.values()),
        "text": text.text,
        "note": text.note,
        "pieces": split(text.text, shown) if text.text is not None else [],
        "within": within,
        "number": number,
        "pages": max(1, -(-len(found) // PASSAGES)),
        "place": place_in_words,
        "iri": iri.value,
    }


def _page_number() -> int:
    """The page that the address asks for, from 1.

    Raises:
        BadInput: it is no number.
    """
    text = request.args.get("page", "1")
    if text.isascii() and text.isdigit() and len(text) < _LONGEST and int(text) > 0:
        return int(text)
    raise BadInput(f"'{text[:40]}' is no page number.", where="page", remedy="Give a number from 1.")
