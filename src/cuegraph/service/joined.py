"""Facts that say one thing in two rows, in one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cuegraph.service.told import Row
from cuegraph.vocabulary import FM, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Sequence


def joined(rows: Sequence[Row]) -> list[Row]:
    """The rows with a grade as "4 of 5", and without a length in seconds where there is a duration.

    Rows are joined where each has one value, and the same sources state both.
    """
    by = {row.property.iri: row for row in rows if len(row.facts) == 1}
    grade, most = by.get(SCHEMA.ratingValue.value), by.get(SCHEMA.bestRating.value)
    length, seconds = by.get(SCHEMA.duration.value), by.get(FM.durationInSeconds.value)
    kept = list(rows)
    if grade and most and grade.facts[0].witnesses == most.facts[0].witnesses:
        kept.remove(most)
        fact = grade.facts[0]
        value = fact.value._replace(text=f"{fact.value.text} of {most.facts[0].value.text}")
        kept[kept.index(grade)] = Row(grade.property, (replace(fact, value=value),))
    if length and seconds and length.facts[0].witnesses == seconds.facts[0].witnesses:
        kept.remove(seconds)
    return kept
