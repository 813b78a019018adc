"""The words of the passages that a page rests on, where the texts are at hand."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Final

from cuegraph.graph.evidence import text_order
from cuegraph.service.marked import text_of, words_of
from cuegraph.service.passages import Place, describe_sources
from cuegraph.service.told import Value, Witness
from cuegraph.vocabulary import source_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cuegraph.engine.interface import Engine

MOST: Final = 60
"""The most passages that a page quotes."""

LONGEST: Final = 300
"""The most characters that it quotes of each."""


@dataclass(frozen=True)
class Quoted:
    """Passages of one source in its own words.

    Attributes:
        source: the source.
        passages: citation, place and words of each, in the order of the text.
    """

    source: Value
    passages: tuple[tuple[str, str, str], ...]


def quoted(engine: Engine, told: object, folder: Path | None) -> tuple[list[Quoted], bool]:
    """The words of the passages that a page cites, each once; of more than ``MOST`` the first that it cites.

    A text is quoted only if it is the one that is recorded, see :func:`cuegraph.service.marked.text_of`.

    Args:
        engine: is asked what is recorded of the sources.
        told: what the page tells: values with witnesses among them, in its order.
        folder: has the texts; None where they are not at hand, then nothing is asked.

    Returns:
        the passages by source, and whether every text that was looked for is at hand.
    """
    if folder is None:
        return [], True
    cited = {
        citation: (place, each.source) for each in _witnesses(told) for citation, place in each.citations
    }
    chosen = list(cited)[:MOST]
    about = describe_sources(engine, sorted({source_of(each) for each in chosen}))
    texts = {iri: text_of(each.record, folder) for iri, each in about.items()}
    found: dict[Value, list[tuple[str, str, str]]] = {}
    for each in sorted(chosen, key=text_order):
        place, source = cited[each]
        if words := words_of(Place(each), texts[source_of(each)].text, LONGEST):
            found.setdefault(source, []).append((each, place, words))
    listed = [Quoted(source, tuple(passages)) for source, passages in found.items()]
    return sorted(listed, key=lambda each: each.source.text), not any(each.note for each in texts.values())


def _witnesses(told: object) -> Iterator[Witness]:
    """The witnesses in what is told, however deep, in its order."""
    if isinstance(told, Witness):
        yield told
    elif isinstance(told, list | tuple):
        for each in told:
            yield from _witnesses(each)
    elif is_dataclass(told) and not isinstance(told, Value):
        for each in fields(told):
            yield from _witnesses(getattr(told, each.name))
