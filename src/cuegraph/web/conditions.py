"""Preconditions of a change (RFC 9110, section 13): it is made only of what the client has seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cuegraph.errors import PreconditionFailed
from cuegraph.web.finish import matches, matches_strongly, tag_of_coded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

IF_MATCH = "HTTP_IF_MATCH"
IF_NONE_MATCH = "HTTP_IF_NONE_MATCH"


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
