"""Turtle and TriG as a person would write them (RDF 1.1 Turtle, RDF 1.1 TriG).

Prefixes are those in use; citations, which no prefixed name can hold without escapes, are relative to the
base of all things. Everything is sorted, so the same triples give the same text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Triple

from cuegraph.graph.blank import labelled_nodes, list_items
from cuegraph.graph.evidence import text_order
from cuegraph.graph.names import Node, Properties, Term, by_subject, compact, kind, relative
from cuegraph.vocabulary import BASE, RDF, XSD, is_citation, prefixes, source_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

_WIDTH = 110
_BARE = {
    XSD.integer: re.compile(r"[+-]?[0-9]+\Z"),
    XSD.decimal: re.compile(r"[+-]?[0-9]*\.[0-9]+\Z"),
    XSD.boolean: re.compile(r"(?:true|false)\Z"),
}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile(r'[\x00-\x1f\x7f"\\]')


def to_turtle(triples: Collection[Triple]) -> str:
    """The triples as Turtle, things grouped by kind under headings."""
    writer = _Writer([triples])
    return writer.framed(writer.with_headings(triples))


def to_trig(graphs: Mapping[NamedNode | DefaultGraph, Collection[Triple]]) -> str:
    """A dataset as TriG: citations by source and in text order, then the other graphs, the default last."""
    writer = _Writer(graphs.values())
    return writer.framed(_blocks(writer, graphs))


def _blocks(writer: _Writer, graphs: Mapping[NamedNode | DefaultGraph, Collection[Triple]]) -> Iterator[str]:
    names = [name for name in graphs if isinstance(name, NamedNode)]
    cited = sorted(
        (each for each in names if is_citation(each.value)), key=lambda each: text_order(each.value)
    )
    source = ""
    for name in cited:
        if source_of(name.value) != source:
            source = source_of(name.value)
            yield f"# ---- What the source {source.removeprefix(BASE + 'source/')} states\n"
        yield writer.graph(name, graphs[name])
    for name in sorted(set(names) - set(cited), key=lambda each: each.value):
        yield f"# ---- The graph {name.value.removeprefix(BASE + 'graph/')}\n"
        yield writer.graph(name, graphs[name])
    if graphs.get(DefaultGraph()):
        yield "# ---- The default graph\n"
        yield from writer.with_headings(graphs[DefaultGraph()])


class _Writer:
    """Writes terms and remembers which prefixes were used."""

    def __init__(self, graphs: Iterable[Collection[Triple]]) -> None:
        self.used: set[str] = set()
        self.based = False
        self.labelled = labelled_nodes(graphs)

    def framed(self, blocks: Iterable[str]) -> str:
        """The prefixes in use, then the blocks, a blank line between any two."""
        body = "\n".join(blocks)
        head = [f"@base <{BASE}> .\n"] if self.based else []
        head += [f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes().items() if name in self.used]
        return "".join(head) + ("\n" if head and body else "") + body

    def with_headings(self, triples: Collection[Triple]) -> Iterator[str]:
        subjects = by_subject(triples)
        several = len({kind(node) for node in self.roots(subjects)}) > 1
        group = ""
        for node in self.roots(subjects):
            if several and kind(node) != group:
                group = kind(node)
                yield f"# ---- {group}\n"
            yield self.block(node, subjects, "")

    def graph(self, name: NamedNode, triples: Collection[Triple]) -> str:
        subjects = by_subject(triples)
        blocks = [self.block(node, subjects, "    ") for node in self.roots(subjects)]
        return f"{self.iri(name.value)} {{\n{''.join(blocks)}}}\n"

    def roots(self, subjects: dict[Node, Properties]) -> list[Node]:
        """The nodes that are written at the top: all but the blank nodes that are written in their place."""
        return [node for node in subjects if not isinstance(node, BlankNode) or node in self.labelled]

    def block(self, node: Node, subjects: dict[Node, Properties], indent: str) -> str:
        return f"{indent}{self.node(node)} {self.properties(subjects[node], subjects, indent + '    ')} .\n"

    def properties(self, properties: Properties, subjects: dict[Node, Properties], indent: str) -> str:
        """The predicates and objects, each predicate but the first on a line of its own."""
        lines = []
        for predicate, terms in properties.items():
            name = "a" if predicate == RDF.type else self.iri(predicate.value)
            objects = [self.term(term, subjects, indent + "    ") for term in terms]
            line = ", ".join(objects)
            if len(objects) > 1 and "\n" not in line and len(indent) + len(name) + len(line) > _WIDTH:
                line = f",\n{indent}    ".join(objects)
            lines.append(f"{name} {line}")
        return f" ;\n{indent}".join(lines)

    def term(self, term: Term, subjects: dict[Node, Properties], indent: str) -> str:
        if isinstance(term, Literal):
            return self.literal(term)
        if not isinstance(term, BlankNode) or term in self.labelled:
            return self.node(term)
        if (items := list_items(term, subjects, self.labelled)) is not None:
            return f"( {' '.join(self.term(item, subjects, indent) for item in items)} )"
        if term not in subjects:
            return "[]"
        return f"[\n{indent}{self.properties(subjects[term], subjects, indent)}\n{indent[4:]}]"

    def node(self, node: Node) -> str:
        return self.iri(node.value) if isinstance(node, NamedNode) else str(node)

    def iri(self, iri: str) -> str:
        if name := compact(iri):
            self.used.add(name[0])
            return ":".join(name)
        if short := relative(iri):
            self.based = True
            return f"<{short}>"
        return f"<{iri}>"

    def literal(self, literal: Literal) -> str:
        if (bare := _BARE.get(literal.datatype)) and bare.match(literal.value):
            return literal.value
        quoted = '"' + _ESCAPED.sub(_escape, literal.value) + '"'
        if literal.language:
            return f"{quoted}@{literal.language}"
        return quoted if literal.datatype == XSD.string else f"{quoted}^^{self.iri(literal.datatype.value)}"


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0], f"\\u{ord(match[0]):04X}")
