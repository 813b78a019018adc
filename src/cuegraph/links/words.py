"""Words as names are compared by, whatever their accents, case and punctuation."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ASCII: Final = re.compile(r"[a-z0-9]+")
_WORD: Final = re.compile(r"[^\W_]+")
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")
_LATIN: Final = re.compile(r"[a-z]")
_LOOKS: Final = str.maketrans("\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455", "aeopcyxijs")
_OTHERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h"}
)


def plain(text: str) -> str:
    r"""The words of a text in small letters without accents, a space between each two; empty for none.

    A Cyrillic letter among Latin ones is the Latin letter that it looks like. What is not seen, as a soft
    hyphen or a space of no width, parts no word.

    >>> plain("Die Füße, A\u0301lvaro!"), plain("Sigur Rós: Ágætis byrjun"), plain("*^ \0")
    ('die fusse alvaro', 'sigur ros agaetis byrjun', '')
    >>> plain("Tid\u0435"), plain("\U0001d4e3ide"), plain("Ti\u00adde\u200b")
    ('tide', 'tide', 'tide')
    """
    if text.isascii():
        return " ".join(_ASCII.findall(text.lower()))
    parts = unicodedata.normalize("NFKD", _UNSEEN.sub("", text).casefold()).casefold().translate(_OTHERS)
    words = _WORD.findall("".join(each for each in parts if not unicodedata.combining(each)))
    if _CYRILLIC.search(parts):
        words = [each.translate(_LOOKS) if _LATIN.search(each) else each for each in words]
    return " ".join(words)


def trigrams(word: str) -> list[str]:
    """The groups of three characters of a word and its edges, in order.

    >>> trigrams("tide")
    ['\u2039ti', 'tid', 'ide', 'de\u203a']
    """
    edged = f"\u2039{word}\u203a"
    return [edged[at : at + 3] for at in range(len(edged) - 2)]
