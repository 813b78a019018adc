"""Whether two spellings can hardly be of other than one name, or may as well be those of two."""

from __future__ import annotations

import re
from typing import Final

from rapidfuzz.distance import OSA

_NUMBER: Final = re.compile(r"\d+")
_JOINED: Final = 6
_ALONE: Final = 8
_SWAPPED: Final = 4
_DOUBLED: Final = 4
_MISSING: Final = 5
_WRONG: Final = 8


def is_slip(core: str, other: str) -> bool:
    """Whether two cores differ by slips of the pen only.

    Those are a space that is missing or too many, and in a word a letter that is swapped with the next,
    doubled or not, missing or too many inside a long word, or wrong in a longer one. A word of few letters
    with another letter is another word: so says what is meant by *few*, which is more in a name of which
    no word is right.

    >>> is_slip("cliff martinz", "cliff martinez"), is_slip("night call", "nightcall")
    (True, True)
    >>> is_slip("pretty in punk", "pretty in pink"), is_slip("collage", "college"), is_slip("tides", "tide")
    (False, False, False)
    """
    if core.replace(" ", "") == other.replace(" ", ""):
        return joined(core, other)
    words, others = core.split(), other.split()
    if len(words) != len(others):
        return False
    pairs = [(one, two) for one, two in zip(words, others, strict=True) if one != two]
    alone = len(pairs) == len(words)
    return all(_same_word(one, two, alone=alone) for one, two in pairs)


def joined(core: str, other: str) -> bool:
    """Whether two cores of some length differ by nothing but spaces.

    >>> joined("tickofthetide", "tick of the tide"), joined("a tide", "tide"), joined("at", "a t")
    (True, False, False)
    """
    return len(core) >= _JOINED and core.replace(" ", "") == other.replace(" ", "")


def numbers(core: str) -> list[str]:
    """The numbers in a core, sorted: other ones make another name.

    >>> numbers("billboard 200"), numbers("u2 and 10cc"), numbers("tide")
    (['200'], ['10', '2'], [])
    """
    return sorted(_NUMBER.findall(core))


def _same_word(one: str, two: str, *, alone: bool) -> bool:
    """Whether two words that differ are one, misspelt."""
    short, long = sorted((one, two), key=len)
    if (
        OSA.distance(short, long, score_cutoff=1) > 1
        or _NUMBER.search(one + two)
        or (alone and len(short) < _ALONE)
    ):
        return False
    if len(short) == len(long):
        return len(short) >= _SWAPPED if sorted(short) == sorted(long) else not alone and len(short) >= _WRONG
    at = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if at and long[at] == long[at - 1]:
        return len(short) >= _DOUBLED
    return not alone and 0 < at < len(short) and len(short) >= _MISSING
