"""What the page of a thing tells: facts with who says so, what points at it, and where sources differ."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from cuegraph.errors import NotFound
from cuegraph.graph.evidence import text_order
from cuegraph.service import facts as stated
from cuegraph.service.ask import texts
from cuegraph.service.binding import read
from cuegraph.service.compared import comparisons
from cuegraph.service.facts import Incoming, cited
from cuegraph.service.joined import joined
from cuegraph.service.known import known_of
from cuegraph.service.linked import records
from cuegraph.service.lookup import best_text, shorten, words
from cuegraph.service.passages import place_in_words
from cuegraph.service.spoken import plural
from cuegraph.service.told import Comparison, Difference, Fact, Group, Link, Page, Row, Told, Value, Witness
from cuegraph.service.within import languages_of
from cuegraph.vocabulary import (
    DCTERMS,
    FM,
    OWL,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    SOURCES,
    is_citation,
    source_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cuegraph.engine.interface import Engine
    from cuegraph.service.binding import Node
    from cuegraph.service.facts import Facts
    from cuegraph.service.known import Known
    from cuegraph.service.told import Part

A_PAGE: Final = 50
"""The most things of a group that are shown at once."""

A_LOOK: Final = 100
"""The most that are shown of all groups together, where each shows three at least."""

_LEAST: Final = 3
_SHORT: Final = 3
_GROUPS: Final = 60
_HEAD: Final = frozenset({RDF.type, SKOS.prefLabel, SKOS.hiddenLabel, DCTERMS.description})
_OUT: Final = frozenset(
    {
        OWL.sameAs,
        SKOS.exactMatch,
        SKOS.closeMatch,
        SKOS.relatedMatch,
        SKOS.broadMatch,
        SKOS.narrowMatch,
        RDFS.seeAlso,
    }
)
_OUTSIDE: Final = "http://xmlns.com/foaf/0.1/"
_DEFINED: Final = (DCTERMS.description, SKOS.definition, SKOS.scopeNote)
_ELSEWHERE: Final = frozenset({"comparison", "link"})  # which are told in sections of their own
_CALLED: Final = (
    (SOURCES, SKOS.prefLabel),
    (SOURCES, DCTERMS.title),
    (None, SKOS.prefLabel),
    (None, DCTERMS.title),
)
_FIRST: Final = (
    FM.paraphrase,
    RDFS.label,
    DCTERMS.title,
    SCHEMA.director,
    FM.composer,
    FM.artist,
    DCTERMS.issued,
    DCTERMS.date,
)
_NOT_OURS: Final = "thing"


def page_of_thing(
    engine: Engine, thing: NamedNode, part: Part | None = None, known: Known | None = None
) -> Page:
    """Everything that the page of a thing tells.

    Args:
        engine: is asked about a dozen small queries, however many things point at this one.
        thing: its IRI.
        part: the only group that is wanted; None for all.
        known: what is known of the dataset; None to ask for it.

    Raises:
        NotFound: there is no such group, or no such page of it.
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    facts, more = stated.facts_of(engine, [thing])
    counted = [each for each in stated.incoming(engine, thing) if each.kind not in _ELSEWHERE]
    number = part.number if part else 1
    if part:
        group = _chosen(counted, part)
        start = (number - 1) * A_PAGE
        if group.more and start >= 0:
            some = stated.some_pointing(engine, thing, group, A_PAGE + 1, start)
        else:
            some = group.some(A_PAGE + 1, start)
        if number < 1 or not some:
            raise NotFound(f"There is no page {number}.", where="page", remedy="Begin with the first.")
        shown = [(group, some[:A_PAGE])]
        last = number + (len(some) > A_PAGE) if group.more else -(-len(group.things) // A_PAGE)
    else:
        last = 0
        most = max(_LEAST, min(A_PAGE, A_LOOK // max(1, len(counted))))
        shown = [(each, each.some(most if at < _GROUPS else 0)) for at, each in enumerate(counted)]
    teller = _Teller(engine, thing, facts, shown, known or known_of(engine))
    groups = tuple(teller.group(*each, number, last) for each in teller.groups)
    if part:
        return Page(teller.value(thing), teller.kinds(), None, (), (), groups, alone=True)
    rows = teller.rows(thing, of=True)
    return Page(
        teller.value(thing),
        teller.kinds(),
        teller.description(),
        tuple(each for each in rows if _has_witness(each)),
        tuple(each for each in rows if not _has_witness(each)),
        groups,
        tuple(teller.differences()),
        tuple(teller.comparisons()),
        tuple(teller.links()),
        cut=more,
    )


class _Teller:
    """Puts into words what the engine was asked, and asks what is needed for that."""

    def __init__(
        self,
        engine: Engine,
        thing: NamedNode,
        facts: Facts,
        groups: list[tuple[Incoming, list[NamedNode]]],
        known: Known,
    ) -> None:
        self._thing = thing
        self._known = known
        self._languages = languages_of(engine)
        self._told_by: dict[tuple[str, ...], tuple[Witness, ...]] = {}
        self._values: dict[Node, Value] = {}
        self._done: frozenset[NamedNode] = frozenset()
        self.groups = groups
        self._facts = facts
        ends = [thing, *dict.fromkeys(each for _, found in groups for each in found)]
        near = [*ends[1:], *_objects(facts[thing])]
        self._around = stated.nameless(engine, [each for each in near if each != thing])
        facts.update(stated.facts_of(engine, self._around, 60)[0])
        self._nameless = set(self._around)
        behind = [node for each in self._around for node in _objects(facts[each]) if node not in facts]
        if more := stated.nameless(engine, behind):
            self._nameless.update(more)
            facts.update(stated.facts_of(engine, more, 60)[0])
        pairs = [(each, group.property) for group, found in groups for each in found if each not in facts]
        self._pointing = stated.witnesses(engine, thing, pairs)
        self._compared = comparisons(engine, thing) if known.compares else {}
        self._how = records(engine, thing)
        self._kinds = known.narrowest(_things(stated.not_inferred(facts[thing].get(RDF.type, {}))))
        self._name_all(engine, ends)

    def _name_all(self, engine: Engine, ends: list[NamedNode]) -> None:
        """Ask once what everything is called that the page speaks of."""
        named: dict[NamedNode, None] = dict.fromkeys([*ends, *self._kinds, *self._compared])
        graphs = {graph for found in self._pointing.values() for graph in found}
        graphs.update(graph for told in self._compared.values() for graph in told["g"])
        named.update(
            dict.fromkeys(NamedNode(iri) for told in self._compared.values() for iri in told["kind"])
        )
        named.update(dict.fromkeys(group.property for group, _ in self.groups))
        for subject, found in self._facts.items():
            named[subject] = None
            for predicate, objects in found.items():
                if predicate in _HEAD:
                    continue
                named[predicate] = None
                if not _leads_out(predicate):
                    named.update(dict.fromkeys(_things(objects)))
                graphs.update(graph for each in objects.values() for graph in each)
        asked = [each for each in named if not _is_passage(each.value)]
        self._labels = stated.names(engine, asked, self._facts, self._known)
        things = [NamedNode(each) for each in sorted({source_of(each) for each in cited(graphs)})]
        called = self._known.named(things, self._languages)
        rest = [each for each in things if each not in called]
        self._sources = {each: words(each.value) for each in rest} | called | texts(engine, rest, _CALLED)

    def value(self, term: Node) -> Value:
        if (value := self._values.get(term)) is None:
            value = self._values[term] = self._read(term)
        return value

    def _read(self, term: Node) -> Value:
        if isinstance(term, NamedNode) and term not in self._labels and _is_passage(term.value):
            return Value(self._passage(term.value), iri=term.value)
        return read(term, self._labels)

    def kinds(self) -> tuple[Value, ...]:
        return tuple(sorted((self.value(each) for each in self._kinds), key=lambda each: each.text))

    def description(self) -> Value | None:
        for predicate in _DEFINED:
            texts_of = [
                each for each in self._facts[self._thing].get(predicate, ()) if isinstance(each, Literal)
            ]
            if best := best_text(((each.language or "", each.value) for each in texts_of), self._languages):
                return next(self.value(each) for each in texts_of if each.value == best)
        return None

    def rows(
        self, node: NamedNode, *, of: bool = False, but: NamedNode | None = None, deep: bool = True
    ) -> list[Row]:
        """What is told of a thing by property.

        Args:
            node: the thing.
            of: whether it is the thing of the page.
            but: the value that is not told again.
            deep: whether to tell of its nameless values, too.
        """
        told: list[tuple[int, str, Row]] = []
        for predicate, objects in self._facts.get(node, {}).items():
            if predicate in _HEAD or _leads_out(predicate) or (of and predicate in _DEFINED):
                continue
            if predicate == RDFS.label and not any(cited(each) for each in objects.values()):
                continue
            facts = [
                Fact(self.value(term), self.witnesses(graphs), self._behind(term, node) if deep else ())
                for term, graphs in objects.items()
                if term != but
            ]
            if facts:
                called = (
                    Value("called", predicate.value) if predicate == RDFS.label else self.value(predicate)
                )
                rank = _FIRST.index(predicate) if predicate in _FIRST else len(_FIRST)
                told.append((rank, called.text, Row(called, tuple(sorted(facts, key=_order)))))
        return joined([row for _, _, row in sorted(told, key=lambda each: each[:2])])

    def group(self, group: Incoming, found: Sequence[NamedNode], number: int, last: int) -> Group:
        told = [self._told(each, group) for each in found]
        kind = words(group.kind) if group.kind else _NOT_OURS
        return Group(
            self.value(group.property),
            group.kind,
            plural(kind).capitalize(),
            len(group.things),
            tuple(told),
            number,
            last or -(-len(group.things) // A_PAGE),
            any(each in self._nameless for each in found),
            group.more,
        )

    def witnesses(self, graphs: Sequence[str]) -> tuple[Witness, ...]:
        key = tuple(graphs)
        if key not in self._told_by:
            self._told_by[key] = self._by_source(key)
        return self._told_by[key]

    def _by_source(self, graphs: Iterable[str]) -> tuple[Witness, ...]:
        by_source: dict[str, list[str]] = {}
        for each in sorted(set(cited(graphs)), key=text_order):
            by_source.setdefault(source_of(each), []).append(each)
        found = [
            Witness(
                read(NamedNode(source), self._sources),
                tuple((each, place_in_words(each)) for each in listed),
            )
            for source, listed in by_source.items()
        ]
        return tuple(sorted(found, key=lambda each: each.source.text))

    def differences(self) -> Iterable[Difference]:
        for node in [self._thing, *self._around]:
            found = self._facts[node]
            types = _things(found.get(RDF.type, ()))
            single = (each for each in found if self._known.has_one(types, each))
            for predicate in sorted(single, key=lambda each: each.value):
                facts = [
                    Fact(self.value(term), self.witnesses(graphs))
                    for term, graphs in found[predicate].items()
                    if cited(graphs)
                ]
                if len(facts) > 1:
                    yield Difference(
                        self.value(node), self.value(predicate), tuple(sorted(facts, key=_order))
                    )

    def comparisons(self) -> list[Comparison]:
        found = [
            Comparison(
                self.value(node),
                ", ".join(sorted(self.value(NamedNode(each)).text for each in told["kind"])),
                best_text(("", each) for each in sorted(told["note"])),
                self.witnesses(sorted(told["g"])),
            )
            for node, told in self._compared.items()
            if node != self._thing
        ]
        return sorted(found, key=lambda each: each.thing.text)

    def links(self) -> list[Link]:
        found = [
            Link(self.value(predicate), term.value, self._how.get(term.value))
            for predicate, objects in self._facts[self._thing].items()
            if _leads_out(predicate)
            for term in _things(objects)
        ]
        return sorted(found, key=lambda each: (each.property.iri == SKOS.closeMatch.value, each.address))

    def _told(self, node: NamedNode, group: Incoming) -> Told:
        if node not in self._nameless:
            graphs = self._pointing.get((node, group.property))
            if graphs is None:
                graphs = self._facts.get(node, {}).get(group.property, {}).get(self._thing, [])
            return Told(self.value(node), self.witnesses(graphs), (), alike=True)
        graphs = self._facts[node].get(group.property, {}).get(self._thing, [])
        again, self._done = node in self._done, self._done | {node}
        by, rows = self.witnesses(graphs), () if again else tuple(self.rows(node, but=self._thing))
        alike = all(fact.witnesses in ((), by) for row in rows for fact in row.facts) and all(
            below.witnesses in ((), by)
            for row in rows
            for fact in row.facts
            for inner in fact.rows
            for below in inner.facts
        )
        return Told(self.value(node), by, rows, alike)

    def _behind(self, term: Node, node: NamedNode) -> tuple[Row, ...]:
        """What is told of a nameless value, where that is short; a long one has its page."""
        if not isinstance(term, NamedNode) or term not in self._nameless or term == self._thing:
            return ()
        rows = self.rows(term, but=node, deep=False)
        return tuple(rows) if sum(len(row.facts) for row in rows) <= _SHORT else ()

    def _passage(self, citation: str) -> str:
        return f"{words(source_of(citation))}, {place_in_words(citation)}"


def _chosen(counted: Iterable[Incoming], part: Part) -> Incoming:
    for each in counted:
        short = shorten(each.property.value)
        if part.inside in {short, short.rpartition(":")[2]} and part.kind in {None, each.kind}:
            return each
    raise NotFound(
        f"Nothing points at this thing by '{part.inside}'.", where="in", remedy="Its page lists what does."
    )


def _is_passage(iri: str) -> bool:
    return is_citation(iri) and stated.kind_of(iri) == "source"


def _leads_out(predicate: NamedNode) -> bool:
    return predicate in _OUT or predicate.value.startswith(_OUTSIDE)


def _has_witness(row: Row) -> bool:
    return any(fact.witnesses for fact in row.facts)


def _things(terms: Iterable[object]) -> list[NamedNode]:
    return [each for each in terms if isinstance(each, NamedNode)]


def _objects(found: Mapping[NamedNode, Mapping[Node, object]]) -> list[NamedNode]:
    return [
        term for predicate, objects in found.items() if not _leads_out(predicate) for term in _things(objects)
    ]


def _order(fact: Fact) -> tuple[int, str, str]:
    """Numbers by size, all else by its text."""
    exact = fact.value.exact
    return (
        (int(exact) if re.fullmatch(r"-?\d{1,18}", exact) else 0),
        exact or fact.value.text.casefold(),
        fact.value.iri,
    )
