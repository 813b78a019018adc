"""Results as a table for people: labels instead of IRIs, headings instead of variables."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cuegraph.service.lookup import shorten
from cuegraph.vocabulary import BASE, XSD, is_citation, source_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LABEL = "Label"
"""What is appended to a variable's name for the variable that holds its label."""

MOST_ROWS = 1000
"""The most rows that a page shows."""

_NUMBERS = {XSD[name].value for name in ("integer", "decimal", "double", "float")}
_CHARACTERS = re.compile(r"#char=(\d+),(\d+)$")


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes:
        text: what is read.
        iri: the IRI behind it; empty when there is none.
        link: where it leads; empty when it leads nowhere, as the dataset's own IRIs do: they have no pages.
        language: the text's language tag; empty when it has none.
        number: whether it is a number, to be aligned as one.
    """

    text: str
    iri: str = ""
    link: str = ""
    language: str = ""
    number: bool = False


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
        variables: whether the headings are the variables as the query writes them, and no words.
    """
    parsed = json.loads(results)
    if "boolean" in parsed:
        return bool(parsed["boolean"])
    names: list[str] = parsed["head"]["vars"]
    shown = [each for each in names if each.removesuffix(LABEL) not in names or not _is_label(each)]
    bindings = parsed["results"]["bindings"]
    rows = tuple(tuple(_cell(row, each) for each in shown) for row in bindings[:MOST_ROWS])
    headings = (_variables(each, names) if variables else heading(each) for each in shown)
    return Table(tuple(headings), rows, len(bindings))


def heading(variable: str) -> str:
    """The heading for a variable; a label's is that of the thing it labels.

    >>> heading("peakPosition"), heading("sourceLabel")
    ('Peak position', 'Source')
    """
    name = variable.removesuffix(LABEL) or variable
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.replace("_", " ")).lower()
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
    number = term.get("datatype") in _NUMBERS
    return Cell(term["value"], language=term.get("xml:lang", ""), number=number)


def _short(iri: str) -> str:
    """An IRI as it is read: a citation by its source and place, others with a prefix."""
    place = _CHARACTERS.search(iri)
    if is_citation(iri) and place:
        return f"{source_of(iri).rpartition('/')[2]}, {place[1]}\u2013{place[2]}"
    return shorten(iri)
