"""How alike two names are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from cuegraph.links.slip import is_slip, joined, numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cuegraph.links.fold import Folded

SAME_CORE: Final = 0.98
"""What two names have that differ in article, featured artists or brackets only."""

EDITION: Final = 0.96
"""What a name has that names an edition, where none is sought."""

OTHER: Final = 0.93
"""What a name has that does not name the edition that is sought."""

ORDER: Final = 0.97
"""What two names of the same words in another order have."""

HINTED: Final = 0.97
"""What a name has that does not tell the year or kind that is sought."""

DIFFERENT: Final = 0.75
"""What two names have at most that name other numbers, featured artists, editions, years or kinds."""

CONTAINED: Final = 0.79
"""What two names have at most of which one is the other with more words, or another one spelt alike."""

_FILLING: Final = frozenset(
    {"a", "album", "edition", "editions", "film", "from", "motion", "movie", "music", "of", "official"}
    | {"original", "picture", "the", "to", "version"}
)
_SAME_WORD: Final = {
    "ost": "soundtrack",
    "soundtracks": "soundtrack",
    "remastered": "remaster",
    "reissued": "reissue",
}
_FILLED: Final = 0.93
_FILLS: Final = frozenset({"and", "inc", "llc", "ltd", "limited", "gmbh"})
_ARTICLES: Final = frozenset({"a", "an", "the"})
_SHORT: Final = 0.9
_SAME_ACT: Final = 0.8
_SPELT: Final = 0.97
_TOGETHER: Final = 0.9
_PART: Final = 0.29
_WHOLE: Final = 0.5
_TWO: Final = 2
_OF_TITLE: Final = 0.7
_LATER: Final = 0.06
_OF_RATIO: Final = 110
_OTHER_WORD: Final = (CONTAINED - DIFFERENT) / (_SPELT - DIFFERENT)


def alike(wanted: Folded, name: Folded) -> float:
    """How alike two names are, from 0 to 1; 1 is the same words in the same order.

    >>> from cuegraph.links.fold import fold
    >>> names = "TIDE", "The Tide", "Tide (Remastered)", "Tidd"
    >>> [round(alike(fold("Tide"), fold(each)), 2) for each in names]
    [1.0, 0.98, 0.96, 0.73]
    >>> round(alike(fold("A. L. Moor"), fold("Ada Lind Moor")), 2)
    0.79
    >>> names = "Long Tied", "Long Ride", "A Long Tide 2"
    >>> [round(alike(fold(each), fold("A Long Tide")), 2) for each in names]
    [0.86, 0.77, 0.75]
    """
    if wanted.exact == name.exact:
        return 1.0
    value = _alike(wanted, name)
    if value > DIFFERENT and (_other_acts(wanted, name) or _other_edition(wanted.edition, name.edition)):
        return DIFFERENT
    if value > DIFFERENT and (wanted.hint or name.hint or wanted.aside):
        return min(value, _in_brackets(wanted, name))
    return value


def _alike(wanted: Folded, name: Folded) -> float:
    if wanted.core == name.core:
        value = _edition(wanted, name, SAME_CORE)
        return value if not wanted.core.isdecimal() or _article(wanted) == _article(name) else CONTAINED
    if wanted.ordered == name.ordered:
        return _edition(wanted, name, ORDER)
    best = _SPELT * spelt(wanted, name)
    if held := _held(wanted.core, name.core):
        best = max(held, min(best, CONTAINED))
    elif best > DIFFERENT and not (is_slip(wanted.core, name.core) or is_slip(wanted.ordered, name.ordered)):
        best = DIFFERENT + (best - DIFFERENT) * _OTHER_WORD
    if best > DIFFERENT and joined(wanted.core, name.core):
        best = max(best, _TOGETHER)
    if best > DIFFERENT and numbers(wanted.core) != numbers(name.core):
        best = DIFFERENT
    if best < CONTAINED and _by_initials(wanted.core.split(), name.core.split()):
        best = CONTAINED
    if wanted.short and wanted.short == name.core:
        return max(best, _SHORT)
    if name.short and name.short == wanted.core:
        return max(best, _SHORT)
    return best


def spelt(wanted: Folded, name: Folded) -> float:
    """How alike the cores are letter by letter, in their own order or the alphabet's, from 0 to 1.

    A letter that is missing, wrong or twice costs its share of the longer name; so do two that are swapped.
    """
    own = OSA.normalized_similarity(wanted.core, name.core)
    if own > _WHOLE and " " not in wanted.core and " " not in name.core:
        return own
    return max(
        own,
        OSA.normalized_similarity(wanted.ordered, name.ordered),
        ratio(wanted.core, name.core) / _OF_RATIO,
    )


def as_part(wanted: Folded, core: str, place: int = 0) -> float:
    """What a name has that is one of the parts of the one sought, see :func:`cuegraph.links.fold.parts`."""
    share = min(1.0, len(core) / len(wanted.core))
    return max(_WHOLE, _OF_TITLE + (CONTAINED - _OF_TITLE) * share - _LATER * place)


def _edition(wanted: Folded, name: Folded, same: float) -> float:
    if wanted.edition == name.edition:
        return same
    return OTHER if wanted.edition and not name.edition else EDITION


def _other_edition(one: str, other: str) -> bool:
    """Whether both names name an edition, and neither edition is the other one in more words."""
    if not one or not other:
        return False
    few, many = sorted((_telling(one), _telling(other)), key=len)
    return not few <= many


def _telling(edition: str) -> set[str]:
    """The words that tell an edition from others."""
    return {_SAME_WORD.get(each, each) for each in edition.split()} - _FILLING


def _other_acts(one: Folded, other: Folded) -> bool:
    """Whether both names name featured artists, and none of one's is one of the other's."""
    acts, others = acts_of(one, other), acts_of(other, one)
    if not acts or not others:
        return False
    return not any(
        OSA.normalized_similarity(each, another) >= _SAME_ACT for each in acts for another in others
    )


def _in_brackets(wanted: Folded, name: Folded) -> float:
    """What names have at most for what stands in brackets, other words than editions and artists."""
    if wanted.aside and name.aside and OSA.normalized_similarity(wanted.aside, name.aside) < _SAME_ACT:
        return DIFFERENT
    if wanted.hint == name.hint:
        return 1.0
    if wanted.hint and name.hint:
        few, many = sorted((set(wanted.hint.split()), set(name.hint.split())), key=len)
        return HINTED if few <= many else DIFFERENT
    return HINTED if wanted.hint else EDITION


def _article(name: Folded) -> bool:
    return not _ARTICLES.isdisjoint(name.exact.split())


def acts_of(one: Folded, other: Folded) -> tuple[str, ...]:
    """The featured artists of a name; what follows a bare "with", where the rest is the other's name."""
    if one.featured or not one.short or one.short != other.core:
        return one.featured
    return tuple(one.core.removeprefix(f"{one.short} with ").split(" and "))


