"""Results as a table for people: labels instead of IRIs, headings instead of variables."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode

from cuegraph.service.ask import labels
from cuegraph.service.lookup import shorten
from cuegraph.service.spoken import RECURRING, spoken
from cuegraph.service.within import languages_of
from cuegraph.vocabulary import BASE, XSD, is_citation, source_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cuegraph.engine.interface import Engine

LABEL = "Label"
"""What is appended to a variable's name for the variable that holds its label."""

MOST_ROWS = 1000
"""The most rows that a page shows."""

_NUMBERS = {XSD[name].value for name in ("integer", "decimal", "double", "float")}
_READ = {XSD.duration.value, XSD.dayTimeDuration.value, *(each.value for each in RECURRING)}
_CHARACTERS = re.compile(r"#char=(\d+),(\d+)$")


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: what is read.
        iri: the IRI behind it; empty when there is none.
        link: where it leads outside; empty for the dataset's own IRIs, whose pages the template finds.
        language: the text's language tag; empty when it has none.
        number: whether it is a number, to be aligned as one.
        exact: the lexical form of a literal that is read otherwise; else empty.
    """

    text: str
    iri: str = ""
    link: str = ""
    language: str = ""
    number: bool = False
    exact: str = ""


@dataclass(frozen=True)
class Table:
    """A result to show.

    Attributes:
        headings: one for each column.
        rows: at most ``MOST_ROWS``, each with a cell a column.
        total: how many rows the result has.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int


def table_of(results: bytes, *, variables: bool = False) -> Table | bool:
    """The table of a result in SPARQL 1.1 Query Results JSON; for ASK, the boolean.

    Where a row has both ``?x`` and ``?xLabel``, they are one column: the label, titled with the IRI.

    Args:
        results: the result.
        variables: whether the headings are the variables as the query writes them, and no words, and
            durations stand as they are.
    """
    parsed = json.loads(results)
    if "boolean" in parsed:
        return bool(parsed["boolean"])
    names: list[str] = parsed["head"]["vars"]
    shown = [each for each in names if each.removesuffix(LABEL) not in names or not _is_label(each)]
    bindings = parsed["results"]["bindings"]
    rows = tuple(tuple(_cell(row, each) for each in shown) for row in bindings[:MOST_ROWS])
    if variables:
        rows = tuple(tuple(replace(each, text=each.exact or each.text) for each in row) for row in rows)
    headings = (_variables(each, names) if variables else heading(each) for each in shown)
    return Table(tuple(headings), rows, len(bindings))


def named(engine: Engine, table: Table) -> Table:
    """The table with what our things and sources are called where the result has their IRIs only.

    Where others languages than English are wanted of the engine, things that have a label in the result are
    named in these too; rows that differed by the language of such labels alone are one then.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    wanted = bool(languages_of(engine))
    cells = [each for row in table.rows for each in row if _is_bare(each) or (wanted and _is_thing(each))]
    called = labels(engine, [*dict.fromkeys(NamedNode(source_of(each.iri)) for each in cells)])

    def name(cell: Cell) -> Cell:
        if not _is_bare(cell) and not (wanted and _is_thing(cell)):
            return cell
        text = called[NamedNode(source_of(cell.iri))]
        language = getattr(text, "language", "")
        if not _is_bare(cell) and not language:
            return cell
        return replace(cell, text=", ".join(filter(None, (text, place_of(cell.iri)))), language=language)

    if not cells:
        return table
    told = [tuple(map(name, row)) for row in table.rows]
    taken = {row for row, new in zip(table.rows, told, strict=True) if new == row} if wanted else set()
    rows = []
    for row, new in zip(table.rows, told, strict=True):
        if new == row or new not in taken:
            rows.append(new)
            taken.update([new] if wanted else ())
    return replace(table, rows=tuple(rows), total=table.total - len(told) + len(rows))


def _is_thing(cell: Cell) -> bool:
    return cell.iri.startswith(BASE) and "#" not in cell.iri


def _is_bare(cell: Cell) -> bool:
    """Whether a cell has nothing but one of our IRIs: of a thing, or a citation with a place in words."""
    iri = cell.iri
    ours = iri.startswith(BASE) and cell.text == _short(iri)
    return ours and ("#" not in iri or bool(place_of(iri)))


def heading(variable: str) -> str:
    """The heading for a variable; a label's is that of the thing it labels. ``editor/table.js`` has the same.

    >>> heading("peakPosition"), heading("sourceLabel")
    ('Peak position', 'Source')
    """
    name = variable.removesuffix(LABEL) or variable
    letters = (
        f" {letter}" if letter.isupper() and (before.islower() or before.isdecimal()) else letter
        for before, letter in pairwise(f" {name}")
    )
    words = "".join(letters).replace("_", " ").lower()
    return words[:1].upper() + words[1:]


def _variables(shown: str, names: Sequence[str]) -> str:
    """The variables of a column: its own, and that of its label where there is one."""
    return f"?{shown} ?{shown}{LABEL}" if shown + LABEL in names else f"?{shown}"


def _is_label(variable: str) -> bool:
    return variable.endswith(LABEL) and variable != LABEL


def _cell(row: Mapping[str, Any], variable: str) -> Cell:
    term = row.get(variable)
    label = row.get(variable + LABEL)
    if term is None:
        return Cell("") if label is None else _value(label)
    if term["type"] != "uri":
        return _value(term)
    iri = term["value"]
    text = _value(label).text if label is not None else _short(iri)
    language = label.get("xml:lang", "") if label is not None else ""
    leads = iri.startswith(("https://", "http://")) and not iri.startswith(BASE)
    return Cell(text, iri, iri if leads else "", language)


def _value(term: Mapping[str, Any]) -> Cell:
    if term["type"] == "triple":
        parts = (_value(term["value"][each]).text for each in ("subject", "predicate", "object"))
        return Cell(" ".join(parts))
    if term["type"] == "bnode":
        return Cell(f"_:{term['value']}")
    if term["type"] == "uri":
        return Cell(_short(term["value"]), term["value"])
    if (datatype := term.get("datatype", "")) in _READ:
        exact = term["value"]
        return Cell(spoken(Literal(exact, datatype=NamedNode(datatype))), exact=exact)
    number = datatype in _NUMBERS
    return Cell(term["value"], language=term.get("xml:lang", ""), number=number)


def _short(iri: str) -> str:
    """An IRI as it is read: a citation by its source and place, others with a prefix."""
    place = place_of(iri)
    if is_citation(iri) and place:
        return f"{source_of(iri).rpartition('/')[2]}, {place}"
    return shorten(iri)


def place_of(citation: str) -> str:
    """The place in the text that a citation points at; empty where it points at none.

    >>> place_of("https://w3id.org/cuegraph/source/review#char=316,422")
    '316\u2013422'
    """
    place = _CHARACTERS.search(citation)
    return f"{place[1]}\u2013{place[2]}" if place else ""
