"""Content negotiation by RFC 9110, section 12.5.1: which of the formats on offer a client gets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cuegraph.errors import BadInput, NotAcceptable
from cuegraph.media import FORMATS, Format, Kind, of_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_ACCEPT: Final = 4_096
"""The most characters of a header Accept."""

_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED = r'"(?:[^"\\]|\\.)*+"'
_OPENED = r'"(?:[^"\\]|\\.)*+(?:"|\\?$)'  # what is not closed goes to the end, and is looked at once
_RANGE = re.compile(rf"\s*({_NAME})/({_NAME})\s*")
_PARAMETER = re.compile(rf";\s*(?:({_NAME})\s*=\s*({_NAME}|{_QUOTED}))?\s*")
_WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")
_EXACT = 2
_ELEMENTS = re.compile(rf"(?:{_OPENED}|[^,\"])+")


@dataclass(frozen=True)
class Wanted:
    """What whoever asks can read.

    Attributes:
        accept: the header Accept, None for none; JSON for solutions and Turtle for graphs go first.
        name: a format's name, short or as media type, which goes before ``accept``; None for none. ``xml``
            and ``json`` name a format for solutions and one for graphs.
    """

    accept: str | None = None
    name: str | None = None

    def format(self, kind: Kind) -> Format:
        """The format to give a result of this kind in.

        Raises:
            BadInput: there is no format of this name, or it does not hold such a result.
            NotAcceptable: the result can be given in nothing that is accepted.

        >>> Wanted(accept="text/csv").format(Kind.RESULTS).name, Wanted(name="xml").format(Kind.RESULTS).name
        ('csv', 'xml')
        """
        if self.name is None:
            return choose(self.accept, of_kind(kind))
        for each in of_kind(kind):
            if each.is_called(self.name):
                return each
        listed = ", ".join(each.name for each in of_kind(kind))
        what = f"The answer is {kind.value}, which the format '{self.name}' does not hold."
        if not any(each.is_called(self.name) for each in FORMATS):
            what = f"There is no format '{self.name}'."
        raise BadInput(what, where="format", remedy=f"Take one of: {listed}.")


ANY: Final = Wanted()
"""Whoever asks takes what is preferred here."""


@dataclass(frozen=True)
class MediaRange:
    """One element of the header Accept.

    Attributes:
        type: the type in lower case, ``*`` for any.
        subtype: the subtype in lower case, ``*`` for any.
        parameters: name and value pairs in lower case, without the weight.
        weight: from 0 (not wanted) to 1.
    """

    type: str
    subtype: str
    parameters: frozenset[tuple[str, str]]
    weight: float

    def precedence(self, media_type: str) -> int:
        """How closely this range names a media type: -1 not at all, higher is closer.

        ``charset=utf-8`` is what is sent, and JSON-LD's ``profile`` is a hint (JSON-LD 1.1, section C); any
        other parameter names a variant that there is none of.
        """
        if any(name != "profile" for name, _ in self.parameters - {("charset", "utf-8")}):
            return -1
        main, _, sub = media_type.partition("/")
        if (self.type, self.subtype) == (main, sub):
            return _EXACT + len(self.parameters)
        if (self.type, self.subtype) == (main, "*"):
            return 1
        return 0 if (self.type, self.subtype) == ("*", "*") else -1


def parse_accept(header: str) -> tuple[MediaRange, ...]:
    """The elements of an Accept header, in its order; elements that are not well formed are left out.

    >>> [(each.type, each.subtype, each.weight) for each in parse_accept("text/csv;q=0.5, */*;q=0.1")]
    [('text', 'csv', 0.5), ('*', '*', 0.1)]
    """
    found = (_media_range(element) for element in _ELEMENTS.findall(header))
    return tuple(each for each in found if each is not None)


def choose(accept: str | None, offers: Sequence[Format]) -> Format:
    """The format to answer in.

    The highest weight wins; of a format's matching ranges the most specific one gives the weight, and among
    equals the order of the offers decides. A format is also named by its other media types, unless the client
    excludes it by its own. No header, and an empty one, accept everything.

    Args:
        accept: the header's value, None when the request has none.
        offers: what can be given, the preferred first; at least one.

    Raises:
        NotAcceptable: nothing on offer is accepted; the remedy lists the offers.
        BadInput: the header is longer than ``MAX_ACCEPT``.
    """
    if accept is None or not accept.strip():
        return offers[0]
    if len(accept) > MAX_ACCEPT:
        raise BadInput(
            f"The header is longer than {MAX_ACCEPT} characters.", where="Accept", remedy="Name fewer types."
        )
    for offer in offers:
        if accept == offer.media_type:  # as most clients write it
            return offer
    ranges = parse_accept(accept)
    best = max(offers, key=lambda offer: _weight(offer, ranges))  # the first of equals
    if _weight(best, ranges) <= 0:
        listed = ", ".join(offer.media_type for offer in offers)
        raise NotAcceptable(
            "Nothing that the client accepts can be given.", where="Accept", remedy=f"There is: {listed}."
        )
    return best


def accepts_html(accept: str | None) -> bool:
    """Whether the client is a browser: it names HTML and wants it no less than anything else.

    >>> accepts_html("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    True
    >>> accepts_html("*/*")
    False
    """
    if accept is None or len(accept) > MAX_ACCEPT:
        return False
    ranges = parse_accept(accept)
    html = _named_weight("text/html", ranges) or 0.0
    return html > 0 and html >= max((each.weight for each in ranges), default=0.0)


def _media_range(element: str) -> MediaRange | None:
    head = _RANGE.match(element)
    if head is None or (head[1] == "*" and head[2] != "*"):
        return None
    parameters: set[tuple[str, str]] = set()
    weight = 1.0
    position = head.end()
    while position < len(element):
        match = _PARAMETER.match(element, position)
        if match is None:
            return None
        position = match.end()
        name, value = (match[1] or "").lower(), (match[2] or "").strip('"').lower()
        if name == "q":
            if not _WEIGHT.fullmatch(value):
                return None
            weight = float(value)
            break  # what follows the weight are extensions, which RFC 9110 tells to ignore
        if name:
            parameters.add((name, value))
    return MediaRange(head[1].lower(), head[2].lower(), frozenset(parameters), weight)


def _weight(offer: Format, ranges: Sequence[MediaRange]) -> float:
    """The weight of a format, by its own media type and by its other ones."""
    named = _named_weight(offer.media_type, ranges)
    if named is not None:
        return named
    others = (_named_weight(other, ranges) or 0.0 for other in offer.also)
    matches = [(each.precedence(offer.media_type), each.weight) for each in ranges]
    wild = max((match for match in matches if match[0] >= 0), default=(-1, 0.0))[1]
    return max(wild, *others, 0.0)


def _named_weight(media_type: str, ranges: Iterable[MediaRange]) -> float | None:
    """The weight of the most specific range that names exactly this type; None when none does."""
    matches = [(each.precedence(media_type), each.weight) for each in ranges]
    return max((match for match in matches if match[0] >= _EXACT), default=(-1, None))[1]
