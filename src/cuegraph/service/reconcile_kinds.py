"""Which kinds of things are meant first where a name alone is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cuegraph.vocabulary import FM, OA, SCHEMA, SKOS

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
"""What is named by what it is about: after others of that name, and never certain by a name alone."""


def rank_of(types: AbstractSet[str]) -> int:
    """How far behind the others things of these types come, where names are as much alike.

    >>> rank_of({FM.Film.value}) < rank_of({FM.Publication.value}) < rank_of({FM.Release.value})
    True
    """
    places = (at for at, each in enumerate(DEFAULT_TYPES) if each.value in types)
    last = len(DEFAULT_TYPES) + (not types.isdisjoint(MINOR))
    return next(places, last)
