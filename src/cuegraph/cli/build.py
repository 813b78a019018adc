"""``cuegraph build``: the dataset as sorted N-Quads, and its description."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cuegraph.cli.options import data_option
from cuegraph.errors import BadInput
from cuegraph.graph.assemble import STEPS, Assembled, assemble
from cuegraph.graph.turtle import to_turtle
from cuegraph.service.export import write_files
from cuegraph.settings import shipped
from cuegraph.vocabulary import DATASET

QUADS = "cuegraph.nq"
"""The file that holds the dataset."""
DESCRIPTION = "dataset.ttl"
"""The file that holds its description, the graph …/graph/dataset."""


@click.command(epilog="Example: cuegraph build --out build")
@data_option("build from")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("build"),
    show_default=True,
    help="The folder to write to; it is made if need be.",
)
def build(data: Path | None, out: Path) -> None:
    """Assemble the dataset from data and ontology.

    Writes cuegraph.nq, every graph and the merged default graph as sorted N-Quads, and dataset.ttl, the
    description with counts and digest. The same input gives the same bytes.
    """
    assembled = _assembled(data or shipped("data"), shipped("ontology"))
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            f"The folder cannot be made: {error.strerror}.", where=str(out), remedy="Name another with --out."
        ) from error
    described = to_turtle(assembled.graph(DATASET)).encode()
    write_files({out / QUADS: assembled.nquads(), out / DESCRIPTION: described})
    click.echo(
        f"{out / QUADS}: {len(assembled.default())} triples, {len(assembled.quads)} quads, "
        f"{len(assembled.citations())} citation graphs, sha256 {assembled.digest}"
    )


def _assembled(data: Path, ontology: Path) -> Assembled:
    """The dataset, with a bar on stderr when that is a terminal."""
    if not sys.stderr.isatty():
        return assemble(data, ontology)
    with click.progressbar(
        length=len(STEPS), label="Building", file=sys.stderr, item_show_func=lambda step: step
    ) as bar:
        return assemble(data, ontology, on_step=lambda step: bar.update(1, step))
