"""Whether every sentence, row, heading and list item of a text is cited, or stated to state nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cuegraph.citations.sentences import Unit, units

if TYPE_CHECKING:
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
    passages = record.of_source(text.source)
    beside = {other for each in passages for other in each.read_with}
    found = []
    for unit in units(text.content):
        words = [
            (match.start(), match.end()) for match in _WORD.finditer(text.content, unit.start, unit.end)
        ] or [(unit.start, unit.end)]
        whole = [(unit.start, unit.end)]
        here = [each for each in passages if _touches(each, whole) and _touches(each, words)]
        cited = [each for each in here if each.iri in record.graphs]
        silent = [each for each in here if each.states_nothing is not None]
        found.append(
            Covered(
                unit=unit,
                status=CITED if cited else NOTHING if silent else NEITHER,
                citations=tuple(each.iri for each in cited),
                reasons=tuple(dict.fromkeys(each.states_nothing or "" for each in silent)),
                read=any(each.iri in beside for each in here),
                open=_open(words, cited + silent),
            )
        )
    return found


def _ends(passage: Passage) -> tuple[int, int]:
    span = passage.span
    return (span.start, span.end) if span is not None and span.end is not None else (0, 0)


def _touches(passage: Passage, words: list[tuple[int, int]]) -> bool:
    start, end = _ends(passage)
    return any(start < last and first < end for first, last in words)


def _open(words: list[tuple[int, int]], passages: list[Passage]) -> tuple[tuple[int, int], ...]:
    """The runs of words that no passage holds whole; a word may stand across passages that meet in it."""
    ends = [_ends(passage) for passage in passages]
    stretches: list[tuple[int, int]] = []
    whole = True
    for first, last in words:
        held = all(any(start <= each < end for start, end in ends) for each in range(first, last))
        if not held and not whole:
            stretches[-1] = (stretches[-1][0], last)
        elif not held:
            stretches.append((first, last))
        whole = held
    return tuple(stretches)
