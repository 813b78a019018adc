"""Splitting a text into the units that have to be accounted for: sentences, rows, headings, list items."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = re.compile(r"[^\n]+")
_RULE = re.compile(r"[|\s:+\-=*_]*")
_HEADING = re.compile(r"(=+\s.*\s=+|#+\s.*)")
_ITEM = re.compile(r"([-*\u2022]|\d+[.)])\s")
_END = re.compile("(?:(?<![.!?])[.!?]++|\u2026)[\u2019\u201d\"')\\]]*+(?=\\s)")
_OPENS = re.compile("\\s+[\u2018\u201c\"'(\\[]*(?:[^\\W\\d_]|\\d)")
_SPACE = re.compile(r"\s*")
_WORD = re.compile(r"\w+")
_BEFORE_A_WORD: Final = frozenset("([\u2018\u201c\"'")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_ABBREVIATIONS = frozenset(
    re.findall(
        r"\w+",
        """al approx ca cf ch co corp dept dr ed eds eg est etc ex feat fig ft gen gov hon ie inc incl jr lt
        ltd messrs mr mrs ms mt no nos op orig pp pres prod prof ps pt rep rev sen sr st univ vol vols vs
        jan feb mar apr jun jul aug sept sep oct nov dec""",
    )
)
_STARTERS = frozenset(
    re.findall(
        r"\w+",
        """a after although an and as at but for he her his however i if in it its my on our she since so the
        their then there these they this those to we what when while who you""",
    )
)
"""Words that open a sentence even after initials: 'in Washington D.C. The film'."""


@dataclass(frozen=True)
class Unit:
    """A piece of a text.

    Attributes:
        start: offset of its first character, in code points.
        end: offset after its last one.
        kind: ``sentence``, ``row``, ``heading`` or ``item``. A caption is a sentence.
    """

    start: int
    end: int
    kind: str


def units(text: str) -> list[Unit]:
    """The sentences, table rows, headings and list items of a text, in order.

    A sentence never goes over a line end. Rows start with ``|``; lines of bars, dashes and the like are no
    unit.

    >>> [text[u.start:u.end] for text in ["In St. Paul. She (feat. Bo) won! | x"] for u in units(text)]
    ['In St. Paul.', 'She (feat. Bo) won! | x']
    """
    return [unit for line in _LINE.finditer(text) for unit in _in_line(line[0], line.start())]


def _in_line(line: str, offset: int) -> Iterator[Unit]:
    bare = line.strip()
    start = offset + len(line) - len(line.lstrip())
    if _RULE.fullmatch(bare):
        return
    if bare.startswith("|"):
        yield Unit(start, start + len(bare), "row")
    elif _HEADING.fullmatch(bare):
        yield Unit(start, start + len(bare), "heading")
    elif _ITEM.match(bare):
        yield Unit(start, start + len(bare), "item")
    else:
        for first, last in _sentences(bare):
            yield Unit(start + first, start + last, "sentence")


def _sentences(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    for mark in _END.finditer(line):
        if mark.start() >= start and _ends(line, mark):
            yield start, mark.end()
            start = _SPACE.match(line, mark.end()).end()  # type: ignore[union-attr] # it matches anywhere
    if start < len(line):
        yield start, len(line)


def _ends(line: str, mark: re.Match[str]) -> bool:
    """Whether a sentence ends at a mark: what follows opens one, and the mark is not an abbreviation's."""
    opening = _OPENS.match(line, mark.end())
    if not opening:
        return False
    first = opening[0][-1]
    if not (first.isupper() or first.isdecimal()):
        return False
    if not mark[0].startswith(".") or mark[0].startswith(".."):
        return True
    word = _word_before(line, mark.start())
    if word.casefold().replace(".", "") in _ABBREVIATIONS:
        return len(mark[0]) > 1 and mark[0][1] not in ".)]"
    if _INITIALS.fullmatch(word) and word not in {"I", "a"} and len(mark[0]) == 1:
        following = _WORD.match(line, opening.end() - 1)
        return bool(following and following[0].casefold() in _STARTERS)
    return True


def _word_before(line: str, end: int) -> str:
    """The word that ends at a place."""
    start = end
    while start and not line[start - 1].isspace() and line[start - 1] not in _BEFORE_A_WORD:
        start -= 1
    return line[start:end]
