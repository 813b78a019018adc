"""Words as names are compared by, whatever their accents, case and punctuation."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ASCII: Final = re.compile(r"[a-z0-9]+")
_WORD: Final = re.compile(r"[^\W_]+")
_OTHERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h"}
)


def plain(text: str) -> str:
    r"""The words of a text in small letters without accents, a space between each two; empty for none.

    >>> plain("Die Füße, A\u0301lvaro!"), plain("Sigur Rós: Ágætis byrjun"), plain("*^ \0")
    ('die fusse alvaro', 'sigur ros agaetis byrjun', '')
    """
    if text.isascii():
        return " ".join(_ASCII.findall(text.lower()))
    parts = unicodedata.normalize("NFKD", text.casefold()).translate(_OTHERS)
    return " ".join(_WORD.findall("".join(each for each in parts if not unicodedata.combining(each))))


def trigrams(word: str) -> list[str]:
    """The groups of three characters of a word and its edges, in order.

    >>> trigrams("tide")
    ['\u2039ti', 'tid', 'ide', 'de\u203a']
    """
    edged = f"\u2039{word}\u203a"
    return [edged[at : at + 3] for at in range(len(edged) - 2)]
