"""``cuegraph link``: what the names in a table are in the graph, here or at a reconciliation service."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cuegraph.cli.options import data_option
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import BadInput, NotFound
from cuegraph.graph.assemble import assemble
from cuegraph.service.export import write_files
from cuegraph.service.reconcilable import Reconcilable
from cuegraph.service.reconcile import reconcile
from cuegraph.service.reconcile_csv import decode, read_table
from cuegraph.service.reconcile_ids import id_of, iri_of, is_iri
from cuegraph.service.reconcile_read import BATCH, LONGEST, read_query
from cuegraph.service.reconcile_remote import BATCH as REMOTE_BATCH
from cuegraph.service.reconcile_remote import Remote
from cuegraph.service.reconcile_suggest import suggest_terms, unknown_property
from cuegraph.service.reconcile_table import (
    ADDED,
    Match,
    check_option,
    write_proposals,
    write_table,
)
from cuegraph.settings import shipped, unreadable
from cuegraph.vocabulary import FM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from cuegraph.service.reconcile_csv import Table

    Queries = Mapping[str, Mapping[str, Any]]
    Ask = Callable[[Queries], Mapping[str, Match | None]]


@click.command(epilog="Example: cuegraph link acts.csv --column artist --type fm:MusicArtist")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE.csv")
@click.option("--column", required=True, help="The column with the names.")
@click.option("--type", "of_type", default="", help="The type of the things, such as fm:Film.")
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
    help="The encoding of FILE.csv, such as latin-1; the table is written in UTF-8.",
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

    Two files are written, both or none: the table with the best candidate for each name, its score, what
    that is made of and whether it is taken as a match; and the matches as links in TriG, for review. A score
    says how alike names and values are, and is no probability. Files that are there already are not replaced
    without --force.
    """
    written = output or file.with_name(f"{file.stem}-linked{file.suffix}")
    trig = written.with_suffix(".trig")
    if file.resolve() in {written.resolve(), trig.resolve()} or written == trig:
        raise BadInput(
            "The output would be the input, or table and links the same file.",
            where="--output",
            remedy="Name another file, with the ending .csv.",
        )
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
    for batch in _batches(queries.items(), size):
        numbered = {f"q{number}": query for number, (_, query) in enumerate(batch)}
        answer = ask(numbered)
        for key, (cells, _) in zip(numbered, batch, strict=True):
            if (match := answer[key]) is not None:
                found[cells] = match
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
    if of_type and iri_of(of_type, "--type", FM.iri) not in index.types:
        near = suggest_terms(index.types.values(), of_type[:4]) or suggest_terms(index.types.values(), "")
        listed = ", ".join(each.id for each in near)
        raise NotFound(f"No thing is of the type '{of_type}'.", where="--type", remedy=f"There is {listed}.")
    idents = [(iri_of(each, "--property", FM.iri), each) for each in properties]
    if wrong := unknown_property(index, idents):
        raise NotFound(wrong.what, where="--property", remedy=wrong.remedy)

    def ask(queries: Queries) -> dict[str, Match | None]:
        wanted = [read_query({**query, "limit": 1}, key) for key, query in queries.items()]
        found = reconcile(engine, index, wanted)
        return {
            key: Match(
                id_of(each[0].thing.iri),
                each[0].thing.iri,
                each[0].thing.label,
                tuple(one.id for one in each[0].thing.types),
                each[0].score,
                each[0].features,
                each[0].match,
            )
            if each
            else None
            for key, each in zip(queries, found, strict=True)
        }

    return ask


def _batches(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch
