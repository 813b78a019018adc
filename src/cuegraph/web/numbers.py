"""What an address gives by a name: once, or a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import request

from cuegraph.errors import BadInput, NotFound

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

MOST_PAGES: Final = 9_999_999
"""The last page that can be asked for."""


def given_once(name: str, among: MultiDict[str, str]) -> str:
    """The value of a parameter; empty for none.

    Raises:
        BadInput: it is given more than once.
    """
    values = among.getlist(name)
    if len(values) > 1:
        raise BadInput("It is given more than once.", where=name, remedy="Give it once.")
    return values[0] if values else ""


def check_page(number: int, *, empty: bool) -> None:
    """See that a page after the first has something on it.

    Raises:
        NotFound: it has not.
    """
    if empty and number > 1:
        raise NotFound(f"There is no page {number}.", where="page", remedy="Begin with the first.")


def number_of(name: str, default: int = 1, most: int = MOST_PAGES, least: int = 1) -> int:
    """The number that the request's address gives by this name; by itself, for its page.

    Raises:
        BadInput: it is none, is out of bounds, or is given more than once.
    """
    text = given_once(name, request.args)
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
