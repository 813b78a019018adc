"""What is checked of an RDF document before any parser sees it: no entities, nothing fetched.

571 bytes of RDF/XML with a DOCTYPE can take 92 MiB by entities that hold entities; a JSON-LD document can
name contexts in other places, which a processor would fetch.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from typing import TYPE_CHECKING, Any, Final
from xml.parsers import expat

from pyoxigraph import RdfFormat

from cuegraph.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable

_DOCTYPE = re.compile(rb"<!\s*DOCTYPE", re.IGNORECASE)
_DECLARED = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_UTF_8 = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_OPENING = 1000
# As parsers see it that go on where XML is not well-formed; what is not closed goes on to the end.
_TAG = re.compile(
    rb"""
      <!--(?s:.*?)(?:-->|\Z) | <!\[CDATA\[(?s:.*?)(?:\]\]>|\Z) | <\?(?s:.*?)(?:\?>|\Z)
    | <(?:[^"'>]++ | "[^"]*+(?:"|\Z) | '[^']*+(?:'|\Z) )*+(?:>|\Z)
    """,
    re.VERBOSE,
)

MAX_ELEMENTS: Final = 1000
"""XML elements within elements; the parser takes time with the square of that."""


def check_document(document: bytes, format: RdfFormat) -> None:  # noqa: A002 (the parser's own name for it)
    """Refuse a document that would harm whoever parses it; formats that cannot do so are not looked at.

    RDF/XML is taken in UTF-8 only, nested up to ``MAX_ELEMENTS`` deep, and without a DOCTYPE, without the
    text of one in a comment or a CDATA section too: parsers do not agree on where those end. JSON-LD is taken
    with contexts of its own only.

    Args:
        document: the document as it came.
        format: what it is written in.

    Raises:
        BadInput: it has a DOCTYPE or a remote context, is nested too deep, or is surely none of this format.
    """
    if format == RdfFormat.RDF_XML:
        _check_xml(document)
    elif format in (RdfFormat.JSON_LD, RdfFormat.STREAMING_JSON_LD):
        _check_json(document)


def _check_xml(document: bytes) -> None:
    readable = document.replace(b"\0", b"") if b"\0" in document else document  # UTF-16 and UTF-32
    if found := _DOCTYPE.search(readable):
        line = readable.count(b"\n", 0, found.start()) + 1
        raise BadInput(
            "RDF/XML with a DOCTYPE is not taken: its entities could make it grow without bound.",
            where=f"line {line}",
            remedy="Leave it out and write the namespaces whole, or send Turtle.",
        )
    declared = _DECLARED.search(readable[:_OPENING])
    other = declared is not None and declared[1].strip().lower() not in _UTF_8
    if other or readable is not document or document.startswith(_UTF_16):
        raise BadInput("RDF/XML is taken in UTF-8 only.", where="encoding", remedy="Save it as UTF-8.")
    if document.count(b"<") > MAX_ELEMENTS:
        _check_depth(document)


def _check_depth(document: bytes) -> None:
    depth = 0
    for match in _TAG.finditer(document):
        tag = match[0]
        if tag.startswith(b"</"):
            depth -= 1
        elif not tag.startswith((b"<!", b"<?")) and not tag.endswith(b"/>"):
            depth += 1
            if depth > MAX_ELEMENTS:
                line = document.count(b"\n", 0, match.start()) + 1
                raise BadInput(
                    f"The document's elements are nested deeper than {MAX_ELEMENTS} levels.",
                    where=f"line {line}",
                    remedy="Write it flatter, with rdf:about and rdf:resource.",
                )


def xml_fault(document: bytes) -> tuple[str, int, int] | None:
    r"""Why and where a document is no well-formed XML; None for one that is.

    Args:
        document: one that :func:`check_document` lets pass, so that it has no entities of its own.

    Returns:
        what is wrong, and the line and column, from 1.

    >>> xml_fault(b"<a>\n <b></a>"), xml_fault(b"<a/>")
    (('mismatched tag', 2, 7), None)
    """
    parser = expat.ParserCreate()
    try:
        parser.Parse(document, True)  # noqa: FBT003 (its own form)
    except expat.ExpatError as error:
        return expat.ErrorString(error.code), error.lineno, error.offset + 1
    return None


def _check_json(document: bytes) -> None:
    try:
        text = document.removeprefix(BOM_UTF8).decode()
        json.loads(text, object_pairs_hook=_check_members, parse_int=str, parse_float=str)
    except UnicodeDecodeError as error:
        raise BadInput(
            "The document is not UTF-8.", where=f"byte {error.start}", remedy="Encode it as UTF-8."
        ) from error
    except json.JSONDecodeError as error:
        raise BadInput(
            f"The document is no JSON: {error.msg}.",
            where=f"line {error.lineno}, column {error.colno}",
            remedy="Mend it at this place.",
        ) from error
    except RecursionError as error:
        raise BadInput("The document is nested too deep.", remedy="Write it flatter.") from error


def _check_members(members: Iterable[tuple[str, Any]]) -> None:
    """Look at an object's members, all of those that share a name; the objects in it have been looked at."""
    for name, value in members:
        if name == "@import" or (name == "@context" and _names_another(value)):
            raise BadInput(
                "JSON-LD with a remote context is not taken: nothing is fetched here.",
                where=f"{name} {_shown(value)}",
                remedy="Write the context itself in its place.",
            )


def _names_another(context: object) -> bool:
    """Whether a context is an IRI, or an array with one in it."""
    if isinstance(context, list):
        return any(map(_names_another, context))
    return isinstance(context, str)


def _shown(context: object) -> str:
    if isinstance(context, list):
        context = next((each for each in context if isinstance(each, str)), "")
    return str(context)[:100]
