"""Fragment identifiers: where in its source a citation points.

Four kinds, one for each kind of source: RFC 5147 for plain texts, RFC 7111 for tables, RFC 6901 for JSON
documents, and ``iri=`` with an encoded IRI for records of RDF documents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NoReturn
from urllib.parse import quote, unquote_to_bytes

from cuegraph.errors import InvalidData

_CHAR = re.compile(r"char=([0-9]+)?(,)?([0-9]+)?")
_ROW = re.compile(r"row=([1-9][0-9]*)")
_CELL = re.compile(r"cell=([1-9][0-9]*),([1-9][0-9]*)")
_BROKEN_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_BROKEN_TILDE = re.compile(r"~(?![01])")
_LONGEST: Final = 18
_IN_FRAGMENT = "!$&'()*+,;=:@/?-._~"
"""What RFC 3986, section 3.5, allows in a fragment beside letters and digits."""


@dataclass(frozen=True)
class CharRange:
    """Characters of a plain text: RFC 5147, section 2.2.1 (position) and 2.2.2 (range).

    Positions lie between characters, counted from 0 in code points (section 2.1.1); a position is a range
    of no length. An open start is read as 0.

    Attributes:
        start: the position before the first character.
        end: the position after the last one, None for the end of the text (``char=12,``).
    """

    start: int
    end: int | None

    def __str__(self) -> str:
        return f"char={self.start},{'' if self.end is None else self.end}"

    def within(self, length: int) -> bool:
        """Whether the range holds at least one character and ends within a text of this length."""
        return self.start < (length if self.end is None else self.end) <= length


@dataclass(frozen=True)
class Row:
    """A row of a table, counted from 1: RFC 7111, section 2.1."""

    number: int

    def __str__(self) -> str:
        return f"row={self.number}"


@dataclass(frozen=True)
class Cell:
    """A cell of a table, row and column counted from 1: RFC 7111, section 2.3."""

    row: int
    column: int

    def __str__(self) -> str:
        return f"cell={self.row},{self.column}"


@dataclass(frozen=True)
class Pointer:
    """A value in a JSON document, as the reference tokens that lead to it: RFC 6901, sections 3 and 6.

    No tokens mean the whole document.
    """

    tokens: tuple[str, ...]

    def __str__(self) -> str:
        escaped = (token.replace("~", "~0").replace("/", "~1") for token in self.tokens)
        return "".join("/" + quote(token, safe=_IN_FRAGMENT) for token in escaped)


@dataclass(frozen=True)
class Record:
    """A record of an RDF document, by its IRI (no RFC: ours)."""

    iri: str

    def __str__(self) -> str:
        return "iri=" + quote(self.iri, safe="")


Fragment = CharRange | Row | Cell | Pointer | Record
"""Where a citation points; ``str()`` writes it as it stands after the ``#``."""


def parse_fragment(text: str) -> Fragment:
    """The fragment identifier written in a text, without its ``#``.

    Reads every form of RFC 5147's char scheme (section 3) and writes only ``char=START,END``. Its integrity
    checks (section 3.1) and line scheme, and RFC 7111's ranges, columns and multi-selections, are refused:
    a citation names one passage in one way, and its digest stands beside it.

    Raises:
        InvalidData: it is none of the four kinds, or a range that ends before it starts.

    >>> parse_fragment("char=316,422")
    CharRange(start=316, end=422)
    >>> parse_fragment("/media/0/a~1b%20c")
    Pointer(tokens=('media', '0', 'a/b c'))
    >>> str(parse_fragment("char=,12"))
    'char=0,12'
    """
    if text == "" or text.startswith("/"):
        return _pointer(text)
    if text.startswith("char="):
        return _chars(text)
    if match := _ROW.fullmatch(text):
        return Row(_number(text, match[1]))
    if match := _CELL.fullmatch(text):
        return Cell(_number(text, match[1]), _number(text, match[2]))
    if text.startswith("iri=") and text != "iri=":
        return Record(_decoded(text, text.removeprefix("iri=")))
    return _refuse(
        text,
        "This is no fragment that a citation can have.",
        "Write char=START,END for a text, row=N or cell=ROW,COLUMN for a table, /a/b for JSON, iri= for RDF.",
    )


def whole_number(digits: str) -> int | None:
    """The number that ASCII digits write; None for any other text, and for more than 18 digits behind zeros.

    Takes a text of any length, where ``int`` raises ``ValueError`` for more than 4,300 digits.

    >>> whole_number("0316"), whole_number("9" * 19), whole_number("-1"), whole_number("\u0663")
    (316, None, None, None)
    """
    if not (digits.isascii() and digits.isdecimal()):
        return None
    if len(digits) > _LONGEST and len(digits := digits.lstrip("0") or "0") > _LONGEST:
        return None
    return int(digits)


def citation_iri(source: str, start: int, end: int) -> str:
    """The IRI of a passage of a plain text.

    >>> citation_iri("https://w3id.org/cuegraph/source/review", 10, 42)
    'https://w3id.org/cuegraph/source/review#char=10,42'
    """
    return f"{source}#{CharRange(start, end)}"


def _chars(text: str) -> CharRange:
    match = _CHAR.fullmatch(text)
    if not match or not (match[1] or match[3]):
        _refuse(
            text,
            "This is no character position or range of RFC 5147, section 3.",
            "Write char=START,END with two whole numbers, and no integrity check.",
        )
    start = _number(text, match[1] or "0")
    if not match[2]:
        return CharRange(start, start)
    end = _number(text, match[3]) if match[3] else None
    if end is not None and end < start:
        _refuse(text, "The range ends before it starts.", "Write the smaller position first.")
    return CharRange(start, end)


def _number(whole: str, digits: str) -> int:
    found = whole_number(digits)
    if found is None:
        _refuse(whole, "The number is too large.", "Give the place that was meant.")
    return found


def _pointer(text: str) -> Pointer:
    decoded = _decoded(text, text)
    if _BROKEN_TILDE.search(decoded):
        _refuse(
            text,
            "A '~' in a JSON pointer is followed by 0 or 1 (RFC 6901, section 3).",
            "Write ~0 for a tilde and ~1 for a slash.",
        )
    return Pointer(tuple(token.replace("~1", "/").replace("~0", "~") for token in decoded.split("/")[1:]))


def _decoded(whole: str, part: str) -> str:
    if not _BROKEN_PERCENT.search(part):
        try:
            return unquote_to_bytes(part).decode("utf-8")
        except UnicodeDecodeError:
            pass
    return _refuse(
        whole,
        "The percent-encoding is broken (RFC 3986, section 2.1): it does not give UTF-8.",
        "Encode each byte of the UTF-8 text as % and two hexadecimal digits.",
    )


def _refuse(text: str, what: str, remedy: str) -> NoReturn:
    raise InvalidData(what, where=f"#{text}", remedy=remedy)
