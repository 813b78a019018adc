"""``cuegraph validate``: the shapes over the data, told in sentences."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from cuegraph.cli.options import data_option
from cuegraph.cli.output import finish, seen_from_here
from cuegraph.errors import BadInput
from cuegraph.service.check import Check, check, check_files
from cuegraph.settings import shipped
from cuegraph.shapes.report import as_json, as_text, as_turtle


@click.command(epilog="Example: cuegraph validate my-data.trig --format json")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "wanted",
    type=click.Choice(["text", "json", "turtle"]),
    default="text",
    show_default=True,
    help="Sentences, the same with all parts as JSON, or the SHACL report graph.",
)
@data_option("check")
def validate(files: tuple[Path, ...], wanted: str, data: Path | None) -> None:
    """Check the data against the shapes, or FILES (.trig, .ttl, .nq) in place of the data.

    Each finding is a sentence with its files and citations. Errors make the exit status 1, warnings do not.
    """
    if files and data:
        raise BadInput(
            "FILES and --data name two things to check.", where="--data", remedy="Give one of them."
        )
    ontology = shipped("ontology")
    found = check_files(files, ontology) if files else check(data or shipped("data"), ontology)
    errors, warnings = found.count("error"), found.count("warning")
    finish(
        _written(found, wanted),
        1 if errors else 0,
        note=f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')} in {found.size} triples.",
    )


def _written(found: Check, wanted: str) -> str:
    if wanted == "turtle":
        return as_turtle(found.report)
    findings = [replace(each, files=tuple(map(seen_from_here, each.files))) for each in found.findings]
    return as_json(findings) if wanted == "json" else as_text(findings)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
