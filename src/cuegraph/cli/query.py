"""``cuegraph query``: a SPARQL query or a question of the library, answered for people or for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from pyoxigraph import Store

from cuegraph.cli.options import data_option
from cuegraph.cli.table import table, terminal_width
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import BadInput, InvalidData, NotFound
from cuegraph.graph.assemble import assemble
from cuegraph.media import FORMATS, Kind, of_kind
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.head import OPENING
from cuegraph.service.library import load_questions, read_question
from cuegraph.service.lookup import Names, shorten
from cuegraph.settings import read_text, shipped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cuegraph.service.library import Question


TABLE = "table"
CHOICES = (TABLE, *(each.name for each in FORMATS if each.kind is not Kind.DATASET))


@click.command(epilog="Example: cuegraph query cast-of-a-film --param film=film:drive-2011")
@click.argument("question", metavar="FILE|NAME|-", required=False)
@click.option("--param", "params", multiple=True, metavar="K=V", help="A parameter's value; may be repeated.")
@click.option(
    "--format",
    "wanted",
    type=click.Choice(CHOICES),
    help="Default: table, or turtle where the answer is a graph.",
)
@data_option("ask")
@click.option("--list", "listing", is_flag=True, help="List the shipped questions by name and title.")
def query(
    question: str | None, params: tuple[str, ...], wanted: str | None, data: Path | None, *, listing: bool
) -> None:
    """Answer a SPARQL query: of a FILE, of a shipped question by NAME, or from standard input (-).

    A parameter of type iri takes a full IRI, a prefixed name (film:drive-2011), a path (film/drive-2011) or
    the name of the thing; an empty value lifts the restriction. The answer is written to standard output,
    the number of its rows to standard error.
    """
    if listing:
        titles = [(each.name, each.title) for each in load_questions(shipped("queries")).values()]
        click.echo(table(["name", "title"], titles, terminal_width()), nl=False)
        return
    if question is None:
        raise BadInput(
            "No question is given.", remedy="Give a file, a name, or - for standard input; see --list."
        )
    values = _values(params)
    name, text = _read(question)
    quads = assemble(data or shipped("data"), shipped("ontology")).quads
    if values:  # without any, the text runs as it is, be it a question with a head or not
        store = Store()
        store.bulk_extend(quads)
        text = _question(name, text, question).bind(values, Names(store).one)
    answer = MemoryEngine(quads).query(Query(text), Wanted(name=None if wanted == TABLE else wanted))
    if wanted == TABLE and answer.format.kind is Kind.GRAPH:
        listed = ", ".join(each.name for each in of_kind(Kind.GRAPH))
        raise BadInput(
            "The answer is one graph, no table.", where="--format", remedy=f"Take one of: {listed}."
        )
    if answer.format.kind is Kind.RESULTS and wanted in {None, TABLE}:
        _write_table(json.loads(answer.body))
    else:
        click.echo(answer.body, nl=not answer.body.endswith(b"\n"))


def _values(params: Sequence[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for each in params:
        name, equals, value = each.partition("=")
        if not equals:
            raise BadInput(f"'{each}' gives no value.", where="--param", remedy="Write --param name=value.")
        if name in values:
            raise BadInput(f"The parameter '{name}' is given twice.", where="--param", remedy="Give it once.")
        values[name] = value
    return values


def _read(question: str) -> tuple[str, str]:
    path = Path(question)
    try:
        if question == "-":
            with click.open_file(question, encoding="utf-8-sig") as file:
                return path.stem, str(file.read())
        if path.exists() and not path.is_dir():
            return path.stem, read_text(path)
    except (InvalidData, UnicodeDecodeError) as error:
        raise NotFound(
            error.what if isinstance(error, InvalidData) else "It is no UTF-8 text.",
            where=question,
            remedy="Give a SPARQL file in UTF-8.",
        ) from error
    if path.suffix == ".rq":
        raise NotFound("There is no such file.", where=question, remedy="Give a SPARQL file.")
    questions = load_questions(shipped("queries"))
    if question not in questions:
        raise NotFound(
            f"There is no question '{question}' and no such file.",
            remedy=f"Take one of: {', '.join(questions)}." if questions else "Name a SPARQL file.",
        )
    return question, questions[question].text


def _question(name: str, text: str, where: str) -> Question:
    if not any(line.startswith(OPENING) for line in text.splitlines()):
        raise BadInput(
            "The query has no parameters: it does not open with a head.",
            where=where,
            remedy=f"Leave --param out, or declare them in a head of lines '{OPENING}'.",
        )
    return read_question(name, text, where)


def _write_table(result: Mapping[str, Any]) -> None:
    if "boolean" in result:
        click.echo("yes" if result["boolean"] else "no")
        return
    names: list[str] = result["head"]["vars"]
    rows = [[_cell(row.get(name)) for name in names] for row in result["results"]["bindings"]]
    click.echo(table(names, rows, terminal_width()), nl=False)
    click.echo(f"{len(rows)} {'row' if len(rows) == 1 else 'rows'}", err=True)


def _cell(value: Mapping[str, str] | None) -> str:
    if value is None:
        return ""
    return shorten(value["value"]) if value["type"] == "uri" else str(value["value"])
