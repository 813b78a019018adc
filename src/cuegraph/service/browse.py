"""What a dataset holds, by kind: how many things of each, and their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from cuegraph.service.ask import labels, solutions
from cuegraph.vocabulary import BASE, FM, RDF, SCHEMA, SKOS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cuegraph.engine.interface import Engine

KINDS: Final[Mapping[str, tuple[str, NamedNode]]] = {
    "films": ("Films", FM.Film),
    "albums": ("Albums", FM.Album),
    "songs": ("Songs", FM.Recording),
    "people": ("People", SCHEMA.Person),
    "artists": ("Artists and bands", FM.MusicArtist),
    "scores": ("Film scores", FM.FilmScore),
    "releases": ("Editions of albums", FM.Release),
    "placements": ("Songs in films", FM.Placement),
    "roles": ("Roles", FM.CastRole),
    "credits": ("Credits", FM.Credit),
    "charts": ("Charts", FM.Chart),
    "chart-entries": ("Places on charts", FM.ChartEntry),
    "award-bodies": ("Award bodies", FM.AwardBody),
    "awards": ("Awards and nominations", FM.AwardEntry),
    "reviews": ("Reviews", SCHEMA.Review),
    "lists": ("Lists", FM.List),
    "publications": ("Publications", FM.Publication),
    "labels": ("Record labels", FM.RecordLabel),
    "influences": ("Influences", FM.Influence),
    "statements": ("Statements", FM.Statement),
    "events": ("Events", FM.Event),
    "subjects": ("Subjects and terms", SKOS.Concept),
}
"""The kinds by the last step of their address, in the order to list them: heading and class."""

_OURS: Final = f'FILTER(STRSTARTS(STR(?thing), "{BASE}"))'

A_PAGE: Final = 100
"""How many things a page lists."""

SORTED: Final = 2_000
"""Of so many things at most the names are sorted; of more they come as the dataset has them."""


@dataclass(frozen=True)
class Listed:
    """Things of one kind.

    Attributes:
        things: IRI and name of each.
        pages: how many pages there are.
        ordered: whether they come in the order of their names.
    """

    things: list[tuple[str, str]]
    pages: int
    ordered: bool


def count_kinds(engine: Engine) -> dict[str, int]:
    """How many things of each of ``KINDS`` there are, by its address; kinds without any are left out.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    values = " ".join(str(each) for _, each in KINDS.values())
    query = (
        f"SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ VALUES ?class {{ {values} }}"
        f" ?thing {RDF.type} ?class {_OURS} }} GROUP BY ?class"
    )
    rows = (row for row in solutions(engine, query) if "class" in row)
    found = {row["class"]["value"]: int(row["n"]["value"]) for row in rows}
    return {name: found[each.value] for name, (_, each) in KINDS.items() if found.get(each.value)}


def list_kind(engine: Engine, kind: str, count: int, number: int) -> Listed:
    """The things on a page of one kind.

    Args:
        engine: is asked.
        kind: one of ``KINDS``.
        count: how many there are of it.
        number: the page, from 1.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    start, ordered = (number - 1) * A_PAGE, count <= SORTED
    some = f"LIMIT {SORTED}" if ordered else f"LIMIT {A_PAGE} OFFSET {start}"
    query = f"SELECT DISTINCT ?thing WHERE {{ ?thing {RDF.type} {KINDS[kind][1]} {_OURS} }} {some}"
    called = labels(engine, [NamedNode(row["thing"]["value"]) for row in solutions(engine, query)])
    things = [(each.value, name) for each, name in called.items()]
    if ordered:
        things = sorted(things, key=lambda each: (each[1].casefold(), each[0]))[start : start + A_PAGE]
    return Listed(things, max(1, -(-count // A_PAGE)), ordered)
