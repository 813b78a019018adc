"""Where a person's words stand in a text."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from cuegraph.citations.matching import DASHES, DOUBLE_QUOTES, SINGLE_QUOTES, normalise
from cuegraph.citations.sentences import units

_TOKEN = re.compile(r"\s+|.", re.DOTALL)
_CLASSES = (SINGLE_QUOTES, DOUBLE_QUOTES, DASHES)


def occurrences(text: str, words: str) -> list[tuple[int, int]]:
    r"""Where words stand in a text, as start and end offsets, overlapping ones too; empty when nowhere.

    They are looked for exactly first; only when they stand nowhere so, with any white space, quotation marks,
    dashes and case.

    >>> occurrences("The \u2018Neon\u2019\nnight", "'neon' night")
    [(4, 16)]
    """
    if not words.strip():
        return []
    exact = [
        (match.start(), match.start() + len(words)) for match in re.finditer(f"(?={re.escape(words)})", text)
    ]
    if exact:
        return exact
    pattern = "".join(_loose(token) for token in _TOKEN.findall(words.strip()))
    found = re.finditer(f"(?=({pattern}))", text, re.IGNORECASE)
    return [(match.start(), match.start() + len(match[1])) for match in found]


def nearest(text: str, words: str) -> tuple[int, int] | None:
    """The sentence, row or heading that is most like some words; None when none is at all like them.

    Alike are those that share the longest run of characters.
    """
    wanted = normalise(words)
    best, found = 0, None
    for unit in units(text):
        piece = normalise(text[unit.start : unit.end])
        matcher = SequenceMatcher(None, piece, wanted, autojunk=False)
        size = matcher.find_longest_match().size
        if size > best:
            best, found = size, (unit.start, unit.end)
    return found if best * 3 >= len(wanted) else None


def _loose(token: str) -> str:
    if token.isspace():
        return r"\s+"
    for alike in _CLASSES:
        if token in alike:
            return f"[{re.escape(alike)}]"
    return re.escape(token)
