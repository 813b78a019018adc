"""How a sentence calls a node, a property, a class and a value: by label wherever there is one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode

from cuegraph.vocabulary import RDF, RDFS, SH, SKOS, XSD, split_iri

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cuegraph.shapes.index import Index, Term

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

DATATYPES: dict[Term, str] = {
    XSD.string: "text without a language",
    RDF.langString: "text with a language",
    XSD.integer: "whole number",
    XSD.decimal: "decimal number",
    XSD.boolean: "yes or no",
    XSD.date: "date",
    XSD.gYearMonth: "year and month",
    XSD.gYear: "year",
    XSD.gMonthDay: "month and day",
    XSD.duration: "duration",
    XSD.anyURI: "web address",
}


class Labels:
    """The words for nodes.

    Args:
        data: the graph under validation, concepts included.
        ontology: the terms with their labels.
        shapes: the shapes, whose ``sh:name`` goes before a property's label.
    """

    def __init__(self, data: Index, ontology: Index, shapes: Index) -> None:
        self._data = data
        self._ontology = ontology
        self._shapes = shapes

    def name(self, node: Term) -> str:
        """The bare name of a node: its label, or its IRI shortened by prefix where there is none."""
        for index, predicate in (
            (self._data, SKOS.prefLabel),
            (self._ontology, RDFS.label),
            (self._data, RDFS.label),
        ):
            label = index.text(node, predicate)
            if label:
                return label
        return shortened(node)

    def phrase(self, node: Term) -> str:
        """A node in a sentence: ``the release 'Vinyl edition'``."""
        kind = self.kind(node)
        if isinstance(node, BlankNode):
            return f"an unnamed {kind}"
        return f"the {kind} '{self.name(node)}'"

    def is_typed(self, node: Term) -> bool:
        """Whether a node is of some class."""
        return bool(self._data.objects(node, RDF.type))

    def kind(self, node: Term) -> str:
        """The label of a node's narrowest class, of ours where it has one; ``thing`` when it has no class."""
        types = self._data.objects(node, RDF.type)
        above = {up for each in types for up in self._above(each)}
        narrowest = [each for each in types if each not in above] or list(types)
        own = [each for each in narrowest if self._ontology.text(each, RDFS.label)]
        return next((self.term(each) for each in (*own, *narrowest)), "thing")

    def term(self, node: Term) -> str:
        """The label of a class or property; for one without, its local name in words.

        Inverse, sequence and alternative paths have no label: their shape gives them an ``sh:name``.
        """
        label = self._ontology.text(node, RDFS.label)
        if label:
            return label
        local = re.split(r"[#/:]", node.value)[-1] if isinstance(node, NamedNode) else "value"
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).lower()

    def path(self, shape: Term, path: Term | None) -> str:
        """What a shape's property is called: its ``sh:name``, another shape's of this path, or its label."""
        if path is None:
            return "value"
        named = (self._shapes.text(each, SH.name) for each in (shape, *self._shapes.subjects(SH.path, path)))
        return next((each for each in named if each), "") or self.term(path)

    def value(self, term: Term) -> str:
        """A value in a sentence: names and texts in quotes, numbers and dates bare."""
        if isinstance(term, Literal) and term.datatype not in {XSD.string, RDF.langString}:
            return term.value
        return f"'{term.value}'" if isinstance(term, Literal) else f"'{self.name(term)}'"

    def shape(self, node: Term) -> str:
        """What a shape asks of a value, with its article: ``a person``, ``a date``, ``a carrier``."""
        named = self._shapes.text(node, RDFS.label)
        if named:
            return article(named)
        datatype = self._shapes.one(node, SH.datatype)
        if datatype is not None:
            return article(self.datatype(datatype))
        kind = self._shapes.one(node, SH["class"])
        return article(self.term(kind)) if kind is not None else "what is meant"

    def datatype(self, node: Term) -> str:
        """A datatype in words."""
        return DATATYPES.get(node) or self.term(node)

    def _above(self, kind: Term) -> set[Term]:
        found: set[Term] = set()
        ahead = [kind]
        while ahead:
            for each in self._ontology.objects(ahead.pop(), RDFS.subClassOf):
                if each not in found:
                    found.add(each)
                    ahead.append(each)
        return found


def shortened(node: Term) -> str:
    """An IRI with its longest prefix, a literal's text, a blank node's ``_:`` form.

    >>> shortened(NamedNode("https://w3id.org/cuegraph/release/vinyl"))
    'release:vinyl'
    """
    if not isinstance(node, NamedNode):
        return node.value if isinstance(node, Literal) else str(node)
    found = split_iri(node.value)
    return ":".join(found) if found else node.value


def article(noun: str) -> str:
    """A noun with its indefinite article.

    >>> article("award entry"), article("release"), article("one-off"), article("year")
    ('an award entry', 'a release', 'a one-off', 'a year')
    """
    vowel = re.match(r"(?i)(?!eu|one|uni|use|us[aeiu])[aeiou]", noun)
    return f"{'an' if vowel else 'a'} {noun}"


def plural(noun: str) -> str:
    """The plural of a noun phrase, at its head: the word before the first ``of``, ``in``, ``for`` and so on.

    >>> plural("marketing company"), plural("date of issue"), plural("box"), plural("person")
    ('marketing companies', 'dates of issue', 'boxes', 'persons')
    """
    head, *rest = re.split(r"(?= (?:of|in|for|that|it|to|with|by|as|on)\b)", noun, maxsplit=1)
    if re.search(r"[^aeiou]y$", head):
        head = f"{head[:-1]}ies"
    elif head.endswith(("s", "x", "ch", "sh")):
        head = f"{head}es"
    else:
        head = f"{head}s"
    return "".join((head, *rest))


def number(count: int) -> str:
    """A number as a sentence writes it: in words to ten.

    >>> number(2), number(12)
    ('two', '12')
    """
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else str(count)


def listed(items: Iterable[str], link: str = "and") -> str:
    """Items as a sentence lists them.

    >>> listed(["a", "b", "c"]), listed(["a", "b"], "or"), listed(["a"])
    ('a, b and c', 'a or b', 'a')
    """
    *head, last = items
    return f"{', '.join(head)} {link} {last}" if head else last
