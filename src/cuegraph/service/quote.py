"""The words of the cited passages, where their texts are at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cuegraph.citations.fragment import CharRange, parse_fragment
from cuegraph.citations.texts import digest, load_text
from cuegraph.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cuegraph.citations.record import SourceRecord
    from cuegraph.service.describe import Description


@dataclass(frozen=True)
class Quotation:
    """The words of a passage.

    Attributes:
        text: the characters that the citation names in the text at hand; empty when it ends before them.
        intact: whether they have the digest recorded when the citation was made; None when none is recorded.
    """

    text: str
    intact: bool | None


def quotations(
    description: Description, sources: Mapping[str, SourceRecord], folder: Path
) -> tuple[dict[str, Quotation], list[NotFound]]:
    """The words of every passage of a description and of those they are read with, by citation.

    Args:
        description: what to quote for.
        sources: the sources' records by IRI.
        folder: where the texts are.

    Returns:
        The quotations, and an error for each source whose text is not in the folder. Citations into anything
        but plain text are left out.

    Raises:
        InvalidData: a file is not a text that offsets count alike in.
    """
    quoted: dict[str, Quotation] = {}
    missing: list[NotFound] = []
    for section in description.sections:
        recorded = {passage.citation: passage.sha256 for passage in section.passages}
        recorded |= {cited.citation: cited.sha256 for each in section.passages for cited in each.read_with}
        spans = {each: parse_fragment(each.partition("#")[2]) for each in recorded}
        plain = {each: span for each, span in spans.items() if isinstance(span, CharRange)}
        if not plain or section.source not in sources:
            continue
        try:
            content = load_text(sources[section.source], folder).content
        except NotFound as error:
            missing.append(error)
            continue
        for citation, span in plain.items():
            text = content[span.start : span.end]
            sha256 = recorded[citation]
            quoted[citation] = Quotation(text, digest(text) == sha256.lower() if sha256 else None)
    return quoted, missing
