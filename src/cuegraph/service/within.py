"""Several requests to an engine as one: under one deadline, and of one id."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Final

from cuegraph.engine.ends import late
from cuegraph.engine.interface import Run
from cuegraph.protocol.negotiate import ANY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cuegraph.engine.interface import Answer, Engine
    from cuegraph.media import Format
    from cuegraph.protocol.negotiate import Wanted
    from cuegraph.protocol.request import Query, Update

_RUN: Final = Run()
_LEAST = 0.1


class Within:
    """An engine that has so much time for all that it is asked together, from its making on.

    What each request may take is told to the engine in whole tenths of a second, rounded, and at least one.

    Args:
        engine: answers.
        run: the time for all, None for the engine's own for each; the id; and the version that the dataset
            has to have for an update.
        clock: the time in seconds.

    Attributes:
        languages: those in which texts are wanted, the preferred first; English goes without saying. See
            :func:`cuegraph.service.lookup.best_text`.
    """

    def __init__(self, engine: Engine, run: Run, clock: Callable[[], float] = monotonic) -> None:
        self._engine = engine
        self._run = run
        self._clock = clock
        self._end = inf if run.seconds is None else clock() + run.seconds
        self.languages: Sequence[str] = ()

    @property
    def version(self) -> str:
        """That of the engine."""
        return self._engine.version

    def told_in(self, languages: Sequence[str]) -> Within:
        """The same, for texts in other languages."""
        other = copy(self)
        other.languages = languages
        return other

    def check(self) -> None:
        """See that there is time left.

        Raises:
            DeadlinePassed: it is used up.
        """
        self._left(_RUN)

    def query(self, query: Query, wanted: Wanted = ANY, run: Run = _RUN) -> Answer:
        """Run a query; see :class:`cuegraph.engine.interface.Engine`.

        Raises:
            DeadlinePassed: others have used the time up.
        """
        return self._engine.query(query, wanted, self._left(run))

    def update(self, update: Update, run: Run = _RUN) -> None:
        """Carry out an update, as :meth:`query`.

        Raises:
            Changed: the dataset has not the version that ``run`` asks for, or otherwise the one for all.
        """
        self._engine.update(update, self._left(run))

    def parse(self, document: bytes, format: Format, base: str, run: Run = _RUN) -> bytes:  # noqa: A002
        """Parse a document, as :meth:`query`."""
        return self._engine.parse(document, format, base, self._left(run))

    def cancel(self, ident: str) -> bool:
        """End the running request of this id; whether there was one."""
        return self._engine.cancel(ident)

    def _left(self, run: Run) -> Run:
        """How the next request is run; ``run`` may ask for less time than there is, and for a version."""
        left = self._end - self._clock()
        if left <= 0:
            raise late(self._run.seconds or 0.0, "request")
        seconds = min(left, inf if run.seconds is None else run.seconds)
        return replace(
            self._run,
            seconds=None if seconds == inf else max(round(seconds, 1), _LEAST),
            version=run.version or self._run.version,
        )


def languages_of(engine: Engine) -> Sequence[str]:
    """The languages in which texts are wanted of an engine; see :class:`Within`."""
    return engine.languages if isinstance(engine, Within) else ()
