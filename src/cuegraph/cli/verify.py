"""``cuegraph verify``: every citation against the texts."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING

import click

from cuegraph.citations.excuses import FILE, read_excuses
from cuegraph.citations.mutations import RATE_NEEDED, Mutations, mutate
from cuegraph.citations.names import Names
from cuegraph.citations.notation import written
from cuegraph.citations.record import read_record
from cuegraph.citations.texts import load_texts
from cuegraph.citations.verify import Report, shown
from cuegraph.citations.verify import verify as check
from cuegraph.cli.options import data_option, sources_option
from cuegraph.cli.output import finish
from cuegraph.graph.read import read_data, read_ontology
from cuegraph.settings import shipped

if TYPE_CHECKING:
    from pathlib import Path

WORST = 10
"""How many of the worst moved triples JSON lists."""


@click.command(epilog="Example: cuegraph verify --sources FOLDER-OF-TEXTS --mutations")
@sources_option("to look each fact up in", required=True)
@data_option()
@click.option("--mutations", is_flag=True, help="Also move each triple to each other passage of its source.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="The report's format."
)
def verify(sources: Path, data: Path | None, form: str, *, mutations: bool) -> None:
    """Check every citation against the texts of the sources.

    Compares the digest of each text and passage, and looks for both ends of each triple in its passage or
    in what that is read with. What no rule can find is listed with a reason in DATA/unsupported.csv. Exit
    status 1 when anything fails, 2 when a text is missing.
    """
    folder = data or shipped("data")
    quads = read_data(folder)
    record = read_record(quads)
    names = Names(quads, read_ontology(shipped("ontology")))
    texts = load_texts(record.with_texts(), sources)
    report = check(record, texts, names, read_excuses(folder / FILE))
    moved = mutate(record, texts, names) if mutations else None
    if form == "json":
        told = json.dumps(_as_json(report, moved, names), ensure_ascii=False, indent=2)
    else:
        told = "\n".join(_as_text(report, moved))
    failed = report.findings or (moved and moved.all.rate < RATE_NEEDED)
    finish(f"{told}\n", 1 if failed else 0)


def _as_text(report: Report, moved: Mutations | None) -> list[str]:
    lines = [
        f"Texts: {report.texts}",
        f"Passages: {report.passages}",
        f"Length of a cited passage: median {report.median:g}, longest {report.longest} characters",
        f"Triples: {report.triples}",
        *([f"Not checked: {report.unchecked}"] if report.unchecked else ()),
        f"Supported by rule: {report.by_rule}" + _leaning(report),
        f"Excused: {report.excused}",
        f"Not supported: {report.unsupported}",
    ]
    if moved:
        verdict = "" if moved.all.rate >= RATE_NEEDED else f", less than {RATE_NEEDED:.0%}"
        lines.append(
            f"Moved triples caught: {moved.all.caught} of {moved.all.tried} ({moved.all.rate:.2%}{verdict})"
        )
        lines += [
            f"  {source}: {moves.caught} of {moves.tried} ({moves.rate:.2%})"
            for source, moves in moved.by_source.items()
        ]
    lines.append(f"Failures: {len(report.findings)}")
    return lines + [str(finding) for finding in report.findings]


def _leaning(report: Report) -> str:
    return f" ({report.leaning} of them beside an excused link of the same node)" if report.leaning else ""


def _as_json(report: Report, moved: Mutations | None, names: Names) -> dict[str, object]:
    numbers = {each.name: getattr(report, each.name) for each in fields(report) if each.name != "findings"}
    document: dict[str, object] = {**numbers, "findings": [finding.as_dict() for finding in report.findings]}
    if moved:
        document["mutations"] = {
            "tried": moved.all.tried,
            "caught": moved.all.caught,
            "rate": moved.all.rate,
            "sources": {
                source: {"tried": moves.tried, "caught": moves.caught, "rate": moves.rate}
                for source, moves in moved.by_source.items()
            },
            "worst": [
                {
                    "graph": graph,
                    "subject": written(fact.subject),
                    "predicate": written(fact.predicate),
                    "object": written(fact.object),
                    "labels": shown(fact, names),
                    "missed": moves.tried - moves.caught,
                    "tried": moves.tried,
                }
                for graph, fact, moves in moved.worst(WORST)
            ],
        }
    return document
