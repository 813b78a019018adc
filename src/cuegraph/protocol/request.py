"""The operations of the SPARQL 1.1 Protocol: from a request's parts to a query or an update."""

from __future__ import annotations

import re
from binascii import a2b_qp
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from cuegraph.errors import BadInput, CuegraphError, MethodNotAllowed, Refused, UnsupportedMediaType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
"""The methods of the query operation. HEAD is GET without the body; OPTIONS tells them and asks nothing."""

UPDATE_METHODS: Final = ("POST", "OPTIONS")
"""The methods of the update operation."""

FORM: Final = "application/x-www-form-urlencoded"
DIRECT: Final = "application/sparql-query"
DIRECT_UPDATE: Final = "application/sparql-update"
_DIRECT: Final = {"query": DIRECT, "update": DIRECT_UPDATE}
_OTHER: Final = {"query": "update", "update": "query"}
_MAX_PARAMETERS = 1000
_NO_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_ELSEWHERE = "Send queries to /sparql, and updates to /update by POST."


@dataclass(frozen=True)
class Query:
    """A query and the dataset to ask it of.

    Attributes:
        text: the SPARQL text.
        default_graphs: the graphs whose RDF merge is the default graph (``default-graph-uri``).
        named_graphs: the named graphs (``named-graph-uri``). When both are empty the query's own FROM
            clauses say the dataset, and without any it is the whole store; otherwise both replace FROM
            (section 2.1.4).
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Update:
    """An update and the dataset that its patterns are matched in.

    Attributes:
        text: the SPARQL text.
        using_graphs: the graphs whose merge is the default graph (``using-graph-uri``).
        using_named_graphs: the named graphs (``using-named-graph-uri``). When both are empty the update's own
            USING and WITH clauses say the dataset, and without any it is the whole store (section 2.2.3).
    """

    text: str
    using_graphs: tuple[str, ...] = ()
    using_named_graphs: tuple[str, ...] = ()


def read_query(method: str, query_string: bytes, content_type: str, body: bytes) -> Query:
    """The query that a request carries.

    By GET (2.1.1), by POST with URL-encoded parameters (2.1.2; parameters in the address count too), and by
    POST directly (2.1.3; the graphs stand in the address). Parameters of other names are ignored.

    Args:
        method: the HTTP method, GET, HEAD or POST.
        query_string: the address's part after ``?`` as it came, without the ``?``.
        content_type: the header Content-Type, empty when there is none.
        body: the request's body as it came.

    Raises:
        UnsupportedMediaType: the body is of another type, or in another charset than UTF-8.
        BadInput: there is no query or more than one, text is not UTF-8, or a graph's name is no IRI.
        Refused: it is an update.
    """
    pairs = read_pairs(query_string, "the address")
    if method == "POST":
        pairs += _sent("query", content_type, body)
    text = _only(pairs, "query")
    return Query(text, _graphs(pairs, "default-graph-uri"), _graphs(pairs, "named-graph-uri"))


def read_update(method: str, query_string: bytes, content_type: str, body: bytes) -> Update:
    """The update that a request carries.

    By POST with URL-encoded parameters (2.2.1; those that name graphs may stand in the address too), and by
    POST directly (2.2.2; the graphs stand in the address). Parameters of other names are ignored. One in the
    address is not taken: whoever follows a link would change data.

    Args:
        method: the HTTP method.
        query_string: the address's part after ``?`` as it came, without the ``?``.
        content_type: the header Content-Type, empty when there is none.
        body: the request's body as it came.

    Raises:
        MethodNotAllowed: it is not POST.
        UnsupportedMediaType: the body is of another type, or in another charset than UTF-8.
        BadInput: there is no update or more than one, it is a query, text is not UTF-8, or a graph's name is
            no IRI.
    """
    if method != "POST":
        raise MethodNotAllowed(
            f"An update cannot be sent by {method}.",
            allow=UPDATE_METHODS,
            remedy=f"Send it by POST, as {DIRECT_UPDATE} or {FORM}.",
        )
    pairs = read_pairs(query_string, "the address")
    if _values(pairs, "update"):
        raise BadInput(
            "The update stands in the address.", where="update", remedy="Send it in the body of the request."
        )
    pairs += _sent("update", content_type, body)
    text = _only(pairs, "update")
    return Update(text, _graphs(pairs, "using-graph-uri"), _graphs(pairs, "using-named-graph-uri"))


def names_query(query_string: bytes) -> bool:
    """Whether the address carries a query (or an update), so that it is not a request for the form.

    >>> names_query(b"query=ASK%7B%7D"), names_query(b"")
    (True, False)
    """
    if not query_string:
        return False
    return query_string.startswith(b"query=") or any(
        name in {b"query", b"update"} for name, _ in _parts(query_string, "the address")
    )


def check_iri(iri: str, where: str) -> str:
    """An absolute IRI, as it is.

    Args:
        iri: what should be one.
        where: the parameter that gives it.

    Raises:
        BadInput: it is none.
    """
    try:
        return NamedNode(iri).value
    except ValueError as error:
        raise BadInput(f"'{iri}' is no absolute IRI.", where=where, remedy="Give it whole.") from error


def _sent(operation: str, content_type: str, body: bytes) -> list[tuple[str, str]]:
    """The parameters that the body of a request for an operation carries."""
    kind = media_type(content_type)
    if kind == _DIRECT[operation]:
        return [(operation, _utf8(body, "the body"))]
    if kind == FORM:
        return read_pairs(body, "the body")
    if kind == _DIRECT[_OTHER[operation]]:
        raise _misplaced(_OTHER[operation])
    named = "A query" if operation == "query" else "An update"
    raise UnsupportedMediaType(
        f"{named} cannot be of the type '{kind}'." if kind else "The body's type is not stated.",
        where="Content-Type",
        remedy=f"Send it as {_DIRECT[operation]} or {FORM}.",
    )


def _only(pairs: Sequence[tuple[str, str]], name: str) -> str:
    """The text of an operation, of which there has to be one and none of the other."""
    if _values(pairs, _OTHER[name]):
        raise _misplaced(_OTHER[name])
    texts = _values(pairs, name)
    if not texts or not texts[0].strip():
        raise BadInput(
            f"The request carries no {name}.",
            where=name,
            remedy=f"Give the SPARQL text as parameter '{name}'.",
        )
    if len(texts) > 1:
        raise BadInput(f"The request carries more than one {name}.", where=name, remedy="Send one at a time.")
    return texts[0]


def _values(pairs: Sequence[tuple[str, str]], name: str) -> list[str]:
    return [value for key, value in pairs if key == name]


def _graphs(pairs: Sequence[tuple[str, str]], parameter: str) -> tuple[str, ...]:
    return tuple(check_iri(iri, parameter) for iri in _values(pairs, parameter))


def read_pairs(encoded: bytes, where: str) -> list[tuple[str, str]]:
    """The parameters of an address or a form, in their order; see :func:`raw_pairs`.

    Raises:
        BadInput: one is not UTF-8, or there are more than a thousand.
    """
    return [(_utf8(name, where), _utf8(value, where)) for name, value in raw_pairs(encoded, where)]


def raw_pairs(encoded: bytes, where: str) -> list[tuple[bytes, bytes]]:
    """The parameters of an address or a form, decoded to bytes, in their order.

    Args:
        encoded: them, as they came.
        where: what they come from, for the error.

    Raises:
        BadInput: there are more than a thousand.

    >>> raw_pairs(b"a=b%20c&d=+%zz&e", "the address")
    [(b'a', b'b c'), (b'd', b' %zz'), (b'e', b'')]
    """
    return [(name, _decoded(value)) for name, value in _parts(encoded, where)]


def values_of(name: str, encoded: bytes, where: str) -> list[str]:
    """The values of one parameter of an address or a form; those of the others are not decoded.

    Args:
        name: its name, in ASCII.
        encoded: the address's part after ``?``, or the form, as it came.
        where: what that is, for the error.

    Raises:
        BadInput: a value is not UTF-8, or there are more than a thousand parameters.

    >>> values_of("format", b"query=%FF&%66ormat=csv", "the address")
    ['csv']
    """
    wanted = name.encode()
    return [_utf8(_decoded(value), where) for each, value in _parts(encoded, where) if each == wanted]


def _parts(encoded: bytes, where: str) -> Iterator[tuple[bytes, bytes]]:
    """The parameters of an address or a form: their names decoded, their values as they came."""
    parts = encoded.split(b"&", _MAX_PARAMETERS)
    if len(parts) > _MAX_PARAMETERS:
        raise BadInput(
            f"There are more than {_MAX_PARAMETERS} parameters.", where=where, remedy="Send fewer."
        )
    for part in parts:
        if part:
            name, _, value = part.partition(b"=")
            yield _decoded(name), value


def _decoded(text: bytes) -> bytes:
    """What percent-encoding and plus signs stand for; a percent sign that encodes nothing stays."""
    if b"+" in text:
        text = text.replace(b"+", b" ")
    if b"%" not in text:
        return text
    if b"=" in text:
        text = text.replace(b"=", b"%3D")
    text = _NO_ESCAPE.sub(b"%25", text)
    # Quoted-printable is the same with another sign, but for line ends; it is decoded at the speed of C.
    return b"\n".join(a2b_qp(line.replace(b"%", b"=")) for line in text.split(b"\n"))


def _utf8(text: bytes, where: str) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise BadInput(
            "The text is not UTF-8.", where=f"{where}, byte {error.start}", remedy="Encode it as UTF-8."
        ) from error


def media_type(content_type: str) -> str:
    """The media type of a header Content-Type, in lower case and without parameters; empty for none.

    Raises:
        UnsupportedMediaType: it states another charset than UTF-8.
    """
    kind, _, parameters = content_type.partition(";")
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip(' "').lower() not in {
            "utf-8",
            "utf8",
            "us-ascii",
        }:
            raise UnsupportedMediaType(
                f"The charset '{value.strip()}' is not taken.", where="Content-Type", remedy="Send UTF-8."
            )
    return kind.strip().lower()


def _misplaced(name: str) -> CuegraphError:
    """What to say of a query where updates go, or of an update where queries go."""
    if name == "update":
        return Refused("This address takes queries only, and no updates.", where=name, remedy=_ELSEWHERE)
    return BadInput("This address takes updates only, and no queries.", where=name, remedy=_ELSEWHERE)
