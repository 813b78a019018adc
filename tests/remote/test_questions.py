"""The shipped questions give the same rows on real servers as on the engine in memory."""

from __future__ import annotations

import json
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest
from pyoxigraph import Store

from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import BadGateway
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.library import Expectation, Question, load_questions
from cuegraph.service.lookup import Names

if TYPE_CHECKING:
    from conftest import Server
    from pyoxigraph import Quad

    from cuegraph.engine.interface import Backend
    from cuegraph.engine.remote import RemoteBackend

ROOT = Path(__file__).parents[2]

Row: TypeAlias = frozenset[tuple[str, str, str, str]]
CASES = [
    pytest.param((question, case, number), id=f"{name}-{number}")
    for name, question in load_questions(ROOT / "queries").items()
    for number, case in enumerate(question.expectations, 1)
]


@pytest.fixture(scope="session")
def local(drive: tuple[Quad, ...]) -> tuple[MemoryEngine, Names]:
    store = Store()
    store.bulk_extend(drive)
    return MemoryEngine(drive), Names(store)


def rows(backend: Backend, text: str) -> Counter[Row]:
    """Each row with how often it comes."""
    out = BytesIO()
    backend.answer(Query(text), Wanted(name="json"), out)
    found = json.loads(out.getvalue())["results"]["bindings"]
    return Counter(
        frozenset(
            (name, term["type"], term["value"], term.get("datatype", term.get("xml:lang", "")))
            for name, term in row.items()
        )
        for row in found
    )


WRONG_ROWS = "Virtuoso 7.2.5 gives other rows"
NO_DURATION = "Virtuoso 7.2.5 keeps a duration as a number of seconds"
QUESTION_MARKS = "Virtuoso 7.2.5 makes '?' of characters beyond Latin-1 in STR()"
NO_PLAN = "Virtuoso 7.2.5 makes SQL of it that it does not take itself (SQ074)"
CRASH = "Virtuoso 7.2.5 dies of it (search.c:260 Structure fault)"
ON_VIRTUOSO = {
    ("acts-on-an-album-and-of-a-person", 1): WRONG_ROWS,
    ("acts-on-an-album-and-of-a-person", 2): WRONG_ROWS,
    ("album-type-and-length", 1): NO_DURATION,
    ("chart-positions-of-an-album", 1): WRONG_ROWS,
    ("influences-on-a-film", 2): WRONG_ROWS,
    ("names-that-collide", 1): QUESTION_MARKS,
    ("names-that-collide", 2): QUESTION_MARKS,
    ("names-that-collide", 3): QUESTION_MARKS,
    ("other-albums", 2): WRONG_ROWS,
    ("paths-through-a-film", 1): CRASH,
    ("paths-through-a-film", 2): CRASH,
    ("paths-through-a-film", 3): CRASH,
    ("releases-of-an-album", 1): WRONG_ROWS,
    ("reviews-of-an-album", 1): CRASH,
    ("styles-by-source", 1): CRASH,
    ("tracks-by-number-of-sources", 1): NO_PLAN,
    ("tracks-by-number-of-sources", 2): NO_PLAN,
    ("weekly-and-year-end-charts", 1): QUESTION_MARKS,
    ("who-is-credited-in-a-role", 1): WRONG_ROWS,
}
"""The cases that Virtuoso does not answer as the specification says, each with the reason."""


@pytest.mark.parametrize("asked", CASES)
def test_a_question_has_the_same_rows_as_in_memory(
    server: Server,
    backend: RemoteBackend,
    local: tuple[MemoryEngine, Names],
    asked: tuple[Question, Expectation, int],
) -> None:
    question, case, number = asked
    known = ON_VIRTUOSO.get((question.name, number)) if server.name == "virtuoso" else None
    if known == CRASH:
        pytest.xfail(known)
    engine, names = local
    text = question.bind(case.values, names.one)
    try:
        same = rows(backend, text) == rows(engine, text)
    except BadGateway:
        if known is None:
            raise
        same = False
    if known and not same:
        pytest.xfail(known)
    assert same, question.name
    assert not known, f"{question.name} {number} is right on Virtuoso now: take it off the list"
