"""An index of names in memory that finds those that are alike, in a fraction of the time that all pairs take.

Names are kept once for each core (see :mod:`cuegraph.links.fold`). For every group of three letters of a word
there is the list of the cores that have it; of the groups of a name the rarest are looked up, and the cores
that share most of them are compared letter by letter.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from heapq import nsmallest
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from cuegraph.links.alike import alike, as_part
from cuegraph.links.fold import Folded, fold, parts, runs
from cuegraph.links.words import trigrams

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Fits = Callable[[int], bool]

EFFORT: Final = 4000
"""How many entries of the lists are read for a name, about."""

_LONGEST: Final = 20_000
"""How many entries of the rarest list are read, whatever the effort, where no core is there."""

_SHARE: Final = 10
"""One core of so many entries that may be read is compared by its spelling, at most."""

_BESIDE: Final = 20
"""One entry of so many is read for a name whose core is there: what else may be meant."""

_HOLDING: Final = 3
"""How many cores are compared in every respect that are longer and share all that was looked up."""

_HELD: Final = 4
"""How many cores are compared in every respect that are some words of the one sought."""

_LEAST: Final = 0.4
"""How alike the spelling has to be for a core to be compared in every respect."""

_NAMESAKES: Final = 60
"""How many things of one core are compared in every respect, where there are so many."""

_PLAIN: Final = 3
_NOTHING: Final = Folded("", "", "")[_PLAIN:]
_FEWER: Final = 2
_LENGTH: Final = 2


@dataclass(frozen=True, slots=True)
class Near:
    """A thing with a name that is like the one sought.

    Attributes:
        thing: its number.
        alike: how alike, from 0 to 1.
        name: the name.
    """

    thing: int
    alike: float
    name: str


class Begun(NamedTuple):
    """A name that begins with what was typed.

    Attributes:
        words: its words, which come in the order of the alphabet.
        thing: the number of its thing.
        name: the name.
    """

    words: str
    thing: int
    name: str


class Names:
    """Names of things, which have numbers, to be found by names alike.

    Args:
        names: each name with the number of its thing and how much it counts: 1, or less for a name that is
            only used beside others.
    """

    def __init__(self, names: Iterable[tuple[int, str, float]] = ()) -> None:
        self._cores: list[str] = []
        self._ordered: list[str] = []
        self._lengths = array("H")
        self._of_core: list[array[int]] = []
        self._numbers: dict[str, int] = {}
        self._same: dict[str, array[int]] = {}
        self._lists: dict[str, array[int]] = {}
        self._names: list[str] = []
        self._things = array("I")
        self._weights = array("f")
        self._exact: list[str] = []
        self._more: dict[int, Folded] = {}
        self._begin: array[int] | None = None
        self._by_thing: array[int] | None = None
        for thing, name, weight in names:
            self.add(thing, name, weight)

    def add(self, thing: int, name: str, weight: float = 1.0) -> None:
        """Take up a name of a thing; see the class."""
        folded = fold(name)
        at = len(self._names)
        self._names.append(name)
        self._things.append(thing)
        self._weights.append(weight)
        if folded[_PLAIN:] != _NOTHING:
            self._more[at] = folded
        core = self._numbers.get(folded.core)
        if core is None:
            core = self._take_up(folded)
        self._exact.append(self._cores[core] if folded.exact == folded.core else folded.exact)
        self._of_core[core].append(at)
        self._begin = self._by_thing = None

    def lessen(self, thing: int, name: str, weight: float) -> None:
        """Let a name of a thing, which was taken up before, count no more than this."""
        for at in self._of_core[self._numbers[fold(name).core]]:
            if self._things[at] == thing and self._names[at] == name:
                self._weights[at] = min(self._weights[at], weight)

    def of(self, thing: int, least: float = 0.0) -> list[str]:
        """The names of a thing that count so much at least, in the order in which they were taken up."""
        if self._by_thing is None:
            self._by_thing = array("I", sorted(range(len(self._things)), key=self._things.__getitem__))
        by_thing, found = self._by_thing, []
        for place in range(bisect_left(by_thing, thing, key=self._things.__getitem__), len(by_thing)):
            at = by_thing[place]
            if self._things[at] != thing:
                break
            if self._weights[at] >= least:
                found.append(self._names[at])
        return found

    def _take_up(self, folded: Folded) -> int:
        core = self._numbers[folded.core] = len(self._cores)
        ordered = folded.core if folded.ordered == folded.core else folded.ordered
        self._cores.append(folded.core)
        self._ordered.append(ordered)
        self._lengths.append(min(len(folded.core), 65_535))
        self._of_core.append(array("I"))
        self._same.setdefault(ordered, array("I")).append(core)
        for gram in _grams(folded.core):
            self._lists.setdefault(gram, array("I")).append(core)
        return core

    def find(self, name: str, limit: int = 10, effort: int = EFFORT, fits: Fits | None = None) -> list[Near]:
        """The things with names like this one, the most alike first; each once, by the name that is most.

        Args:
            name: the name, as anybody writes it.
            limit: how many at most.
            effort: how many entries of the lists are read, about; fewer for a name whose core is there.
            fits: which things are looked for, by their numbers; None for all.
        """
        wanted = fold(name)
        parted = {
            each: place
            for part, place in parts(name).items()
            if (each := self._numbers.get(part)) is not None
        }
        best: dict[int, Near] = {}
        for core in dict.fromkeys([*self._candidates(wanted, limit + 1, effort, fits), *parted]):
            least = as_part(wanted, self._cores[core], parted[core]) if core in parted else 0.0
            for at in self._namesakes(core, wanted.exact, max(limit, _NAMESAKES), fits):
                value = max(alike(wanted, self._folded(at, core)), least) * self._weights[at]
                thing = self._things[at]
                if thing not in best or best[thing].alike < value:
                    best[thing] = Near(thing, value, self._names[at])
        return sorted(best.values(), key=lambda each: (-each.alike, len(each.name), each.name, each.thing))[
            :limit
        ]

    def called(self, name: str) -> list[int]:
        """The things that have this name but for article, featured artists and edition; as it is first."""
        wanted = fold(name)
        core = self._numbers.get(wanted.core)
        entries = () if core is None else self._closest(self._of_core[core], wanted.exact, _NAMESAKES)
        return list(dict.fromkeys(self._things[at] for at in entries))

    def beginning(self, text: str) -> Iterator[Begun]:
        """The names that begin with these words, the last of which may be unfinished, by the alphabet."""
        wanted = fold(text).exact
        if self._begin is None:
            self._begin = array("I", sorted(range(len(self._exact)), key=self._exact.__getitem__))
        first = bisect_left(self._begin, wanted, key=self._exact.__getitem__)
        for place in range(first, len(self._begin)):
            at = self._begin[place]
            if not self._exact[at].startswith(wanted):
                break
            yield Begun(self._exact[at], self._things[at], self._names[at])

    def _namesakes(self, core: int, exact: str, most: int, fits: Fits | None) -> Iterable[int]:
        """The names of a core that are compared: of very many those that are the same, and count most."""
        entries: Iterable[int] = self._of_core[core]
        if fits:
            entries = [at for at in entries if fits(self._things[at])]
        if len(self._of_core[core]) <= most:
            return entries
        return self._closest(entries, exact, most)

    def _closest(self, entries: Iterable[int], exact: str, most: int) -> list[int]:
        """Of names those that are the same, then those that count most."""
        return nsmallest(most, entries, key=lambda at: (self._exact[at] != exact, -self._weights[at]))

    def _any(self, core: int, fits: Fits) -> bool:
        """Whether a thing with a name of this core fits."""
        things = self._things
        return any(fits(things[at]) for at in self._of_core[core])

    def _folded(self, at: int, core: int) -> Folded:
        return self._more.get(at) or Folded(self._exact[at], self._cores[core], self._ordered[core])

    def _candidates(self, wanted: Folded, most: int, effort: int, fits: Fits | None) -> Iterable[int]:
        """The cores that may be the one sought."""
        found = dict.fromkeys(self._same.get(wanted.ordered, ()))
        if wanted.short and (core := self._numbers.get(wanted.short)) is not None:
            found[core] = None
        if fits:
            found = dict.fromkeys(each for each in found if self._any(each, fits))
        beside = bool(found)
        shared, holding = self._sharing(
            wanted.core, effort // _BESIDE if beside else effort, fits, beside=beside
        )
        found.update(dict.fromkeys([*holding, *(() if beside else self._held(wanted.core, fits))]))
        texts = [(wanted.core, self._cores)]
        if " " in wanted.core:
            texts.append((wanted.ordered, self._ordered))
        for text, of in texts:
            near = process.extract(
                text,
                [of[core] for core in shared],
                scorer=OSA.normalized_similarity,
                processor=None,
                limit=most,
                score_cutoff=_LEAST,
            )
            found.update(dict.fromkeys(shared[at] for _, _, at in near))
        return found

    def _held(self, core: str, fits: Fits | None) -> list[int]:
        """The longest cores that are some words of this one."""
        found = {each for run in runs(core) if (each := self._numbers.get(run)) is not None}
        held = (each for each in found if not fits or self._any(each, fits))
        return sorted(held, key=lambda each: (-self._lengths[each], each))[:_HELD]

    def _sharing(
        self, core: str, effort: int, fits: Fits | None, *, beside: bool
    ) -> tuple[list[int], list[int]]:
        """The cores that share most groups of letters with this one; and a few that seem to hold it.

        Args:
            core: the core.
            effort: how many entries of lists are read, about.
            fits: which things are looked for; None for all.
            beside: whether the core itself is there, so that these are only what else may be meant.
        """
        lists = sorted((self._lists[each] for each in _grams(core) if each in self._lists), key=len)
        counted: Counter[int] = Counter()
        read, longest = 0, effort if beside else _LONGEST
        for each in lists:
            if read + len(each) > effort:
                if not read:
                    counted.update(each[:longest])
                break
            counted.update(each)
            read += len(each)
        if fits:
            counted = Counter({each: n for each, n in counted.items() if self._any(each, fits)})
        if not counted:
            return [], []
        most, length = max(counted.values()), len(core)
        least = max(1, most - _FEWER)
        found = [each for each, n in counted.items() if n >= least]
        while len(found) > effort // _SHARE and least < most:
            least += 1
            found = [each for each in found if counted[each] >= least]
        if len(found) > effort // _SHARE:
            found = [each for each in found if abs(self._lengths[each] - length) <= _LENGTH]
        found = found[: effort // _SHARE]
        longer = [each for each in found if counted[each] == most and self._lengths[each] > length]
        return found, nsmallest(_HOLDING, longer, key=self._lengths.__getitem__)


def _grams(core: str) -> set[str]:
    return {gram for word in core.split() for gram in trigrams(word)}
