"""Portraits: the questions whose answers tell of a thing of some class, one after the other on its page."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from cuegraph.graph.evidence import text_order
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.ask import number, solutions, texts
from cuegraph.service.asking import asked_of, cites, without_citations
from cuegraph.service.library import load_questions
from cuegraph.service.lookup import shorten, words
from cuegraph.service.told import Value, Witness
from cuegraph.service.wording import citations, sentences, unnamed
from cuegraph.settings import shipped
from cuegraph.vocabulary import DCTERMS, FM, ONTOLOGY, RDF, RDFS, SCHEMA, SKOS, SOURCES, source_of
from cuegraph.web.pictures import picture_of
from cuegraph.web.sparql import SHOWN
from cuegraph.web.table import Table, named, place_of, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cuegraph.engine.interface import Answer, Engine
    from cuegraph.service.library import Question
    from cuegraph.service.wording import Sentence, Solution
    from cuegraph.web.pictures import Drawn
    from cuegraph.web.site import Site

ROWS: Final = 8
"""The most rows or sentences of a section; its question's page has them all."""

CROWD: Final = 300
"""So many facts that point at a thing take too long to tell."""

_OTHERS: Final = 2
"""The most albums or scores of a film that are told of on its page."""


@dataclass(frozen=True)
class Asked:
    """A question that is asked of a thing.

    Attributes:
        question: its name.
        parameter: its parameter that takes the thing.
        of: a property; the question is asked of what points at the thing by it.
        needs: a property; the question is asked only where something points at the thing by it.
        few: whether it is not asked where ``CROWD`` facts or more point at the thing.
    """

    question: str
    parameter: str
    of: NamedNode | None = None
    needs: NamedNode | None = None
    few: bool = False


SECTIONS: Final[Mapping[str, tuple[Asked, ...]]] = {
    FM.Film.value: (
        Asked("people-of-a-film", "film"),
        Asked("story-of-a-score", "film"),
        Asked("music-in-a-film", "film"),
        Asked("songs-from-older-films", "film"),
        Asked("influences-on-a-film", "film"),
        Asked("styles-by-source", "film"),
        Asked("new-scores-of-a-film", "film", needs=DCTERMS.isVersionOf),
        Asked("awards-around-a-film", "film"),
        Asked("chart-positions-of-an-album", "album", of=FM.soundtrackOf),
        Asked("reviews-of-an-album", "album"),
        Asked("reviews-of-an-album", "album", of=FM.soundtrackOf),
    ),
    FM.Album.value: (
        Asked("editions-by-date", "album"),
        Asked("tracks-of-an-album", "album"),
        Asked("chart-positions-of-an-album", "album"),
        Asked("reviews-of-an-album", "album"),
    ),
    FM.Recording.value: (
        Asked("where-a-song-is-heard", "recording"),
        Asked("statements-on-a-topic", "topic"),
    ),
    SCHEMA.Person.value: (
        Asked("work-of-a-person", "person", few=True),
        Asked("awards-by-ceremony-date", "recipient"),
        Asked("statements", "holder"),
    ),
    FM.MusicGroup.value: (
        Asked("work-of-a-person", "person", few=True),
        Asked("statements-on-a-topic", "topic"),
    ),
    FM.RankedList.value: (Asked("entries-of-a-list", "list"),),
    FM.FilmScore.value: (Asked("models-of-a-score", "score"), Asked("statements-on-a-topic", "topic")),
    FM.Release.value: (
        Asked("release-by-account", "release"),
        Asked("ceremonies-around-a-release", "release"),
    ),
}
"""The questions for each class, in the order to tell them."""

_CALLED: Final = (
    (None, SKOS.prefLabel),
    (SOURCES, SKOS.prefLabel),
    (None, DCTERMS.title),
    (SOURCES, DCTERMS.title),
    (ONTOLOGY, RDFS.label),
    (None, RDFS.label),
)


@dataclass(frozen=True)
class Line:
    """A sentence, and who says so."""

    values: tuple[Value, ...]
    witnesses: tuple[Witness, ...]


@dataclass(frozen=True)
class Section:
    """One question's answer about a thing.

    Attributes:
        ident: what names it in its page.
        heading: what it is of the thing.
        question: the question.
        path: where it is asked of the thing; empty where the questions have no pages.
        lines: the answer in sentences, at most ``ROWS``; none where the question has no wording.
        total: how many sentences or rows there are.
        result: the answer as a table, its first ``ROWS`` rows, where there are no sentences.
        picture: its picture; None where it has none, or has little in it.
    """

    ident: str
    heading: str
    question: Question
    path: str
    lines: tuple[Line, ...]
    total: int
    result: Table | None
    picture: Drawn | None


@dataclass(frozen=True)
class _Answered:
    """What a question answered about a thing, before it is told."""

    question: Question
    parameter: str
    thing: NamedNode
    other: bool
    answer: Answer
    rows: Sequence[Solution]


