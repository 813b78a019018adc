"""Things whose addresses or names resemble one that there is not."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from cuegraph.errors import Unavailable
from cuegraph.service.ask import labels, solutions
from cuegraph.service.find import Finder
from cuegraph.service.lookup import NAMING, fold, words
from cuegraph.service.search import LONGEST, find
from cuegraph.service.told import Value
from cuegraph.vocabulary import BASE, SKOS

if TYPE_CHECKING:
    from cuegraph.engine.interface import Engine
    from cuegraph.service.search import Hit
    from cuegraph.service.searches import Searches

_MOST: Final = 5_000
_MANY: Final = 20_000
_SHORT: Final = 2
_SINGLE: Final = 2
_ARTICLE: Final = 3
_LOOKED: Final = 50
_NAMES: Final = 20


def near_things(
    engine: Engine, kind: str, slug: str, count: int = 5, searches: Searches | None = None
) -> list[Value]:
    """Things that may be meant by an address of nothing: those of an address like it, then those named so.

    Of other kinds than the address says are only things whose name has all words of the address, or no others
    than these.

    Args:
        engine: is asked.
        kind: the first step of the address.
        slug: the rest of it.
        count: the most things.
        searches: has the index that is searched instead where there are too many names to compare.

    Returns:
        Label and IRI of each, the nearest first; none where there are too many names, and no index yet.
    """
    try:
        if solutions(engine, f"SELECT * WHERE {{ ?s {SKOS.prefLabel} ?name }} LIMIT 1 OFFSET {_MANY}"):
            return _indexed(searches, kind, words(slug), count) if searches else []
        found = _alike(engine, f"{BASE}{kind}/", slug, count)
        if len(found) < count:
            found += _named(engine, kind, words(slug))
        found = list(dict.fromkeys(found))[:count]
        called = labels(engine, found)
    except Unavailable:
        return []
    return [Value(called[each], each.value) for each in found]


def _indexed(searches: Searches, kind: str, name: str, count: int) -> list[Value]:
    """What the index has by these words or such as are spelt alike; otherwise by all but one, or by one."""
    with searches.ready() as index:
        if index is None:
            return []
        own = name[:LONGEST].split()
        fewer = [own[:-1], own[1:]]
        if own and len(own[0]) <= _ARTICLE:
            fewer.reverse()
        single = sorted((each for each in own if len(each) > _SHORT), key=len, reverse=True)
        hits: list[Hit] = []
        for some in (own, *fewer, *([each] for each in single[:_SINGLE])):
            text = " ".join(some)
            found = find(index, text, count=_LOOKED)
            hits = found.hits or [hit for each in found.meant[:1] for hit in find(index, each).hits]
            hits = [each for each in hits if _may_be_meant(each.iri, each.title, kind, name)]
            if hits:
                break
    hits.sort(key=lambda each: not _is_of(each.iri, kind))
    return [Value(each.title, each.iri) for each in hits[:count]]


def _alike(engine: Engine, space: str, slug: str, count: int) -> list[NamedNode]:
    query = (
        f"SELECT DISTINCT ?s WHERE {{ ?s {SKOS.prefLabel} ?name"
        f" FILTER(STRSTARTS(STR(?s), {Literal(space)})) }} LIMIT {_MOST}"
    )
    slugs = sorted(row["s"]["value"].removeprefix(space) for row in solutions(engine, query))
    return [NamedNode(space + each) for each in difflib.get_close_matches(slug, slugs, n=count)]


def _named(engine: Engine, kind: str, name: str) -> list[NamedNode]:
    near = Finder(engine).near(name, _NAMES) if len(name) > _SHORT else []
    if not near:
        return []
    values = " ".join(
        str(Literal(each, language=tag) if tag else Literal(each)) for each in near for tag in ("", "en")
    )
    naming = "|".join(map(str, NAMING))
    pattern = f"VALUES ?name {{ {values} }} ?s {naming} ?name FILTER(isIRI(?s))"
    query = f"SELECT DISTINCT ?s ?name WHERE {{ {pattern} }} LIMIT {_LOOKED}"
    found = [(row["s"]["value"], row["name"]["value"]) for row in solutions(engine, query)]
    found.sort(key=lambda each: (not _is_of(each[0], kind), near.index(each[1]), each[0]))
    return [NamedNode(iri) for iri, called in found if _may_be_meant(iri, called, kind, name)]


def _is_of(iri: str, kind: str) -> bool:
    return iri.startswith(f"{BASE}{kind}/")


def _may_be_meant(iri: str, called: str, kind: str, name: str) -> bool:
    """Whether a thing is of the kind, or its name has all words of the one that is sought, or no others."""
    if _is_of(iri, kind):
        return True
    own, wanted = set(fold(called).split()), set(fold(name).split())
    shared = own & wanted
    return iri.startswith(BASE) and shared in (own, wanted) and any(len(each) > _SHORT for each in shared)
