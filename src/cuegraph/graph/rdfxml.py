"""RDF/XML, sorted, each thing an element of its first class (RDF 1.1 XML Syntax)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from cuegraph.errors import BadInput
from cuegraph.graph.names import Node, Properties, Term, by_subject
from cuegraph.vocabulary import PREFIXES, RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Collection

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_rdfxml(triples: Collection[Triple]) -> str:
    """The triples as RDF/XML.

    Raises:
        BadInput: the format cannot hold them: a property whose IRI does not end in an XML name, a character
            that XML does not allow, or a triple about a triple.
    """
    writer = _Writer()
    blocks = [writer.block(node, properties) for node, properties in by_subject(triples).items()]
    spaces = "".join(
        f"\n    xmlns:{prefix}={quoteattr(iri)}" for iri, prefix in sorted(writer.spaces.items())
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{spaces}>\n{"".join(blocks)}</rdf:RDF>\n'


class _Writer:
    """Writes elements and remembers which namespaces were used."""

    def __init__(self) -> None:
        self.spaces = {RDF.iri: "rdf"}

    def block(self, node: Node, properties: Properties) -> str:
        element = "rdf:Description"
        lines = []
        for predicate, terms in properties.items():
            for term in terms:
                if predicate == RDF.type and element == "rdf:Description" and (name := self.class_name(term)):
                    element = name
                else:
                    lines.append(self.property(predicate, term))
        start = f"    <{element} {self.reference(node, 'about')}"
        return f"{start}>\n{''.join(lines)}    </{element}>\n" if lines else f"{start}/>\n"

    def class_name(self, term: Term) -> str | None:
        return self.name(term) if isinstance(term, NamedNode) else None

    def property(self, predicate: NamedNode, term: Term) -> str:
        name = self.name(predicate)
        if name is None:
            raise BadInput(
                f"RDF/XML has no way to write the property {predicate}.",
                remedy="Take another format, such as turtle.",
            )
        if not isinstance(term, Literal):
            return f"        <{name} {self.reference(term, 'resource')}/>\n"
        return f"        <{name}{self.kind(term)}>{self.text(term.value)}</{name}>\n"

    def kind(self, literal: Literal) -> str:
        if literal.language:
            return f' xml:lang="{literal.language}"'
        if literal.datatype == XSD.string:
            return ""
        return f" rdf:datatype={quoteattr(literal.datatype.value)}"

    def reference(self, node: Node, attribute: str) -> str:
        if isinstance(node, NamedNode):
            return f"rdf:{attribute}={quoteattr(node.value)}"
        if isinstance(node, BlankNode):
            return f'rdf:nodeID="{node.value}"'
        raise BadInput(
            "RDF/XML cannot hold a triple about a triple.", remedy="Take another format, such as turtle."
        )

    def text(self, value: str) -> str:
        if found := _NOT_XML.search(value):
            raise BadInput(
                f"XML does not allow the character U+{ord(found[0]):04X}.",
                where=value[:40],
                remedy="Take another format, such as turtle.",
            )
        return escape(value, {"\r": "&#13;"})

    def name(self, node: NamedNode) -> str | None:
        """The qualified name of a property or a class; None when its IRI does not end in an XML name."""
        cut = max(node.value.rfind("#"), node.value.rfind("/")) + 1
        space, local = node.value[:cut], node.value[cut:]
        if not space or not _NAME.match(local):
            return None
        if space not in self.spaces:
            known = {iri: prefix for prefix, iri in PREFIXES.items()}
            self.spaces[space] = known.get(space) or f"ns{sum(each not in known for each in self.spaces) + 1}"
        return f"{self.spaces[space]}:{local}"
