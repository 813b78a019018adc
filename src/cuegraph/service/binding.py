"""A term as an answer writes it, and as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import BaseDirection, BlankNode, Literal, NamedNode, Triple

from cuegraph.service.lookup import words
from cuegraph.service.spoken import displayed, spoken
from cuegraph.service.told import Value
from cuegraph.vocabulary import XSD

if TYPE_CHECKING:
    from collections.abc import Mapping

    Node = NamedNode | BlankNode | Literal | Triple

NAMELESS: Final = "something without a name"
"""What a blank node is called."""


def term_of(binding: Mapping[str, Any]) -> Node:
    """A term of SPARQL 1.1 Query Results JSON, section 3.2.2, or of 1.2 with its triple terms and directions.

    A blank node's label that Turtle has no place for becomes one that it has; so does a language tag.

    >>> term_of({"type": "bnode", "value": "nodeID://b1"}), term_of({"type": "uri", "value": "http://a.example/"})
    (<BlankNode value=bnodeID-3a--2f--2f-b1>, <NamedNode value=http://a.example/>)
    >>> term_of({"type": "literal", "value": "ebb", "xml:lang": "en_US"})
    <Literal value=ebb language=en-us>
    """
    kind, value = binding["type"], binding["value"]
    if kind == "uri":
        return NamedNode(value)
    if kind == "bnode":
        return _blank(value)
    if kind == "triple":
        return Triple(*(term_of(value[each]) for each in ("subject", "predicate", "object")))  # type: ignore[arg-type]
    if language := binding.get("xml:lang"):
        return _tagged(value, language, binding.get("its:dir"))
    return Literal(value, datatype=NamedNode(binding.get("datatype", XSD.string.value)))


def read(term: Node, called: Mapping[NamedNode, str]) -> Value:
    """A term as people read it.

    Args:
        term: the term.
        called: what to call things; the words that its IRI ends with where it is not among them.
    """
    if isinstance(term, NamedNode):
        text = displayed(term.value, called.get(term) or words(term.value))
        return Value(text, term.value, getattr(text, "language", ""))
    if isinstance(term, BlankNode):
        return Value(NAMELESS)
    if isinstance(term, Triple):
        return Value(" ".join(read(each, called).text for each in term))
    return Value(spoken(term), language=term.language or "", exact=term.value)


def _blank(label: str) -> BlankNode:
    try:
        return BlankNode(label)
    except ValueError:
        return BlankNode("b" + "".join(each if _is_plain(each) else f"-{ord(each):x}-" for each in label))


def _is_plain(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()


def _tagged(text: str, language: str, direction: str | None) -> Literal:
    for tag in (language, language.replace("_", "-")):
        try:
            return Literal(text, language=tag, direction=BaseDirection(direction) if direction else None)
        except ValueError:
            continue
    return Literal(text)
