"""JSON-LD 1.1 as a tree that a person can read.

Compacted with our context, which stands in the document. Each node is written once; a thing without a name of
its own (an award entry, a credit, a placement) stands inside the thing it belongs to, under ``@reverse``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Triple

from cuegraph.graph.blank import labelled_nodes, list_items
from cuegraph.graph.context import json_text
from cuegraph.graph.names import Node, Term, by_subject, kind, relative
from cuegraph.vocabulary import FM, PREFIXES, RDF, RDFS, SCHEMA, XSD, split_iri

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from cuegraph.graph.context import Context

BELONGS_TO: tuple[NamedNode, ...] = (
    FM.chartedItem,
    FM.recipient,
    FM.category,
    FM.releaseOf,
    FM.trackOf,
    FM.creditedOn,
    FM.engagedFor,
    FM.uses,
    FM.chosenFor,
    FM.placedIn,
    FM.inList,
    FM.inFilm,
    FM.influenced,
    SCHEMA.itemReviewed,
    FM.about,
)
"""The properties that lead from a nameless thing to the thing it belongs to, the strongest first."""

_INTEGER = re.compile(r"(?:0|-?[1-9][0-9]{0,14})\Z")


def to_jsonld(graphs: Mapping[NamedNode | DefaultGraph, Collection[Triple]], context: Context) -> str:
    """The graphs as one JSON-LD document: the default graph's nodes, then each named graph with its nodes.

    Args:
        graphs: the triples of each graph.
        context: the context to compact with, as :func:`cuegraph.graph.context.make_context` makes it.
    """
    labelled = labelled_nodes(graphs.values())
    nodes: list[dict[str, Any]] = []
    for name in sorted(graphs, key=lambda each: each.value if isinstance(each, NamedNode) else ""):
        tree = _Tree(graphs[name], context, labelled).nodes()
        if isinstance(name, NamedNode):
            nodes.append({"id": _reference(name), "@graph": tree})
        else:
            nodes[:0] = tree
    return json_text({"@context": context, "@graph": nodes}) + "\n"


class _Tree:
    """The nodes of one graph, nested."""

    def __init__(self, triples: Collection[Triple], context: Context, labelled: set[BlankNode]) -> None:
        self.subjects = by_subject(triples)
        self.context = context
        self.labelled = labelled
        self.terms = {
            _expanded(entry["@id"] if isinstance(entry, dict) else entry): name
            for name, entry in context.items()
            if name not in PREFIXES and not name.startswith("@") and not str(entry).startswith("@")
        }
        self.owners = self._owners()
        self.owned: dict[Node, list[Node]] = {}
        for node in self.subjects:
            if node in self.owners:
                self.owned.setdefault(self.owners[node][1], []).append(node)

    def nodes(self) -> list[dict[str, Any]]:
        return [
            self.node(node)
            for node in self.subjects
            if node not in self.owners and (not isinstance(node, BlankNode) or node in self.labelled)
        ]

    def _owners(self) -> dict[Node, tuple[NamedNode, Node]]:
        """The property and the thing that each nested node belongs to, without circles."""
        owners: dict[Node, tuple[NamedNode, Node]] = {}
        for node, properties in self.subjects.items():
            if not isinstance(node, NamedNode) or RDFS.label in properties or kind(node) == "source":
                continue
            for predicate in BELONGS_TO:
                found = [each for each in properties.get(predicate, ()) if each in self.subjects]
                if found and isinstance(found[0], NamedNode) and not self._above(found[0], node, owners):
                    owners[node] = predicate, found[0]
                    break
        return owners

    @staticmethod
    def _above(start: Node, node: Node, owners: dict[Node, tuple[NamedNode, Node]]) -> bool:
        """Whether a node is the start or above it."""
        here: Node | None = start
        while here is not None and here != node:
            here = owners[here][1] if here in owners else None
        return here == node

    def node(self, node: Node) -> dict[str, Any]:
        written: dict[str, Any] = {}
        if not isinstance(node, BlankNode) or node in self.labelled:
            written["id"] = _reference(node)
        edge = self.owners.get(node)
        for predicate, terms in self.subjects.get(node, {}).items():
            kept = [term for term in terms if (predicate, term) != edge]
            if predicate == RDF.type and all(isinstance(term, NamedNode) for term in kept):
                values: list[Any] = [self.class_name(term) for term in kept]
                name = "type"
            else:
                name = self.terms.get(predicate.value) or _prefixed(predicate.value)
                values = [self.value(term, name) for term in kept]
            if values:
                written[name] = values[0] if len(values) == 1 else values
        for child in self.owned.get(node, ()):
            name = self.terms.get(self.owners[child][0].value) or _prefixed(self.owners[child][0].value)
            written.setdefault("@reverse", {}).setdefault(name, []).append(self.node(child))
        return written

    def class_name(self, term: Term) -> str:
        return self.terms.get(term.value) or _prefixed(term.value) if isinstance(term, NamedNode) else ""

    def value(self, term: Term, name: str) -> Any:
        entry = self.context.get(name)
        coercion = entry if isinstance(entry, dict) else {}
        if isinstance(term, Literal):
            return _literal(term, coercion)
        if isinstance(term, BlankNode) and term not in self.labelled:
            items = list_items(term, self.subjects, self.labelled)
            return self.node(term) if items is None else {"@list": [self.value(each, name) for each in items]}
        reference = _reference(term)
        return reference if coercion.get("@type") == "@id" else {"id": reference}


def _literal(literal: Literal, coercion: Context) -> Any:
    """A value object, or the bare value where the term's coercion gives the literal back."""
    value = literal.value
    if literal.language:
        bare = coercion.get("@language") == literal.language
        return value if bare else {"@language": literal.language, "@value": value}
    if literal.datatype == XSD.string:
        return {"@value": value} if coercion else value
    datatype = _prefixed(literal.datatype.value)
    if datatype == "xsd:integer" and _INTEGER.match(value) and coercion.get("@type") in {None, datatype}:
        return int(value)
    if datatype == "xsd:boolean" and value in {"true", "false"} and coercion.get("@type") in {None, datatype}:
        return value == "true"
    return value if coercion.get("@type") == datatype else {"@type": datatype, "@value": value}


def _reference(node: Node) -> str:
    if not isinstance(node, NamedNode):
        return str(node)
    return relative(node.value) or _prefixed(node.value)


def _prefixed(iri: str) -> str:
    """The IRI with a vocabulary's prefix where one fits, else whole."""
    found = split_iri(iri, PREFIXES)
    return ":".join(found) if found and not found[1].startswith("//") else iri


def _expanded(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local
