"""Changes one at a time, and their preconditions (RFC 9110, section 13): only what was seen is changed."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from cuegraph.errors import Overloaded, PreconditionFailed
from cuegraph.service.within import Within
from cuegraph.web.finish import matches, matches_strongly, tag_of_coded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from cuegraph.engine.interface import Engine, Run

IF_MATCH = "HTTP_IF_MATCH"
IF_NONE_MATCH = "HTTP_IF_NONE_MATCH"


class Changes:
    """Lets one change after the other be made, so that what one has looked at stays until it is done.

    Args:
        engine: carries them out.
        deadline: the most seconds that one may take, its waiting included.
    """

    def __init__(self, engine: Engine, deadline: float) -> None:
        self._engine = engine
        self._deadline = deadline
        self._alone = Lock()

    def within(self, run: Run) -> Within:
        """The engine for all steps of one request."""
        return Within(self._engine, replace(run, seconds=self._seconds(run)))

    @contextmanager
    def alone(self, run: Run) -> Iterator[Within]:
        """The engine for all steps of one change, between which no other is made.

        Raises:
            Overloaded: the others take too long.
        """
        within = self.within(run)
        if not self._alone.acquire(timeout=self._seconds(run)):
            raise Overloaded("Other changes are being made.", remedy="Ask again later.", retry_after=1)
        try:
            yield within
        finally:
            self._alone.release()

    def _seconds(self, run: Run) -> float:
        return min(run.seconds or self._deadline, self._deadline)


def is_conditional(environ: Mapping[str, object]) -> bool:
    """Whether a request has preconditions that a change depends on."""
    return IF_MATCH in environ or IF_NONE_MATCH in environ


def check_conditions(
    environ: Mapping[str, str], exists: Callable[[], bool], tags: Callable[[], Iterable[str]]
) -> None:
    """Let a change through whose preconditions hold (sections 13.1.1 and 13.1.2).

    Args:
        environ: the request as WSGI gives it.
        exists: says whether what is to be changed is there.
        tags: gives the strong tags of its representations; asked only where it is there.

    Raises:
        PreconditionFailed: one does not hold.
    """
    match, none_match = environ.get(IF_MATCH), environ.get(IF_NONE_MATCH)
    there = exists()
    if match is not None and not (there and (_any(match) or _names(match, tags(), matches_strongly))):
        raise PreconditionFailed(
            "It is not what the client takes it for." if there else "There is no such thing.",
            where="If-Match",
            remedy="Get it anew, and send the change with the ETag of that answer.",
        )
    if none_match is not None and there and (_any(none_match) or _names(none_match, tags(), matches)):
        raise PreconditionFailed(
            "It is there already.", where="If-None-Match", remedy="Leave the header out to change it."
        )


def _any(header: str) -> bool:
    return header.strip() == "*"


def _names(header: str, tags: Iterable[str], match: Callable[[str, str], bool]) -> bool:
    return any(match(header, tag) or match(header, tag_of_coded(tag)) for tag in tags)
