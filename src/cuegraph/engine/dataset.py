"""The dataset of a query: what the protocol's parameters or the query's own FROM clauses make of the store.

pyoxigraph 0.5.13 reads several default graphs as a union in which a triple of two graphs counts twice. SPARQL
1.1 Query, section 13.2.1, says merge; so such a dataset is copied, each triple once.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from cuegraph.errors import BadInput
from cuegraph.protocol.lexer import Kind, prologue, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cuegraph.protocol.request import Query

MERGE_LIMIT: Final = 1_000_000
"""The most triples of several default graphs that are merged for a query."""

_CLAUSES = ("FROM", "NAMED")


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
    """The graphs of the query's FROM clauses; None without any, and where the query does not parse."""
    opening = prologue(text).text
    found = [each for each in tokens(text) if each.kind is not Kind.SPACE and each.start >= len(opening)]
    clauses: list[tuple[str, str]] = []
    for token, after in pairwise(found):
        if token.text == "{" and clauses:
            break
        if token.kind is Kind.WORD and token.word in _CLAUSES and after.kind in {Kind.IRI, Kind.NAME}:
            clauses.append((token.word, after.text))
    graphs = _graphs(opening, [name for _, name in clauses])
    if not graphs:
        return None
    default, named = (
        list(dict.fromkeys(graph for graph, (word, _) in zip(graphs, clauses, strict=True) if word == wanted))
        for wanted in _CLAUSES
    )
    return default, named


def _graphs(opening: str, names: list[str]) -> list[NamedNode]:
    """The graphs of these names as the engine reads them; none where it does not."""
    columns = " ".join(f"?g{number}" for number in range(len(names)))
    query = f"{opening}\nSELECT {columns} {{ VALUES ({columns}) {{ ({' '.join(names)}) }} }}"
    try:
        (row,) = Store().query(query) if names else ([],)  # type: ignore[misc]
    except SyntaxError:  # which is told when the query itself is run
        return []
    return [*row]
