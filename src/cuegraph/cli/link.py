"""``cuegraph link``: what the names in a table are in the graph, here or at a reconciliation service."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

import click

from cuegraph.cli.options import data_option
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import BadInput, NotFound
from cuegraph.graph.assemble import assemble
from cuegraph.service.export import write_files
from cuegraph.service.reconcilable import Reconcilable, meant
from cuegraph.service.reconcile import in_terms, reconcile
from cuegraph.service.reconcile_csv import decode, read_table
from cuegraph.service.reconcile_ids import id_of, is_iri, term_of
from cuegraph.service.reconcile_read import BATCH, LONGEST, read_query
from cuegraph.service.reconcile_remote import ASKED, Remote
from cuegraph.service.reconcile_remote import BATCH as REMOTE_BATCH
from cuegraph.service.reconcile_suggest import unknown_property, unknown_type
from cuegraph.service.reconcile_table import (
    ADDED,
    Match,
    check_option,
    write_proposals,
    write_table,
)
from cuegraph.settings import shipped, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from cuegraph.service.reconcile import Candidate
    from cuegraph.service.reconcile_csv import Table

    Queries = Mapping[str, Mapping[str, Any]]
    Ask = Callable[[Queries], Mapping[str, Match | None]]

_PAUSE: Final = 5.0
"""The seconds after which one who waits is told how far it is."""


@click.command(epilog="Example: cuegraph link acts.csv --column artist --type fm:MusicArtist")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE.csv")
@click.option("--column", required=True, help="The column with the names.")
@click.option(
    "--type", "of_type", default="", help="The type of the things, such as fm:Film or 'record label'."
)
@click.option(
    "--property",
    "properties",
    multiple=True,
    metavar="COLUMN=PROPERTY",
    help="A column with values of a property, such as act=fm:artist; may be repeated.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The table to write; the links go beside it, in TriG. Default: FILE-linked.csv.",
)
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@click.option(
    "--encoding",
    default="utf-8",
    show_default=True,
    help="The encoding of FILE.csv, such as cp1252; the table is written in UTF-8.",
)
@click.option(
    "--base", default="", metavar="IRI", help="The address of the table, for the links to its cells."
)
@click.option("--service", metavar="URL", help="A reconciliation service to ask instead of the graph.")
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    default=60.0,
    show_default=True,
    help="Seconds for each answer of the service.",
)
@data_option("match with")
def link(  # noqa: PLR0913 - one for each option
    *,
    file: Path,
    column: str,
    of_type: str,
    properties: tuple[str, ...],
    output: Path | None,
    force: bool,
    encoding: str,
    base: str,
    service: str | None,
    timeout: float,
    data: Path | None,
) -> None:
    """Find what the names in a column of FILE.csv are in the graph.

    Two files are written, both or none: the table, with columns for the best candidate of each name, its
    score, what that is made of, whether it is taken as a match, and if not, the candidates after it; and the
    matches as links in TriG, for review. A score says how alike names and values are, from 0 to 100, and is
    no probability. It is a match from 80 on, where no other is nearly as good; a service judges by itself.

    Commas, semicolons or tabs part the cells of FILE.csv, its first row names the columns. Files that are
    there already are not replaced without --force.
    """
    written, trig = _outputs(file, output)
    if not force:
        _see_that_none_is(written, trig)
    if base and not is_iri(base):
        raise BadInput(f"'{base[:80]}' is no IRI.", where="--base", remedy="Give the table's address.")
    name = os.fsencode(file.name).decode("utf-8", "replace")
    table = read_table(name, decode(name, _content(file), encoding), column, ADDED)
    at = table.column(column)
    pairs = [(table.column(name, "--property"), ident) for name, ident in check_option(properties)]
    keys = [at, *(each for each, _ in pairs)]
    queries, notes = _queries(table, keys, [ident for _, ident in pairs], of_type)
    if service:
        if data:
            raise BadInput("Both --service and --data are given.", where="--data", remedy="Give one.")
        ask: Ask = Remote(service, timeout).ask
        size = REMOTE_BATCH
    else:
        ask, size = _local(data, of_type, [ident for _, ident in pairs]), BATCH
    found: dict[tuple[str, ...], Match] = {}
    done = 0
    told = monotonic()
    for batch in _batches(queries.items(), size):
        if monotonic() - told > _PAUSE:
            click.echo(f"{done} of {len(queries)} names", err=True)
            told = monotonic()
        numbered = {f"q{number}": query for number, (_, query) in enumerate(batch)}
        answer = ask(numbered)
        for key, (cells, _) in zip(numbered, batch, strict=True):
            if (match := answer[key]) is not None:
                found[cells] = match
        done += len(batch)
    today = datetime.now(UTC).date()
    write_files(
        {
            written: write_table(table, at, found, keys, notes),
            trig: write_proposals(table, at, found, keys, today, base=base, service=service or ""),
        }
    )
    matched = sum(each.match for each in found.values())
    count = len(queries) + len(notes)
    names = "name" if count == 1 else "names"
    too_long = f", {len(notes)} too long" if notes else ""
    click.echo(
        f"{count} {names}: {matched} matched, {len(found) - matched} to be looked at,"
        f" {len(queries) - len(found)} without anything alike{too_long}; see {written} and {trig}",
        err=True,
    )


def _outputs(file: Path, output: Path | None) -> tuple[Path, Path]:
    """The files for the table and for the links.

    Raises:
        BadInput: they are not two files beside the one that is read, or cannot be written.
    """
    written = output or file.with_name(f"{file.stem}-linked{file.suffix}")
    trig = written.with_suffix(".trig")
    wrong = ""
    if os.fspath(written) == "-":
        wrong = "Two files are written, and standard output is one."
    elif file.resolve() in {written.resolve(), trig.resolve()} or written == trig:
        wrong = "The output would be the input, or table and links the same file."
    if wrong:
        raise BadInput(wrong, where="--output", remedy="Name another file, with the ending .csv.")
    folder = written.resolve().parent
    if not os.access(folder, os.W_OK):
        reason = "you may not write to its folder" if folder.is_dir() else "its folder is not there"
        raise BadInput(
            f"The file cannot be written: {reason}.",
            where=os.fspath(written),
            remedy="Name a file in a folder that is there and that you may write to, with -o.",
        )
    return written, trig


def _see_that_none_is(*files: Path) -> None:
    """See that none of the files is there; a pipe or a device may be."""
    for each in files:
        if each.is_file():
            raise BadInput(
                "The file is there already.",
                where=os.fspath(each),
                remedy="Replace it with --force, or name another with -o.",
            )


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise unreadable(file, error) from error


def _queries(
    table: Table, keys: Sequence[int], idents: Sequence[str], of_type: str
) -> tuple[dict[tuple[str, ...], dict[str, Any]], dict[tuple[str, ...], str]]:
    """What is asked for each name with its values, each once; and for what is not, why."""
    queries: dict[tuple[str, ...], dict[str, Any]] = {}
    notes: dict[tuple[str, ...], str] = {}
    for row in table.rows:
        cells = tuple(row[each] for each in keys)
        texts = [each.strip() for each in cells]
        if not texts[0] or cells in queries or cells in notes:
            continue
        if max(map(len, texts)) > LONGEST:
            notes[cells] = f"not sought: more than {LONGEST} characters"
            continue
        query: dict[str, Any] = {"query": texts[0]}
        if of_type:
            query["type"] = of_type
        given = [{"pid": ident, "v": text} for ident, text in zip(idents, texts[1:], strict=True) if text]
        queries[cells] = query | ({"properties": given} if given else {})
    return queries, notes


def _local(data: Path | None, of_type: str, properties: Sequence[str]) -> Ask:
    """Asks the graph.

    Raises:
        NotFound: nothing is of the type, or has one of the properties.
    """
    engine = MemoryEngine(assemble(data or shipped("data"), shipped("ontology")).quads)
    index = Reconcilable(engine)
    types = [meant(index.types, term_of(of_type, "--type"))] if of_type else []
    if wrong := unknown_type(index, types):
        raise NotFound(wrong.what, where="--type", remedy=wrong.remedy)
    idents = [(meant(index.properties, term_of(each, "--property")), each) for each in properties]
    if wrong := unknown_property(index, idents):
        raise NotFound(wrong.what, where="--property", remedy=wrong.remedy)

    def ask(queries: Queries) -> dict[str, Match | None]:
        read = (read_query({**query, "limit": ASKED}, key) for key, query in queries.items())
        wanted = [in_terms(index, each) for each in read]
        found = reconcile(engine, index, wanted)
        return {key: _best(each) for key, each in zip(queries, found, strict=True)}

    return ask


def _best(candidates: Sequence[Candidate]) -> Match | None:
    """The first candidate, with the others; None for none."""
    read = [
        Match(
            id_of(each.thing.iri),
            each.thing.iri,
            each.thing.label,
            tuple(one.id for one in each.thing.types),
            each.score,
            each.features,
            each.match,
        )
        for each in candidates
    ]
    return replace(read[0], others=tuple(read[1:])) if read else None


def _batches(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch
