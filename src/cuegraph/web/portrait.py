"""Portraits: what questions answer about a thing, told one after the other on its page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from cuegraph.graph.evidence import text_order
from cuegraph.service.lookup import shorten, words
from cuegraph.service.portrait import answers, names_in
from cuegraph.service.told import Value, Witness
from cuegraph.service.wording import sentences
from cuegraph.vocabulary import source_of
from cuegraph.web.pictures import picture_of
from cuegraph.web.table import Table, named, place_of, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import NamedNode

    from cuegraph.engine.interface import Engine
    from cuegraph.service.library import Question
    from cuegraph.service.portrait import Answered
    from cuegraph.service.wording import Sentence
    from cuegraph.web.pictures import Drawn
    from cuegraph.web.site import Site

ROWS: Final = 12
"""The most rows or sentences of a section; its question's page has them all."""


@dataclass(frozen=True)
class Line:
    """A sentence, who says so, and whether each of these says all of it."""

    values: tuple[Value, ...]
    witnesses: tuple[Witness, ...]
    agreed: bool


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


def sections(site: Site, engine: Engine, thing: NamedNode) -> Iterator[Section]:
    """What the library's questions answer about a thing; questions without an answer are left out.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    known = site.known(engine)
    answered = answers(engine, thing, site.questions, known)
    called = names_in(engine, answered, known) if answered else {}
    taken: set[str] = set()
    for each in answered:
        ident = each.question.name
        while ident in taken:
            ident += "-more"
        taken.add(ident)
        yield _section(site, engine, each, called, ident)


def _section(site: Site, engine: Engine, told: Answered, called: Mapping[str, str], ident: str) -> Section:
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
        tuple(Line(each.values, _witnesses(each.citations, called), each.agreed) for each in lines[:ROWS]),
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
