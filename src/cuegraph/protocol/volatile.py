"""Queries and updates that may come out otherwise from one time to the next on the same dataset."""

from __future__ import annotations

import re

from cuegraph.errors import QuerySyntaxError
from cuegraph.protocol.lexer import Kind, unescape, update_tokens

_WORDS = ("now", "rand", "uuid", "bnode", "service")
_DRAWN = ("RAND", "UUID", "NOW", "BNODE")
_VOLATILE = re.compile(r"(?:NOW|RAND|UUID|BNODE)\s*+[(#]|SERVICE", re.IGNORECASE)
_MAKING = re.compile(r"\[|_:|\(|<<|\{\||~|\\")


def is_volatile(text: str) -> bool:
    r"""Whether a query names a function that gives another value each time, or another server.

    The name may stand in a string or a comment as well, or be the end of another: then an answer is not kept
    that could have been. Engines need no space before it: ``ORDER BYRAND()``.
    Code point escapes count as what they stand for (SPARQL 1.1 Query Language, section 19.2).

    >>> is_volatile("SELECT (now() AS ?n) {}"), is_volatile("ASK {}")
    (True, False)
    >>> is_volatile(r"SELECT (N\u004fW() AS ?n) {}")
    True
    """
    plain = unescape(text)
    small = plain.lower()
    return any(word in small for word in _WORDS) and _VOLATILE.search(plain) is not None


def is_loose(text: str) -> bool:
    """Whether equal answers to a query may differ in their bytes.

    It may make new blank nodes, whose labels differ; or it may follow a path of any length, whose ends
    pyoxigraph 0.5.13 gives in another order at each run.

    >>> is_loose("CONSTRUCT { [] ?p ?o } WHERE { ?s ?p ?o }"), is_loose("SELECT ?p { [] ?p ?o }")
    (True, False)
    >>> is_loose("CONSTRUCT { <u:a> <u:b> (1 2) } WHERE {}"), is_loose("SELECT ?o { ?s <u:p>+ ?o }")
    (True, True)
    """
    if "+" in text or "*" in text:
        return True
    return _MAKING.search(text) is not None and "construct" in unescape(text).lower()


def is_drawn(text: str) -> bool:
    """Whether an update calls a function that gives another value each time; it calls no server.

    NOW() has a fraction of a second and BNODE() a place in an order, by which a text can toss a coin as well.
    What strings, comments and data hold is no call; a word that a name is glued to may be one.

    >>> is_drawn("INSERT { ?s <u:b> ?i } WHERE { ?s ?p ?o BIND(UUID() AS ?i) }")
    True
    >>> is_drawn("INSERT DATA { <u:a> <u:b> 'It is now (2011) a streaming service' }")
    False
    """
    upper = text.upper()
    if not any(word in upper for word in _DRAWN):
        return False
    try:
        words = (token.word for token in update_tokens(text) if token.kind is Kind.WORD)
        return any(drawn in word for word in words for drawn in _DRAWN)
    except QuerySyntaxError:  # which is told when it is run
        return False
