"""Which kinds of things are meant first where a name alone is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cuegraph.vocabulary import DCAT, FM, OA, SCHEMA, SKOS, VOID

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

DEFAULT_TYPES: Final = (
    FM.Film,
    FM.MusicArtist,
    SCHEMA.Person,
    FM.Album,
    FM.Recording,
    FM.RecordLabel,
)
"""What is offered first to who reconciles, where the dataset has it."""

MINOR: Final = frozenset(
    each.value
    for each in (
        *(FM.AwardEntry, FM.CastRole, FM.ChartEntry, FM.Comparison, FM.Credit, FM.Engagement, FM.Event),
        *(FM.FilmVersion, FM.Influence, FM.ListEntry, FM.Passage, FM.Placement, FM.Release, FM.Review),
        *(FM.Source, FM.Statement, FM.Track, OA.Annotation, SKOS.Concept, SKOS.ConceptScheme),
    )
)
"""What is named by what it is about: after others of that name, and never a match by a name alone."""


ASIDE: Final = frozenset(
    each.value
    for each in (OA.Annotation, FM.Comparison, FM.Source, DCAT.Dataset, DCAT.Distribution, VOID.Dataset)
)
"""What tells of other things and of the dataset: meant only where its type is asked for."""

_ACTS: Final = (FM.MusicArtist, FM.MusicGroup)
_PERSONS: Final = (SCHEMA.Person, FM.MusicArtist)
_SONGS: Final = (FM.Recording, FM.MusicalWork, FM.Track)
_CALLED: Final = {
    **dict.fromkeys(("film", "movie", "picture"), (FM.Film,)),
    **dict.fromkeys(("album", "ep"), (FM.Album, FM.Release)),
    **dict.fromkeys(("song", "single", "recording", "track"), _SONGS),
    **dict.fromkeys(("band", "group", "duo", "trio"), _ACTS),
    **dict.fromkeys(("artist", "singer", "musician", "rapper", "dj", "songwriter"), (*_PERSONS, *_ACTS)),
    **dict.fromkeys(("composer", "producer", "director", "actor", "actress", "person"), _PERSONS),
    **dict.fromkeys(("magazine", "newspaper", "website", "publication"), (FM.Publication,)),
    "label": (FM.RecordLabel,),
    "chart": (FM.Chart,),
    "score": (FM.FilmScore,),
    "soundtrack": (FM.Album, FM.Release, FM.FilmScore, FM.Chart, *_SONGS),
}
_KNOWN: Final = frozenset(each.value for several in _CALLED.values() for each in several)


def is_kind(hint: str, types: AbstractSet[str]) -> bool:
    """Whether things of these types may be what the last word of a hint says; True for what it does not know.

    >>> is_kind("1999 film", {FM.Film.value}), is_kind("film", {FM.Album.value}), is_kind("1999", set())
    (True, False, True)
    """
    meant = _CALLED.get(hint.rpartition(" ")[2])
    if meant is None or types.isdisjoint(_KNOWN):
        return True
    return any(each.value in types for each in meant)


def is_person(types: AbstractSet[str]) -> bool:
    """Whether things of these types may be persons, whose names are written in either order.

    >>> is_person({FM.MusicArtist.value}), is_person({FM.MusicArtist.value, FM.MusicGroup.value})
    (True, False)
    """
    return any(each.value in types for each in _PERSONS) and FM.MusicGroup.value not in types


def rank_of(types: AbstractSet[str]) -> int:
    """How far behind the others things of these types come, where names are as much alike.

    >>> rank_of({FM.Film.value}) < rank_of({FM.Publication.value}) < rank_of({FM.Release.value})
    True
    """
    places = (at for at, each in enumerate(DEFAULT_TYPES) if each.value in types)
    last = len(DEFAULT_TYPES) + (not types.isdisjoint(MINOR))
    return next(places, last)
