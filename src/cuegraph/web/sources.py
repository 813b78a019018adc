"""The pages of sources: all of them, what each says in the order of its text, where they differ, coverage."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from flask import Response, request
from markupsafe import Markup, escape

from cuegraph.errors import BadInput, NotFound
from cuegraph.service.census import cited_places, count_facts
from cuegraph.service.covering import Known
from cuegraph.service.covering import coverage as covered
from cuegraph.service.differences import SIDES, comparisons, count_comparisons, not_compared
from cuegraph.service.differences import differences as differing
from cuegraph.service.marked import Piece, split, text_of, words_of
from cuegraph.service.ordered import Ordered, ordered
from cuegraph.service.passages import (
    Place,
    describe_sources,
    details,
    is_recorded,
    place_in_words,
    source_iri,
    sources_of,
    stated,
)
from cuegraph.service.recorded import record_of, with_citations
from cuegraph.vocabulary import BASE, source_of
from cuegraph.web.exchange import HTML, Reply, as_response
from cuegraph.web.languages import VARIES
from cuegraph.web.numbers import check_page, given_once, number_of
from cuegraph.web.profiles import asked, in_own, thing_in
from cuegraph.web.telling import Teller
from cuegraph.web.things import DOCUMENTS, links_of, see_other, split_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from flask import Flask
    from pyoxigraph import NamedNode

    from cuegraph.citations.coverage import Covered
    from cuegraph.engine.interface import Engine
    from cuegraph.service.differences import Compared, Difference
    from cuegraph.web.site import Site

A_PAGE: Final = 50
"""How many sources, or comparisons, a page shows."""

PASSAGES: Final = 200
"""How many passages the page of a source shows; its other parts have the rest."""

FEW: Final = 1_000
"""Of so many passages each part has all marks and places, otherwise its own."""

_HEADING: Final = re.compile(r"^(=+) .+ \1$", re.MULTILINE)
_NEAR: Final = 1_000
_SAFE: Final = "!$&'()*+,;=:@~"
_LONGEST_PLACE: Final = 200


def add_sources(app: Flask, site: Site) -> None:
    """Give an application the pages of sources."""
    read, counted = site.standing.once(_read), site.standing.once(count_facts)
    first = site.standing.once(lambda engine: _differing(engine, 1))

    @app.get("/sources")
    def sources() -> Response:
        engine = site.reading()
        values = _covered(engine, number_of("page"), None, Known(read(engine).cited, counted(engine)))
        return site.page("sources.html", **values, tell=Teller(site.public))

    @app.get("/coverage")
    def coverage() -> Response:
        engine = site.reading()
        found = read(engine)
        known = Known(found.cited, counted(engine), found.units)
        values = _covered(engine, number_of("page"), site.texts, known)
        keep = not any(each.shown.note for each in values["sources"])  # the folder may be mended
        return site.page("coverage.html", **values, texts=site.texts is not None, keep=keep)

    @app.get("/source/<name>")
    def source(name: str) -> Response:
        engine = site.within()
        slug, ending = split_name(name)
        known = read(engine)
        iri = _source(engine, slug, known)
        path = f"/source/{quote(slug, safe=_SAFE)}"
        links = links_of(site, path, iri.value)
        if not ending:
            return see_other(site, path, links, DOCUMENTS)
        if ending == "html":
            found = ordered(engine, iri.value, known.cited, known.orders)
            if wanted := given_once("at", request.args):
                return _to_place(site.public.at(path), found, wanted)
            values = _said(site, site.reading(engine), iri, found)
            page = site.render(
                "source.html", **values, path=path, formats=DOCUMENTS, tell=Teller(site.public)
            )
            keep = not values["note"]
            return as_response(Reply(200, [("Content-Type", HTML), links, VARIES], page.encode(), keep=keep))
        chosen = DOCUMENTS[ending]
        if wanted := asked(site, "source", ending):
            return thing_in(site, iri, wanted, chosen, links)
        body = (
            with_citations(engine, iri, known.cited) if ending == "trig" else record_of(engine, iri, chosen)
        )
        return as_response(Reply(200, in_own(chosen, links), body, keep=True))

    @app.get("/differences")
    def differences() -> Response:
        engine, number = site.reading(), number_of("page")
        kept = number == 1 and not engine.languages
        more, compared, differ = first(engine) if kept else _differing(engine, number)
        check_page(number, empty=not compared and not differ)
        cited = [citation for each in compared for citation, _ in each.passages]
        cited += [citation for each in differ for _, citations in each.values for citation in citations]
        about = describe_sources(engine, sorted(set(map(source_of, cited))))
        texts = {iri: text_of(each.record, site.texts) for iri, each in about.items()}
        return site.page(
            "differences.html",
            compared=compared,
            differ=differ,
            number=number,
            more=more,
            most=SIDES,
            called={iri: each.label for iri, each in about.items()},
            words={each: words_of(Place(each), texts[source_of(each)].text) for each in cited},
            place=place_in_words,
            source_of=source_of,
            tell=Teller(site.public),
            keep=not any(each.note for each in texts.values()),
        )


def _differing(engine: Engine, number: int) -> tuple[bool, list[Compared], list[Difference]]:
    """Whether there are more pages; the comparisons and the contradictions of one."""
    start = (number - 1) * A_PAGE
    compared = comparisons(engine, start, A_PAGE)
    differ = differing(engine, start, A_PAGE + 1)
    more = len(differ) > A_PAGE or count_comparisons(engine) > start + A_PAGE
    return more, compared, not_compared(engine, differ[:A_PAGE])


@dataclass(frozen=True)
class _Read:
    """What is kept of the sources of one version of a dataset.

    Attributes:
        cited: the place of each citation; None for too many of them.
        units: what the units of texts gave, of those that were asked for.
        orders: the passages in order, of the sources that were asked for.
    """

    cited: Mapping[str, str] | None
    units: dict[str, list[Covered]] = field(default_factory=dict)
    orders: dict[str, Ordered] = field(default_factory=dict)


def _read(engine: Engine) -> _Read:
    return _Read(cited_places(engine))


def _covered(engine: Engine, number: int, folder: Path | None, known: Known) -> dict[str, Any]:
    """What the pages of all sources are made of."""
    listed = sources_of(engine, (number - 1) * A_PAGE, A_PAGE + 1)
    check_page(number, empty=not listed)
    found = covered(engine, listed[:A_PAGE], folder, known)
    return {"sources": found, "number": number, "more": len(listed) > A_PAGE, "place": place_in_words}


def _source(engine: Engine, slug: str, known: _Read) -> NamedNode:
    """The source of this name.

    Raises:
        NotFound: there is none; the remedy lists the nearest names.
    """
    for each in dict.fromkeys((slug, quote(slug, safe=_SAFE))):
        iri = source_iri(each)
        if iri is not None and (
            is_recorded(engine, iri) or ordered(engine, iri.value, known.cited, known.orders).fragments
        ):
            return iri
    names = [each.removeprefix(f"{BASE}source/") for each in sources_of(engine, 0, _NEAR)]
    near = get_close_matches(slug, names, n=5) or names[:5]
    raise NotFound(
        f"There is no source '{slug}' here.",
        where=request.path,
        remedy=f"The nearest names are: {', '.join(near)}." if near else "No sources are recorded here.",
    )


def _to_place(path: str, found: Ordered, wanted: str) -> Response:
    """The answer that leads to the part of a source's page that has a place.

    Args:
        path: the path of the source.
        found: its passages.
        wanted: the place: a fragment, or the two numbers of one.

    Raises:
        BadInput: no place is as long.
    """
    if len(wanted) > _LONGEST_PLACE:
        raise BadInput(
            "There is no such place.", where="at", remedy="Give two numbers of characters, such as 316,422."
        )
    fragment = wanted.removeprefix("#")
    if fragment[:1].isdigit():
        fragment = f"char={fragment}"
    location = f"{path}.html"
    if found.fragments:
        at = found.near(fragment)
        there = quote(found.fragments[at], safe=_SAFE + "/%?")
        location += (f"?page={at // PASSAGES + 1}" if at >= PASSAGES else "") + f"#{there}"
    return as_response(Reply(303, [("Location", location), ("Content-Type", HTML)]))


def _said(site: Site, engine: Engine, iri: NamedNode, found: Ordered) -> dict[str, Any]:
    """What the page of a source is made of.

    Raises:
        NotFound: it has no such part.
    """
    number, total = number_of("page"), len(found.fragments)
    pages = max(1, -(-total // PASSAGES))
    if number > pages:
        raise NotFound(f"There is no page {number}.", where="page", remedy=f"There are {pages}.")
    about = describe_sources(engine, [iri.value])[iri.value]
    few = total <= FEW
    listed = details(engine, found.part(1, FEW) if few else found.part(number, PASSAGES), found.cited)
    shown = listed[(number - 1) * PASSAGES : number * PASSAGES] if few else listed
    text = text_of(about.record, site.texts)
    said = stated(engine, [each.iri for each in shown if each.cited])

    def leads(citation: str) -> str:
        """The address of a passage: on this page, on another part of it, or elsewhere."""
        source, _, fragment = citation.partition("#")
        at = found.numbers.get(fragment) if source == found.source else None
        if at is None:
            return site.public.link(citation) or f"#{fragment}"
        part = at // PASSAGES + 1
        return f"{'' if part == number else f'?page={part}'}#{fragment}"

    after = found.part(number * PASSAGES + 1, 1)
    return {
        "source": about,
        "passages": [(each, said.get(each.iri), words_of(each, text.text)) for each in shown],
        "total": total,
        "all": listed if few else [],
        "starts": found.fragments[::PASSAGES],
        "cited": len(found.cited),
        "facts": sum(each.count for each in said.values()),
        "text": text.text,
        "note": text.note,
        "pieces": [] if text.text is None else _marked(text.text, listed, shown, number, after),
        "leads": leads,
        "headed": headed(text.text or ""),
        "number": number,
        "pages": pages,
        "place": place_in_words,
        "iri": iri.value,
    }


def headed(text: str) -> Callable[[Piece], Markup]:
    """Writes a piece of a text with its headings set as such: lines between signs of equality, which stay.

    >>> headed("= Tide & Ebb =")(Piece("Tide & ", 2))
    Markup('<b class="heading">Tide &amp; </b>')
    """
    headings = [each.span() for each in _HEADING.finditer(text)]
    ends = [last for _, last in headings]

    def write(piece: Piece) -> Markup:
        start, stop = piece.start, piece.start + len(piece.text)
        written, at = Markup(), start
        for each in headings[bisect_right(ends, start) :]:
            if each[0] >= stop:
                break
            first, last = max(each[0], start), min(each[1], stop)
            written += escape(text[at:first]) + Markup('<b class="heading">{}</b>').format(text[first:last])
            at = last
        return written + escape(text[at:stop])

    return write


def _marked(text: str, listed: list[Place], shown: list[Place], number: int, after: list[str]) -> list[Piece]:
    """The part of a text that a part of the list of its passages is about, with what is cited of it.

    Args:
        text: the text.
        listed: the passages to mark.
        shown: those of this part, which are among them.
        number: the part.
        after: the first passage of the next part; none on the last.
    """
    spans = [each.span for each in shown if each.span]
    following = [span[0] for span in (Place(each).span for each in after) if span]
    start = spans[0][0] if spans and number > 1 else 0
    end = max([*following, *(last for _, last in spans)]) if following else None
    return split(text, listed, start, end)
