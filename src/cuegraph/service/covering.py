"""What of each source is cited, what is said to state nothing, and what is neither."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cuegraph.citations.coverage import CITED, NEITHER, NOTHING, Covered, cover
from cuegraph.citations.fragment import CharRange
from cuegraph.citations.record import Passage, Record
from cuegraph.citations.texts import Text
from cuegraph.service.marked import Shown, text_of
from cuegraph.service.passages import Place, SourceAbout, count_facts, describe_sources, is_large, places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cuegraph.engine.interface import Engine

LARGE: Final = 1_000
"""Of a source with more passages the sentences are not gone through."""


@dataclass(frozen=True)
class Coverage:
    """What is said of the passages of a source.

    Attributes:
        source: the source.
        places: its passages, in the order of the text.
        whole: whether these are all; otherwise there are too many, and none is given.
        facts: how many facts they state; None where that was not counted.
        shown: the text, where it is at hand.
        units: what each sentence, row, heading and list item of the text gave; empty without the text.
    """

    source: SourceAbout
    places: tuple[Place, ...]
    whole: bool
    facts: int | None
    shown: Shown
    units: tuple[Covered, ...]

    @property
    def cited(self) -> int:
        """How many passages state something."""
        return sum(each.cited for each in self.places)

    @property
    def silent(self) -> tuple[Place, ...]:
        """The passages that are said to state nothing."""
        return tuple(each for each in self.places if each.nothing is not None)

    @property
    def counts(self) -> dict[str, int]:
        """How many units of the text are cited, state nothing, and are neither."""
        counted = Counter(each.status for each in self.units)
        return {status: counted[status] for status in (CITED, NOTHING, NEITHER)}

    @property
    def open(self) -> list[Covered]:
        """The units that are neither cited nor said to state nothing."""
        return [each for each in self.units if each.status == NEITHER]


def coverage(engine: Engine, sources: Sequence[str], folder: Path | None) -> list[Coverage]:
    """What is said of the passages of each of these sources.

    Args:
        engine: is asked.
        sources: their IRIs.
        folder: has the texts; None where they are not at hand.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    described = describe_sources(engine, sources)
    whole = not is_large(engine)
    found = places(engine, sources) if sources and whole else {each: [] for each in sources}
    facts = count_facts(engine, sources) if whole else {}
    covered = []
    for iri in sources:
        here = tuple(found[iri])
        shown = text_of(described[iri].record, folder)
        units: list[Covered] = []
        if shown.text is not None and whole and len(here) <= LARGE:
            units = units_of(iri, shown.text, here)
        covered.append(Coverage(described[iri], here, whole, facts.get(iri), shown, tuple(units)))
    return covered


def units_of(source: str, text: str, recorded: Sequence[Place]) -> list[Covered]:
    """What each sentence, row, heading and list item of a text gave; see :func:`cover`."""
    passages = {
        each.iri: Passage(
            each.iri,
            CharRange(*each.span),
            each.sha256,
            each.read_with,
            each.nothing.text if each.nothing else None,
        )
        for each in recorded
        if each.span
    }
    record = Record(passages=passages, graphs={each.iri: () for each in recorded if each.cited})
    return cover(record, Text(source, Path(), text, ""))
