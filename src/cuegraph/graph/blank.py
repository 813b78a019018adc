"""Blank nodes in trees: which can be written in their place, and which of them are lists."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Triple

from cuegraph.vocabulary import RDF

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from cuegraph.graph.names import Node, Properties, Term


def labelled_nodes(graphs: Iterable[Collection[Triple]]) -> set[BlankNode]:
    """The blank nodes that need a label: in several graphs, not the object of one triple, or in a circle."""
    seen: Counter[BlankNode] = Counter()
    objects: Counter[BlankNode] = Counter()
    parent: dict[BlankNode, Node] = {}
    for triples in graphs:
        here: set[BlankNode] = set()
        for triple in triples:
            here.update(each for each in (triple.subject, triple.object) if isinstance(each, BlankNode))
            if isinstance(triple.object, BlankNode):
                objects[triple.object] += 1
                parent[triple.object] = triple.subject
        seen.update(here)
    labelled = {node for node in seen if seen[node] > 1 or objects[node] != 1}
    for start in seen:
        path: set[Node] = set()
        node: Node = start
        while isinstance(node, BlankNode) and node not in labelled and node not in path:
            path.add(node)
            node = parent[node]
        if node in path and isinstance(node, BlankNode):
            labelled.add(node)
    return labelled


def list_items(node: Node, subjects: dict[Node, Properties], labelled: set[BlankNode]) -> list[Term] | None:
    """The items of the RDF list that a blank node opens; None when its nodes say or are more than a list."""
    items: list[Term] = []
    here: Term = node
    while here != RDF.nil:
        if not isinstance(here, BlankNode) or here in labelled:
            return None
        properties = subjects.get(here, {})
        first, rest = properties.get(RDF.first, []), properties.get(RDF.rest, [])
        if len(properties) != len(first) + len(rest) or (len(first), len(rest)) != (1, 1):
            return None
        items.append(first[0])
        here = rest[0]
    return items
