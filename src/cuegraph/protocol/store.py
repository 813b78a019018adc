"""The SPARQL 1.1 Graph Store HTTP Protocol as values: which graph a request is about, what its body is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from cuegraph.errors import BadInput, UnsupportedMediaType
from cuegraph.media import Format, Kind, of_kind
from cuegraph.protocol.request import check_iri, media_type, read_pairs

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

METHODS: Final = ("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS")
"""The methods of a graph."""

MULTIPART: Final = "multipart/form-data"

_GENERIC = frozenset({"application/xml", "text/xml", "application/json", "text/plain"})
_WHICH = "Name a graph by ?graph=IRI, or the default graph by ?default."


class Extent(Enum):
    """How much of the store a request is about."""

    GRAPH = "a named graph"
    DEFAULT = "the default graph"
    STORE = "the store"


@dataclass(frozen=True)
class Target:
    """What a request is about.

    Attributes:
        extent: how much of the store.
        graph: the IRI of the named graph; empty for the others.
    """

    extent: Extent
    graph: str = ""


DEFAULT: Final = Target(Extent.DEFAULT)
STORE: Final = Target(Extent.STORE)


def named(graph: str) -> Target:
    """The named graph of this IRI."""
    return Target(Extent.GRAPH, graph)


def read_target(query_string: bytes, direct: str = "") -> Target:
    """What a request is about (Graph Store Protocol, section 4).

    Args:
        query_string: the address's part after ``?`` as it came, without the ``?``.
        direct: the address itself without that part, where it lies below the store's; it is then the graph's
            name (section 4.1). Empty where it is the store's own, whose parameters ``graph`` and ``default``
            name one (section 4.2); parameters of other names are ignored.

    Raises:
        BadInput: a graph is named in two ways, or its name is no IRI.

    >>> read_target(b"graph=http%3A%2F%2Fa.example%2Fg").graph
    'http://a.example/g'
    >>> read_target(b"default").extent, read_target(b"").extent
    (<Extent.DEFAULT: 'the default graph'>, <Extent.STORE: 'the store'>)
    """
    pairs = read_pairs(query_string, "the address")
    graphs = [value for name, value in pairs if name == "graph"]
    defaults = [value for name, value in pairs if name == "default"]
    if direct:
        if graphs or defaults:
            raise BadInput(
                "The address names one graph and its parameters another.",
                where="graph" if graphs else "default",
                remedy="Give the parameter to the address of the store, /store.",
            )
        return named(check_iri(direct, "the address"))
    if len(graphs) + len(defaults) > 1:
        raise BadInput("The request names more than one graph.", where="graph, default", remedy=_WHICH)
    if any(defaults):
        raise BadInput("The parameter 'default' takes no value.", where="default", remedy=_WHICH)
    if graphs:
        return named(check_iri(graphs[0], "graph"))
    return DEFAULT if defaults else STORE


def read_format(content_type: str, kinds: Collection[Kind] = (Kind.GRAPH,)) -> Format:
    """What the body of a request is written in.

    Args:
        content_type: the header Content-Type, empty when there is none.
        kinds: what it may carry.

    Raises:
        UnsupportedMediaType: it is of another type, or in another charset than UTF-8.

    >>> read_format("text/turtle; charset=utf-8").name
    'turtle'
    """
    taken = of_kind(*kinds)
    kind = media_type(content_type)
    for each in taken:
        if kind and kind in {each.media_type, *each.also} - _GENERIC:
            return each
    raise UnsupportedMediaType(
        f"The body's type '{kind}' is not taken here." if kind else "The body's type is not stated.",
        where="Content-Type",
        remedy=(
            f"There is: {', '.join(each.media_type for each in taken)}. With curl: "
            f"-H 'Content-Type: {taken[0].media_type}', or -F 'f=@FILE;type={taken[0].media_type}' in a form."
        ),
    )


_BLANK = re.compile(r'("(?:[^"\\]|\\.)*+"|<[^<>]*>)|_:([^\s<>"()]+)')


def joined(documents: Sequence[str]) -> str:
    r"""Documents in N-Quads as one, the blank nodes of each its own.

    >>> joined(['_:a <u:p> "_:a" .', '_:a <u:p> _:b .'])
    '_:n0 <u:p> "_:a" .\n_:n1 <u:p> _:n2 .'
    """
    if len(documents) == 1:
        return documents[0]
    labels: dict[tuple[int, str], str] = {}
    written = []
    for number, document in enumerate(documents):

        def label(match: re.Match[str], number: int = number) -> str:
            if match[1] is not None:
                return match[1]
            return labels.setdefault((number, match[2]), f"_:n{len(labels)}")

        written.append(_BLANK.sub(label, document) if "_:" in document else document)
    return "\n".join(each.strip() for each in written)
