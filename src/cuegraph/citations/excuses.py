"""The reviewed list of triples that no rule can find in their passages, each with the reason."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from cuegraph.citations.notation import read_term
from cuegraph.citations.record import Fact
from cuegraph.errors import InvalidData
from cuegraph.settings import read_text

if TYPE_CHECKING:
    from pathlib import Path

FILE = "unsupported.csv"
"""Its name in the folder of the data."""

COLUMNS = ("graph", "subject", "predicate", "object", "reason")


@dataclass(frozen=True)
class Excuse:
    """A triple that a person has found to be stated, though no rule finds it.

    Attributes:
        graph: the citation IRI.
        fact: the triple.
        reason: why no rule finds it.
        where: the file and the row's line in it.
    """

    graph: str
    fact: Fact
    reason: str
    where: str


def read_excuses(file: Path) -> tuple[Excuse, ...]:
    """The rows of a CSV file with the columns ``COLUMNS``; none when there is no file.

    Terms are written as ``cuegraph.citations.notation`` reads them.

    Raises:
        InvalidData: a file that cannot be read or is no CSV in UTF-8, other columns, a term that does not
            parse, a row without reason, or a triple listed twice.
    """
    if not file.exists():
        return ()
    try:
        return _read(file)
    except csv.Error as error:
        raise InvalidData(
            f"The file is no CSV: {error}.",
            where=str(file),
            remedy="Close each quotation mark, and double those within a field.",
        ) from error


def _read(file: Path) -> tuple[Excuse, ...]:
    reader = csv.DictReader(io.StringIO(read_text(file)), strict=True)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise InvalidData(
            f"The columns are {', '.join(reader.fieldnames or ()) or 'missing'}.",
            where=str(file),
            remedy=f"The first line is: {','.join(COLUMNS)}",
        )
    excuses: dict[tuple[str, Fact], Excuse] = {}
    for row in reader:
        excuse = _excuse(row, f"{file}:{reader.line_num}")
        key = (excuse.graph, excuse.fact)
        if key in excuses:
            raise InvalidData(
                "This triple is listed twice.",
                where=excuse.where,
                remedy=f"Delete this row or {excuses[key].where}.",
            )
        excuses[key] = excuse
    return tuple(excuses.values())


def _excuse(row: dict[str, str], where: str) -> Excuse:
    if None in row or None in row.values():
        raise InvalidData(
            "The row has not five fields.",
            where=where,
            remedy="Put a field with a comma or quotation marks in quotation marks, and double those in it.",
        )
    graph, subject, predicate, value = (read_term(row[column], where) for column in COLUMNS[:4])
    if not (
        isinstance(graph, NamedNode) and isinstance(subject, NamedNode) and isinstance(predicate, NamedNode)
    ):
        raise InvalidData(
            "A literal stands where an IRI belongs.", where=where, remedy="Only the object can be a literal."
        )
    if not row["reason"].strip():
        raise InvalidData(
            "The row gives no reason.", where=where, remedy="Say why no rule finds the triple in its passage."
        )
    return Excuse(graph.value, Fact(subject, predicate, value), row["reason"].strip(), where)