def sections(site: Site, engine: Engine, thing: NamedNode) -> Iterator[Section]:
    """What the library's questions answer about a thing; questions without an answer are left out.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    rows = solutions(engine, f"SELECT DISTINCT ?class WHERE {{ {thing} {RDF.type} ?class }}")
    classes = {row["class"]["value"] for row in rows}
    listed = [each for name, told in SECTIONS.items() if name in classes for each in told]
    if not listed:
        return
    questions = site.questions or _shipped()
    answered = [*_answered(questions, engine, thing, list(dict.fromkeys(listed)))]
    called = _called(engine, answered)
    taken: set[str] = set()
    for each in answered:
        ident = each.question.name
        while ident in taken:
            ident += "-more"
        taken.add(ident)
        yield _section(site, engine, each, called, ident)


def prepare(site: Site) -> None:
    """Read the questions before a thing is asked for: that takes longer than to ask them."""
    questions = site.questions or _shipped()
    for asked in {each for told in SECTIONS.values() for each in told}:
        if question := questions.get(asked.question):
            asked_of(question, asked.parameter, RDFS.Resource)


@lru_cache(1)
def _shipped() -> dict[str, Question]:
    """The library that comes with the program, for a dataset that is served without questions."""
    return load_questions(shipped("queries"))


def _answered(
    questions: Mapping[str, Question], engine: Engine, thing: NamedNode, listed: Sequence[Asked]
) -> Iterator[_Answered]:
    cited = cites(engine)
    by = dict.fromkeys(by for each in listed for by in (each.of, each.needs) if by is not None)
    others = {each: _pointing(engine, thing, each) for each in by}
    for asked in listed:
        question = questions.get(asked.question)
        if question is None or (asked.needs is not None and not others[asked.needs]):
            continue
        if asked.few and _crowded(engine, thing):
            continue
        for each in [thing] if asked.of is None else others[asked.of]:
            text = asked_of(question, asked.parameter, each)
            query = Query(text if cited else without_citations(text))
            answer = engine.query(query, Wanted(name="json"))
            if answer.size > SHOWN:
                continue
            answer = replace(answer, body=answer.whole(), file=None)
            if rows := json.loads(answer.body).get("results", {}).get("bindings", ()):
                yield _Answered(question, asked.parameter, each, asked.of is not None, answer, rows)


def _pointing(engine: Engine, thing: NamedNode, by: NamedNode) -> list[NamedNode]:
    query = f"SELECT DISTINCT ?other WHERE {{ ?other {by} {thing} }} ORDER BY ?other LIMIT {_OTHERS}"
    return [NamedNode(row["other"]["value"]) for row in solutions(engine, query)]


def _crowded(engine: Engine, thing: NamedNode) -> bool:
    some = f"SELECT ?other WHERE {{ ?other ?by {thing} }} LIMIT {CROWD}"
    return number(engine, f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ {some} }} }}") >= CROWD


def _called(engine: Engine, answered: Iterable[_Answered]) -> dict[str, str]:
    """What to call what the answers name without a label, and the sources they rest on; one query for all."""
    iris: dict[str, None] = {}
    for each in answered:
        if each.question.wording is None:
            continue
        iris.update(dict.fromkeys(unnamed(each.question.wording, each.rows)))
        if each.other:
            iris[each.thing.value] = None
        iris.update(dict.fromkeys(source_of(cited) for row in each.rows for cited in citations(row)))
    things = [NamedNode(each) for each in iris]
    named = texts(engine, things, _CALLED)
    return {each.value: named.get(each, words(each.value)) for each in things}


def _section(site: Site, engine: Engine, told: _Answered, called: Mapping[str, str], ident: str) -> Section:
    question = told.question
    terms = {each.name: told.thing if each.name == told.parameter else None for each in question.parameters}
    given = {each: "" if term is None else shorten(term.value) for each, term in terms.items()}
    drawn = None
    if question.picture is not None and question.picture.kind not in {"network", "paths"}:
        drawn = picture_of(engine, question, told.answer, terms, site.public.page)
    lines: list[Sentence] = []
    result, heading, total = None, question.title, len(told.rows)
    if question.wording is not None:
        heading = question.wording.heading
        lines = sentences(question.wording, told.rows, called)
        total = len(lines)
    else:
        table = table_of(told.answer.body)
        result = named(engine, replace(table, rows=table.rows[:ROWS])) if isinstance(table, Table) else None
    if told.other:
        heading = f"{heading}: {called[told.thing.value]}" if told.thing.value in called else heading
    return Section(
        ident,
        heading,
        question,
        f"/questions/{question.name}?{urlencode(given)}" if site.questions else "",
        tuple(Line(each.values, _witnesses(each.citations, called)) for each in lines[:ROWS]),
        total,
        result,
        drawn if drawn and drawn.svg and drawn.marks > 1 else None,
    )


def _witnesses(cited: Iterable[str], called: Mapping[str, str]) -> tuple[Witness, ...]:
    """The sources of citations, each with their places in the order of its text."""
    by_source: dict[str, list[str]] = {}
    for each in cited:
        by_source.setdefault(source_of(each), []).append(each)
    found = [
        Witness(
            Value(called.get(source, words(source)), iri=source),
            tuple((each, place_of(each) or words(each)) for each in sorted(places, key=text_order)),
        )
        for source, places in by_source.items()
    ]
    return tuple(sorted(found, key=lambda each: each.source.text.casefold()))
