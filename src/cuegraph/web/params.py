"""What a request says beyond the protocol: ``format=``, ``timeout=`` and the header Query-Id."""

from __future__ import annotations

import re
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Final

from cuegraph.engine.interface import Run
from cuegraph.errors import BadInput
from cuegraph.media import FORMATS
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import FORM, media_type, read_pairs, values_of

if TYPE_CHECKING:
    from cuegraph.web.exchange import Asked

IDENT: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
"""What the id of a running query looks like."""

_OF_DESCRIPTION: Final = frozenset({"format", "timeout"})
_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9}")


def read_run(asked: Asked) -> Run:
    """How a request wants to be run; without an id of its own it gets one.

    Raises:
        BadInput: ``timeout`` is no positive number of seconds, or the id is none.
    """
    seconds = None
    if (text := parameter(asked, "timeout")) is not None:
        seconds = float(text) if _SECONDS.fullmatch(text) else 0.0
        if seconds <= 0:
            raise BadInput(
                f"'{text[:40]}' is no number of seconds above 0.",
                where="timeout",
                remedy="Give one such as 2.5, or leave it out.",
            )
    ident = token_urlsafe(12) if asked.ident is None else check_ident(asked.ident)
    return Run(seconds, ident, asked.count)


def check_ident(ident: str) -> str:
    """A client's id for a query, as it is.

    Raises:
        BadInput: it is none.
    """
    if not IDENT.fullmatch(ident):
        raise BadInput(
            "The id has another form.",
            where="Query-Id",
            remedy="Take 8 to 64 letters and digits of ASCII, hyphens and underscores.",
        )
    return ident


def read_wanted(asked: Asked) -> Wanted:
    """What the client can read: ``format`` goes before Accept.

    Clients that name a format twice, by a name and by its media types, get it.

    Raises:
        BadInput: it is given twice, and is not the same; or address or form cannot be read.
    """
    names = _given(asked, "format")
    if len(set(map(_called, names))) > 1:
        raise BadInput("Two formats are asked for.", where="format", remedy="Ask for one.")
    return Wanted(asked.accept, names[0] if names else None)


def _called(value: str) -> tuple[str, ...]:
    """The formats that a name calls, or of a list of media types the first that is known."""
    found = (tuple(each.name for each in FORMATS if each.is_called(part)) for part in value.split(","))
    return next(filter(None, found), ())


def check_names(asked: Asked) -> None:
    """See that a request without a query does not mean to ask one.

    Raises:
        BadInput: it has a parameter that only a query has, or that there is none of.
    """
    pairs = read_pairs(asked.query_string.encode("latin-1"), "the address")
    if wrong := next((name for name, _ in pairs if name not in _OF_DESCRIPTION), None):
        raise BadInput(
            f"The request has a parameter '{wrong}', but no query.",
            where="query",
            remedy="Give the SPARQL text as parameter 'query'; without any, the service is described.",
        )


def parameter(asked: Asked, name: str) -> str | None:
    """The value of a parameter beyond the protocol's, from the address or a form; None for none.

    Raises:
        BadInput: it is given more than once, or address or form cannot be read.
    """
    values = _given(asked, name)
    if len(values) > 1:
        raise BadInput("It is given more than once.", where=name, remedy="Give it once.")
    return values[0] if values else None


def _given(asked: Asked, name: str) -> list[str]:
    values = values_of(name, asked.query_string.encode("latin-1"), "the address")
    if asked.body and media_type(asked.content_type) == FORM:
        values += values_of(name, asked.body, "the body")
    return values
