"""What there is to reconcile with: the things of a dataset by names, with types and properties, in memory."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from heapq import merge
from itertools import chain, tee
from typing import TYPE_CHECKING, Final

from cuegraph.links.alike import CONTAINED
from cuegraph.links.fold import is_titled
from cuegraph.links.index import EFFORT, Names
from cuegraph.links.words import plain
from cuegraph.service.ask import labels_of
from cuegraph.service.harvest import NAMES, read_above, read_names
from cuegraph.service.lookup import shorten
from cuegraph.service.reconcilable_read import classes_of, is_passage, uses_of
from cuegraph.service.reconcile_kinds import ASIDE, DEFAULT_TYPES, MINOR, is_kind, is_person, rank_of
from cuegraph.vocabulary import FM, OWL, RDF, RDFS, SCHEMA, SH, SKOS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cuegraph.engine.interface import Engine

_LESS: Final = {SKOS.altLabel: 0.99, SKOS.hiddenLabel: 0.7}
_AMONG: Final = 60  # of how many those are chosen that are meant rather
_SURNAME: Final = 0.79  # what one word of a person's or film's name counts: others may be called so too
_ALSO_CALLED: Final = frozenset({SCHEMA.Person.value, FM.Film.value})
_TOLD: Final = 0.75
_SHOWN: Final = frozenset(each.value for each in DEFAULT_TYPES)
_HARDLY: Final = 0.8  # what a part of a name counts that tells what the thing is about
_NO_THINGS: Final = (OWL.iri, RDFS.iri, RDF.iri, SH.iri)
_NO_PROPERTIES: Final = (*_NO_THINGS, SKOS.iri)
_MAKER: Final = 0.9  # the same of who made it, where a name has two parts
_AGENTS: Final = frozenset({FM.MusicArtist.value, SCHEMA.Person.value, SCHEMA.Organization.value})
_SMALL: Final = 1000
_LEAST_EFFORT: Final = 500
_ALIKE: Final = 50
_CALLED: Final = 5


@dataclass(frozen=True, slots=True)
class Term:
    """A type or a property.

    Attributes:
        iri: its IRI.
        label: what to call it.
        used: how many things it has, or how many statements.
    """

    iri: str
    label: str
    used: int = 0

    @property
    def id(self) -> str:
        """How a reconciliation service and its clients call it: a prefixed name where there is one."""
        return shorten(self.iri)


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that a name may stand for.

    Attributes:
        iri: its IRI.
        label: what to call it.
        types: its types, the most special ones first; those of other vocabularies only where it has no other.
        alike: how alike the name sought and its own are, from 0 to 1.
        name: the name of its that is most alike.
        fits: whether it is of a type that was asked for.
        minor: whether it is of a kind that a name alone hardly means, see
            :data:`cuegraph.service.reconcile_kinds.MINOR`.
        against: whether what is known of it is against it, see :mod:`cuegraph.service.reconcile_hints`.
    """

    iri: str
    label: str
    types: tuple[Term, ...]
    alike: float = 0.0
    name: str = ""
    fits: bool = True
    minor: bool = False
    against: bool = False


@dataclass
class _Kind:
    """Things of the same types.

    Attributes:
        types: all their types, those above included.
        shown: those that are told, the most special ones first.
        names: their names, beside others' where there are few.
        words: the words of what their types are called.
        rank: how far behind others of the same name they come.
    """

    types: frozenset[str]
    shown: tuple[Term, ...]
    names: Names
    words: frozenset[str]
    rank: int

    def fits(self, types: Sequence[str], *, every: bool = False) -> bool:
        """Whether the things are of one of these types, or of every one.

        Where no types are given, all are but those that are :data:`cuegraph.service.reconcile_kinds.ASIDE`.
        """
        if every:
            return self.types.issuperset(types)
        return not self.types.isdisjoint(types) if types else not self.aside

    @property
    def aside(self) -> bool:
        """Whether the things are only meant where their type is asked for."""
        return not self.types.isdisjoint(ASIDE)


