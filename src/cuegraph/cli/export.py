"""``cuegraph export``: the graph in a standard format, or in the terms of another vocabulary."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from pyoxigraph import RdfFormat

from cuegraph import media
from cuegraph.cli.options import data_option
from cuegraph.cli.table import table, terminal_width
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import BadInput
from cuegraph.graph.assemble import assemble
from cuegraph.graph.load import load_files
from cuegraph.graph.rdf12 import to_rdf12
from cuegraph.media import Kind
from cuegraph.service.carriage import carried
from cuegraph.service.export import ALL, DEFAULT, require_fit, write_files
from cuegraph.service.export import export as exported
from cuegraph.service.lookup import shorten
from cuegraph.service.profiles import (
    Profile,
    in_format,
    load_profiles,
    profile_named,
    require_one_graph,
    whole,
)
from cuegraph.service.sssom import write as write_mappings
from cuegraph.settings import shipped
from cuegraph.vocabulary import CONCEPTS, INFERRED

if TYPE_CHECKING:
    from cuegraph.graph.assemble import Assembled

RDF12 = "rdf12"
"""The profile that is a view in RDF 1.2 and not another vocabulary."""
SSSOM = "sssom"
"""The profile that is the table of how our terms stand to those of others."""


@click.command(epilog="Example: cuegraph export --format turtle -o drive.ttl")
@click.argument(
    "files",
    nargs=-1,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="[FILE]...",
)
@click.option(
    "--format",
    "wanted",
    type=click.Choice([each.name for each in media.of_kind(Kind.GRAPH, Kind.DATASET)]),
    help="The format to write. Default: turtle; jsonld for the profile schema.org.",
)
@click.option(
    "--graph",
    metavar="default|all|IRI",
    help="The merged default graph, the whole dataset with its graphs, or one named graph. "
    "Default: all for trig and nquads, default for the others.",
)
@click.option("--inferred", is_flag=True, help="Write the default graph with the inferred triples.")
@click.option(
    "--profile",
    metavar="NAME",
    help="The default graph in the terms of schema.org or of the music-ontology; or rdf12, its cited triples "
    "with their citations in RDF 1.2; or sssom, a table of how our terms stand to those of others.",
)
@click.option("--table", "tabled", is_flag=True, help="With --profile: what it carries, and what it loses.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write, whole or not at all; default: stdout.",
)
@data_option()
def export(  # noqa: PLR0913, PLR0917 (a parameter an option)
    files: tuple[Path, ...],
    wanted: str | None,
    graph: str | None,
    profile: str | None,
    output: Path | None,
    data: Path | None,
    *,
    inferred: bool,
    tabled: bool,
) -> None:
    """Write the graph in a standard format.

    The default graph leaves out what is inferred unless asked, and gives each thing dcterms:source for every
    passage that speaks of it.

    With the profile schema.org or music-ontology each FILE is put into its terms instead, as 'cuegraph serve
    FILE' has it: RDF by the end of its name, .gz allowed.
    """
    if files and (data is not None or tabled or profile in {None, RDF12, SSSOM}):
        raise BadInput(
            "A file can be had in a profile of another vocabulary only.",
            where=str(files[0]),
            remedy="Give --profile schema.org or --profile music-ontology, and neither --table nor --data.",
        )
    if profile is None:
        if tabled:
            raise BadInput("A table is of a profile.", where="--table", remedy="Name one: --profile NAME.")
        content = _as_it_is(media.by_name(wanted or "turtle"), graph, data, inferred=inferred)
    elif graph is not None or inferred:
        raise BadInput(
            "A profile is of the default graph with what is inferred.",
            where="--profile",
            remedy="Leave --graph and --inferred out.",
        )
    else:
        content = _in_profile(profile, wanted, data, files, tabled=tabled)
    if output:
        write_files({output: content})
    else:
        click.echo(content, nl=False)


def _as_it_is(shape: media.Format, graph: str | None, data: Path | None, *, inferred: bool) -> bytes:
    name = graph if graph is not None else ALL if shape.kind is Kind.DATASET else DEFAULT
    require_fit(shape, name)
    return exported(_assembled(data), shape, graph=name, inferred=inferred)


def _in_profile(
    name: str, wanted: str | None, data: Path | None, files: tuple[Path, ...], *, tabled: bool
) -> bytes:
    if name == RDF12 and not tabled:
        return to_rdf12(_assembled(data).citations(), _of_rdf12(wanted or "turtle"))
    if name == SSSOM and not tabled:
        if wanted is not None:
            raise BadInput("The mappings are a table only.", where="--format", remedy="Leave --format out.")
        return write_mappings(_assembled(data))
    if name in {RDF12, SSSOM}:
        raise BadInput(
            "There is no table of what it carries: it carries all that it is of.",
            where=f"--profile {name}",
            remedy="Leave --table out.",
        )
    profile = profile_named(load_profiles(shipped("queries")), name, RDF12, SSSOM)
    if tabled:
        return _table(profile, _assembled(data)).encode()
    shape = media.by_name(wanted or ("jsonld" if name == "schema.org" else "turtle"))
    require_one_graph(shape)
    engine = MemoryEngine(() if files else _assembled(data).quads)
    load_files(engine.store, files)
    return in_format(whole(engine, profile), profile, shape)


def _of_rdf12(wanted: str) -> RdfFormat:
    shape = media.by_name(wanted).rdf
    if shape not in {RdfFormat.TURTLE, RdfFormat.N_TRIPLES}:
        raise BadInput(
            f"The view in RDF 1.2 does not come as {wanted}.",
            where="--format",
            remedy="Take turtle or ntriples.",
        )
    return shape


def _table(profile: Profile, assembled: Assembled) -> str:
    inferred = assembled.graph(INFERRED)
    left_out = {*inferred, *assembled.graph(CONCEPTS)}
    rows = carried([each for each in assembled.default() if each not in left_out], left_out, profile)
    cells = [
        [
            shorten(each.of_class),
            shorten(each.property),
            str(each.triples),
            str(each.kept),
            ", ".join(map(profile.short, each.becomes)) or "lost",
        ]
        for each in rows
    ]
    kept, of_all = sum(each.kept for each in rows), sum(each.triples for each in rows)
    return (
        table(["class", "property", "triples", "carried", f"in {profile.title}"], cells, terminal_width())
        + f"{kept} of {of_all} triples are carried, those of a thing of two classes counted with both.\n"
    )


def _assembled(data: Path | None) -> Assembled:
    return assemble(data or shipped("data"), shipped("ontology"))
