"""``cuegraph validate``: the shapes over the data, told in sentences."""

from __future__ import annotations

from pathlib import Path

import click

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
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of TriG files to check; default: the shipped one.",
)
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
    click.echo(_written(found, wanted), nl=False)
    errors, warnings = found.count("error"), found.count("warning")
    click.echo(
        f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')} in {found.size} triples.", err=True
    )
    if errors:
        click.get_current_context().exit(1)


def _written(found: Check, wanted: str) -> str:
    if wanted == "json":
        return as_json(found.findings)
    return as_turtle(found.report) if wanted == "turtle" else as_text(found.findings)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
