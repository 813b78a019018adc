"""What a profile carries of the graph and what it loses: things are taken away to see what goes missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from cuegraph.vocabulary import RDF, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from cuegraph.service.profiles import Profile

    Group = tuple[NamedNode, NamedNode]

_NAMING: Final = frozenset({RDFS.label, SKOS.prefLabel})


@dataclass(frozen=True, order=True)
class Carried:
    """How a profile carries one property of the things of one class.

    Attributes:
        of_class: the IRI of the class.
        property: the IRI of the property.
        triples: how many triples the graph has of it.
        kept: of how many of them the profile says something.
        becomes: the predicates of those triples of the profile that there are by them alone, sorted; none
            where the profile loses it.
    """

    of_class: str
    property: str
    triples: int
    kept: int
    becomes: tuple[str, ...]


def carried(stated: Collection[Triple], inferred: Iterable[Triple], profile: Profile) -> list[Carried]:
    """What a profile carries, by class and property, in the order of their IRIs.

    Without all triples of a property on things of a class, and what is inferred from them, the profile has
    fewer; one of these triples is carried where with it alone some of the missing ones are there again.
    A name that the profile says anyway, as another source gives the same, is carried too. A type counts with
    the class that it is only, so that one of a thing's two types can be lost.

    These are as many runs of the query as there are such pairs, but for properties that nothing depends on,
    and some more where the missing ones do not show which triples: by their subjects and values.

    Args:
        stated: the triples that are to be carried.
        inferred: those that the query may use besides.
        profile: the profile.
    """
    inferred = list(inferred)
    store = Store()
    store.extend([Quad(*each) for each in (*stated, *inferred)])
    everything = _made(store, profile)
    classes: dict[object, set[NamedNode]] = defaultdict(set)
    for each in stated:
        if each.predicate == RDF.type and isinstance(each.object, NamedNode):
            classes[each.subject].add(each.object)
    groups: dict[Group, list[Triple]] = defaultdict(list)
    properties: dict[NamedNode, list[Triple]] = defaultdict(list)
    for each in stated:
        properties[each.predicate].append(each)
        for of_class in classes[each.subject]:
            if each.predicate != RDF.type or each.object == of_class:  # a type counts with its class only
                groups[of_class, each.predicate].append(each)
    follows = _following(stated, inferred)
    used = {
        each for each, triples in properties.items() if _missing(store, triples, follows, profile, everything)
    }
    found = []
    for (of_class, predicate), triples in groups.items():
        missing = _missing(store, triples, follows, profile, everything) if predicate in used else set()
        again = _again(triples, everything - missing) if predicate in _NAMING else {}
        kept = _kept(store, triples, follows, profile, missing, again)
        showing = {*missing, *again.values()} if kept else ()
        becomes = tuple(sorted({each.predicate.value for each in showing}))
        found.append(Carried(of_class.value, predicate.value, len(triples), kept, becomes))
    return sorted(found)


def _following(stated: Iterable[Triple], inferred: Iterable[Triple]) -> dict[Triple, list[Triple]]:
    """What is inferred from each triple and no other: other types of a thing, other properties of a value.

    Of a thing that is stated to be of several classes, none of these alone is taken for the reason of others.
    """
    reasons: dict[object, list[Triple]] = defaultdict(list)
    for each in stated:
        reasons[_place(each)].append(each)
    found: dict[Triple, list[Triple]] = defaultdict(list)
    for each in inferred:
        if len(reasons[_place(each)]) == 1:
            found[reasons[_place(each)][0]].append(each)
    return found


def _place(triple: Triple) -> object:
    return (triple.subject, None if triple.predicate == RDF.type else triple.object)


def _kept(  # noqa: PLR0913, PLR0917 (the state of a run, and what is asked of it)
    store: Store,
    triples: Collection[Triple],
    follows: Mapping[Triple, list[Triple]],
    profile: Profile,
    missing: set[Triple],
    again: Collection[Triple],
) -> int:
    """How many of these triples bring some of the missing ones back, each alone, or are said again anyway.

    The store stays as it is.
    """
    if not missing:
        return len(again)
    shown = {(each.subject, _text(each.object)) for each in missing}
    typed = {each.subject for each in missing if each.predicate == RDF.type}
    sure = {
        each
        for each in triples
        if each in again
        or (
            each.subject in typed
            if each.predicate == RDF.type
            else (each.subject, _text(each.object)) in shown
        )
    }
    unsure = [each for each in triples if each not in sure]
    quads = [Quad(*one) for each in triples for one in (each, *follows.get(each, ()))]
    for quad in quads if unsure else ():
        store.remove(quad)
    brought = 0
    waiting = [unsure]
    while waiting:
        some = waiting.pop()
        back = [Quad(*one) for each in some for one in (each, *follows.get(each, ()))]
        store.extend(back)
        if some and missing & _made(store, profile):
            half = len(some) // 2
            brought += not half
            waiting += [some[:half], some[half:]] if half else []
        for quad in back:
            store.remove(quad)
    store.extend(quads)
    return len(sure) + brought


def _again(names: Iterable[Triple], said: Iterable[Triple]) -> dict[Triple, Triple]:
    """The names that the profile says of their things without them too, as another source gives the same."""
    known = {(each.subject, each.object.value): each for each in said if isinstance(each.object, Literal)}
    found = ((each, known.get((each.subject, _text(each.object)))) for each in names)
    return {each: other for each, other in found if other}


def _text(term: object) -> str:
    return term.value if isinstance(term, Literal | NamedNode) else str(term)


def _missing(
    store: Store,
    triples: Iterable[Triple],
    follows: Mapping[Triple, list[Triple]],
    profile: Profile,
    everything: set[Triple],
) -> set[Triple]:
    """The triples of the profile that there are not without these; the store is left as it was."""
    quads = [Quad(*one) for each in triples for one in (each, *follows.get(each, ()))]
    for each in quads:
        store.remove(each)
    missing = everything - _made(store, profile)
    store.extend(quads)
    return missing


def _made(store: Store, profile: Profile) -> set[Triple]:
    return set(store.query(profile.query))  # type: ignore[arg-type] # a CONSTRUCT yields triples
