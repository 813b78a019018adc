"""Things that have the values that are sought, where no name is known."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from cuegraph.service.ask import solutions
from cuegraph.vocabulary import FM, RDF, SCHEMA, XSD

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from cuegraph.engine.interface import Engine
    from cuegraph.links.score import Value
    from cuegraph.service.reconcilable import Named, Reconcilable
    from cuegraph.service.reconcile import Wanted

    Term = NamedNode | Literal

ALSO: Final = {each.value: FM.featuredArtist.value for each in (FM.artist, SCHEMA.byArtist)}
"""By the IRI of a property another one whose values may be meant too."""

_EACH: Final = 50
"""How many things are looked at for each property of a query, and for all its properties together."""

_HEAVIEST: Final = 96
"""What one query may weigh; :mod:`cuegraph.protocol.weight` refuses it from 100 patterns on."""

_LIGHTER: Final = 6
"""So many operators, of which it refuses 500, weigh as a pattern."""

_MONTH: Final = r"\d{4}-(?:0[1-9]|1[0-2])"
_SPAN: Final = re.compile(rf"\d{{4}}|{_MONTH}", re.ASCII)  # a year or a month, in which other dates lie
_LENGTHS: Final = (len("2011-"), len("2011-12-"))
_FORMS: Final = (
    (re.compile(r"[+-]?\d+", re.ASCII), XSD.integer),
    (re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII), XSD.decimal),
    (re.compile(r"\d{4}", re.ASCII), XSD.gYear),
    (re.compile(_MONTH, re.ASCII), XSD.gYearMonth),
    (re.compile(rf"{_MONTH}-(?:0[1-9]|[12]\d|3[01])", re.ASCII), XSD.date),
    (re.compile(r"P(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?", re.ASCII), XSD.duration),
)


def having(engine: Engine, index: Reconcilable, wanted: Sequence[Wanted]) -> list[list[Named]]:
    """The things that have one of the values that each of these seeks, those with one of each property too.

    Literals are found as they are written, and dates by their year or month; things by their names. Of very
    many things some are given: of the types that are sought first, then by their IRIs.

    Args:
        engine: is asked by one query for some ten properties of queries, the same ones together.
        index: what the engine holds.
        wanted: what is known of each.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    dated = _dated(engine, wanted)
    asking: dict[str, list[int]] = {}
    for number, each in enumerate(wanted):
        for pattern in _patterns(index, each, dated):
            asking.setdefault(pattern, []).append(number)
    patterns = [*asking]
    found: list[dict[str, Named]] = [{} for _ in wanted]
    for some in _pieces(patterns):
        selects = (
            f"{{ SELECT DISTINCT ({at} AS ?at) ?s WHERE {{ {patterns[at]} }} ORDER BY ?s LIMIT {_EACH} }}"
            for at in some
        )
        for row in solutions(engine, f"SELECT ?at ?s WHERE {{ {' UNION '.join(selects)} }}"):
            if thing := index.thing(row["s"]["value"]):
                for number in asking[patterns[int(row["at"]["value"])]]:
                    _take(index, wanted[number], thing, found[number])
    return [sorted(each.values(), key=lambda one: (len(one.iri), one.iri)) for each in found]


def _dated(engine: Engine, wanted: Iterable[Wanted]) -> set[str]:
    """The properties of which years or months are sought, and that have dates."""
    sought = {
        iri
        for each in wanted
        for iri, _, values in each.properties
        if any(_SPAN.fullmatch(value.text) for value in values)
    }
    if not sought:
        return set()
    listed = " ".join(str(NamedNode(each)) for each in sorted(sought))
    begun = 'FILTER(REGEX(STR(?o), "^[0-9]{4}-[0-9]{2}"))'
    text = f"SELECT ?p WHERE {{ VALUES ?p {{ {listed} }} FILTER EXISTS {{ ?s ?p ?o {begun} }} }}"
    return {row["p"]["value"] for row in solutions(engine, text)}


def _take(index: Reconcilable, wanted: Wanted, thing: Named, found: dict[str, Named]) -> None:
    fits = index.fits(thing.iri, wanted.types, every=wanted.every)
    if fits or not wanted.strict:
        found[thing.iri] = replace(thing, fits=fits)


def _pieces(patterns: Sequence[str]) -> Iterator[list[int]]:
    """The places of the patterns in lists of which one query each is made."""
    piece: list[int] = []
    weight = 0
    for at, pattern in enumerate(patterns):
        heavy = _weight(pattern)
        if piece and weight + heavy > _HEAVIEST:
            yield piece
            piece, weight = [], 0
        piece.append(at)
        weight += heavy
    if piece:
        yield piece


def _weight(pattern: str) -> int:
    """What a pattern weighs in a query at most."""
    operators = sum(map(pattern.count, ("^^", "^^", "||", "||", "EXISTS", "UNION", "FILTER", "IN (")))
    return 5 + pattern.count("|<") + 2 * max(pattern.count("?s <"), operators // _LIGHTER)


def _patterns(index: Reconcilable, wanted: Wanted, dated: Container[str]) -> Iterator[str]:
    """Patterns of things ``?s`` that have a value of each property, where there are several; then of one."""
    several = enumerate(wanted.properties)
    stated = [_stated(index, iri, values, f"?o{at}", dated) for at, (iri, _, values) in several]
    together = " ".join(f"{{ {each} }}" for each in stated)
    of_type = _of_types(index, wanted)
    if len(stated) > 1 and _weight(together + of_type) <= _HEAVIEST:
        stated = [together, *stated]
    for each in stated:
        if of_type:
            yield each + of_type
        if not of_type or not wanted.strict:
            yield each


def _stated(
    index: Reconcilable, iri: str, values: Iterable[Value], variable: str, dated: Container[str]
) -> str:
    """The pattern of things that have one of the values, or one in the year or month that is sought."""
    terms: dict[Term, None] = {}
    years: list[str] = []
    for value in values:
        if value.iri:
            terms[NamedNode(value.iri)] = None
        else:
            terms |= dict.fromkeys([*map(NamedNode, index.called(value.text)), *_literals(value.text)])
            years += [f'"{value.text}-"'] if _SPAN.fullmatch(value.text) else []
    also = f"|{NamedNode(ALSO[iri])}" if iri in ALSO else ""
    one = f"?s {NamedNode(iri)}{also} {variable}"
    having = f"VALUES {variable} {{ {' '.join(map(str, terms))} }} {one}"
    if not years or iri not in dated:
        return having
    begun = (f"SUBSTR(STR({variable}), 1, {n}) IN ({', '.join(years)})" for n in _LENGTHS)
    return f"{{ {having} }} UNION {{ {one} FILTER({' || '.join(begun)}) }}"


def _literals(text: str) -> list[Literal]:
    typed = (Literal(text, datatype=each) for form, each in _FORMS if form.fullmatch(text))
    return [Literal(text), Literal(text, language="en"), *typed]


def _of_types(index: Reconcilable, wanted: Wanted) -> str:
    """The condition that ``?s`` is of one of the types, or of every one; nothing where none is sought."""
    groups = [[each] for each in wanted.types] if wanted.every else [wanted.types] if wanted.types else []
    conditions = []
    for group in groups:
        listed = ", ".join(str(NamedNode(each)) for each in index.below(group))
        of = f"?s {RDF.type} ?t FILTER(?t IN ({listed}))"
        conditions.append(f" FILTER(EXISTS {{ {of} }} || EXISTS {{ GRAPH ?g {{ {of} }} }})")
    return "".join(conditions)
