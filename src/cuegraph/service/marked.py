"""The text of a source with its passages marked; every offset is in code points."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from cuegraph.citations.texts import faults, load_text
from cuegraph.errors import CuegraphError, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cuegraph.citations.record import SourceRecord
    from cuegraph.service.passages import Place

LONGEST: Final = 1_000
"""The most characters of a passage that are quoted."""


@dataclass(frozen=True)
class Shown:
    """Whether the text of a source can be shown, and the text.

    Attributes:
        text: the text that the citations were made in; None where it is not at hand.
        note: why it is not; empty where nobody asked for texts.
    """

    text: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Piece:
    """A stretch of a text that the same passages hold.

    Attributes:
        text: its words.
        start: the offset of its first character.
        passage: the shortest of those that hold it; None for what none does.
        held: how many hold it.
        opens: whether a passage begins here.
    """

    text: str
    start: int
    passage: Place | None = None
    held: int = 0
    opens: bool = False


def text_of(source: SourceRecord, folder: Path | None) -> Shown:
    """The text of a source, if it is the one that is recorded, to the last byte.

    Args:
        source: says which text it is.
        folder: has the texts; None where they are not at hand.
    """
    if folder is None:
        return Shown()
    if not source.sha256:
        return Shown(note="No digest of the text is recorded, so that none can be shown as the one cited.")
    try:
        text = load_text(source, folder)
    except NotFound:
        return Shown(note="The text of this source is not among those at hand.")
    except CuegraphError as error:
        return Shown(note=f"The text cannot be shown: {error.what}")
    if text.sha256 != source.sha256 or (source.extent is not None and source.extent != len(text.content)):
        wrong = "; ".join(faults(source, text))
        return Shown(note=f"The text in the folder is not the one that was cited: {wrong}.")
    return Shown(text.content)


def words_of(place: Place, text: str | None, most: int = LONGEST) -> str:
    """The words of a passage; empty where the text is not at hand, or is shorter.

    Of one of more than so many characters only the beginning, with an ellipsis.
    """
    if text is None or place.span is None:
        return ""
    start, end = place.span
    return text[start:end] if end - start <= most else f"{text[start : start + most]}\u2026"


def split(text: str, passages: Sequence[Place], start: int = 0, end: int | None = None) -> list[Piece]:
    """A text cut at every beginning and end of a passage; joined again, the pieces are the text.

    Args:
        text: the text.
        passages: may overlap and nest; what lies beyond the text's end is left out.
        start: where the part of the text begins that is wanted.
        end: where it ends; None for the end of the text.
    """
    end = len(text) if end is None else min(end, len(text))
    spans = [
        (*place.span, place)
        for place in passages
        if place.span and max(place.span[0], start) < min(place.span[1], end)
    ]
    spans.sort(key=lambda each: each[0])
    begins, ends = {first for first, _, _ in spans}, Counter(last for _, last, _ in spans)
    borders = sorted({start, end} | {each for each in (*begins, *ends) if start < each < end})
    rest = deque(spans)
    open_ones: list[
        tuple[int, int, str, Place]
    ] = []  # a heap: the shortest first, ended ones let go when seen
    held, pieces = 0, []
    for first, last in pairwise(borders):
        held -= ends[first]
        while rest and rest[0][0] <= first:
            begin, stop, place = rest.popleft()
            heappush(open_ones, (stop - begin, begin, place.iri, place))
            held += 1
        while open_ones and open_ones[0][0] + open_ones[0][1] <= first:
            heappop(open_ones)
        shortest = open_ones[0][3] if open_ones else None
        pieces.append(Piece(text[first:last], first, shortest, held, first in begins))
    return pieces
