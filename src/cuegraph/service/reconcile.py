"""Reconcile: which things names, types and properties mean (Reconciliation Service API 0.2, section 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from cuegraph.links.alike import DIFFERENT
from cuegraph.links.score import Value, certain, score
from cuegraph.service.ask import labels_of, solutions, texts
from cuegraph.service.reconcile_hints import weighed
from cuegraph.service.within import Within
from cuegraph.vocabulary import DCTERMS, XSD

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
_MONTH: Final = r"\d{4}-(?:0[1-9]|1[0-2])"
_SPAN: Final = re.compile(rf"\d{{4}}|{_MONTH}", re.ASCII)  # a year or a month, in which other dates lie
_FORMS: Final = (
    (re.compile(r"[+-]?\d+", re.ASCII), XSD.integer),
    (re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII), XSD.decimal),
    (re.compile(r"\d{4}", re.ASCII), XSD.gYear),
    (re.compile(_MONTH, re.ASCII), XSD.gYearMonth),
    (re.compile(rf"{_MONTH}-(?:0[1-9]|[12]\d|3[01])", re.ASCII), XSD.date),
    (re.compile(r"P(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?", re.ASCII), XSD.duration),
)


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
        engine: is asked for values and descriptions, by few queries however many things are sought.
        index: what the engine holds.
        wanted: what is known of each.

    A property that nothing has is no part of a score, and nothing is a match where one is sought.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    named = [_named(engine, index, each) for each in wanted]
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
    if wanted.name:
        return index.find(wanted.name, wanted.types, limit, strict=wanted.strict, every=wanted.every)
    return _having(engine, index, wanted)


def _having(engine: Engine, index: Reconcilable, wanted: Wanted) -> list[Named]:
    """Things that have one of the values, where no name is known; literals as they are written, and dates."""
    found: dict[str, Named] = {}
    for iri, _, values in wanted.properties:
        for value in values:
            stated = f"?s {NamedNode(iri)} ?o"
            of = [value.iri] if value.iri else index.called(value.text)
            terms = [*map(NamedNode, of), *([] if value.iri else _literals(value.text))]
            having = f"{{ VALUES ?o {{ {' '.join(map(str, terms))} }} {stated} }}"
            if not value.iri and _SPAN.fullmatch(value.text):
                having += f' UNION {{ {stated} FILTER(STRSTARTS(STR(?o), "{value.text}-")) }}'
            rows = solutions(engine, f"SELECT DISTINCT ?s WHERE {{ {having} }} LIMIT {MOST}")
            for row in rows:
                thing = index.thing(row["s"]["value"])
                if thing is None:
                    continue
                fits = index.fits(thing.iri, wanted.types, every=wanted.every)
                if fits or not wanted.strict:
                    found[thing.iri] = replace(thing, fits=fits)
    return sorted(found.values(), key=lambda each: (len(each.iri), each.iri))


def _literals(text: str) -> list[Literal]:
    typed = (Literal(text, datatype=each) for form, each in _FORMS if form.fullmatch(text))
    return [Literal(text), Literal(text, language="en"), *typed]


def _values_of_all(
    engine: Engine, index: Reconcilable, wanted: Iterable[Wanted], found: Iterable[Sequence[Named]]
) -> dict[tuple[str, str], list[Value]]:
    """The values of the candidates by thing and property, asked together for all queries."""
    by_property: dict[str, set[str]] = {}
    for each, things in zip(wanted, found, strict=True):
        for iri, _, _ in each.properties:
            by_property.setdefault(iri, set()).update(thing.iri for thing in things)
    values: dict[tuple[str, str], list[Value]] = {}
    for iri, things_of in by_property.items():
        values |= values_of(engine, sorted(things_of), [iri])
    return {key: _by_all_names(index, several) for key, several in values.items()}


def _by_all_names(index: Reconcilable, values: Iterable[Value]) -> list[Value]:
    """The values, those that are things by each of their names."""
    found: list[Value] = []
    for each in values:
        names = index.names_of(each.iri) if each.iri else []
        found += [each, *(Value(name, each.iri) for name in names if name != each.text)]
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
    for each in things:
        _in_time(engine)
        asked = {called: (sought, values.get((each.iri, iri), [])) for iri, called, sought in known}
        made = score(each.alike if wanted.name else None, each.fits if wanted.types else None, asked)
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
    """
    first = found[0]
    if not first.thing.fits or first.thing.alike <= DIFFERENT or (first.thing.minor and not wanted.types):
        return False
    if first.thing.against or any(first.features.get(called) == 0 for _, called, _ in wanted.properties):
        return False
    rivals = (each for each in found if wanted.types or not each.thing.minor or each.score >= first.score)
    return certain([each.score for each in rivals])
