"""What is wrong with a query while it is written: it is parsed, and never run."""

from __future__ import annotations

from typing import Final

from cuegraph.engine.remote import kind_of
from cuegraph.errors import CuegraphError, QuerySyntaxError
from cuegraph.protocol.check import check_query

LONGEST: Final = 10_000
"""The most characters of a query that is looked at; that takes 50 ms at most."""


def mistake(text: str) -> QuerySyntaxError | None:
    """The first mistake of a query, with its place; None where it parses, or is longer than ``LONGEST``.

    What keeps a query that parses from being run, such as a call of another server, is no mistake here.

    >>> mistake("ASK { ?a ?b ?c ?d }").column
    16
    >>> mistake("ASK { ?a ?b ?c }")
    """
    if len(text) > LONGEST:
        return None
    try:
        kind_of(text, check_query(text))
    except QuerySyntaxError as error:
        return error
    except CuegraphError:
        pass
    return None
