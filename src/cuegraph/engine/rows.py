"""How many solutions or triples a serialised answer holds, told from its bytes alone."""

from __future__ import annotations

import json
import re

_NEXT = re.compile(rb'\}\},\{"[^"\\]*":\{"')
"""From one solution to the next; no text can hold it, for its quotes have backslashes before them."""


def count_rows(name: str, body: bytes) -> int | None:
    r"""The number of solutions or triples, where that is exact and cheap; None otherwise and for ASK.

    Args:
        name: the format's name in :mod:`cuegraph.media`.
        body: the whole answer as pyoxigraph writes it.

    >>> count_rows("csv", b"name\r\nTide\r\n"), count_rows("turtle", b"<a:a> <a:b> <a:c> .")
    (1, None)
    >>> count_rows("json", b'{"results":{"bindings":[{"x":{"type":"literal","value":"x,{"}}]}}')
    1
    """
    counter = {"json": _json, "xml": _xml, "csv": _csv, "tsv": _lines, "ntriples": _all_lines}.get(name)
    return counter(body) if counter else None


def _json(body: bytes) -> int | None:
    """Objects in the list of bindings; a quote within a text has a backslash before it."""
    _, found, bindings = body.partition(b'"results":{"bindings":[')
    if not found:
        return None
    if b"{}" in bindings:  # a solution that binds nothing, or a text that looks like one
        return len(json.loads(body)["results"]["bindings"])
    return 0 if bindings.startswith(b"]") else len(_NEXT.findall(bindings)) + 1


def _xml(body: bytes) -> int | None:
    return None if b"<boolean>" in body else body.count(b"<result>") + body.count(b"<result/>")


def _csv(body: bytes) -> int | None:
    if body in {b"true", b"false"}:
        return None
    outside = body.split(b'"')[::2]  # line ends within quotes belong to a text
    return sum(part.count(b"\r\n") for part in outside) - 1


def _lines(body: bytes) -> int | None:
    return None if body in {b"true", b"false"} else body.count(b"\n") - 1


def _all_lines(body: bytes) -> int:
    return body.count(b"\n")
