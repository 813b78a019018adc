"""Where the names and spellings of terms stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cuegraph.citations.matching import normalise, occurs_any
from cuegraph.vocabulary import source_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cuegraph.citations.names import Names
    from cuegraph.citations.record import Record, Term
    from cuegraph.citations.texts import Text


class Finder:
    """Finds terms in passages, and remembers what it has looked for.

    Args:
        record: the passages.
        texts: source IRI → text; passages of other sources hold nothing.
        names: the names of everything.
    """

    def __init__(self, record: Record, texts: Mapping[str, Text], names: Names) -> None:
        self._names = names
        self._sources = {iri: normalise(text.content) for iri, text in texts.items()}
        self._passages = {
            iri: normalise(texts[passage.source].content[passage.span.start : passage.span.end])
            for iri, passage in record.passages.items()
            if passage.span is not None and passage.source in texts
        }
        self._in_source: dict[tuple[str, Term], tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._in_passage: dict[tuple[str, Term, bool], bool] = {}

    def found(self, passage: str, term: Term) -> bool:
        """Whether a name or spelling of a term stands in a passage; False for a passage that is unknown."""
        return self._look(passage, term, meant=False)

    def meant(self, passage: str, term: Term) -> bool:
        """Whether an expression stands in a passage that means a thing where its name is in reach."""
        return self._look(passage, term, meant=True)

    def _look(self, passage: str, term: Term, *, meant: bool) -> bool:
        key = (passage, term, meant)
        known = self._in_passage.get(key)
        if known is None:
            text = self._passages.get(passage, "")
            known = occurs_any(self._candidates(source_of(passage), term)[meant], text)
            self._in_passage[key] = known
        return known

    def _candidates(self, source: str, term: Term) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names and the expressions of a term that stand in the source: few spellings of a date do."""
        key = (source, term)
        if key not in self._in_source:
            whole = self._sources.get(source, "")
            expressions = self._names.expressions(source, term)
            present = [each for each in self._names.phrases(term) if each in whole]
            self._in_source[key] = (
                tuple(each for each in present if each not in expressions),
                tuple(each for each in present if each in expressions),
            )
        return self._in_source[key]
