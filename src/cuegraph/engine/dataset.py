"""The dataset of a query: what the protocol's parameters or the query's own FROM clauses make of the store.

pyoxigraph 0.5.13 reads several default graphs as a union in which a triple of two graphs counts twice. SPARQL
1.1 Query, section 13.2.1, says merge; so such a dataset is copied, each triple once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from cuegraph.errors import BadInput
from cuegraph.protocol.lexer import Kind, Token, tokens, unescape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cuegraph.protocol.request import Query

MERGE_LIMIT: Final = 1_000_000
"""The most triples of several default graphs that are merged for a query."""


def graphs_of(query: Query) -> tuple[list[NamedNode], list[NamedNode]] | None:
    """The default and the named graphs that a query asks for; None when it leaves that open.

    The protocol's parameters replace the query's own clauses (SPARQL 1.1 Protocol, section 2.1.4).
    """
    default = [NamedNode(iri) for iri in dict.fromkeys(query.default_graphs)]
    named = [NamedNode(iri) for iri in dict.fromkeys(query.named_graphs)]
    return (default, named) if default or named else _clauses(query.text)


def merged(store: Store, default: list[NamedNode], named: list[NamedNode]) -> Store:
    """A store with the merge of these default graphs and a copy of these named ones.

    Raises:
        BadInput: that would be more than ``MERGE_LIMIT`` triples.
    """
    scratch = Store()
    scratch.extend(_limited(_copied(store, default, named)))
    return scratch


def _copied(store: Store, default: list[NamedNode], named: list[NamedNode]) -> Iterator[Quad]:
    for graph in default:
        for quad in store.quads_for_pattern(None, None, None, graph):
            yield Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())
    for graph in named:
        yield from store.quads_for_pattern(None, None, None, graph)


def _limited(quads: Iterator[Quad]) -> Iterator[Quad]:
    for number, quad in enumerate(quads):
        if number >= MERGE_LIMIT:
            raise BadInput(
                f"The graphs asked for hold more than {MERGE_LIMIT} triples, too many to merge for a query.",
                where="default-graph-uri or FROM",
                remedy="Ask the default graph of the dataset, or fewer graphs.",
            )
        yield quad


def _clauses(text: str) -> tuple[list[NamedNode], list[NamedNode]] | None:
    """The graphs of the query's FROM clauses; None without any, and where one cannot be read."""
    found = [each for each in tokens(text) if each.kind is not Kind.SPACE]
    prefixes: dict[str, str] = {}
    base = ""
    default: list[NamedNode] = []
    named: list[NamedNode] = []
    for place, token in enumerate(found[:-1]):
        if token.text == "{" and (default or named):
            break
        word, after = (token.word if token.kind is Kind.WORD else ""), found[place + 1]
        if word == "BASE":
            base = urljoin(base, _inside(after))
        elif word == "PREFIX" and place + 2 < len(found):
            prefixes[after.text.removesuffix(":")] = urljoin(base, _inside(found[place + 2]))
        elif word in {"FROM", "NAMED"} and after.kind in {Kind.IRI, Kind.NAME}:
            graph = _graph(after, base, prefixes)
            if graph is None:
                return None
            (named if word == "NAMED" else default).append(graph)
    if not default and not named:
        return None
    return list(dict.fromkeys(default)), list(dict.fromkeys(named))


def _inside(token: Token) -> str:
    return unescape(token.text[1:-1]) if token.kind is Kind.IRI else ""


def _graph(token: Token, base: str, prefixes: dict[str, str]) -> NamedNode | None:
    if token.kind is Kind.IRI:
        iri = urljoin(base, _inside(token))
    else:
        prefix, _, local = token.text.partition(":")
        if prefix not in prefixes or "\\" in local:
            return None
        iri = prefixes[prefix] + local
    try:
        return NamedNode(iri)
    except ValueError:
        return None