class Reconcilable:
    """The things of a dataset by names, read when this is made.

    Things without a type are left out, unless none has one; so are the terms of vocabularies.

    Args:
        engine: is asked by some twenty queries.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.

    Attributes:
        types: the types that things have, by IRI.
        properties: the properties that are used, by IRI.
        by_type: how often things of a type have each property; empty where that is more than it answers.
    """

    def __init__(self, engine: Engine) -> None:
        self._iris: list[str] = []
        self._labels: list[str] = []
        self._groups: list[tuple[Names, list[_Kind]]] = []
        self._kind_of: dict[int, _Kind] = {}
        self._above = read_above(engine)
        classes = classes_of(engine)
        self.types = self._counted(engine, classes)
        self._read(engine, classes)
        present = {each for _, kinds in self._groups for kind in kinds for each in kind.types}
        self.types = {iri: each for iri, each in self.types.items() if iri in present}
        self.by_type = uses_of(engine)
        self.properties = _properties(engine, self.by_type)

    def close(self) -> None:
        """There is nothing to let go."""

    def find(
        self,
        name: str,
        types: Sequence[str] = (),
        limit: int = 10,
        *,
        strict: bool = True,
        every: bool = False,
    ) -> list[Named]:
        """The things whose names are most like this one; of equal ones the kind that is meant rather first.

        Args:
            name: the name.
            types: the types that are asked for, as IRIs; none for any.
            limit: how many, at most.
            strict: whether things of other types are left out; otherwise as many of them come too, marked.
            every: whether a thing has to be of all these types, not of one of them.
        """
        found = self._found(name, types, limit, every=every)
        if not strict and types:
            fitting = {each.iri for each in found}
            for each in self._found(name, (), limit, every=False):
                if each.iri not in fitting and not self.fits(each.iri, types, every=every):
                    found.append(replace(each, fits=False))
        return sorted(found, key=lambda each: (-each.alike, not each.fits))

    def _found(self, name: str, types: Sequence[str], limit: int, *, every: bool) -> list[Named]:
        groups = list(self._fitting(types, every=every))
        effort = max(_LEAST_EFFORT, EFFORT // max(1, len(groups)))
        words, most = plain(name).split(), limit if types else max(limit, _AMONG)
        titled = not types and is_titled(name)
        found = []
        for names, fits in groups:
            for near in names.find(name, most, effort, fits):
                kind, iri = self._kind_of[near.thing], self._iris[near.thing]
                hardly = not types and near.alike <= CONTAINED and not kind.types.isdisjoint(MINOR)
                maker = titled and near.alike <= CONTAINED and not kind.types.isdisjoint(_AGENTS)
                value = near.alike * (_HARDLY if hardly else _MAKER if maker else 1.0)
                order = (-value, kind.words.isdisjoint(words), kind.rank, len(iri), iri)
                found.append((order, near))
        found.sort(key=lambda each: each[0])
        return [self._named(near.thing, -order[0], near.name) for order, near in found[:limit]]

    def _fitting(
        self, types: Sequence[str], *, every: bool = False, minor: bool | None = None
    ) -> Iterator[tuple[Names, Callable[[int], bool] | None]]:
        """The names of things of these types, minor or not, with which of them are; None where all are."""
        kind_of = self._kind_of
        for names, kinds in self._groups:
            fitting = {
                id(each)
                for each in kinds
                if each.fits(types, every=every) and minor in {None, not each.types.isdisjoint(MINOR)}
            }
            if len(fitting) == len(kinds):
                yield names, None
            elif fitting:
                yield names, lambda thing, fitting=fitting: id(kind_of[thing]) in fitting  # type: ignore[misc]

    def _named(self, thing: int, alike: float, name: str) -> Named:
        kind = self._kind_of[thing]
        minor = not kind.types.isdisjoint(MINOR)
        return Named(self._iris[thing], self._labels[thing], kind.shown, alike, name, minor=minor)

    def called(self, name: str) -> list[str]:
        """The IRIs of a few things that have this name but for article, featured artists and edition."""
        found = [thing for names, _ in self._groups for thing in names.called(name)[:_CALLED]]
        return [self._iris[thing] for thing in found]

    def beginning(self, text: str, types: Sequence[str]) -> Iterator[Named]:
        """The things with a name that begins with these words, by the alphabet; then those with one like it.

        Where no types are given, those of kinds that are meant rather come before the others.

        Args:
            text: the words, the last of which may be unfinished.
            types: the types that are asked for, as IRIs; none for any.
        """
        seen: set[str] = set()
        if types:
            several = chain(self._begun(text, types), self._like(text, types))
        else:
            meant, others = tee(self._like(text))
            several = chain(
                self._begun(text, minor=False),
                (each for each in meant if not each.minor and each.alike > CONTAINED),
                self._begun(text, minor=True),
                others,
            )
        for each in several:
            if each.iri not in seen:
                seen.add(each.iri)
                yield each

    def _like(self, text: str, types: Sequence[str] = ()) -> Iterator[Named]:
        """The things with names like this, looked for when the first is asked for."""
        yield from self.find(text, types, _ALIKE)

    def _begun(self, text: str, types: Sequence[str] = (), *, minor: bool | None = None) -> Iterator[Named]:
        """The things with a name that begins so; those of a kind that is meant rather, or the others."""
        several = [
            (each for each in names.beginning(text) if not fits or fits(each.thing))
            for names, fits in self._fitting(types, minor=minor)
        ]
        return (self._named(each.thing, 1.0, each.name) for each in merge(*several))

    def _counted(self, engine: Engine, classes: dict[str, tuple[str, ...]]) -> dict[str, Term]:
        counted: Counter[str] = Counter()
        for several, number in Counter(classes.values()).items():
            for each in {*several, *(other for one in several for other in self._above.get(one, ()))}:
                counted[each] += number
        called = labels_of(engine, counted)
        return {each: Term(each, called[each], n) for each, n in counted.items()}

    def _read(self, engine: Engine, classes: dict[str, tuple[str, ...]]) -> None:
        kinds: dict[tuple[str, ...], _Kind] = {}
        numbers: dict[str, int] = {}
        seen: set[tuple[int, str]] = set()
        counted = Counter(classes.values())
        few, aside = Names(), Names()  # of all kinds with few things, so that there are few indexes to ask
        for iri, rank, name, language in read_names(engine):
            of = classes.get(iri, ())
            if (not of and classes) or any(each.startswith(_NO_THINGS) for each in of) or is_passage(iri, of):
                continue
            number = numbers.get(iri)
            if number is None:
                if of not in kinds:
                    kinds[of] = kind = self._kind(of, Names() if counted[of] > _SMALL else few)
                    kind.names = aside if kind.aside else kind.names
                number = numbers[iri] = len(self._iris)
                self._iris.append(iri)
                self._labels.append(name)
                self._kind_of[number] = kinds[of]
            elif language == "en" and NAMES[rank] == SKOS.prefLabel:
                self._labels[number] = name
            if (number, name) not in seen:
                seen.add((number, name))
                self._kind_of[number].names.add(number, name, self._weight(number, rank, name))
            elif name != self._labels[number]:  # what is hidden is no name, whatever a source calls the thing
                self._kind_of[number].names.lessen(number, name, _LESS.get(NAMES[rank], 1.0))
        self._numbers = numbers
        groups: dict[int, tuple[Names, list[_Kind]]] = {}
        for kind in kinds.values():
            groups.setdefault(id(kind.names), (kind.names, []))[1].append(kind)
        self._groups = list(groups.values())

    def _kind(self, of: tuple[str, ...], names: Names) -> _Kind:
        above = {other for each in of for other in self._above.get(each, ())}
        special = [each for each in of if each not in above] or list(of)
        types = frozenset({*of, *above})
        ours = [each for each in (*special, *sorted(types)) if each.startswith(FM.iri) or each in _SHOWN]
        words = frozenset(word for each in types for word in plain(self.types[each].label).split())
        shown = tuple(self.types[each] for each in dict.fromkeys(ours or special))
        return _Kind(types, shown, names, words, rank_of(types))

    def _weight(self, thing: int, rank: int, name: str) -> float:
        """How much a name of a thing counts."""
        weight = _LESS.get(NAMES[rank], 1.0)
        label = self._labels[thing]
        if " " in name or " " not in label or _ALSO_CALLED.isdisjoint(self._kind_of[thing].types):
            return weight
        return min(weight, _SURNAME) if plain(name) in plain(label).split() else weight

    def fits(self, iri: str, types: Sequence[str], *, every: bool = False) -> bool:
        """Whether a thing with a name is of one of these types, or of every one."""
        return self._kind_of[self._numbers[iri]].fits(types, every=every)

    def is_kind(self, iri: str, hint: str) -> bool:
        """Whether a thing with a name may be of the kind that a hint names, as "1999 film"."""
        return is_kind(hint, self._kind_of[self._numbers[iri]].types)

    def is_person(self, iri: str) -> bool:
        """Whether a thing with a name may be a person."""
        return is_person(self._kind_of[self._numbers[iri]].types)

    def below(self, types: Sequence[str]) -> list[str]:
        """The types that things of these types may have: these, and those below them that have things."""
        below = (each for each in self.types if not self._above.get(each, set()).isdisjoint(types))
        return list(dict.fromkeys((*types, *below)))

    def names_of(self, iri: str) -> list[str]:
        """What a thing is called, but for hidden names; nothing where nothing of this IRI has a name."""
        number = self._numbers.get(iri)
        return [] if number is None else self._kind_of[number].names.of(number, _TOLD)

    def knows(self, iri: str) -> bool:
        """Whether a property is used; True too where the engine cannot tell."""
        return not self.by_type or any(iri in used for used in self.by_type.values())

    def thing(self, iri: str) -> Named | None:
        """A thing by its IRI; None where nothing of this IRI has a name."""
        number = self._numbers.get(iri)
        if number is None:
            return None
        return Named(iri, self._labels[number], self._kind_of[number].shown, 1.0, self._labels[number])


def meant(terms: Mapping[str, Term], iri: str) -> str:
    """The IRI of the one term that is called as what seems to be one of ours; the same where there is none.

    >>> known = {each: Term(each, "a director") for each in ("https://schema.org/director",)}
    >>> meant(known, FM.director.value), meant(known, FM.Director.value), meant(known, FM.actor.value)
    ('https://schema.org/director', 'https://schema.org/director', 'https://w3id.org/cuegraph/ns#actor')
    """
    if iri in terms or not iri.startswith(FM.iri):
        return iri
    word = iri.removeprefix(FM.iri).casefold()
    called = [
        each.iri
        for each in terms.values()
        if word in {re.split("[#/]", each.iri)[-1].casefold(), each.label.replace(" ", "").casefold()}
    ]
    ours = [each for each in called if each.startswith(FM.iri)] or called
    return ours[0] if len(ours) == 1 else iri


def _properties(engine: Engine, by_type: dict[str, dict[str, int]]) -> dict[str, Term]:
    counted: Counter[str] = Counter()
    for of_type, used in by_type.items():
        if not of_type.startswith(_NO_THINGS):
            for each, number in used.items():
                counted[each] = max(counted[each], number)
    wanted = [each for each in counted if not each.startswith(_NO_PROPERTIES)]
    called = labels_of(engine, wanted)
    return {each: Term(each, called[each], counted[each]) for each in wanted}
