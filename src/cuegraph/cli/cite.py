"""``cuegraph cite``: everything stated of a thing, source by source."""

from __future__ import annotations

import json
import textwrap
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click
from pyoxigraph import Store

from cuegraph.citations.record import read_record
from cuegraph.cli.options import data_option, sources_option
from cuegraph.cli.output import finish
from cuegraph.cli.table import plain, terminal_width
from cuegraph.graph.assemble import assemble
from cuegraph.service.describe import describe
from cuegraph.service.lookup import Names, resolve, shorten
from cuegraph.service.quote import quotations
from cuegraph.settings import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from cuegraph.service.describe import Description, Passage
    from cuegraph.service.quote import Quotation
    from cuegraph.service.told import Record

TEXT_WIDTH = 100
"""Lines of text are wrapped to the terminal, and to this many characters on a wider one."""

CHANGED = "not the words that were cited: their sha256 differs"


@click.command(epilog="Example: cuegraph cite 'Cliff Martinez' --sources FOLDER-OF-TEXTS")
@click.argument("thing", metavar="NAME-OR-IRI")
@sources_option("to show each passage and check its digest")
@data_option()
@click.option("--format", "wanted", type=click.Choice(["text", "json"]), default="text", show_default=True)
def cite(thing: str, sources: Path | None, data: Path | None, wanted: str) -> None:
    """Show everything that is stated of a thing: by source, in the order of the text, each with its citation.

    The thing is given by any of its names (case does not count), a full IRI, a prefixed name
    (film:drive-2011) or a path (film/drive-2011); a citation as it is printed here gives all that the passage
    states. Award entries, placements, statements and others that no
    source gives a name are told with what they are about. At the end come values that differ between
    passages, comparisons, and links to other catalogues, each with how it was found. Exit status 1: the words
    of a passage are not those that were cited.
    """
    quads = assemble(data or shipped("data"), shipped("ontology")).quads
    store = Store()
    store.bulk_extend(quads)
    names = Names(store)
    description = describe(store, names, resolve(thing, names.one))
    quoted: dict[str, Quotation] = {}
    if sources is not None:
        quoted, missing = quotations(description, read_record(quads).sources, sources)
        for error in missing:
            click.echo(f"Note: {error}", err=True)
    if wanted == "json":
        told = json.dumps(_as_json(description, quoted), ensure_ascii=False, indent=2)
    else:
        width = min(terminal_width(), TEXT_WIDTH)
        told = "\n".join(line.rstrip() for line in _as_text(description, quoted, width))
    finish(f"{told}\n", 1 if any(each.intact is False for each in quoted.values()) else 0)


def _as_json(description: Description, quoted: Mapping[str, Quotation]) -> dict[str, Any]:
    """The description, in which each passage that is quoted has ``text`` and ``intact`` beside its digest."""
    found = asdict(description)
    for section in found["sections"]:
        for passage in section["passages"]:
            for each in (passage, *passage["read_with"]):
                if each["citation"] in quoted:
                    each.update(asdict(quoted[each["citation"]]))
    return found


def _as_text(description: Description, quoted: Mapping[str, Quotation], width: int) -> Iterator[str]:
    thing = description.thing
    yield f"{plain(thing.label)}  {shorten(thing.iri)}"
    if about := ": ".join(each for each in (thing.kind, thing.description) if each):
        yield from _wrapped(about, "", width)
    if not description.sections:
        yield ""
        yield "No source states anything of it."
    for section in description.sections:
        yield ""
        yield f"{plain(section.title)}  {shorten(section.source)}"
        for passage in section.passages:
            yield from _passage(passage, thing.iri, quoted, width)
    yield from _differences(description)
    yield from _comparisons(description, width)
    yield from _links(description, width)


def _differences(description: Description) -> Iterator[str]:
    if description.differences:
        yield ""
        yield "Values that differ"
    for difference in description.differences:
        yield f"  {plain(difference.subject.text)} · {difference.property.text}"
        for value, citations in difference.values:
            yield f"    {plain(value.text)}  {', '.join(shorten(each) for each in citations)}"


def _comparisons(description: Description, width: int) -> Iterator[str]:
    if description.comparisons:
        yield ""
        yield "Comparisons"
    for each in description.comparisons:
        yield f"  {plain(each.comparison.text)}" + (f" ({each.kind})" if each.kind else "")
        yield from _wrapped(each.note, "    ", width)
        yield f"    {', '.join(shorten(citation) for citation in each.citations)}"


def _links(description: Description, width: int) -> Iterator[str]:
    if description.links:
        yield ""
        yield "Links"
    for each in description.links:
        yield f"  {plain(each.property.text)}: {plain(each.address)}"
        yield from _record(each.record, width)


def _record(record: Record | None, width: int) -> Iterator[str]:
    if record is None:
        yield "    without a record of how it was found"
        return
    sure = f"confidence {record.confidence}" if record.confidence else ""
    found = "; ".join(filter(None, (record.method, record.decider, record.date, sure)))
    yield from _wrapped(found, "    ", width)
    yield from _wrapped(record.note, "    ", width)
    for address in record.evidence:
        yield f"    evidence: {plain(address)}"


def _passage(passage: Passage, thing: str, quoted: Mapping[str, Quotation], width: int) -> Iterator[str]:
    yield f"  {passage.citation.partition('#')[2]}"
    yield from _quotation(quoted.get(passage.citation), "", width)
    for each in passage.read_with:
        fragment = each.citation.partition("#")[2]
        if each.citation in quoted:
            yield from _quotation(quoted[each.citation], f"read with {fragment}: ", width)
        else:
            yield f"    | read with {fragment}"
    for subject, facts in groupby(passage.facts, key=lambda fact: fact.subject):
        properties = [
            f"{name.text}: {'; '.join(fact.value.text for fact in same)}"
            for name, same in groupby(facts, key=lambda fact: fact.property)
        ]
        if subject.iri == thing:
            lines = [("    ", each) for each in properties]
        elif len(properties) == 1:
            lines = [("    ", f"{subject.text} · {properties[0]}")]
        else:
            lines = [("    ", subject.text), *(("      ", each) for each in properties)]
        for indent, line in lines:
            yield from _wrapped(line, indent, width)


def _quotation(quotation: Quotation | None, opening: str, width: int) -> Iterator[str]:
    if quotation is None:
        return
    yield from _wrapped(f"{opening}“{plain(quotation.text)}”", "    | ", width, hanging="")
    if quotation.intact is False:
        yield f"    ! {CHANGED}"


def _wrapped(text: str, indent: str, width: int, hanging: str = "  ") -> list[str]:
    later = indent + hanging if indent else ""
    return textwrap.wrap(plain(text), max(width, 40), initial_indent=indent, subsequent_indent=later)
