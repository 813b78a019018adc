"""How clients call things, types and properties, and the IRIs that are meant."""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import NamedNode

from cuegraph.errors import BadInput
from cuegraph.vocabulary import BASE, FM, THINGS, prefixes

_OURS: Final = re.compile(rf"(?:{'|'.join(THINGS)})/[^/?#\s]+")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


def id_of(iri: str) -> str:
    """How a reconciliation service and its clients call a thing: one of ours by the path of its page.

    >>> id_of("https://w3id.org/cuegraph/film/drive-2011"), id_of("http://a.example/b")
    ('film/drive-2011', 'http://a.example/b')
    """
    path = iri.removeprefix(BASE)
    return path if path != iri and _OURS.fullmatch(path) else iri


def is_ours(text: str) -> bool:
    """Whether a text is how a thing of ours is called.

    >>> is_ours("film/drive-2011"), is_ours("Drive"), is_ours("and/or")
    (True, False, False)
    """
    return _OURS.fullmatch(text) is not None


def is_iri(text: str) -> bool:
    """Whether a text is an IRI with a scheme.

    >>> is_iri("http://a.example/b"), is_iri("b"), is_iri("http://["), is_iri("a:%zz")
    (True, False, False, False)
    """
    if not _ABSOLUTE.fullmatch(text):
        return False
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def term_of(name: str, where: str) -> str:
    """The IRI for what a client calls a type or a property; words for one of ours are joined as such.

    Raises:
        BadInput: as :func:`iri_of`.

    >>> term_of("record label", "pid"), term_of("schema:Person", "type")
    ('https://w3id.org/cuegraph/ns#recordLabel', 'https://schema.org/Person')
    """
    words = name.split() if ":" not in name else [name]
    return iri_of("".join([*words[:1], *(each[:1].upper() + each[1:] for each in words[1:])]), where, FM.iri)


def iri_of(ident: str, where: str, base: str = BASE) -> str:
    """The IRI for what a client calls a thing, a type or a property.

    Args:
        ident: an IRI, a prefixed name, or what follows the base.
        where: the place for an error.
        base: the base for things, or the ontology's namespace.

    Raises:
        BadInput: it can be none.

    >>> iri_of("film/drive-2011", "id"), iri_of("fm:Film", "type"), iri_of("b", "type", "http://a.example/")
    ('https://w3id.org/cuegraph/film/drive-2011', 'https://w3id.org/cuegraph/ns#Film', \
'http://a.example/b')
    """
    prefix, colon, local = ident.partition(":")
    iri = ident
    if colon and (space := prefixes().get(prefix)) and not local.startswith("//"):
        iri = space + local
    elif not colon or "/" in prefix:
        iri = base + ident.removeprefix("/")
    if iri == base or not is_iri(iri):
        raise BadInput(
            f"'{ident[:80]}' is no identifier.",
            where=where,
            remedy="Give one as this service tells it, or an IRI.",
        )
    return iri
