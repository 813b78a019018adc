"""The query operation of the SPARQL 1.1 Protocol, section 2.1: from a request's parts to a query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode

from cuegraph.errors import BadInput, Refused, UnsupportedMediaType

if TYPE_CHECKING:
    from collections.abc import Sequence

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
"""The methods of the endpoint. HEAD is GET without the body; OPTIONS tells them and asks nothing."""

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
_MAX_PARAMETERS = 1000


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
    pairs = _pairs(query_string, "the address")
    if method == "POST":
        kind = _media_type(content_type)
        if kind == DIRECT:
            pairs.append(("query", _utf8(body, "the body")))
        elif kind == FORM:
            pairs += _pairs(body, "the body")
        elif kind == "application/sparql-update":
            raise _no_update()
        else:
            raise UnsupportedMediaType(
                f"A query cannot be of the type '{kind}'." if kind else "The body's type is not stated.",
                where="Content-Type",
                remedy=f"Send it as {DIRECT} or {FORM}.",
            )
    return _query(pairs)


def names_query(query_string: bytes) -> bool:
    """Whether the address carries a query (or an update), so that it is not a request for the form.

    >>> names_query(b"query=ASK%7B%7D"), names_query(b"")
    (True, False)
    """
    return any(name in {b"query", b"update"} for name, _ in _raw_pairs(query_string, "the address"))


def _query(pairs: Sequence[tuple[str, str]]) -> Query:
    def every(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in pairs if key == name)

    if every("update"):
        raise _no_update()
    texts = every("query")
    if not texts or not texts[0].strip():
        raise BadInput(
            "The request carries no query.",
            where="query",
            remedy="Give the SPARQL text as parameter 'query'.",
        )
    if len(texts) > 1:
        raise BadInput(
            "The request carries more than one query.", where="query", remedy="Send one at a time."
        )
    default_graphs = _graphs("default-graph-uri", every("default-graph-uri"))
    return Query(texts[0], default_graphs, _graphs("named-graph-uri", every("named-graph-uri")))


def _graphs(parameter: str, iris: tuple[str, ...]) -> tuple[str, ...]:
    for iri in iris:
        try:
            NamedNode(iri)
        except ValueError as error:
            raise BadInput(
                f"'{iri}' is no absolute IRI.", where=parameter, remedy="Give it whole."
            ) from error
    return iris


def _pairs(encoded: bytes, where: str) -> list[tuple[str, str]]:
    return [(_utf8(name, where), _utf8(value, where)) for name, value in _raw_pairs(encoded, where)]


def _raw_pairs(encoded: bytes, where: str) -> list[tuple[bytes, bytes]]:
    latin = "latin-1"  # each character one byte, so that the bytes come back as they were sent
    try:
        pairs = parse_qsl(
            encoded.decode(latin), keep_blank_values=True, encoding=latin, max_num_fields=_MAX_PARAMETERS
        )
    except ValueError as error:
        raise BadInput(
            f"There are more than {_MAX_PARAMETERS} parameters.", where=where, remedy="Send fewer."
        ) from error
    return [(name.encode(latin), value.encode(latin)) for name, value in pairs]


def _utf8(text: bytes, where: str) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise BadInput(
            "The text is not UTF-8.", where=f"{where}, byte {error.start}", remedy="Encode it as UTF-8."
        ) from error


def _media_type(content_type: str) -> str:
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


def _no_update() -> Refused:
    return Refused("This endpoint is read-only: it takes no updates.", where="update", remedy="Send a query.")
