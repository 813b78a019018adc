"""Reconcile: which things names, types and properties mean (Reconciliation Service API 0.2, section 4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from cuegraph.links.alike import DIFFERENT
from cuegraph.links.score import Value, certain, score
from cuegraph.links.words import plain
from cuegraph.service.ask import labels_of, solutions, texts
from cuegraph.service.reconcilable import meant
from cuegraph.service.reconcile_having import ALSO, having
from cuegraph.service.reconcile_hints import weighed
from cuegraph.service.within import Within
from cuegraph.vocabulary import DCTERMS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cuegraph.engine.interface import Engine
    from cuegraph.service.reconcilable import Named, Reconcilable

ASKED: Final = 5
"""How many candidates a query gets that does not say."""

MOST: Final = 50
"""How many candidates a query gets at most."""

_WEIGHED: Final = 20
_FEWEST: Final = 6
_LEAST: Final = 20.0
_PIECE: Final = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of a thing that is sought.

    Attributes:
        name: its name; empty where only properties are known.
        types: the IRIs of the types of which it may be; none for any.
        strict: whether other types are left out; otherwise they only count less.
        limit: how many candidates to give at most.
        properties: by the IRI of a property how the client calls it, and the values that it should have.
        every: whether it has to be of all the types.
    """

    name: str
    types: tuple[str, ...] = ()
    strict: bool = True
    limit: int = ASKED
    properties: tuple[tuple[str, str, tuple[Value, ...]], ...] = ()
    every: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that may be meant.

    Attributes:
        thing: the thing.
        score: how well it fits, from 0 to 100; no probability, see :mod:`cuegraph.links.score`.
        features: what that is made of, see :func:`cuegraph.links.score.score`.
        match: whether it is taken as a match: it fits well, and no other nearly as well.
        description: what is said of it; empty for nothing.
    """

    thing: Named
    score: float
    features: Mapping[str, float | bool]
    match: bool
    description: str = ""


def reconcile(engine: Engine, index: Reconcilable, wanted: Sequence[Wanted]) -> list[list[Candidate]]:
    """The candidates for each thing that is sought, the one that fits best first.

    Args:
        engine: is asked for values and descriptions, by few queries for a hundred things that are sought.
        index: what the engine holds.
        wanted: what is known of each.

    A property that nothing has is no part of a score, and nothing is a match where one is sought.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    nameless = iter(having(engine, index, [each for each in wanted if not each.name]))
    named = [_named(engine, index, each) if each.name else next(nameless) for each in wanted]
    told = partial(values_of, engine)
    found = weighed(index, [each.name for each in wanted], named, told)
    values = _values_of_all(engine, index, wanted, found)
    scored = [
        _scored(engine, index, each, things, values) for each, things in zip(wanted, found, strict=True)
    ]
    shown = sorted({each.thing.iri for several in scored for each in several})
    described = describe(engine, shown)
    return [
        [
            Candidate(each.thing, each.score, each.features, each.match, described.get(each.thing.iri, ""))
            for each in several
        ]
        for several in scored
    ]


def in_terms(index: Reconcilable, wanted: Wanted) -> Wanted:
    """The same with the types and properties that are there, where they are called by their words."""
    types = tuple(meant(index.types, each) for each in wanted.types)
    properties = tuple((meant(index.properties, iri), pid, v) for iri, pid, v in wanted.properties)
    return replace(wanted, types=types, properties=properties)


def _in_time(engine: Engine) -> None:
    """See that there is time left, where it is bounded: comparing names takes some, and asks nothing."""
    if isinstance(engine, Within):
        engine.check()


def describe(engine: Engine, iris: Sequence[str]) -> dict[str, str]:
    """What is said of things to tell them from others; see :func:`reconcile`."""
    found: dict[str, str] = {}
    for at in range(0, len(iris), _PIECE):
        nodes = [NamedNode(each) for each in iris[at : at + _PIECE]]
        for node, text in texts(engine, nodes, [(None, DCTERMS.description)]).items():
            found[node.value] = text
    return found


def describing(iri: str) -> str:
    """The query for what a dataset says of a thing."""
    return f"DESCRIBE {NamedNode(iri)}"


