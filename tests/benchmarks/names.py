"""Invented names for the generated graph: syllables put together, no name of anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_FIRST = (
    "ba be bel bo bra ca cas chi co cor da del do dra du e el fa fe fi fro ga gal gi go gra ha he hol i "
    "in ja jo ju ka kel ki ko la le li lo lu ma mel mi mo mü na ne ni no o or pa pel pi po qua ra re ri "
    "ro sa sel sé si so sta ta te ti to tra tri u ul va ve vi vo wa wel wi xe ya yo za ze zi zo zö"
)
_MIDDLE = "la le li lo lu ma me mi mo na ne ni no ra re ri ro sa se si ta te ti to va ve vi za ze ná lé"
_LAST = (
    "bar dan del den dor fin gan kas la len lin lor mar men mir na nel nor ra ran rel ris ro sel tan tor "
    "vin zar"
)
_PLAIN = str.maketrans("áéíóúüöä ", "aeiouuoa-", "'")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Names:
    """Names drawn from a random generator; equal generators give equal names."""

    def __init__(self, rng: random.Random) -> None:
        self._random = rng.random
        self._first, self._middle, self._last = _FIRST.split(), _MIDDLE.split(), _LAST.split()

    def _one(self, of: list[str]) -> str:
        return of[int(self._random() * len(of))]

    def word(self) -> str:
        """A word of two or three syllables with a capital: ``Belanor``."""
        middle = self._one(self._middle) if self._random() < 0.4 else ""
        return (self._one(self._first) + middle + self._one(self._last)).capitalize()

    def words(self, most: int) -> str:
        """From one word to so many, as a title or a name has them."""
        return " ".join(self.word() for _ in range(1 + int(self._random() * most)))

    def person(self) -> str:
        """A given name and a surname."""
        return f"{self.word()} {self.word()}"


def slug(name: str, number: int) -> str:
    """The last step of a thing's IRI: readable, and unlike any of another number.

    >>> slug("Belanor Réla", 1000)
    'belanor-rela-rs'
    """
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return f"{name.lower().translate(_PLAIN)}-{digits}"