def _by_initials(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names are the same in which some words, and not the last, stand as their first letter.

    >>> name = ["ada", "lind", "moor"]
    >>> [_by_initials(each.split(), name) for each in ("a lind moor", "al moor", "b l moor")]
    [True, True, False]
    """
    few, many = sorted((one, other), key=len)
    if len(few) < _TWO or few[-1] != many[-1] or len(few[-1]) == 1:
        return False
    if len(few) < len(many):
        return list(few[:-1]) == ["".join(each[0] for each in many[:-1])]
    pairs = [sorted(pair, key=len) for pair in zip(few, many, strict=True) if pair[0] != pair[1]]
    return all(len(short) == 1 and short.isalpha() and long.startswith(short) for short, long in pairs)


def in_other_order(one: Folded, other: Folded) -> bool:
    """Whether two names are most alike with their words in the order of the alphabet.

    >>> from cuegraph.links.fold import fold
    >>> [in_other_order(fold(each), fold("Long Tide")) for each in ("Tide Long", "Long Tied")]
    [True, False]
    """
    if one.core == other.core or " " not in one.core:
        return False
    own = OSA.normalized_similarity(one.core, other.core)
    return own < OSA.normalized_similarity(one.ordered, other.ordered)


def _in_order(few: Sequence[str], many: Sequence[str]) -> bool:
    """Whether the words of one are the other's, in the same order."""
    rest = iter(many)
    return all(each in rest for each in few)


def holds(one: str, other: str) -> bool:
    """Whether all words of one core are in the other."""
    return _held(one, other) > 0


def _held(one: str, other: str) -> float:
    """What it counts that all words of one name are in the other: more, the more of it they are."""
    few, many = sorted((one.split(), other.split()), key=len)
    words = set(few)
    if not words.issubset(many):
        return 0.0
    more = Counter(many) - Counter(few)
    if _FILLS.issuperset(more) and not _FILLS.issuperset(words):
        return _FILLED
    if len(few) > _TWO and more.total() == 1 and _ARTICLES.issuperset(more) and _in_order(few, many):
        return _FILLED
    if len(many) == len(few) + 1 > _TWO and (few[0], few[-1]) == (many[0], many[-1]):
        return CONTAINED
    return _WHOLE + _PART * len("".join(few)) / len("".join(many))
