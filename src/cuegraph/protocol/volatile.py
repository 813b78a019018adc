"""Queries whose answer may differ from one time to the next on the same dataset."""

from __future__ import annotations

import re

from cuegraph.protocol.lexer import unescape

_WORDS = ("now", "rand", "uuid", "bnode", "service")
_VOLATILE = re.compile(r"(?:NOW|RAND|UUID|BNODE)(?:\s|#[^\r\n]*+)*+\(|SERVICE", re.IGNORECASE)
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
