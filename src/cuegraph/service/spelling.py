"""Where the words that are searched for stand in a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cuegraph.links.words import plain, trigrams

if TYPE_CHECKING:
    from collections.abc import Sequence

    Marked = list[tuple[str, bool]]

_TYPED: Final = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_LEAD: Final = 60


def marked(text: str, wanted: Sequence[str]) -> Marked:
    """A text in pieces, each with whether it is one of the words sought.

    Args:
        text: the text.
        wanted: plain words; of the last one, what begins with it counts too.

    >>> marked("Ada's Tïde", ["tid"])
    [("Ada's ", False), ('Tïde', True)]
    """
    pieces: Marked = []
    done = 0
    for match in _TYPED.finditer(text):
        if any(_meets(each, wanted) for each in plain(match[0]).split()):
            if match.start() > done:
                pieces.append((text[done : match.start()], False))
            pieces.append((match[0], True))
            done = match.end()
    if done < len(text):
        pieces.append((text[done:], False))
    return pieces


def excerpt(text: str, wanted: Sequence[str], most: int = 220) -> Marked:
    """The piece of a long text where the first of the words stands, marked as by :func:`marked`.

    Args:
        text: the text.
        wanted: as for :func:`marked`.
        most: characters of the piece, about.

    >>> excerpt("One two three", ["three"])
    [('One two ', False), ('three', True)]
    """
    if len(text) > most:
        lead = len(next((piece for piece, is_wanted in marked(text, wanted) if not is_wanted), ""))
        first = lead if any(found for _, found in marked(text, wanted)) else 0
        begin = max(0, min(first - _LEAD, len(text) - most))
        begin = text.find(" ", begin) + 1 if begin else 0
        end = text.rfind(" ", begin, begin + most) if begin + most < len(text) else len(text)
        end = end if end > begin else begin + most
        text = ("… " if begin else "") + text[begin:end] + (" …" if end < len(text) else "")
    return marked(text, wanted)


def grams(word: str) -> str:
    """The groups of three characters of a word and its edges, a space between each two.

    >>> grams("tide")
    '\u2039ti tid ide de\u203a'
    """
    return " ".join(trigrams(word))


def _meets(word: str, wanted: Sequence[str]) -> bool:
    return word in wanted or (bool(wanted) and word.startswith(wanted[-1]))
