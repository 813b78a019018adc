"""Finding phrases in texts whatever their case, quotation marks, dashes and line ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SINGLE_QUOTES = "'\u2018\u2019\u201a\u201b\u2032\u02bc\u0060\u00b4"
DOUBLE_QUOTES = '"\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb'
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"

_SAME = str.maketrans(
    dict.fromkeys(SINGLE_QUOTES, "'")
    | dict.fromkeys(DOUBLE_QUOTES, '"')
    | dict.fromkeys(DASHES, "-")
    | {"\u2026": "...", "\u00ad": None, "\u200b": None}
)
_SPACE = re.compile(r"\s+")


def normalise(text: str) -> str:
    r"""The text as phrases are looked for in it.

    Case is folded, quotation marks and dashes are made plain, soft hyphens dropped and white space collapsed.
    The normal form of a part of a text is a part of the normal form of the text.

    >>> normalise("The  \u201cNeon\u201d \u2014 Night\u2019s\n")
    'the "neon" - night\'s'
    """
    return _SPACE.sub(" ", text.translate(_SAME).casefold()).strip()


def occurs(phrase: str, text: str) -> bool:
    """Whether a phrase stands in a text as whole words, both in normal form.

    A possessive may follow. A number is whole too: 18 is neither in 118, nor in 70:18, nor in 18.5.

    >>> occurs("mara", "mara's song"), occurs("18", "70:18"), occurs("18", "june 18, 2011")
    (True, False, True)
    """
    if not phrase:
        return False
    start = text.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        if not (_joined(phrase[0], text[:start][:-3:-1]) or _joined(phrase[-1], text[end : end + 2])):
            return True
        start = text.find(phrase, start + 1)
    return False


def occurs_any(phrases: Iterable[str], text: str) -> bool:
    """Whether one of these phrases stands in a text as whole words, all in normal form."""
    return any(occurs(phrase, text) for phrase in phrases)


def _joined(edge: str, beside: str) -> bool:
    """Whether the two characters beside a phrase's edge, nearest first, make it a part of a longer word."""
    if not beside or not (edge.isalnum() or edge == "_"):
        return False
    if beside[0].isalnum() or beside[0] == "_":
        return True
    return edge.isdecimal() and beside[0] in ".,:" and beside[1:].isdecimal()
