"""``cuegraph export``: the graph in a standard format."""

from __future__ import annotations

from pathlib import Path

import click

from cuegraph import media
from cuegraph.cli.options import data_option
from cuegraph.graph.assemble import assemble
from cuegraph.media import Kind
from cuegraph.service.export import ALL, DEFAULT, require_fit, write_files
from cuegraph.service.export import export as exported
from cuegraph.settings import shipped


@click.command(epilog="Example: cuegraph export --format turtle -o drive.ttl")
@click.option(
    "--format",
    "wanted",
    type=click.Choice([each.name for each in media.of_kind(Kind.GRAPH, Kind.DATASET)]),
    default="turtle",
    show_default=True,
    help="The format to write.",
)
@click.option(
    "--graph",
    metavar="default|all|IRI",
    help="The merged default graph, the whole dataset with its graphs, or one named graph. "
    "Default: all for trig and nquads, default for the others.",
)
@click.option("--inferred", is_flag=True, help="Write the default graph with the inferred triples.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write, whole or not at all; default: stdout.",
)
@data_option()
def export(wanted: str, graph: str | None, inferred: bool, output: Path | None, data: Path | None) -> None:  # noqa: FBT001 (click hands in flags so)
    """Write the graph in a standard format.

    The default graph leaves out what is inferred unless asked, and gives each thing dcterms:source for every
    passage that speaks of it.
    """
    shape = media.by_name(wanted)
    name = graph if graph is not None else ALL if shape.kind is Kind.DATASET else DEFAULT
    require_fit(shape, name)
    content = exported(
        assemble(data or shipped("data"), shipped("ontology")), shape, graph=name, inferred=inferred
    )
    if output:
        write_files({output: content})
    else:
        click.echo(content, nl=False)
