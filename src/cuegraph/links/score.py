"""How well a candidate fits what is sought, with what speaks for it.

A score is a measure of likeness, of use to order candidates: it is no probability, and has not been
calibrated against how often links of a score are right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from cuegraph.links.alike import CONTAINED, alike, holds
from cuegraph.links.dates import dates, seconds
from cuegraph.links.fold import Folded, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

CERTAIN: Final = 80.0
"""The score from which on a candidate may be taken as a match without being looked at."""

AHEAD: Final = 4.5
"""By how much it has to be ahead of every other one for that."""

_NAME: Final = 3.0
_MISSING: Final = 0.25
_OTHER_TYPE: Final = 0.6
_HUNDRED: Final = 100
_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_MEASURE: Final = re.compile(r"[+-]?\d", re.ASCII)
_YEAR: Final = 4
_BESIDE: Final = 0.8
_COMPARED: Final = 40
_UNLIKE: Final = 0.7


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a property.

    Attributes:
        text: a literal's text, or what to call a thing.
        iri: a thing's IRI; empty for a literal.
        datatype: the IRI of a literal's datatype; empty for a text.
        part: whether it is but one word of what a thing is called, which is in others' names too.
    """

    text: str
    iri: str = ""
    datatype: str = ""
    part: bool = False


@dataclass(frozen=True, slots=True)
class Scored:
    """A score and what it is made of.

    Attributes:
        score: from 0 to 100.
        features: by name: how alike the names are, each property, from 0 to 100; and whether the type fits.
    """

    score: float
    features: dict[str, float | bool]


def score(
    name: float | None,
    fits: bool | None,  # noqa: FBT001 - a value like the others
    properties: Mapping[str, tuple[Sequence[Value], Sequence[Value]]],
    beside: Mapping[str, Sequence[Value]] | None = None,
) -> Scored:
    """The score of a candidate.

    It is the mean of name and properties, in which the name counts three times as much as a property; a
    property that nothing is known of counts a quarter, as not alike. Of another type it is six tenths of it.
    A text that only shares some letters with the one sought is not like it at all: its property has 0.

    Args:
        name: how alike the names are, from 0 to 1; None where no name is sought.
        fits: whether it is of the type that is sought; None where none is.
        properties: by name what is sought, and what the candidate has.
        beside: by name what it has that may be meant too, as who is only featured for the artist; this counts
            four fifths, and is against nothing.

    >>> score(1.0, True, {"fm:artist": ([Value("The Ada")], [Value("Ada", "http://a.example/ada")])})
    Scored(score=99.5, features={'name': 100.0, 'type': True, 'fm:artist': 98.0})
    >>> score(0.5, False, {}).score
    30.0
    >>> ada, bo = [Value("Ada")], [Value("Bo")]
    >>> score(1.0, None, {"fm:artist": (bo, ada)}, {"fm:artist": bo}).features["fm:artist"]
    80.0
    """
    features: dict[str, float | bool] = {}
    total = weight = 0.0
    if name is not None:
        features["name"] = round(name * _HUNDRED, 1)
        total, weight = name * _NAME, _NAME
    if fits is not None:
        features["type"] = fits
    for each, (wanted, has) in properties.items():
        other = (beside or {}).get(each, ())
        value = _best(wanted, has, other)
        if not has and not value:
            weight += _MISSING
            continue
        features[each] = round(value * _HUNDRED, 1)
        total += value
        weight += 1
    mean = total / weight if weight else 0.0
    return Scored(round(mean * _HUNDRED * (_OTHER_TYPE if fits is False else 1), 1), features)


def certain(scores: Sequence[float]) -> bool:
    """Whether the first of these scores, the highest first, is taken as a match.

    >>> certain([96.0, 91.5]), certain([100.0, 96.0]), certain([70.0]), certain([])
    (True, False, False, False)
    """
    if not scores or scores[0] < CERTAIN:
        return False
    return len(scores) == 1 or scores[0] - scores[1] >= AHEAD


def _same(wanted: Value, name: Folded, has: Value, other: Folded) -> float:
    """How alike two texts are that are not the same: dates as far as both go, others as names."""
    if (days := dates(wanted.text)) and (others := dates(has.text)):
        return max(_same_time(one, other) for one in days for other in others)
    if (length := seconds(wanted.text)) is not None and (other_length := seconds(has.text)) is not None:
        return float(length == other_length)
    if _NUMBER.fullmatch(wanted.text) and _NUMBER.fullmatch(has.text):
        return float(float(wanted.text) == float(has.text))
    value = alike(name, other)
    is_like = value > CONTAINED if has.part else value >= _UNLIKE or holds(name.core, other.core)
    return value if is_like else 0.0


def _same_time(one: str, other: str) -> float:
    if one.startswith(other) or other.startswith(one):
        return 1.0
    return 0.5 if one[:_YEAR] == other[:_YEAR] else 0.0


def _best(wanted: Sequence[Value], has: Sequence[Value], beside: Sequence[Value]) -> float:
    """Of several values that are sought the mean, each by the value that is most like it."""
    values = _each(wanted, has)
    if beside and min(values, default=1.0) < _BESIDE:
        pairs = zip(values, _each(wanted, beside), strict=True)
        values = [max(value, _BESIDE * other) for value, other in pairs]
    return sum(values) / len(values) if values else 0.0


def _each(wanted: Iterable[Value], has: Sequence[Value]) -> list[float]:
    """How like each value that is sought the one that is most like it is."""
    folded = [fold(other.text) for other in has]
    cores = [each.core for each in folded]
    iris = {other.iri for other in has}
    known = iris | {other.text for other in has}
    values = []
    for each in wanted:
        if each.iri or each.text in known:
            values.append(float(not each.iri or each.iri in iris))
        else:
            name = fold(each.text)
            places = (
                range(len(has)) if _MEASURE.match(each.text) or dates(each.text) else _near(name.core, cores)
            )
            values.append(max((_same(each, name, has[at], folded[at]) for at in places), default=0.0))
    return values


def _near(core: str, cores: Sequence[str]) -> Iterable[int]:
    """The places of the cores to compare in every respect: of very many those that are spelt most alike."""
    if len(cores) <= _COMPARED:
        return range(len(cores))
    found = process.extract(core, cores, scorer=OSA.normalized_similarity, processor=None, limit=_COMPARED)
    return [at for _, _, at in found]
