"""A table of somebody's own with what its names are in the graph, and the links that follow, for review."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode

from cuegraph.errors import BadInput
from cuegraph.links.words import plain
from cuegraph.service.reconcile_csv import write_row
from cuegraph.vocabulary import BASE, DCTERMS, FM, LINKS, OA, PROV, RDF, SKOS, SSSOM, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from cuegraph.service.reconcile_csv import Table

ADDED: Final = (
    "match_id",
    "match_iri",
    "match_label",
    "match_type",
    "match_score",
    "match_features",
    "match_others",
    "matched",
)
"""The columns that a table gets."""

METHOD: Final = NamedNode(f"{BASE}concept/names-compared")
"""How links are found that are proposed by the names of the graph."""

ASKING: Final = NamedNode(f"{BASE}concept/service-asked")
"""How those are found that are proposed by a service somewhere else."""

_AGENT: Final = NamedNode(f"{BASE}agent/link-command")
_CONTROLS: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FORMULA: Final = frozenset("=+-@＝＋－＠")  # noqa: RUF001 - spreadsheets take the wide ones too
_WHOLE: Final = 100
_SUREST: Final = Decimal("0.99")


@dataclass(frozen=True)
class Match:
    """The best candidate for a name.

    Attributes:
        ident: its id in the service that knows it.
        iri: its IRI; empty where the service does not tell.
        label: what it is called.
        types: its types.
        score: how well it fits, in the service's own measure.
        features: what that is made of.
        match: whether the service takes it as a match.
        note: why it is none where it might be one; empty for nothing.
        others: the candidates after it, the best first.
    """

    ident: str
    iri: str
    label: str
    types: tuple[str, ...]
    score: float
    features: Mapping[str, float | bool] = field(default_factory=dict)
    match: bool = False
    note: str = ""
    others: tuple[Match, ...] = ()


def printable(text: str) -> str:
    r"""The text without what a terminal or a table would obey: control characters and turns of direction.

    >>> printable("a\tb\x1b[2Jc")
    'a b[2Jc'
    """
    spaced = (" " if each in "\t\n\v\f\r\u2028\u2029" else each for each in text)
    return "".join(
        each for each in spaced if unicodedata.category(each) not in _CONTROLS and each not in _TURNS
    )


def write_table(
    table: Table,
    column: int,
    found: Mapping[tuple[str, ...], Match],
    keys: Sequence[int],
    notes: Mapping[tuple[str, ...], str],
) -> bytes:
    """The table with what was found, in UTF-8, its delimiter, line ends and byte order mark as they were.

    A text that a spreadsheet would take for a formula gets an apostrophe before it, in the columns that are
    added. A name without a match has the other candidates too, for whoever chooses.

    Args:
        table: the table.
        column: the column with the names.
        found: by the cells of ``keys`` the best candidate.
        keys: the columns that a thing was sought by, the one with the names among them.
        notes: by the cells of ``keys`` why nothing was sought.
    """
    lines = [write_row([*table.heading, *ADDED], table.delimiter, table.end)]
    for row in table.rows:
        cells = tuple(row[each] for each in keys)
        match = found.get(cells) if row[column].strip() else None
        added = _cells(match, notes.get(cells, ""))
        lines.append(write_row([*row, *added], table.delimiter, table.end))
    return (table.mark + "".join(lines)).encode()


def write_proposals(  # noqa: PLR0913 - what a link is told by
    table: Table,
    column: int,
    found: Mapping[tuple[str, ...], Match],
    keys: Sequence[int],
    day: date,
    *,
    base: str = "",
    service: str = "",
) -> bytes:
    """The matches as links for review, in TriG: each a triple and a record of how it was found.

    What a score of a service is out of, its API does not say: no confidence is made of it.

    What is linked to a thing is the first cell with the name (RFC 7111, section 2.3).

    Args:
        table: the table.
        column: the column with the names.
        found: by the cells of ``keys`` the best candidate.
        keys: the columns that a thing was sought by, the one with the names among them.
        day: when they were compared.
        base: the address of the table; empty for a file of its name.
        service: the address of the service that was asked; empty for the graph.
    """
    lines = [
        *(_ASKED.format(printable(service)) if service else _COMPARED).splitlines(),
        "# The base is the address of the table, whose cells are linked (RFC 7111).",
        "",
        f"@base {NamedNode(base or f'file:///{quote(table.name)}')} .",
        *(f"@prefix {prefix}: <{space}> ." for prefix, space in _PREFIXES.items()),
        "",
        f"{LINKS} {{",
        f'    {_AGENT} a prov:Agent ; skos:prefLabel "the command cuegraph link" .',
    ]
    for row, cells in _firsts(table, column, keys):
        match = found.get(cells)
        if match is not None and match.match and match.iri:
            lines += ["", *_proposal(table, [column, *keys], row, match, day, service)]
    return "\n".join([*lines, "}", ""]).encode()


_COMPARED: Final = """\
# Proposed by `cuegraph link`, for review: names of a table that were compared with those of the
# graph. Nobody has decided on them yet; what is right goes to data/, with who decided and how (README).
# A confidence is the score by 100, 0.99 at most: how well name and values fit. It is no
# probability: nobody has measured how often links of a score are right.
"""
_ASKED: Final = """\
# Proposed by `cuegraph link`, for review: what names of a table are, as the reconciliation service at
# {}
# tells. Nobody has decided on them yet; what is right goes to data/, with who decided, how (README),
# and how sure they are (sssom:confidence): that is not here, for a service does not say what its
# scores are out of.
"""
_PREFIXES: Final = {
    "fm": FM.iri,
    "rdf": RDF.iri,
    "skos": SKOS.iri,
    "dcterms": DCTERMS.iri,
    "oa": OA.iri,
    "prov": PROV.iri,
    "sssom": SSSOM.iri,
    "xsd": XSD.iri,
}


def _proposal(  # noqa: PLR0913, PLR0917 - what a link is told by
    table: Table, keys: Sequence[int], row: int, match: Match, day: date, service: str
) -> Iterator[str]:
    thing, column, cells = NamedNode(match.iri), keys[0], table.rows[row]
    body = f"<#cell={row + 2},{column + 1}>"  # the heading is the first row
    stem = plain(table.name.rpartition(".")[0] or table.name).replace(" ", "-") or "table"
    features = ", ".join(f"{each} {_told(value)}" for each, value in match.features.items())
    beside = dict.fromkeys(each for each in keys if each != column and cells[each].strip())
    values = "".join(f", {table.heading[each].strip()} “{cells[each].strip()}”" for each in beside)
    evidence = f"Line {table.lines[row]} of {table.name} says “{cells[column]}”{values}; "
    if service:
        scored = f"its score is {match.score:g}" + (f": {features}" if features else "")
        evidence += f"the service at {service} takes it for “{match.label}” ({scored})."
    else:
        evidence += f"it was compared with “{match.label}”" + (f" ({features})." if features else ".")
    yield f"    {thing} skos:closeMatch {body} ."
    yield f"    {NamedNode(f'{BASE}link/{stem}-{row + 2}-{column + 1}')} a oa:Annotation ;"
    yield f"        skos:prefLabel {Literal(f'{match.label} in {table.name}')} ;"
    yield "        oa:motivatedBy oa:identifying ;"
    yield f"        oa:hasTarget {thing} ;"
    yield f"        oa:hasBody {body} ;"
    yield f"        fm:kind {ASKING if service else METHOD} ;"
    yield f"        dcterms:description {Literal(evidence, language='en')} ;"
    yield f"        prov:wasAttributedTo {_AGENT} ;"
    if service:
        yield f"        dcterms:source {NamedNode(service)} ;"
    else:
        yield f"        sssom:confidence {_decimal(match.score)} ;"
    yield f'        dcterms:date "{day.isoformat()}"^^xsd:date .'


def _decimal(score: float) -> str:
    """A score by 100 as a confidence, a decimal of Turtle; likeness alone never makes it whole.

    >>> _decimal(93.1), _decimal(100.0), _decimal(0)
    ('0.931', '0.99', '0.0')
    """
    text = format(min(Decimal(str(score)) / _WHOLE, _SUREST).normalize(), "f")
    return text if "." in text else f"{text}.0"


def _firsts(table: Table, column: int, keys: Sequence[int]) -> Iterator[tuple[int, tuple[str, ...]]]:
    seen: set[tuple[str, ...]] = set()
    for at, row in enumerate(table.rows):
        cells = tuple(row[each] for each in keys)
        if row[column].strip() and cells not in seen:
            seen.add(cells)
            yield at, cells


def _cells(match: Match | None, note: str) -> list[str]:
    if match is None:
        return ["", "", "", "", "", json.dumps({"note": note}) if note else "", "", "no"]
    told = {**match.features, **({"note": match.note} if match.note else {})}
    return [
        _harmless(match.ident),
        _harmless(match.iri),
        _harmless(match.label),
        _harmless(" ".join(match.types)),
        f"{match.score:g}",
        json.dumps(told, ensure_ascii=False) if told else "",
        "" if match.match else _harmless(" | ".join(map(_other, match.others))),
        "yes" if match.match else "no",
    ]


def _other(match: Match) -> str:
    """A candidate in a line.

    >>> _other(Match("film/drive", "", "Drive", (), 91.5))
    'Drive (film/drive, 91.5)'
    """
    return f"{match.label} ({match.ident}, {match.score:g})"


def _harmless(text: str) -> str:
    """The text, printable and such that no spreadsheet takes it for a formula.

    >>> _harmless("=1+1"), _harmless("College")
    ("'=1+1", 'College')
    """
    shown = printable(text)
    return f"'{shown}" if shown.lstrip()[:1] in _FORMULA else shown


def _told(value: float | bool) -> str:  # noqa: FBT001 - a feature is either
    return ("yes" if value else "no") if isinstance(value, bool) else f"{value:g}"


def check_option(values: Sequence[str]) -> list[tuple[str, str]]:
    """Columns and the properties that they are values of, from ``COLUMN=PROPERTY``.

    Raises:
        BadInput: one is no such pair.
    """
    pairs = []
    for each in values:
        column, equals, ident = each.rpartition("=")
        if not equals or not column or not ident:
            raise BadInput(
                f"'{each}' names no property.",
                where="--property",
                remedy="Write --property COLUMN=fm:artist.",
            )
        pairs.append((column, ident))
    return pairs
