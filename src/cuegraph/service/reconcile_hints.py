"""What a name tells beside the name itself: a year, a kind, featured artists; held against what is known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from cuegraph.links.alike import CONTAINED, DIFFERENT, ORDER, acts_of, alike, in_other_order
from cuegraph.links.fold import Folded, fold, turned
from cuegraph.vocabulary import DCTERMS, FM, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cuegraph.links.score import Value
    from cuegraph.service.reconcilable import Named, Reconcilable

    Values = Mapping[tuple[str, str], list[Value]]
    Told = Callable[[Sequence[str], Sequence[str]], Values]

_DATES: Final = tuple(each.value for each in (DCTERMS.date, DCTERMS.issued, SCHEMA.datePublished))
_FEATURED: Final = FM.featuredArtist.value
_SOUNDTRACK: Final = frozenset(("ost", "soundtrack", "soundtracks", "score"))
_NO_SOUNDTRACK: Final = 0.9  # what a name counts at most where a soundtrack is sought and it is none
_UNDATED: Final = 0.92  # what a name counts at most where a year is sought and nothing known of it
_ACTS: Final = (_FEATURED, FM.artist.value)


def weighed(
    index: Reconcilable, names: Sequence[str], found: Sequence[Sequence[Named]], told: Told
) -> list[list[Named]]:
    """The candidates for each name, those less alike that another year, kind or featured artist belongs to.

    The words of a title in another order are against it, but for what a comma turns round; persons' names
    stand in either.

    A year is held against the dates of a thing, a kind or that it is a soundtrack against its types, featured
    artists against those it has. What nothing is known of is against nothing.

    Args:
        index: what there is.
        names: what is sought.
        found: the candidates for each.
        told: gives the values of properties for things, by a few queries for all.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    wanted = [fold(each) if _may_tell(each) else None for each in names]
    pairs = [(one, several) for one, several in zip(wanted, found, strict=True) if one]
    dated = {each.iri for one, several in pairs if _year(one) for each in _likely(several)}
    acting = {each.iri for one, several in pairs if one.featured or one.short for each in _likely(several)}
    known = {
        **(told(sorted(dated), [each for each in _DATES if index.knows(each)]) if dated else {}),
        **(told(sorted(acting), _ACTS) if acting and index.knows(_FEATURED) else {}),
    }
    return [
        [_weighed(index, name, one, each, known) for each in several] if one else list(several)
        for name, one, several in zip(names, wanted, found, strict=True)
    ]


def _may_tell(name: str) -> bool:
    return "(" in name or "[" in name or "{" in name or " " in name.strip()


def _likely(things: Sequence[Named]) -> list[Named]:
    return [each for each in things if each.alike > DIFFERENT]


def _year(wanted: Folded) -> str:
    first = wanted.hint.partition(" ")[0]
    return first if first.isdecimal() else ""


def _weighed(index: Reconcilable, name: str, wanted: Folded, thing: Named, known: Values) -> Named:
    if _is_soundtrack(wanted) and not (
        index.is_kind(thing.iri, "soundtrack") or _is_soundtrack(fold(thing.name))
    ):
        return replace(thing, alike=min(thing.alike * _NO_SOUNDTRACK, DIFFERENT), against=True)
    if thing.alike <= DIFFERENT:
        return thing
    if thing.alike <= ORDER and not index.is_person(thing.iri):
        other = fold(thing.name)
        if in_other_order(wanted, other) and in_other_order(fold(turned(name)), other):
            return replace(thing, against=True)
    if wanted.hint:
        dated = _dated(wanted, thing, known)
        if dated is False or not index.is_kind(thing.iri, wanted.hint):
            return replace(thing, alike=DIFFERENT, against=True)
        if dated is None:
            thing = replace(thing, alike=min(thing.alike, _UNDATED))
    if (wanted.featured or wanted.short) and not _featuring(index, wanted, thing, known):
        return replace(thing, alike=min(thing.alike, CONTAINED), against=True)
    return thing


def _is_soundtrack(name: Folded) -> bool:
    """Whether a name is that of a film's music, which is no film and nobody."""
    return not _SOUNDTRACK.isdisjoint(name.edition.split()) or name.edition.startswith("music from the ")


def _dated(wanted: Folded, thing: Named, known: Values) -> bool | None:
    """Whether one of a thing's dates is in the year that is sought, if any; None where it has none."""
    year = _year(wanted)
    if not year:
        return True
    dates = [each.text for of in _DATES for each in known.get((thing.iri, of), ())]
    return any(each.startswith(year) for each in dates) if dates else None


def _featuring(index: Reconcilable, wanted: Folded, thing: Named, known: Values) -> bool:
    """Whether an act that is sought is one of a thing's; True where it features none."""
    acts = acts_of(wanted, fold(thing.name))
    if not acts or not known.get((thing.iri, _FEATURED)):
        return True
    values = [each for of in _ACTS for each in known.get((thing.iri, of), ())]
    names = {name for each in values for name in (each.text, *(index.names_of(each.iri) if each.iri else ()))}
    return any(alike(fold(act), fold(name)) > DIFFERENT for act in acts for name in names)
