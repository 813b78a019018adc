"""The text of a source with its passages marked; every offset is in code points."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from cuegraph.citations.texts import faults, load_text
from cuegraph.errors import CuegraphError, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cuegraph.citations.record import SourceRecord
    from cuegraph.service.passages import Place


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
        passages: those that hold it, the shortest first; empty for what none does.
        opens: whether a passage begins here.
    """

    text: str
    start: int
    passages: tuple[Place, ...] = ()
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


def words_of(place: Place, text: str | None) -> str:
    """The words of a passage; empty where the text is not at hand, or is shorter."""
    if text is None or place.span is None:
        return ""
    return text[place.span[0] : place.span[1]]


def split(text: str, passages: Sequence[Place]) -> list[Piece]:
    """A text cut at every beginning and end of a passage; joined again, the pieces are the text.

    Args:
        text: the text.
        passages: may overlap and nest; what lies beyond the text's end is left out.
    """
    spans = [
        (start, min(end, len(text)), place)
        for place in passages
        for start, end in [place.span or (0, 0)]
        if start < min(end, len(text))
    ]
    spans.sort(key=lambda each: (each[1] - each[0], each[0], each[2].iri))
    begins = {start for start, _, _ in spans}
    borders = sorted({0, len(text), *begins, *(end for _, end, _ in spans)})
    held: dict[int, list[Place]] = {each: [] for each in borders}
    for start, end, place in spans:
        for border in borders[borders.index(start) : borders.index(end)]:
            held[border].append(place)
    return [
        Piece(text[start:end], start, tuple(held[start]), start in begins) for start, end in pairwise(borders)
    ]