def values_of(
    engine: Engine, iris: Sequence[str], properties: Sequence[str]
) -> dict[tuple[str, str], list[Value]]:
    """The values of properties by thing and property, each once; see :func:`reconcile`."""
    found: dict[tuple[str, str], list[Value]] = {}
    named: set[str] = set()
    for at in range(0, len(iris), _PIECE):
        things = " ".join(str(NamedNode(each)) for each in iris[at : at + _PIECE])
        for each in properties:
            rows = solutions(
                engine,
                f"SELECT DISTINCT ?s ?o WHERE {{ VALUES ?s {{ {things} }} ?s {NamedNode(each)} ?o }}",
            )
            for row in rows:
                term = row["o"]
                if term["type"] == "bnode":
                    continue
                is_thing = term["type"] == "uri"
                value = Value(term["value"], term["value"] if is_thing else "", term.get("datatype", ""))
                found.setdefault((row["s"]["value"], each), []).append(value)
                if is_thing:
                    named.add(term["value"])
    called = labels_of(engine, named)
    return {
        key: sorted(
            (Value(called[each.iri], each.iri) if each.iri else each for each in several),
            key=lambda each: (each.text, each.iri),
        )
        for key, several in found.items()
    }


def _named(engine: Engine, index: Reconcilable, wanted: Wanted) -> list[Named]:
    _in_time(engine)
    limit = max(wanted.limit + 1, _WEIGHED if wanted.properties or "(" in wanted.name else _FEWEST)
    return index.find(wanted.name, wanted.types, limit, strict=wanted.strict, every=wanted.every)


def _values_of_all(
    engine: Engine, index: Reconcilable, wanted: Iterable[Wanted], found: Iterable[Sequence[Named]]
) -> dict[tuple[str, str], list[Value]]:
    """The values of the candidates by thing and property, asked together for all queries."""
    by_property: dict[str, set[str]] = {}
    for each, things in zip(wanted, found, strict=True):
        for iri, _, _ in each.properties:
            for one in (iri, *([ALSO[iri]] if iri in ALSO else ())):
                by_property.setdefault(one, set()).update(thing.iri for thing in things)
    values: dict[tuple[str, str], list[Value]] = {}
    for iri, things_of in by_property.items():
        values |= values_of(engine, sorted(things_of), [iri])
    return {key: _by_all_names(index, several) for key, several in values.items()}


def _by_all_names(index: Reconcilable, values: Iterable[Value]) -> list[Value]:
    """The values, those that are things by each of their names."""
    found: list[Value] = []
    for each in values:
        names = index.names_of(each.iri) if each.iri else []
        words = plain(each.text).split()
        others = (name for name in names if name != each.text)
        parted = words if len(words) > 1 else []
        found += [each, *(Value(name, each.iri, part=plain(name) in parted) for name in others)]
    return found


def _scored(
    engine: Engine,
    index: Reconcilable,
    wanted: Wanted,
    things: Sequence[Named],
    values: Mapping[tuple[str, str], list[Value]],
) -> list[Candidate]:
    found = []
    known = [each for each in wanted.properties if index.knows(each[0])]
    also = {called: ALSO[iri] for iri, called, _ in known if iri in ALSO}
    for each in things:
        _in_time(engine)
        asked = {called: (sought, values.get((each.iri, iri), [])) for iri, called, sought in known}
        beside = {called: values.get((each.iri, iri), []) for called, iri in also.items()}
        made = score(each.alike if wanted.name else None, each.fits if wanted.types else None, asked, beside)
        if made.score >= _LEAST:
            found.append(Candidate(each, made.score, made.features, match=False))
    found.sort(key=lambda each: -each.score)
    if wanted.name and found and len(known) == len(wanted.properties) and _is_certain(wanted, found):
        first = found[0]
        found[0] = Candidate(first.thing, first.score, first.features, match=True)
    return found[: wanted.limit]


def _is_certain(wanted: Wanted, found: Sequence[Candidate]) -> bool:
    """Whether the first is meant: its name has to say so, whatever its properties; and rivals be behind.

    Nothing that is known of it may say otherwise: no value of a property that is sought, no year and no act.
    Where an artist is sought one has to be known of it, since others have music of the same title; and any
    other property, where it is known of one of the same name that this may not be.
    """
    first = found[0]
    if not first.thing.fits or first.thing.alike <= DIFFERENT or (first.thing.minor and not wanted.types):
        return False
    if first.thing.against or any(first.features.get(called) == 0 for _, called, _ in wanted.properties):
        return False
    if any(iri in ALSO and called not in first.features for iri, called, _ in wanted.properties):
        return False
    if any(
        called not in first.features and called in each.features
        for _, called, _ in wanted.properties
        for each in found
        if each.thing.alike > DIFFERENT
    ):
        return False
    rivals = (each for each in found if wanted.types or not each.thing.minor or each.score >= first.score)
    return certain([each.score for each in rivals])
