"""``cuegraph coverage``: what each sentence and row of the sources gave, or why nothing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from cuegraph.citations.coverage import CITED, NEITHER, NOTHING, Covered, cover
from cuegraph.citations.record import Record, read_record
from cuegraph.citations.texts import Text, load_texts
from cuegraph.cli.options import data_option, sources_option
from cuegraph.cli.output import finish
from cuegraph.graph.read import read_data
from cuegraph.settings import shipped

if TYPE_CHECKING:
    from pathlib import Path

WIDTH = 72
"""How many characters of a unit are shown."""


@click.command(epilog="Example: cuegraph coverage --sources FOLDER-OF-TEXTS")
@sources_option("to show what each sentence gave")
@data_option()
def coverage(sources: Path | None, data: Path | None) -> None:
    """Show what each sentence and table row of the sources says, or why nothing.

    With the texts at hand, lists every sentence, row, heading and list item: how many citations speak of it
    and which words none holds, or why it states nothing. Exit status 1 when one is neither. Without them,
    lists the passages that state nothing, with their reasons.
    """
    record = read_record(read_data(data or shipped("data")))
    if sources is None:
        finish(_joined(_silent(record)))
        return
    texts = load_texts(record.with_texts(), sources)
    counts: Counter[str] = Counter()
    lines: list[str] = []
    for text in texts.values():
        lines.append(f"{text.source} ({text.file.name})")
        for unit in cover(record, text):
            counts[unit.status] += 1
            counts["open"] += bool(unit.open)
            lines.append("  " + _line(unit, text))
    total = counts[CITED] + counts[NOTHING] + counts[NEITHER]
    lines += _unchecked(record)
    lines.append(
        f"{total} units: {counts[CITED]} cited, {counts[NOTHING]} state nothing, "
        f"{counts[NEITHER]} neither; {counts['open']} hold words outside of every passage"
    )
    finish(_joined(lines), 1 if counts[NEITHER] else 0)


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _unchecked(record: Record) -> list[str]:
    """What is not covered: citations of kinds that are not checked, and sources that nothing is cited of."""
    unchecked = record.not_checked()
    known = {*unchecked, *(each.iri for each in record.with_texts())}
    silent = [f"{source}: No passage of it is recorded." for source in record.sources if source not in known]
    return [*(f"{source}: {what}" for source, what in unchecked.items()), *silent]


def _silent(record: Record) -> list[str]:
    silent = [
        each for iri in record.sources for each in record.of_source(iri) if each.states_nothing is not None
    ]
    return [
        *(f"{each.iri}: {each.states_nothing}" for each in silent),
        *_unchecked(record),
        f"{len(silent)} passages state nothing",
    ]


def _line(covered: Covered, text: Text) -> str:
    unit = covered.unit
    said = {
        CITED: f"cited by {len(covered.citations)}",
        NOTHING: f"states nothing: {'; '.join(covered.reasons)}",
        NEITHER: "NEITHER cited nor stated to state nothing"
        + (", only read with others" if covered.read else ""),
    }[covered.status]
    if covered.status != NEITHER and covered.open:
        said += "; in no passage: " + ", ".join(f"{start},{end}" for start, end in covered.open)
    words = " ".join(text.content[unit.start : unit.end].split())
    shown = words if len(words) <= WIDTH else words[: WIDTH - 1] + "\u2026"
    return f"{unit.start},{unit.end} {unit.kind}, {said} | {shown}"
