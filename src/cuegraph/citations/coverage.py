"""Whether every sentence, row, heading and list item of a text is cited, or stated to state nothing."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from cuegraph.citations.sentences import Unit, units

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from cuegraph.citations.record import Passage, Record
    from cuegraph.citations.texts import Text

_WORD = re.compile(r"\w+(?:['\u2019]\w+)*")

CITED, NOTHING, NEITHER = "cited", "states nothing", "neither"
"""What a unit can be."""


@dataclass(frozen=True)
class Covered:
    """A unit of a text and what the record says of it.

    Attributes:
        unit: where it is.
        status: ``cited``, ``states nothing`` or ``neither``.
        citations: the citation graphs whose passage shares a word with it, in the order of the text.
        reasons: why parts of it state nothing.
        read: whether another passage is read with a part of it.
        open: the stretches of words, as offsets into the text, that no cited or nothing-stating passage
            holds.
    """

    unit: Unit
    status: str
    citations: tuple[str, ...]
    reasons: tuple[str, ...]
    read: bool
    open: tuple[tuple[int, int], ...]


def cover(record: Record, text: Text) -> list[Covered]:
    """Every unit of a text, in order, with the citations that speak of it.

    A unit is cited when a citation graph's passage shares a word with it, and states nothing when none does
    and a passage with ``fm:statesNothing`` does; being read with another passage alone is neither.
    """
    passages = [each for each in record.of_source(text.source) if _holds(each)]
    beside = {other for each in passages for other in each.read_with}
    told = [each for each in passages if each.iri in record.graphs or each.states_nothing is not None]
    held = _merged(map(_ends, told))
    sweep = _Sweep(passages)
    before: tuple[Passage, ...] = ()
    about = _told((), record, beside)
    found = []
    for unit in units(text.content):
        words = [
            (match.start(), match.end()) for match in _WORD.finditer(text.content, unit.start, unit.end)
        ] or [(unit.start, unit.end)]
        here = sweep.at(unit, words)
        if here is not before:
            before, about = here, _told(here, record, beside)
        found.append(Covered(unit, *about, _open(words, held)))
    return found


class _Told(NamedTuple):
    """What passages say of the unit that they touch; see :class:`Covered`."""

    status: str
    citations: tuple[str, ...]
    reasons: tuple[str, ...]
    read: bool


class _Sweep:
    """Finds the passages that touch the units of a text, which are asked for in their order.

    Args:
        passages: with characters each, by their beginnings.
    """

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._rest = deque(passages)
        self._here: list[Passage] = []
        self._touching: tuple[Passage, ...] = ()
        self._until = -1

    def at(self, unit: Unit, words: Sequence[tuple[int, int]]) -> tuple[Passage, ...]:
        """Those that share a word with a unit, which has these words, by their beginnings.

        The same tuple as for the unit before where no passage begins or ends between the two.
        """
        if unit.end <= self._until:
            return self._touching
        while self._rest and _ends(self._rest[0])[0] < unit.end:
            self._here.append(self._rest.popleft())
        self._here = [each for each in self._here if _ends(each)[1] > unit.start]
        self._touching = tuple(each for each in self._here if _touches(_ends(each), words))
        self._until = -1
        if len(self._touching) == len(self._here):
            begins = [_ends(self._rest[0])[0]] if self._rest else []
            self._until = min([*begins, *(_ends(each)[1] for each in self._here)], default=unit.end)
        return self._touching


def _told(here: Sequence[Passage], record: Record, beside: Collection[str]) -> _Told:
    cited = tuple(each.iri for each in here if each.iri in record.graphs)
    silent = [each.states_nothing for each in here if each.states_nothing is not None]
    return _Told(
        status=CITED if cited else NOTHING if silent else NEITHER,
        citations=cited,
        reasons=tuple(dict.fromkeys(silent)),
        read=any(each.iri in beside for each in here),
    )


def _holds(passage: Passage) -> bool:
    """Whether a passage has characters."""
    start, end = _ends(passage)
    return start < end


def _ends(passage: Passage) -> tuple[int, int]:
    span = passage.span
    return (span.start, span.end) if span is not None and span.end is not None else (0, 0)


def _touches(ends: tuple[int, int], words: Sequence[tuple[int, int]]) -> bool:
    start, end = ends
    after = bisect_right(words, start, key=itemgetter(1))
    return after < len(words) and words[after][0] < end


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches that spans hold together, in order; those that overlap or meet are one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _open(words: Sequence[tuple[int, int]], held: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The runs of words that no stretch holds whole."""
    stretches: list[tuple[int, int]] = []
    whole = True
    for first, last in words:
        before = bisect_right(held, first, key=itemgetter(0)) - 1
        is_held = before >= 0 and last <= held[before][1]
        if not is_held and not whole:
            stretches[-1] = (stretches[-1][0], last)
        elif not is_held:
            stretches.append((first, last))
        whole = is_held
    return tuple(stretches)
