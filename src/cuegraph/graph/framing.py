"""JSON-LD 1.1 as documents that read from their subject inwards: a film or an album with all that is in it.

Terms of one vocabulary stand without a prefix; what is alike for all values of a property (its datatype, its
language, that it names things) stands once, in the context, which is inside the document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from cuegraph.graph.context import json_text
from cuegraph.graph.names import by_subject
from cuegraph.vocabulary import RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from cuegraph.graph.names import Node, Properties, Term

_INTEGER = re.compile(r"(?:0|-?[1-9][0-9]{0,14})\Z")
_REPEATS = 4
"""How often triples may stand on average; then what stands somewhere already is only mentioned elsewhere."""
_DEEPEST = 50
"""How many nodes may stand inside one another; a deeper one is named there and stands on its own."""
_NATIVE = frozenset({XSD.string, XSD.integer})


@dataclass(frozen=True)
class Frame:
    """How documents are framed.

    Attributes:
        vocabulary: the namespace whose terms stand without a prefix.
        prefixes: the prefixes of other namespaces.
        documents: the classes whose things open the whole, each a document of its own.
        nested: the properties whose values stand inside the thing, with all that is known of them.
        naming: the properties that name a thing; they stand beside its type wherever it is mentioned.
    """

    vocabulary: str
    prefixes: Mapping[str, str]
    documents: tuple[NamedNode, ...]
    nested: tuple[NamedNode, ...]
    naming: tuple[NamedNode, ...]


def framed(triples: Collection[Triple], frame: Frame, root: NamedNode | None = None) -> str:
    """Triples as JSON-LD; read back they are the same triples.

    Args:
        triples: without triple terms.
        frame: what stands where.
        root: the thing that the document is about, if it is about one; what does not lead from it to a
            thing by a nested property is only named, and what leads to it stands in ``@reverse``; what
            stands in neither, as it would be too deep, follows it.
    """
    tree = _Tree(by_subject(triples), frame)
    if root is not None:
        nodes = [tree.node(root, ()) | tree.leading_to(root)]
    else:
        opening = frozenset(frame.documents)
        first = [each for each in tree.nodes if opening & frozenset(tree.nodes[each].get(RDF.type, ()))]
        nodes = [tree.node(each, ()) for each in first]
    nodes += [tree.node(each, ()) for each in tree.nodes if each not in tree.whole]
    content = nodes[0] if root is not None and len(nodes) == 1 else {"@graph": nodes}
    return json_text({"@context": tree.context(), **content}) + "\n"


class _Tree:
    """Nodes nested by their properties; ``whole`` are those that somewhere stand with all of them.

    Those of which no more than type and name is known do so wherever they are mentioned.
    """

    def __init__(self, nodes: dict[Node, Properties], frame: Frame) -> None:
        self.nodes = nodes
        self.whole: set[Node] = set()
        self._frame = frame
        self._left = _REPEATS * sum(len(values) for each in nodes.values() for values in each.values())
        self._used: dict[str, str] = {}
        self._alike = _alike(nodes)

    def context(self) -> dict[str, Any]:
        """The context for what has been made of nodes until now."""
        coercions = {self._name(each): coercion for each, coercion in sorted(self._alike.items(), key=_iri)}
        return {"@vocab": self._frame.vocabulary, **dict(sorted(self._used.items())), **coercions}

    def node(self, node: Node, around: tuple[Node, ...]) -> dict[str, Any]:
        """A node with all its properties; ``around`` are those that it stands in."""
        return self._told(node, self.nodes[node], (*around, node))

    def leading_to(self, root: Node) -> dict[str, Any]:
        """The nodes that stand nowhere whole yet and lead to one, by the properties by which they do."""
        found: dict[str, list[Any]] = {}
        for node in [each for each in self.nodes if each not in self.whole]:
            known = self.nodes[node]
            for predicate in [each for each in known if root in known[each]]:
                values = {**known, predicate: [each for each in known[predicate] if each != root]}
                rest = {each: values[each] for each in values if values[each]}
                found.setdefault(self._name(predicate), []).append(self._told(node, rest, (root, node)))
                self.whole.add(node)
        return {"@reverse": found} if found else {}

    def _told(self, node: Node, properties: Properties, around: tuple[Node, ...]) -> dict[str, Any]:
        told: dict[str, Any] = {"@id": _id(node)}
        self._left -= sum(map(len, properties.values()))
        if len(properties) == len(self.nodes[node]):
            self.whole.add(node)
        if types := properties.get(RDF.type):
            names = [self._name(each) for each in types if isinstance(each, NamedNode)]
            told["@type"] = names[0] if len(names) == 1 else names
        for predicate, values in properties.items():
            if predicate != RDF.type:
                made = [self._value(predicate, each, around) for each in values]
                told[self._name(predicate)] = made[0] if len(made) == 1 else made
        return told

    def _value(self, predicate: NamedNode, value: Term, around: tuple[Node, ...]) -> Any:
        if isinstance(value, Literal):
            return self._literal(value, self._alike.get(predicate, {}))
        known = self.nodes.get(value)
        if known is None:
            return _id(value) if "@type" in self._alike.get(predicate, {}) else {"@id": _id(value)}
        if value in around or (self._left <= 0 and value in self.whole):
            return {"@id": _id(value)}
        if predicate in self._frame.nested and len(around) < _DEEPEST:
            return self.node(value, around)
        named = {each: known[each] for each in known if each == RDF.type or each in self._frame.naming}
        return self._told(value, named, around)

    def _literal(self, literal: Literal, coercion: Mapping[str, str]) -> Any:
        if coercion or literal.datatype == XSD.string:
            return literal.value
        if literal.datatype == XSD.integer and _INTEGER.match(literal.value):
            return int(literal.value)
        if literal.language:
            return {"@value": literal.value, "@language": literal.language}
        return {"@value": literal.value, "@type": self._name(literal.datatype)}

    def _name(self, term: NamedNode) -> str:
        iri = term.value
        if iri.startswith(self._frame.vocabulary):
            return iri.removeprefix(self._frame.vocabulary)
        for prefix, space in self._frame.prefixes.items():
            if iri.startswith(space):
                self._used[prefix] = space
                return f"{prefix}:{iri.removeprefix(space)}"
        return iri


def _alike(nodes: Mapping[Node, Properties]) -> dict[NamedNode, dict[str, str]]:
    """What the values of each property have in common, as a context says it; only where that is something."""
    kinds: dict[NamedNode, set[tuple[str, str]]] = {}
    for properties in nodes.values():
        for predicate, values in properties.items():
            kinds.setdefault(predicate, set()).update(_kind(each, nodes) for each in values)
    return {
        predicate: dict(found)
        for predicate, found in kinds.items()
        if predicate != RDF.type and len(found) == 1 and "" not in dict(found)
    }


def _kind(value: Term, nodes: Mapping[Node, Properties]) -> tuple[str, str]:
    if isinstance(value, Literal):
        if value.language:
            return "@language", value.language
        return ("", "") if value.datatype in _NATIVE else ("@type", value.datatype.value)
    return ("", "") if value in nodes else ("@type", "@id")


def _id(node: Node) -> str:
    if isinstance(node, Triple):
        raise TypeError("JSON-LD 1.1 has no triple terms")
    return f"_:{node.value}" if isinstance(node, BlankNode) else node.value


def _iri(item: tuple[NamedNode, object]) -> str:
    return item[0].value
