"""Terms as a person writes them in a list: ``film:drive-2011``, ``"5"^^xsd:integer``, ``"text"@en``."""

from __future__ import annotations

import re

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from cuegraph.errors import InvalidData
from cuegraph.vocabulary import BASE, XSD, prefixes, split_iri

_LITERAL = re.compile(r'"(?:[^"\\\n\r]|\\.)*"(?:@[A-Za-z]+(?:-[A-Za-z0-9]+)*|\^\^(?P<type>\S+))?')


def written(term: NamedNode | Literal) -> str:
    """A term, short: with a prefix of ours where one fits, literals as in N-Triples with a short datatype.

    >>> written(NamedNode(BASE + "source/review#char=10,42")), written(Literal(5))
    ('source:review#char=10,42', '"5"^^xsd:integer')
    """
    if isinstance(term, NamedNode):
        return _short(term.value)
    if term.language or term.datatype == XSD.string:
        return str(term)
    return f"{Literal(term.value)}^^{_short(term.datatype.value)}"


def read_term(text: str, where: str) -> NamedNode | Literal:
    """The term written in a text: what ``written`` gives, an IRI in ``<>``, or a path relative to our base.

    Raises:
        InvalidData: it is none of these.

    >>> read_term("fm:Film", "row 2")
    <NamedNode value=https://w3id.org/cuegraph/ns#Film>
    >>> read_term("film/drive-2011", "row 2") == read_term("film:drive-2011", "row 2")
    True
    """
    text = text.strip()
    term: NamedNode | Literal | None
    if text.startswith('"'):
        match = _LITERAL.fullmatch(text)
        term = _literal(text, match["type"], where) if match else None
    else:
        term = _node(text)
    if term is None:
        raise InvalidData(
            f"This is no term: {text or '(empty)'}",
            where=where,
            remedy='Write prefix:name with a prefix of ours, <IRI>, or a literal such as "5"^^xsd:integer.',
        )
    return term


def _node(text: str) -> NamedNode | None:
    bare = text.removeprefix("<").removesuffix(">")
    prefix, colon, local = bare.partition(":")
    if local.startswith("//"):
        iri = bare
    elif not colon or "/" in prefix:
        iri = BASE + bare if bare else ""
    else:
        iri = prefixes()[prefix] + local if prefix in prefixes() and bare == text else ""
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def _short(iri: str) -> str:
    found = split_iri(iri)
    return ":".join(found) if found else f"<{iri}>"


def _literal(text: str, datatype: str | None, where: str) -> Literal:
    if datatype is not None:
        kind = read_term(datatype, where)
        text = f"{text.removesuffix(datatype)}<{kind.value}>"
    try:
        quad = next(parse(f"<x:s> <x:p> {text} .", format=RdfFormat.N_TRIPLES))
    except SyntaxError as error:
        raise InvalidData(
            f"This literal does not parse: {text}", where=where, remedy="Write it as in N-Triples."
        ) from error
    if not isinstance(quad.object, Literal):
        raise TypeError(text)
    return quad.object
