"""Numbers in an address."""

from __future__ import annotations

from typing import Final

from flask import request

from cuegraph.errors import BadInput

MOST_PAGES: Final = 9_999_999
"""The last page that can be asked for."""


def number_of(name: str, default: int = 1, most: int = MOST_PAGES, least: int = 1) -> int:
    """The number that the request's address gives by this name; by itself, for its page.

    Raises:
        BadInput: it is none, is out of bounds, or is given more than once.
    """
    values = request.args.getlist(name)
    if len(values) > 1:
        raise BadInput("It is given more than once.", where=name, remedy="Give it once.")
    text = values[0] if values else ""
    if not text:
        return default
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(most)) else least - 1
    if not least <= number <= most:
        raise BadInput(
            f"'{text[:40]}' is no whole number from {least} to {most}.",
            where=name,
            remedy="Give one, or leave it out.",
        )
    return number
