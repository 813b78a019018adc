"""Words as a search compares them, whatever their accents, case and punctuation."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    Marked = list[tuple[str, bool]]

_ASCII: Final = re.compile(r"[a-z0-9]+")
_WORD: Final = re.compile(r"[^\W_]+")
_TYPED: Final = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_OTHERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h"}
)
_LEAD: Final = 60


def plain(text: str) -> str:
    r"""The words of a text in small letters without accents, a space between each two; empty for none.

    >>> plain("Die Füße, A\u0301lvaro!"), plain("Sigur Rós: Ágætis byrjun"), plain("*^ \0")
    ('die fusse alvaro', 'sigur ros agaetis byrjun', '')
    """
    if text.isascii():
        return " ".join(_ASCII.findall(text.lower()))
    parts = unicodedata.normalize("NFKD", text.casefold()).translate(_OTHERS)
    return " ".join(_WORD.findall("".join(each for each in parts if not unicodedata.combining(each))))


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
    edged = f"\u2039{word}\u203a"
    return " ".join(edged[at : at + 3] for at in range(len(edged) - 2))


def _meets(word: str, wanted: Sequence[str]) -> bool:
    return word in wanted or (bool(wanted) and word.startswith(wanted[-1]))
