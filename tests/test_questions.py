"""Every question of ``queries/`` on rdflib, on pyoxigraph, and on pyoxigraph with a union default graph.

Each case gives the rows that its file expects, and the three give the same rows to one another, so that a
question neither rots with the data nor leans on what one engine does.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest
import rdflib
from pyoxigraph import DefaultGraph, QuerySolutions, RdfFormat, Store, serialize

from cuegraph.graph.assemble import assemble
from cuegraph.service.library import Expectation, Question, load_questions, read_question
from cuegraph.service.lookup import Names, shorten
from cuegraph.vocabulary import BASE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyoxigraph import Quad

# rdflib 7.6 warns of its own use of what it deprecates (Dataset.default_context, Dataset.contexts).
pytestmark = pytest.mark.filterwarnings("ignore:Dataset[.]:DeprecationWarning")

ROOT = Path(__file__).parents[1]
CASES = [
    pytest.param(question, case, id=f"{name}-{number}")
    for name, question in load_questions(ROOT / "queries").items()
    for number, case in enumerate(question.expectations, 1)
]

Row: TypeAlias = dict[str, str]
Ask: TypeAlias = "Callable[[str], list[Row]]"


def on_rdflib(quads: Sequence[Quad]) -> Ask:
    """An rdflib Dataset: the written default graph, and the named graphs beside it."""
    dataset = rdflib.Dataset()
    dataset.parse(data=serialize(quads, format=RdfFormat.N_QUADS) or b"", format="nquads")

    def ask(query: str) -> list[Row]:
        rows = dataset.query(query).bindings
        return [{str(name): str(value) for name, value in row.items()} for row in rows]

    return ask


def on_pyoxigraph(quads: Sequence[Quad]) -> Ask:
    """A pyoxigraph store: the written default graph, and the named graphs beside it."""
    store = Store()
    store.bulk_extend(quads)
    return lambda query: _rows(store.query(query))


def on_union(quads: Sequence[Quad]) -> Ask:
    """A pyoxigraph store of the named graphs only, whose default graph is their union."""
    store = Store()
    store.bulk_extend(quad for quad in quads if not isinstance(quad.graph_name, DefaultGraph))
    return lambda query: _rows(store.query(query, use_default_graph_as_union=True))


def _rows(result: object) -> list[Row]:
    assert isinstance(result, QuerySolutions), "a question is a SELECT query"
    names = [each.value for each in result.variables]
    return [{name: row[name].value for name in names if row[name] is not None} for row in result]


@functools.cache
def shipped_quads() -> tuple[Quad, ...]:
    return assemble(ROOT / "data", ROOT / "ontology").quads


@functools.cache
def shipped_names() -> Names:
    store = Store()
    store.bulk_extend(shipped_quads())
    return Names(store)


@functools.cache
def shipped_stores() -> dict[str, Ask]:
    quads = shipped_quads()
    return {"rdflib": on_rdflib(quads), "pyoxigraph": on_pyoxigraph(quads), "union": on_union(quads)}


def project(rows: Sequence[Row], columns: Sequence[str]) -> list[tuple[str, ...]]:
    """The rows' cells in these columns, each row once, in the order of their first."""
    return list(dict.fromkeys(tuple(row.get(each, "") for each in columns) for row in rows))


