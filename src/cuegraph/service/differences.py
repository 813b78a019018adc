"""Where sources differ: what curators compared, and values of which there should be one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from cuegraph.graph.evidence import text_order
from cuegraph.service.ask import by_subject, number, solutions, texts
from cuegraph.service.binding import read, term_of
from cuegraph.service.known import SINGLE, pairs
from cuegraph.service.lookup import words
from cuegraph.service.passages import Stated, call, stated, value_of
from cuegraph.service.told import Value, as_noun
from cuegraph.vocabulary import CURATION, DCTERMS, FM, RDF, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cuegraph.engine.interface import Engine
    from cuegraph.service.binding import Node

    Row = dict[str, dict[str, str]]

SIDES: Final = 50
"""The most passages of a comparison that are set side by side."""

_CITED: Final = 'FILTER(CONTAINS(STR(?g), "#"))'
_A: Final = f"{RDF.type} {FM.Comparison}"
_MADE: Final = f"{{ ?thing {_A} }} UNION {{ GRAPH {CURATION} {{ ?thing {_A} }} }} FILTER(isIRI(?thing))"


@dataclass(frozen=True)
class Compared:
    """A comparison that the curators made.

    Attributes:
        thing: the comparison, by its label.
        kinds: the kinds of tension.
        about: what it is about.
        notes: what is compared, in words of the curators.
        passages: the citations that it sets side by side, in the order of sources and texts, each with what
            it states; at most ``SIDES``.
        total: how many these are.
        meaning: the definitions of the kinds; empty where there is none.
    """

    thing: Value
    kinds: tuple[Value, ...]
    about: tuple[Value, ...]
    notes: tuple[Value, ...]
    passages: tuple[tuple[str, Stated], ...]
    total: int
    meaning: str = ""

    @property
    def kind(self) -> str:
        """The kinds in words; empty when none is given."""
        return ", ".join(each.text for each in self.kinds)


@dataclass(frozen=True)
class Difference:
    """Several values of a property that a shape says has one.

    Attributes:
        thing: what they are stated of.
        property: the property, called by a noun.
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
    sides = {
        thing: _in_order(
            {each["value"] for each in said[thing.value][FM.compares.value] if each["type"] == "uri"}
        )
        for thing in things
    }
    cited = {citation for each in sides.values() for citation in each[:SIDES]}
    states = stated(engine, sorted(cited, key=text_order))

    def listed(thing: NamedNode, *properties: NamedNode) -> tuple[Value, ...]:
        found = {value_of(each, called) for name in properties for each in said[thing.value][name.value]}
        return tuple(sorted(found, key=lambda each: (each.text, each.iri)))

    found = [
        Compared(
            Value(called[thing], thing.value),
            listed(thing, FM.kind),
            listed(thing, FM.about),
            listed(thing, FM.paraphrase, DCTERMS.description),
            _apart(
                [
                    (citation, _relevant(states.get(citation, Stated()), said[thing.value][FM.about.value]))
                    for citation in sides[thing][:SIDES]
                ]
            ),
            len(sides[thing]),
        )
        for thing in things
    ]
    kinds = sorted({NamedNode(kind.iri) for each in found for kind in each.kinds if kind.iri}, key=str)
    defined = {each.value: text for each, text in texts(engine, kinds, [(None, SKOS.definition)]).items()}
    return [
        replace(each, meaning=" ".join(defined[kind.iri] for kind in each.kinds if kind.iri in defined))
        for each in found
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


def _apart(sides: Sequence[tuple[str, Stated]]) -> tuple[tuple[str, Stated], ...]:
    """The sides without the facts that all of them state; what is nothing but those stays as it is."""
    facts = [
        {(each.thing, about, values) for each in stated.said for about, values in each.facts}
        for _, stated in sides
    ]
    shared = set.intersection(*facts) if len(facts) > 1 else set()

    def without(stated: Stated) -> Stated:
        said = (
            replace(each, facts=tuple(fact for fact in each.facts if (each.thing, *fact) not in shared))
            for each in stated.said
        )
        left = tuple(each for each in said if each.facts or each.paraphrases)
        return replace(stated, said=left) if left else stated

    return tuple((citation, without(stated)) for citation, stated in sides)


def differences(engine: Engine, offset: int, limit: int) -> list[Difference]:
    """So many properties of things that should have one value and have several in passages, sorted by thing.

    Which these are, the shapes say (``sh:maxCount 1``, SHACL 4.2.2) that are for the thing's class.
    """
    classes = pairs(solutions(engine, SINGLE), "p", "class")
    if not classes:
        return []
    properties = " ".join(sorted(map(str, classes)))
    wanted = sorted(f"({name} {each})" for name, listed in classes.items() for each in listed)
    rows = solutions(
        engine,
        f"""SELECT DISTINCT ?g ?s ?p ?o WHERE {{
  {{ SELECT DISTINCT ?s ?p WHERE {{
    {{ SELECT ?s ?p WHERE {{ VALUES ?p {{ {properties} }} GRAPH ?g {{ ?s ?p ?o }} {_CITED} }}
      GROUP BY ?s ?p HAVING(COUNT(DISTINCT ?o) > 1) }}
    VALUES (?p ?class) {{ {" ".join(wanted)} }}
    {{ ?s {RDF.type} ?class }} UNION {{ GRAPH {CURATION} {{ ?s {RDF.type} ?class }} }}
  }} ORDER BY ?s ?p LIMIT {limit} OFFSET {offset} }}
  GRAPH ?g {{ ?s ?p ?o }} {_CITED}
}}""",
    )
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        found[row["s"]["value"], row["p"]["value"]].append(row)
    called = call(engine, [row for each in found.values() for row in each])
    told = (_difference(each, called) for each in found.values())
    return sorted(told, key=lambda each: (each.thing.text, each.property.text, each.thing.iri))


def not_compared(engine: Engine, found: Sequence[Difference]) -> list[Difference]:
    """Those of the differences that no comparison tells, which sets all their passages side by side."""
    cited = {each: {citation for _, given in each.values for citation in given} for each in found}
    values = " ".join(str(NamedNode(each)) for each in sorted(set[str]().union(*cited.values())))
    if not values:
        return []
    made = f"?thing {FM.compares} ?g"
    rows = solutions(
        engine,
        f"SELECT DISTINCT ?thing ?g WHERE {{ VALUES ?g {{ {values} }}"
        f" {{ {made} }} UNION {{ GRAPH {CURATION} {{ {made} }} }} }}",
    )
    sides: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        sides[row["thing"]["value"]].add(row["g"]["value"])
    return [each for each in found if not any(cited[each] <= side for side in sides.values())]


def _difference(rows: list[Row], called: dict[NamedNode, str]) -> Difference:
    given: dict[Node, set[str]] = defaultdict(set)
    for row in rows:
        given[term_of(row["o"])].add(row["g"]["value"])
    told = {term: read(term, called) for term in given}
    read_as = [each.text for each in told.values()]
    values = [(_told_apart(term, told[term], read_as), _in_order(given[term])) for term in given]
    return Difference(
        value_of(rows[0]["s"], called),
        as_noun(value_of(rows[0]["p"], called)),
        tuple(sorted(values, key=lambda each: (each[0].text, each[0].iri))),
    )


def _told_apart(term: Node, value: Value, texts: Sequence[str]) -> Value:
    """A value with its datatype or language where another one reads the same."""
    if texts.count(value.text) == 1 or not isinstance(term, Literal):
        return value
    return value._replace(text=f"{value.text} ({term.language or words(term.datatype.value)})")


def _in_order(citations: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(citations, key=text_order))
