"""Passages and sources as NIF and Web Annotation describe them.

NIF 2.1 (``nif:OffsetBasedString`` within a ``nif:Context``) counts Unicode code points, as RFC 5147 does for
texts with LF line ends. ``nif:contextStringRef`` is left to whoever records an address of the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Quad

from cuegraph.citations.fragment import CharRange, parse_fragment, whole_number
from cuegraph.errors import InvalidData
from cuegraph.vocabulary import FM, NIF, OA, RDF, SOURCES, XSD, is_citation, source_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_NUMBER: Final = re.compile("[0-9]+")
_BEYOND: Final = 10**18
"""Stands for a number that no text is as long as."""


def text_order(citation: str) -> tuple[str, tuple[int, ...], str]:
    """The key that sorts citations by source, then by place in the text; takes any IRI.

    >>> sorted(["s#char=10,12", "s#char=9,30", "r#row=2"], key=text_order)
    ['r#row=2', 's#char=9,30', 's#char=10,12']
    """
    source, _, fragment = citation.partition("#")
    numbers = map(whole_number, _NUMBER.findall(fragment))
    return source, tuple(_BEYOND if each is None else each for each in numbers), fragment


def passages(quads: Iterable[Quad]) -> list[NamedNode]:
    """Every citation: each that names a graph and each that graph/sources records, in text order."""
    found: set[str] = set()
    for quad in quads:
        terms: tuple[object, ...] = (quad.graph_name,)
        if quad.graph_name == SOURCES:
            terms = (quad.subject, quad.object) if quad.predicate == FM.readWith else (quad.subject,)
        found.update(term.value for term in terms if isinstance(term, NamedNode) and is_citation(term.value))
    return [NamedNode(iri) for iri in sorted(found, key=text_order)]


def check_citations(read: Iterable[tuple[Quad, str]]) -> None:
    """Whether every citation names a place as a citation can.

    Args:
        read: quads, each with its file.

    Raises:
        InvalidData: the fragment of a citation is none that a citation can have; the file is named with it.
    """
    files: dict[str, list[Quad]] = {}
    for quad, file in read:
        files.setdefault(file, []).append(quad)
    for file, quads in files.items():
        for passage in passages(quads):
            try:
                parse_fragment(passage.value.partition("#")[2])
            except InvalidData as error:
                error.where = f"{file}, <{passage.value}>"
                raise


def describe_passages(quads: Iterable[Quad]) -> set[Quad]:
    """What graph/sources says of each passage beside its digest, and of the texts pointed into.

    Raises:
        InvalidData: the fragment of a citation is none that a citation can have.
    """
    described: set[Quad] = set()

    def state(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> None:
        described.add(Quad(subject, predicate, value, SOURCES))

    for passage in passages(quads):
        source = NamedNode(source_of(passage.value))
        state(passage, RDF.type, FM.Passage)
        state(passage, OA.hasSource, source)
        span = parse_fragment(passage.value.partition("#")[2])
        if not isinstance(span, CharRange) or span.end is None:
            continue
        state(source, RDF.type, NIF.Context)
        state(passage, RDF.type, NIF.OffsetBasedString)
        state(passage, NIF.referenceContext, source)
        state(passage, NIF.beginIndex, Literal(str(span.start), datatype=XSD.integer))
        state(passage, NIF.endIndex, Literal(str(span.end), datatype=XSD.integer))
    return described
