"""Which languages a client reads: the header Accept-Language (RFC 9110, section 12.5.4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

MOST: Final = 3
"""The most languages of a header that are heeded."""

_LONGEST: Final = 1_000
_ELEMENT: Final = re.compile(
    r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)\s*(?:;\s*[qQ]\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?"
)
_LAST: Final = re.compile(r"(?:^|-)(?:[^-]-)?[^-]+$")
"""The last part of a range, with the single character before it, which means nothing without."""


def ranges(header: str) -> tuple[str, ...]:
    """The language ranges that are accepted, in lower case, the preferred first.

    Elements that are not well formed are left out, as is all of a header that is longer than any needs.

    >>> ranges("fr;q=0.5, de-CH, en;q=0.7, la;q=0")
    ('de-ch', 'en', 'fr')
    """
    elements = map(_ELEMENT.fullmatch, header.split(",") if len(header) <= _LONGEST else ())
    found = [(float(each[2] or 1), each[1].lower()) for each in elements if each]
    return tuple(each for weight, each in sorted(found, key=lambda pair: -pair[0]) if weight)


def among(accepted: Collection[str], tags: Collection[str]) -> tuple[str, ...]:
    """Those of some languages that a client wants, the preferred first, by lookup (RFC 4647, section 3.4).

    A range also finds languages that are more special. What is left out at the end is English, which comes
    next anyway.

    Args:
        accepted: the ranges of the client, the preferred first.
        tags: the languages that there are, in lower case.

    Returns:
        At most ``MOST`` tags, or beginnings of some.

    >>> among(("de-ch", "en"), {"de", "en"}), among(("en-gb", "de"), {"de", "en"}), among(("pt",), {"pt-br"})
    (('de',), ('en', 'de'), ('pt',))
    """
    found = dict.fromkeys(tag for each in accepted if (tag := _lookup(each, tags)))
    wanted = [*found][:MOST]
    while wanted and wanted[-1] == "en":
        wanted.pop()
    return tuple(wanted)


def _lookup(wanted: str, tags: Collection[str]) -> str:
    """The tag that a range finds by cutting it from its end, itself included; empty for none."""
    while wanted and wanted not in tags and not any(each.startswith(f"{wanted}-") for each in tags):
        wanted = _LAST.sub("", wanted)
    return wanted
