"""Portraits: the questions whose answers tell of a thing of some class, one after the other on its page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.ask import solutions
from cuegraph.service.library import without_head
from cuegraph.service.lookup import shorten
from cuegraph.vocabulary import FM, RDF
from cuegraph.web.pictures import picture_of
from cuegraph.web.sparql import SHOWN
from cuegraph.web.table import Table, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import NamedNode

    from cuegraph.engine.interface import Engine
    from cuegraph.service.library import Question
    from cuegraph.web.pictures import Drawn
    from cuegraph.web.site import Site

ROWS: Final = 6
"""The most rows of a section; its question's page has them all."""

SECTIONS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    FM.Film.value: (
        ("directors-of-a-film", "film"),
        ("cast-of-a-film", "film"),
        ("engagements-for-a-film", "film"),
        ("music-in-a-film", "film"),
        ("songs-from-older-films", "film"),
        ("styles-by-source", "film"),
        ("influences-on-a-film", "film"),
        ("new-scores-of-a-film", "film"),
        ("acts-not-heard-in-a-film", "film"),
    ),
    FM.Album.value: (
        ("album-type-and-length", "album"),
        ("releases-of-an-album", "album"),
        ("weekly-and-year-end-charts", "album"),
        ("chart-peak-by-account", "album"),
        ("reviews-of-an-album", "album"),
    ),
    FM.Recording.value: (("all-about-a-recording", "recording"),),
    FM.RankedList.value: (("entries-of-a-list", "list"),),
    FM.FilmScore.value: (("models-of-a-score", "score"),),
    FM.Release.value: (("release-by-account", "release"), ("ceremonies-around-a-release", "release")),
}
"""The questions for each class, in the order to tell them: each name, and the parameter that is the thing."""


@dataclass(frozen=True)
class Section:
    """One question's answer about a thing.

    Attributes:
        question: the question.
        path: where it is asked of this thing.
        result: the answer, its first ``ROWS`` rows.
        picture: its picture; None where it has none.
    """

    question: Question
    path: str
    result: Table
    picture: Drawn | None


def sections(site: Site, engine: Engine, thing: NamedNode) -> Iterator[Section]:
    """What the library's questions answer about a thing; questions without an answer are left out.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    if not site.questions:
        return
    rows = solutions(engine, f"SELECT DISTINCT ?class WHERE {{ {thing} {RDF.type} ?class }}")
    classes = {row["class"]["value"] for row in rows}
    for each, listed in SECTIONS.items():
        for name, parameter in listed if each in classes else ():
            if (question := site.questions.get(name)) is not None:
                section = _section(site, engine, question, parameter, thing)
                if section is not None:
                    yield section


def _section(
    site: Site, engine: Engine, question: Question, parameter: str, thing: NamedNode
) -> Section | None:
    terms = {each.name: thing if each.name == parameter else None for each in question.parameters}
    query = Query(without_head(question.with_terms(terms)))
    answer = engine.query(query, Wanted(name="json"))
    if answer.size > SHOWN:
        return None
    answer = replace(answer, body=answer.whole(), file=None)
    result = table_of(answer.body)
    if not isinstance(result, Table) or not result.total:
        return None
    given = {each: "" if term is None else shorten(term.value) for each, term in terms.items()}
    drawn = picture_of(engine, question, answer, terms, site.public.page)
    return Section(
        question,
        f"/questions/{question.name}?{urlencode(given)}",
        replace(result, rows=result.rows[:ROWS]),
        drawn if drawn and drawn.svg else None,
    )
