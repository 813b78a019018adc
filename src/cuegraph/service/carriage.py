"""What a profile carries of the graph and what it loses: things are taken away to see what goes missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, Store, Triple

from cuegraph.vocabulary import RDF

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from cuegraph.service.profiles import Profile

    Group = tuple[NamedNode, NamedNode]


@dataclass(frozen=True, order=True)
class Carried:
    """How a profile carries one property of the things of one class.

    Attributes:
        of_class: the IRI of the class.
        property: the IRI of the property.
        triples: how many triples the graph has of it.
        becomes: the predicates of those triples of the profile that there are by them alone, sorted; none
            where the profile loses it.
    """

    of_class: str
    property: str
    triples: int
    becomes: tuple[str, ...]


def carried(stated: Collection[Triple], inferred: Iterable[Triple], profile: Profile) -> list[Carried]:
    """What a profile carries, by class and property, in the order of their IRIs.

    A property counts as carried where without all its triples on things of the class the profile would have
    fewer: as many runs of the query as there are such pairs, but for properties that nothing depends on.

    Args:
        stated: the triples that are to be carried.
        inferred: those that the query may use besides.
        profile: the profile.
    """
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
            groups[of_class, each.predicate].append(each)
    used = {each for each, triples in properties.items() if _missing(store, triples, profile, everything)}
    found = []
    for (of_class, predicate), triples in groups.items():
        missing = _missing(store, triples, profile, everything) if predicate in used else set()
        becomes = tuple(sorted({each.predicate.value for each in missing}))
        found.append(Carried(of_class.value, predicate.value, len(triples), becomes))
    return sorted(found)


def _missing(
    store: Store, triples: Iterable[Triple], profile: Profile, everything: set[Triple]
) -> set[Triple]:
    """The triples of the profile that there are not without these; the store is left as it was."""
    quads = [Quad(*each) for each in triples]
    for each in quads:
        store.remove(each)
    missing = everything - _made(store, profile)
    store.extend(quads)
    return missing


def _made(store: Store, profile: Profile) -> set[Triple]:
    return set(store.query(profile.query))  # type: ignore[arg-type] # a CONSTRUCT yields triples
