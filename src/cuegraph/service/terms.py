"""From a person's text to a typed term, and from a term to SPARQL in which nothing of it can do harm."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import Literal as Choice
from typing import TypeGuard, get_args

from pyoxigraph import Literal, NamedNode

from cuegraph.errors import BadInput
from cuegraph.vocabulary import XSD

Type = Choice["iri", "string", "integer", "date", "gYear"]
"""The types of a parameter."""

TYPES: tuple[str, ...] = get_args(Type)

_FORMS = {
    "integer": (re.compile(r"[+-]?[0-9]{1,18}"), "a whole number, such as 12"),
    "date": (
        re.compile(r"-?[0-9]{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"),
        "a day, such as 2011-09-30",
    ),
    "gYear": (re.compile(r"-?[0-9]{4,}"), "a year, such as 2011"),
}

_UNSAFE = re.compile(r'\\([uU]?)|["\n\r\t]')
_ESCAPES = {'"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}


def term_of(text: str, kind: Type, where: str) -> Literal:
    """The literal of a text.

    Args:
        text: what a person typed.
        kind: any type but ``iri``.
        where: the parameter's name, for the error.

    Raises:
        BadInput: the text is not of the type.

    >>> term_of("2011", "gYear", "year").datatype
    <NamedNode value=http://www.w3.org/2001/XMLSchema#gYear>
    """
    try:
        if kind == "string":
            return Literal(text)
        form, wanted = _FORMS[kind]
        text = text.strip()
        if form.fullmatch(text) and (kind != "date" or _is_day(text)):
            return Literal(str(int(text)) if kind == "integer" else text, datatype=XSD[kind])
    except ValueError:  # half a surrogate pair, from an argument that is not UTF-8
        wanted = "Unicode text"
    raise BadInput(f"'{text}' is not {wanted}.", where=where, remedy=f"Give {wanted}.")


def _is_day(text: str) -> bool:
    """Whether the calendar has the day of a date; it is the same every 400 years."""
    year, month, day = map(int, text.rsplit("-", 2))
    return day <= monthrange(2000 + year % 400, month)[1]


def is_type(name: str) -> TypeGuard[Type]:
    """Whether there is a parameter type of this name."""
    return name in TYPES


def type_of(term: NamedNode | Literal) -> str:
    """The parameter type that the term is of; its datatype's IRI where that is no parameter type."""
    if isinstance(term, NamedNode):
        return "iri"
    kind = term.datatype.value.removeprefix(XSD.iri)
    return kind if kind in TYPES and not term.language else term.datatype.value


def spelled(term: NamedNode | Literal) -> str:
    r"""The term as it stands in a SPARQL query.

    Guarantees that every engine reads the same term back and nothing else: engines that decode ``\u0022``
    before they parse (SPARQL 1.1, section 19.2) find none in it, since the ``u`` after a backslash is itself
    encoded.

    >>> spelled(Literal('say "}"'))
    '"say \\"}\\""'
    >>> spelled(Literal("\\u0022"))
    '"\\\\\\U000000750022"'
    """
    if isinstance(term, NamedNode):
        return f"<{term.value}>"
    quoted = f'"{_UNSAFE.sub(_escape, term.value)}"'
    if term.language:
        return f"{quoted}@{term.language}"
    return quoted if term.datatype == XSD.string else f"{quoted}^^<{term.datatype.value}>"


def _escape(match: re.Match[str]) -> str:
    escaped = _ESCAPES[match[0][0]]
    return escaped + (f"\\U{ord(match[1]):08X}" if match[1] else "")
