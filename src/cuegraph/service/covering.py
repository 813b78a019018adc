"""What of each source is cited, what is said to state nothing, and what is neither."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cuegraph.citations.coverage import CITED, NEITHER, NOTHING, Covered, cover
from cuegraph.citations.fragment import CharRange
from cuegraph.citations.record import Passage, Record
from cuegraph.citations.texts import Text
from cuegraph.service.ask import solutions
from cuegraph.service.marked import Shown, text_of
from cuegraph.service.passages import Place, SourceAbout, describe_sources, places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cuegraph.engine.interface import Engine

LARGE: Final = 1_000
"""Of a source with more passages the sentences are not gone through."""

LONG: Final = 2_000_000
"""Of a text with more characters neither."""

KEPT: Final = 100_000
"""About how many sentences are kept."""


@dataclass(frozen=True)
class Known:
    """What is known of all sources, for one version of the dataset.

    Attributes:
        cited: all that is cited, see :func:`cuegraph.service.census.cited_places`.
        facts: how many facts the passages of each source state; None where there are too many passages.
        units: what each sentence, row, heading and list item of some texts gave, by source.
    """

    cited: Mapping[str, str] | None
    facts: Mapping[str, int] | None
    units: dict[str, list[Covered]] = field(default_factory=dict)


@dataclass(frozen=True)
class Coverage:
    """What is said of the passages of a source.

    Attributes:
        source: the source.
        places: its passages, in the order of the text.
        whole: whether these are all; otherwise there are too many, and none is given.
        facts: how many facts they state; None where that was not counted.
        shown: the text, where it is at hand.
        units: what each sentence, row, heading and list item of the text gave; empty without the text, and
            where it or the list of its passages is too long.
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
    def unread(self) -> bool:
        """Whether the text is at hand and too long, or has too many passages, to be gone through."""
        text = self.shown.text or ""
        return bool(text) and (not self.whole or len(self.places) > LARGE or len(text) > LONG)

    @property
    def open(self) -> list[Covered]:
        """The units that are neither cited nor said to state nothing."""
        return [each for each in self.units if each.status == NEITHER]


def coverage(
    engine: Engine,
    sources: Sequence[str],
    folder: Path | None,
    known: Known,
) -> list[Coverage]:
    """What is said of the passages of each of these sources.

    Args:
        engine: is asked.
        sources: their IRIs.
        folder: has the texts; None where they are not at hand.
        known: what is known of all sources; what the units of their texts gave is put into it.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    described = describe_sources(engine, sources)
    whole = known.facts is not None
    found = places(engine, sources, known.cited) if sources and whole else {each: [] for each in sources}
    covered = []
    for iri in sources:
        here = tuple(found[iri])
        counted = None if known.facts is None else known.facts.get(iri, 0)
        shown = text_of(described[iri].record, folder)
        about = Coverage(described[iri], here, whole, counted, shown, ())
        if shown.text and not about.unread:
            about = replace(about, units=tuple(_kept_units(engine, about, known.units)))
        covered.append(about)
    return covered


def _kept_units(engine: Engine, about: Coverage, kept: dict[str, list[Covered]]) -> list[Covered]:
    iri = about.source.iri
    if iri in kept:  # a text that is shown has the digest that the dataset tells
        return kept[iri]
    solutions(engine, "SELECT * WHERE { }")  # which raises when the time for the page is up
    units = units_of(iri, about.shown.text or "", about.places)
    if sum(map(len, list(kept.values()))) < KEPT:
        kept[iri] = units
    return units


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
