"""Things whose addresses or names resemble one that there is not."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from cuegraph.errors import Unavailable
from cuegraph.service.ask import labels, solutions
from cuegraph.service.find import Finder
from cuegraph.service.lookup import NAMING, words
from cuegraph.service.told import Value
from cuegraph.vocabulary import BASE, SKOS

if TYPE_CHECKING:
    from cuegraph.engine.interface import Engine

_MOST: Final = 5_000
_MANY: Final = 20_000


def near_things(engine: Engine, kind: str, slug: str, count: int = 5) -> list[Value]:
    """Things that may be meant by an address of nothing: those of an address like it, then those named so.

    Args:
        engine: is asked.
        kind: the first step of the address.
        slug: the rest of it.
        count: the most things.

    Returns:
        Label and IRI of each, the nearest first; none where there are too many names to compare.
    """
    try:
        if solutions(engine, f"SELECT * WHERE {{ ?s {SKOS.prefLabel} ?name }} LIMIT 1 OFFSET {_MANY}"):
            return []
        found = _alike(engine, f"{BASE}{kind}/", slug, count)
        if len(found) < count:
            found += _named(engine, words(slug))
        found = list(dict.fromkeys(found))[:count]
        called = labels(engine, found)
    except Unavailable:
        return []
    return [Value(called[each], each.value) for each in found]


def _alike(engine: Engine, space: str, slug: str, count: int) -> list[NamedNode]:
    query = (
        f"SELECT DISTINCT ?s WHERE {{ ?s {SKOS.prefLabel} ?name"
        f" FILTER(STRSTARTS(STR(?s), {Literal(space)})) }} LIMIT {_MOST}"
    )
    slugs = sorted(row["s"]["value"].removeprefix(space) for row in solutions(engine, query))
    return [NamedNode(space + each) for each in difflib.get_close_matches(slug, slugs, n=count)]


def _named(engine: Engine, name: str) -> list[NamedNode]:
    near = Finder(engine).near(name)
    if not near:
        return []
    values = " ".join(
        str(Literal(each, language=tag) if tag else Literal(each)) for each in near for tag in ("", "en")
    )
    naming = "|".join(map(str, NAMING))
    pattern = f"VALUES ?name {{ {values} }} ?s {naming} ?name FILTER(isIRI(?s))"
    query = f"SELECT DISTINCT ?s ?name WHERE {{ {pattern} }} LIMIT 20"
    rows = sorted(
        solutions(engine, query), key=lambda row: (near.index(row["name"]["value"]), row["s"]["value"])
    )
    return [NamedNode(row["s"]["value"]) for row in rows if row["s"]["value"].startswith(BASE)]
