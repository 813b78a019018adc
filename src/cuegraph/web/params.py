"""What a request says of how it is to be run: ``timeout=`` and the header Query-Id."""

from __future__ import annotations

import re
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Final

from cuegraph.engine.interface import Run
from cuegraph.errors import BadInput
from cuegraph.protocol.request import FORM, read_pairs

if TYPE_CHECKING:
    from cuegraph.web.exchange import Asked

IDENT: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
"""What the id of a running query looks like."""

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


def parameter(asked: Asked, name: str) -> str | None:
    """The value of a parameter beyond the protocol's, from the address or a form; None for none.

    Raises:
        BadInput: it is given more than once, or address or form cannot be read.
    """
    pairs: list[tuple[str, str]] = []
    if name in asked.query_string:
        pairs += read_pairs(asked.query_string.encode("latin-1"), "the address")
    if name.encode() in asked.body and asked.content_type.lower().startswith(FORM):
        pairs += read_pairs(asked.body, "the body")
    values = [value for key, value in pairs if key == name]
    if len(values) > 1:
        raise BadInput("It is given more than once.", where=name, remedy="Give it once.")
    return values[0] if values else None
