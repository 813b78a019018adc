"""In which of the dataset's languages a client gets its pages."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final

from cuegraph.engine.interface import Run
from cuegraph.errors import CuegraphError, DeadlinePassed
from cuegraph.protocol.languages import among, ranges
from cuegraph.service.within import Within

if TYPE_CHECKING:
    from collections.abc import Callable

    from cuegraph.engine.interface import Engine
    from cuegraph.service.standing import Once

LANGUAGES: Final = "cuegraph.languages"
"""In a request's environ, set by the layer below Flask: the languages that pages are told in."""

VARIES: Final = ("Vary", "Accept-Language")
"""The header of an answer that is told in them."""

_REMEMBERED: Final = 200
"""How many headers are remembered, and of how many characters at most."""

_SECONDS: Final = 5.0
_REST: Final = 30.0
"""Seconds for which nobody waits for the dataset's languages, once they took too long."""


class Languages:
    """Gives the languages for a header, the few that make a difference, by which answers are kept.

    Args:
        engine: has the dataset.
        tags: gives the languages of its texts.
        clock: the time in seconds.
    """

    def __init__(
        self, engine: Engine, tags: Once[frozenset[str]], clock: Callable[[], float] = monotonic
    ) -> None:
        self._clock = clock
        self._rests = 0.0
        self._engine = engine
        self._tags = tags
        self._known: dict[str, tuple[str, tuple[str, ...]]] = {}

    def __call__(self, header: str | None) -> tuple[str, ...]:
        """The tags of languages for a header Accept-Language, the preferred first; English comes after them.

        None where the dataset cannot be asked; where that took too long, it is not for a while.
        """
        if not header:
            return ()
        version = self._engine.version
        known = self._known.get(header)
        if known is not None and known[0] == version:
            return known[1]
        accepted = ranges(header)
        if all(each.partition("-")[0] in {"en", "*"} for each in accepted):
            found: tuple[str, ...] = ()
        elif self._clock() < self._rests:
            return ()
        else:
            try:
                found = among(accepted, self._tags(Within(self._engine, Run(_SECONDS))))
            except DeadlinePassed:
                self._rests = self._clock() + _REST
                return ()
            except CuegraphError:  # the page tells that, or does without
                return ()
        if known is not None or (len(self._known) < _REMEMBERED and len(header) < _REMEMBERED):
            self._known[header] = version, found
        return found
