"""Portraits: the questions whose answers tell of a thing of some class, and what they answer about it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.ask import SHOWN, number, solutions, texts
from cuegraph.service.asking import asked_of, without_citations
from cuegraph.service.library import load_questions
from cuegraph.service.lookup import words
from cuegraph.service.within import languages_of
from cuegraph.service.wording import citations, unnamed
from cuegraph.settings import shipped
from cuegraph.vocabulary import DCTERMS, FM, ONTOLOGY, RDF, RDFS, SCHEMA, SKOS, SOURCES, source_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cuegraph.engine.interface import Answer, Engine
    from cuegraph.service.known import Known
    from cuegraph.service.library import Question
    from cuegraph.service.wording import Solution

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
        Asked("lists-with-an-item", "item"),
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
    FM.List.value: (Asked("entries-of-a-list", "list"),),
    FM.FilmScore.value: (Asked("models-of-a-score", "score"), Asked("statements-on-a-topic", "topic")),
    FM.Release.value: (Asked("release-by-account", "release"),),
    FM.AwardEntry.value: (Asked("awards-by-ceremony-date", "entry"),),
    FM.Publication.value: (Asked("objections-in-reviews", "publication"),),
    FM.Chart.value: (Asked("chart-peak-by-account", "chart"),),
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
class Answered:
    """What a question answered about a thing.

    Attributes:
        question: the question.
        parameter: its parameter that takes the thing.
        thing: what it was asked of.
        other: whether that is another thing than the page's, such as an album of a film.
        answer: the answer as it came, in JSON.
        rows: its solutions; at least one.
    """

    question: Question
    parameter: str
    thing: NamedNode
    other: bool
    answer: Answer
    rows: Sequence[Solution]


def answers(
    engine: Engine, thing: NamedNode, questions: Mapping[str, Question], known: Known
) -> list[Answered]:
    """What questions answer about a thing, those without an answer left out.

    Args:
        engine: answers.
        thing: the thing.
        questions: those there are, by name; none for the library that comes with the program.
        known: what is known of the dataset.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    rows = solutions(engine, f"SELECT DISTINCT ?class WHERE {{ {thing} {RDF.type} ?class }}")
    classes = {row["class"]["value"] for row in rows}
    listed = dict.fromkeys(each for name, told in SECTIONS.items() if name in classes for each in told)
    if not listed:
        return []
    return [*_answered(questions or _shipped(), engine, thing, list(listed), cited=known.cites)]


def names_in(engine: Engine, answered: Iterable[Answered], known: Known) -> dict[str, str]:
    """What to call what the answers name without a label, and the sources they rest on; one query for all."""
    iris: dict[str, None] = {}
    for each in answered:
        if each.question.wording is None:
            continue
        iris.update(dict.fromkeys(unnamed(each.question.wording, each.rows)))
        if each.other:
            iris[each.thing.value] = None
        iris.update(dict.fromkeys(map(source_of, citations(each.rows))))
    things = [NamedNode(each) for each in iris]
    named = known.named(things, languages_of(engine))
    named |= texts(engine, [each for each in things if each not in named], _CALLED)
    return {each.value: named.get(each, words(each.value)) for each in things}


@lru_cache(1)
def _shipped() -> dict[str, Question]:
    """The library that comes with the program, for a dataset that is served without questions."""
    return load_questions(shipped("queries"))


def _answered(
    questions: Mapping[str, Question],
    engine: Engine,
    thing: NamedNode,
    listed: Sequence[Asked],
    *,
    cited: bool,
) -> Iterator[Answered]:
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
                yield Answered(question, asked.parameter, each, asked.of is not None, answer, rows)


def _pointing(engine: Engine, thing: NamedNode, by: NamedNode) -> list[NamedNode]:
    query = f"SELECT DISTINCT ?other WHERE {{ ?other {by} {thing} }} ORDER BY ?other LIMIT {_OTHERS}"
    return [NamedNode(row["other"]["value"]) for row in solutions(engine, query)]


def _crowded(engine: Engine, thing: NamedNode) -> bool:
    some = f"SELECT ?other WHERE {{ ?other ?by {thing} }} LIMIT {CROWD}"
    return number(engine, f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ {some} }} }}") >= CROWD
