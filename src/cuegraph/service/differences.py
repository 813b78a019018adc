"""Where sources differ: what curators compared, and values of which there should be one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from cuegraph.graph.evidence import text_order
from cuegraph.service.ask import by_subject, number, solutions
from cuegraph.service.passages import Stated, call, stated, value_of
from cuegraph.service.told import Value
from cuegraph.vocabulary import CURATION, DCTERMS, FM, ONTOLOGY, RDF, SH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cuegraph.engine.interface import Engine

    Row = dict[str, dict[str, str]]

_CITED: Final = 'FILTER(CONTAINS(STR(?g), "#"))'
_A: Final = f"{RDF.type} {FM.Comparison}"
_MADE: Final = f"{{ ?thing {_A} }} UNION {{ GRAPH {CURATION} {{ ?thing {_A} }} }} FILTER(isIRI(?thing))"
_ONE: Final = f"""SELECT DISTINCT ?p ?class WHERE {{ GRAPH {ONTOLOGY} {{
  ?shape {SH.maxCount} 1 ; {SH.path} ?p .
  {{ ?shape {SH.targetClass} ?class }} UNION {{ ?holder {SH.property} ?shape ; {SH.targetClass} ?class }}
  UNION {{ ?class {SH.property} ?shape }}
}} FILTER(isIRI(?p) && isIRI(?class)) }}"""


@dataclass(frozen=True)
class Compared:
    """A comparison that the curators made.

    Attributes:
        thing: the comparison, by its label.
        kinds: the kinds of tension.
        about: what it is about.
        notes: what is compared, in words of the curators.
        passages: the citations that it sets side by side, in the order of sources and texts, each with what
            it states.
    """

    thing: Value
    kinds: tuple[Value, ...]
    about: tuple[Value, ...]
    notes: tuple[Value, ...]
    passages: tuple[tuple[str, Stated], ...]

    @property
    def kind(self) -> str:
        """The kinds in words; empty when none is given."""
        return ", ".join(each.text for each in self.kinds)


@dataclass(frozen=True)
class Difference:
    """Several values of a property that a shape says has one.

    Attributes:
        thing: what they are stated of.
        property: the property.
        values: each value with the citations that give it.
    """

    thing: Value
    property: Value
    values: tuple[tuple[Value, tuple[str, ...]], ...]


def count_comparisons(engine: Engine) -> int:
    """How many comparisons there are.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`; so do all functions here.
    """
    return number(engine, f"SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ {_MADE} }}")


def comparisons(engine: Engine, offset: int, limit: int) -> list[Compared]:
    """So many comparisons, sorted by kind, with what each passage states of what they are about."""
    kind = f"{{ ?thing {FM.kind} ?kind }} UNION {{ GRAPH {CURATION} {{ ?thing {FM.kind} ?kind }} }}"
    made = (
        f"SELECT ?thing WHERE {{ {_MADE} OPTIONAL {{ {kind} }} }} GROUP BY ?thing"
        f" ORDER BY MIN(?kind) ?thing LIMIT {limit} OFFSET {offset}"
    )
    things = [NamedNode(row["thing"]["value"]) for row in solutions(engine, made)]
    if not things:
        return []
    values = f"VALUES ?s {{ {' '.join(map(str, things))} }}"
    rows = solutions(
        engine,
        f"SELECT DISTINCT ?s ?p ?o WHERE {{ {values} {{ ?s ?p ?o }} UNION"
        f" {{ GRAPH {CURATION} {{ ?s ?p ?o }} }} }}",
    )
    said = by_subject(rows)
    called = call(engine, [row for row in rows if row["p"]["value"] != FM.compares.value])
    cited = {each["value"] for about in said.values() for each in about[FM.compares.value]}
    states = stated(engine, sorted(cited, key=text_order))

    def listed(thing: NamedNode, *properties: NamedNode) -> tuple[Value, ...]:
        found = {value_of(each, called) for name in properties for each in said[thing.value][name.value]}
        return tuple(sorted(found, key=lambda each: (each.text, each.iri)))

    return [
        Compared(
            Value(called[thing], thing.value),
            listed(thing, FM.kind),
            listed(thing, FM.about),
            listed(thing, FM.paraphrase, DCTERMS.description),
            tuple(
                (citation, _relevant(states.get(citation, Stated()), said[thing.value][FM.about.value]))
                for citation in _in_order({each["value"] for each in said[thing.value][FM.compares.value]})
            ),
        )
        for thing in things
    ]


def _relevant(states: Stated, about: Iterable[dict[str, str]]) -> Stated:
    """What of a passage speaks of these things; all of it where nothing does."""
    wanted = {each["value"] for each in about}
    found = tuple(
        each
        for each in states.said
        if each.thing.iri in wanted
        or any(value.iri in wanted for _, values in each.facts for value in values)
    )
    return replace(states, names=(), said=found) if found else states


def differences(engine: Engine, limit: int) -> list[Difference]:
    """Properties that should have one value and have several in passages, of at most so many things.

    Which these are, the shapes say (``sh:maxCount 1``, SHACL 4.2.2) that are for the thing's class.
    """
    classes = _single(engine)
    if not classes:
        return []
    properties = " ".join(sorted(map(str, classes)))
    rows = solutions(
        engine,
        f"""SELECT DISTINCT ?g ?s ?p ?o ?class WHERE {{
  {{ SELECT ?s ?p WHERE {{ VALUES ?p {{ {properties} }} GRAPH ?g {{ ?s ?p ?o }} {_CITED} }}
    GROUP BY ?s ?p HAVING(COUNT(DISTINCT ?o) > 1) ORDER BY ?s ?p LIMIT {limit} }}
  GRAPH ?g {{ ?s ?p ?o }} {_CITED}
  {{ ?s {RDF.type} ?class }} UNION {{ GRAPH {CURATION} {{ ?s {RDF.type} ?class }} }}
}}""",
    )
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row["class"]["value"] in classes[NamedNode(row["p"]["value"])]:
            found[row["s"]["value"], row["p"]["value"]].append(row)
    called = call(engine, [row for each in found.values() for row in each])
    told = (_difference(each, called) for each in found.values())
    return sorted(told, key=lambda each: (each.thing.text, each.property.text, each.thing.iri))


def _difference(rows: list[Row], called: dict[NamedNode, str]) -> Difference:
    values: dict[Value, set[str]] = defaultdict(set)
    for row in rows:
        values[value_of(row["o"], called)].add(row["g"]["value"])
    return Difference(
        value_of(rows[0]["s"], called),
        value_of(rows[0]["p"], called),
        tuple((each, _in_order(values[each])) for each in sorted(values, key=lambda each: each.text)),
    )


def _in_order(citations: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(citations, key=text_order))


def _single(engine: Engine) -> dict[NamedNode, set[str]]:
    """The properties of which a shape wants one value, with the classes that it wants this of."""
    found: dict[NamedNode, set[str]] = defaultdict(set)
    for row in solutions(engine, _ONE):
        found[NamedNode(row["p"]["value"])].add(row["class"]["value"])
    return found
