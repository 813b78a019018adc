"""``cuegraph passage``: the citation of some words of a source, for the person who writes data."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import click

from cuegraph.citations.fragment import CharRange, citation_iri, parse_fragment
from cuegraph.citations.locate import nearest, occurrences
from cuegraph.citations.record import SourceRecord, read_record
from cuegraph.citations.texts import Text, digest, load_text
from cuegraph.citations.verify import LONGEST
from cuegraph.cli.options import data_option, sources_option
from cuegraph.errors import BadInput, NotFound
from cuegraph.graph.read import read_data
from cuegraph.settings import shipped
from cuegraph.vocabulary import BASE

if TYPE_CHECKING:
    from pathlib import Path

AROUND = 30
"""How many characters are shown on either side of an occurrence."""


@click.command(
    epilog="Example: cuegraph passage blog-drive-review --find 'mix of 80s' --sources FOLDER-OF-TEXTS"
)
@click.argument("source")
@click.option("--find", "words", metavar="TEXT", help="The words of the passage.")
@sources_option("to find the words in", required=True)
@data_option()
@click.option("--nth", type=click.IntRange(min=1), help="Which occurrence, from 1, where there are several.")
def passage(source: str, words: str | None, sources: Path, data: Path | None, nth: int | None) -> None:
    """Print the citation and the digest of a passage of SOURCE.

    SOURCE is its short name or its IRI, or a citation in place of the words. The words are looked for as
    they are, then with any white space, quotation marks, dashes and case. The last line printed is for the
    graph of sources. Exit status 2 when the words stand nowhere, or several times and --nth does not say
    which.
    """
    source, hashed, fragment = source.partition("#")
    if bool(hashed) == (words is not None):
        raise BadInput(
            "A passage is named by its words or by its citation.",
            where="--find",
            remedy="Give --find TEXT with a source, or a citation such as review#char=0,12 alone.",
        )
    described = _source(source, read_record(read_data(data or shipped("data"))).sources)
    text = load_text(described, sources)
    start, end = _span(text, fragment) if words is None else _choose(text, words, nth)
    iri, sha256 = citation_iri(described.iri, start, end), digest(text.content[start:end])
    if end - start > LONGEST:
        click.echo(
            f"This is longer than a passage may be, {LONGEST} characters: cite a part of it.", err=True
        )
    click.echo(f"citation: {iri}")
    click.echo(f"length: {end - start}")
    click.echo(f"sha256: {sha256}")
    click.echo(f'<{iri}> schema:sha256 "{sha256}" .')


def _source(name: str, sources: dict[str, SourceRecord]) -> SourceRecord:
    for each in sources.values():
        if name in (each.iri, each.name, each.identifier, each.iri.removeprefix(BASE), f"source:{each.name}"):
            return each
    raise NotFound(
        f"There is no source '{name}'.",
        remedy=f"Take one of: {', '.join(sorted(each.name for each in sources.values()))}.",
    )


def _span(text: Text, fragment: str) -> tuple[int, int]:
    span = parse_fragment(fragment)
    length = len(text.content)
    if not isinstance(span, CharRange) or not span.within(length):
        raise BadInput(
            f"There is no such passage in a text of {length} characters.",
            where=fragment,
            remedy="Write char=START,END, with the smaller position first.",
        )
    return span.start, length if span.end is None else span.end


def _choose(text: Text, words: str, nth: int | None) -> tuple[int, int]:
    found = occurrences(text.content, words)
    if not found:
        _not_found(text, words)
    if len(found) == 1 and nth is None:
        return found[0]
    if nth is not None and nth <= len(found):
        return found[nth - 1]
    for number, (start, end) in enumerate(found, 1):
        before = text.content[max(0, start - AROUND) : start]
        after = text.content[end : end + AROUND]
        click.echo(
            f"{number}: {start},{end} {' '.join((before + text.content[start:end] + after).split())}",
            err=True,
        )
    times = "once" if len(found) == 1 else f"{len(found)} times"
    raise BadInput(
        f"The words stand {times} in {text.file.name}.",
        where="--nth" if nth is not None else "--find",
        remedy=f"Say which with --nth, from 1 to {len(found)}, or give more words.",
    )


def _not_found(text: Text, words: str) -> NoReturn:
    alike = nearest(text.content, words)
    if alike is None:
        remedy = "Nothing there is like them."
    else:
        start, end = alike
        remedy = f"Most like them is {start},{end}: {' '.join(text.content[start:end].split())}"
    raise NotFound(f"The words stand nowhere in {text.file.name}: {words}", where="--find", remedy=remedy)
