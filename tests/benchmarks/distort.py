"""Names as people write them: distorted with a seed; how many are found again, and absent ones not found."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zlib import crc32

from pyoxigraph import Literal

from cuegraph.links.words import plain
from cuegraph.service.ask import solutions
from cuegraph.service.reconcilable import Reconcilable
from cuegraph.service.reconcile import Wanted, reconcile
from cuegraph.vocabulary import FM, RDF, SCHEMA, SKOS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pyoxigraph import Quad

    from cuegraph.engine.interface import Engine

TYPES = (SCHEMA.Person, FM.MusicGroup, FM.RecordLabel, FM.Film, FM.Album, FM.Recording)
"""The types of the things whose names are distorted."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ACCENTS = str.maketrans("aeioucnyáéíóúüöä", "áéîöüçñýaeiouuoa")
_FEATURING = ("{} feat. {}", "{} (feat. {})", "{} featuring {}", "{} ft. {}", "{} (with {})", "{} with {}")
_BATCH = 50
_ONE_OF = 50
"""Of so many things one is taken out."""


class Distorter:
    """Distorts names; equal seeds distort equally.

    Args:
        seed: decides everything.
        acts: names of acts that may be featured.
    """

    def __init__(self, seed: int, acts: Sequence[str]) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secret
        self._acts = acts
        self.ways: dict[str, Callable[[str], str]] = {
            "typo": self.typo,
            "order": self.order,
            "featuring": self.featuring,
            "case": self.case,
            "accents": self.accents,
        }

    def typo(self, name: str) -> str:
        """A letter is missing, put in or another one, or two are swapped."""
        wrong = name
        while wrong == name:
            at, letter = self.random.randrange(len(name)), self.random.choice(_LETTERS)
            before, after = name[:at], name[at:]
            swapped = before + after[:2][::-1] + after[2:]
            replaced = before + letter + after[1:]
            wrong = self.random.choice((before + after[1:], before + letter + after, replaced, swapped))
        return wrong

    def order(self, name: str) -> str:
        """The last word first, with a comma; or the article behind a name of one word."""
        *first, last = name.split()
        return f"{last}, {' '.join(first)}" if first else f"{name}, The"

    def featuring(self, name: str) -> str:
        """With an act that is featured."""
        return self.random.choice(_FEATURING).format(name, self.random.choice(self._acts))

    def case(self, name: str) -> str:
        """In large letters, small ones, or the wrong way round."""
        return self.random.choice((str.upper, str.lower, str.swapcase))(name)

    def accents(self, name: str) -> str:
        """Letters with accents that they have not, and without those that they have."""
        return "".join(
            each.translate(_ACCENTS) if self.random.random() < 0.5 else each for each in name.lower()
        )


@dataclass
class Quality:
    """How many names are found again at the first place, and how many of things that are not there.

    Attributes:
        asked: by the way of distortion, the names.
        answered: those that get a candidate.
        first: those of which the right thing comes first, a match or not.
        matched: those of which the first is a match.
        right: those of which it is a match, and right.
        absent: names of things that are not there, by type.
        false: those of them for which another thing is a match.
    """

    asked: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    first: Counter[str] = field(default_factory=Counter)
    matched: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    absent: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        """Of those that get a candidate, the share of which the first is right."""
        return self.first.total() / self.answered.total()

    @property
    def recall(self) -> float:
        """Of all, the share of which the first is right."""
        return self.first.total() / self.asked.total()

    @property
    def precision_of_matches(self) -> float:
        """Of the matches, the share that is right."""
        return self.right.total() / self.matched.total()

    @property
    def matches(self) -> float:
        """Of all, the share that is a match, and right."""
        return self.right.total() / self.asked.total()

    @property
    def false_matches(self) -> float:
        """Of the names of what is not there, the share for which something else is a match."""
        return self.false.total() / self.absent.total()


def without(quads: Iterable[Quad], gone: dict[str, list[Quad]], seed: int = 1) -> Iterator[Quad]:
    """The quads but for those about one thing in fifty, drawn by its IRI, which come to be in ``gone``."""
    subject, out = "", False
    for quad in quads:
        if str(quad.subject) != subject:
            subject = str(quad.subject)
            out = crc32(subject.encode(), seed) % _ONE_OF == 0
        if out:
            gone.setdefault(subject, []).append(quad)
        else:
            yield quad


def absent(engine: Engine, gone: Mapping[str, Sequence[Quad]]) -> list[tuple[str, str]]:
    """Type and name of each thing that is gone, where nothing of its type has that name; in a fixed order."""
    found = []
    for of_type in TYPES:
        rows = solutions(engine, f"SELECT DISTINCT ?name WHERE {{ ?s a {of_type} ; {SKOS.prefLabel} ?name }}")
        there = {plain(row["name"]["value"]) for row in rows}
        for iri in sorted(gone):
            if any(quad.predicate == RDF.type and quad.object == of_type for quad in gone[iri]):
                texts = [each.object for each in gone[iri] if each.predicate == SKOS.prefLabel]
                names = [each.value for each in texts if isinstance(each, Literal)]
                found += [(of_type.value, name) for name in names if plain(name) not in there]
    return found


def named(engine: Engine) -> list[tuple[str, str, str]]:
    """Type, IRI and name of each thing whose name no other thing of its type has, in a fixed order."""
    found = []
    for each in TYPES:
        rows = solutions(
            engine, f"SELECT DISTINCT ?s ?name WHERE {{ ?s a {each} ; {SKOS.prefLabel} ?name }} ORDER BY ?s"
        )
        counted = Counter(plain(row["name"]["value"]) for row in rows)
        found += [
            (each.value, row["s"]["value"], row["name"]["value"])
            for row in rows
            if counted[plain(row["name"]["value"])] == 1
        ]
    return found


def measure(
    engine: Engine, count: int, seed: int = 1, gone: Sequence[tuple[str, str]] = (), most: int = 1000
) -> Quality:
    """Distort so many names of a dataset, each in one way, and reconcile them with their type.

    Args:
        engine: the dataset.
        count: how many names.
        seed: decides which, and how they are distorted.
        gone: type and name of things that are not there, to be reconciled undistorted.
        most: how many of these at most.
    """
    things = named(engine)
    acts = [name for of_type, _, name in things if of_type == FM.MusicGroup.value]
    distorter = Distorter(seed, acts)
    chosen = distorter.random.sample(things, count)
    ways = [distorter.random.choice([*distorter.ways]) for _ in chosen]
    index, quality = Reconcilable(engine), Quality()
    wanted = [
        Wanted(distorter.ways[way](name), (of_type,))
        for way, (of_type, _, name) in zip(ways, chosen, strict=True)
    ]
    for at in range(0, count, _BATCH):
        found = reconcile(engine, index, wanted[at : at + _BATCH])
        for way, (_, iri, _), candidates in zip(
            ways[at : at + _BATCH], chosen[at : at + _BATCH], found, strict=True
        ):
            best = candidates[0] if candidates else None
            right = best is not None and best.thing.iri == iri
            quality.asked[way] += 1
            quality.answered[way] += best is not None
            quality.first[way] += right
            quality.matched[way] += best is not None and best.match
            quality.right[way] += right and best is not None and best.match
    missing = distorter.random.sample(gone, min(most, len(gone)))
    for at in range(0, len(missing), _BATCH):
        part = missing[at : at + _BATCH]
        found = reconcile(engine, index, [Wanted(name, (of_type,)) for of_type, name in part])
        for (of_type, _), candidates in zip(part, found, strict=True):
            quality.absent[of_type] += 1
            quality.false[of_type] += any(each.match for each in candidates)
    return quality