def in_full(expected: Sequence[tuple[str, ...]], found: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The expected rows, each IRI that is shortened there written as it is found."""
    cells = [cell for row in found for cell in row]
    full = {short: cell for cell in cells for short in (cell.removeprefix(BASE), shorten(cell))}
    full |= {cell: cell for cell in cells}
    return [tuple(full.get(cell, cell) for cell in row) for row in expected]


def check(question: Question, case: Expectation, query: str, stores: dict[str, Ask]) -> None:
    """Ask each store and compare the rows with the expectation and with one another."""
    answers = {name: ask(query) for name, ask in stores.items()}
    for name, rows in answers.items():
        found = project(rows, case.columns)
        expected = in_full(case.rows, found)
        if not case.ordered:
            found, expected = sorted(found), sorted(expected)
        assert found == expected, f"{question.name} on {name}"
    first, *others = answers
    for name in others:
        if case.ordered:
            assert answers[name] == answers[first], f"{question.name}: {name} differs from {first}"
        assert _multiset(answers[name]) == _multiset(answers[first]), f"{question.name}: {name} and {first}"


def _multiset(rows: Sequence[Row]) -> Counter[frozenset[tuple[str, str]]]:
    return Counter(frozenset(row.items()) for row in rows)


def test_there_are_questions() -> None:
    assert CASES, "queries/ holds no question"


@pytest.mark.parametrize(("question", "case"), CASES)
def test_a_question_is_answered_as_it_says_on_every_store(question: Question, case: Expectation) -> None:
    check(question, case, question.bind(case.values, shipped_names().one), shipped_stores())


SMALL = """\
#+ title: Names
#+ sentence: What do the sources call a thing, and where?
#+ parameters:
#+   - {name: thing, type: iri, help: the thing}
#+ expect:
#+   - with: {thing: Ada Example}
#+     columns: [name, where]
#+     rows:
#+       - [Ada Example, "harbour-notes#char=17,61"]
#+       - [Ada Example, "source/letter#char=0,51"]
PREFIX film: <https://w3id.org/cuegraph/film/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?thing ?name ?where WHERE {
  VALUES ?thing { film:night-drive }
  GRAPH ?where { ?thing rdfs:label ?name }
}
ORDER BY ?where
"""


@functools.cache
def small_quads() -> tuple[Quad, ...]:
    folder = ROOT / "tests" / "service" / "night_drive"
    return assemble(folder / "data", folder / "ontology").quads


@functools.cache
def small_stores() -> dict[str, Ask]:
    quads = small_quads()
    return {"rdflib": on_rdflib(quads), "pyoxigraph": on_pyoxigraph(quads), "union": on_union(quads)}


def ask_small(text: str) -> None:
    question = read_question("small", text, "small.rq")
    store = Store()
    store.bulk_extend(small_quads())
    for case in question.expectations:
        check(question, case, question.bind(case.values, Names(store).one), small_stores())


def test_the_harness_passes_what_is_right() -> None:
    ask_small(SMALL)
    ask_small(
        SMALL.replace("columns: [name, where]", "columns: [name]")
        .replace(', "harbour-notes#char=17,61"', "")
        .replace('#+       - [Ada Example, "source/letter#char=0,51"]\n', "")
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('#+       - [Ada Example, "source/letter#char=0,51"]\n', ""),
        ("char=0,51", "char=0,52"),
        ("ORDER BY ?where", "ORDER BY DESC(?where)"),
        ("with: {thing: Ada Example}", "with: {thing: film/night-drive}"),
        # The expected columns are right everywhere, and the rest of the rows differs.
        ("GRAPH ?where { ?thing rdfs:label ?name }", "?thing rdfs:label ?name . BIND(RAND() AS ?where)"),
    ],
)
def test_the_harness_fails_what_is_wrong(before: str, after: str) -> None:
    assert before in SMALL
    with pytest.raises(AssertionError):
        ask_small(SMALL.replace(before, after))


def test_the_order_counts_only_where_the_file_says_so() -> None:
    turned = SMALL.replace("ORDER BY ?where", "ORDER BY DESC(?where)")
    ask_small(turned.replace("PREFIX film:", "#+     ordered: false\nPREFIX film:", 1))


def test_rows_that_one_store_counts_twice_are_a_fault() -> None:
    union = SMALL.replace("GRAPH ?where { ?thing rdfs:label ?name }", "?thing rdfs:label ?name").replace(
        "SELECT ?thing ?name ?where", "SELECT ?name (COUNT(?thing) AS ?where)"
    )
    union = union.replace("ORDER BY ?where", "GROUP BY ?name")
    once = re.sub(r"#\+       - .*\n", "", union, count=1)
    once = re.sub(r"\[Ada Example, .*\]", "[Ada Example, 1]", once)
    with pytest.raises(AssertionError, match="small on union"):
        ask_small(once)
    ask_small(once.replace("COUNT(?thing)", "COUNT(DISTINCT ?thing)"))
