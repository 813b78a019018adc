"""The ontology for people: every class and property with what is known of it, in the order of its file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode, RdfFormat, parse

from cuegraph.protocol.lexer import Kind, prologue, tokens, unescape
from cuegraph.protocol.negotiate import Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.ask import solutions
from cuegraph.service.demands import Piece, Shapes
from cuegraph.service.lookup import best_text, shorten
from cuegraph.settings import read_text, shipped
from cuegraph.shapes.labels import article
from cuegraph.vocabulary import BASE, DCTERMS, FM, ONTOLOGY, OWL, RDF, RDFS, SKOS, split_iri

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyoxigraph import Triple

    from cuegraph.engine.interface import Engine
    from cuegraph.service.demands import Demand, Fault
    from cuegraph.service.library import Question

ITSELF: Final = NamedNode(f"{BASE}ns")
"""The IRI of the ontology."""

_FILE: Final = "filmmusic.ttl"
_HEADING: Final = re.compile(r"^# -{2,} (.+?) -{2,}\s*$|^fm:(\w+) a ", re.MULTILINE)
_PREFIX: Final = re.compile(r"^@prefix\s+([\w-]+):\s*<([^>]+)>", re.MULTILINE)
_CLASSES: Final = frozenset({OWL.Class, RDFS.Class})
_PROPERTIES: Final = frozenset({OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property})
_SERVED: Final = Query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {ONTOLOGY} {{ ?s ?p ?o }} }}")
_SCHEMES: Final = (
    f"SELECT ?scheme ?label ?definition (COUNT(?concept) AS ?n) WHERE {{ "
    f"{{ SELECT ?scheme WHERE {{ ?scheme a {SKOS.ConceptScheme} }} LIMIT 200 }} "
    f"?scheme {SKOS.prefLabel} ?label . OPTIONAL {{ ?scheme {SKOS.definition} ?definition }} "
    f"?concept {SKOS.inScheme} ?scheme }} GROUP BY ?scheme ?label ?definition ORDER BY ?label"
)
RELATIONS: Final = {
    RDFS.subClassOf: "is a kind of",
    RDFS.subPropertyOf: "is a way of",
    OWL.equivalentClass: "is the same as",
    OWL.equivalentProperty: "is the same as",
    SKOS.exactMatch: "is the same as",
    SKOS.closeMatch: "is close to",
    SKOS.broadMatch: "is narrower than",
    SKOS.narrowMatch: "is broader than",
    SKOS.relatedMatch: "is related to",
}


@dataclass(frozen=True)
class Entry:
    """A class or a property.

    Attributes:
        iri: its IRI.
        anchor: the id of its place on the page: the local name of a term of ours.
        name: its prefixed name.
        label: its label.
        is_class: whether it is a class.
        definition: what it means; empty for a term of another vocabulary.
        example: its example in Turtle, without prefixes; empty for none.
        above: the classes or properties right above it that have entries.
        below: those right below it.
        subjects: what has the property; empty for a class.
        values: what its values are; empty for a class.
        needed_by: the classes whose things need the property.
        demands: what the shape of the class asks of properties.
        faults: what the rules forbid.
        alignments: how it stands to terms of others: the relation in words, and the terms.
        questions: the questions that use it.
    """

    iri: NamedNode
    anchor: str
    name: str
    label: str
    is_class: bool
    definition: str
    example: str
    above: tuple[Piece, ...]
    below: tuple[Piece, ...]
    subjects: tuple[Piece, ...]
    values: tuple[Piece, ...]
    needed_by: tuple[Piece, ...]
    demands: tuple[Demand, ...]
    faults: tuple[Fault, ...]
    alignments: tuple[tuple[str, tuple[Piece, ...]], ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Section:
    """Terms that belong together.

    Attributes:
        title: what they are about.
        entries: the terms, classes first.
    """

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Glossary:
    """The ontology.

    Attributes:
        title: its title.
        description: what it is about.
        sections: its terms, and last the terms of others that the shapes are about.
        anchors: where on the page each term stands, by IRI.
    """

    title: str
    description: str
    sections: tuple[Section, ...]
    anchors: Mapping[str, str]


@dataclass(frozen=True)
class Scheme:
    """A controlled list.

    Attributes:
        iri: its IRI.
        label: its name.
        definition: what it lists.
        concepts: how many concepts it has.
    """

    iri: str
    label: str
    definition: str
    concepts: int


def served_ontology(engine: Engine) -> bytes:
    """The ontology with its shapes and alignments as the data hold it, in N-Triples; empty where they do not.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    return engine.query(_SERVED, Wanted(name="ntriples")).whole()


def ontology_of(served: bytes) -> list[Triple]:
    """The ontology as it is served, otherwise as it comes with cuegraph.

    Args:
        served: see :func:`served_ontology`.
    """
    if served:
        return [quad.triple for quad in parse(served, format=RdfFormat.N_TRIPLES)]
    # What reads it is imported here: the start of a server that never needs it takes less time.
    from cuegraph.graph.read import read_ontology  # noqa: PLC0415

    return [quad.triple for quad in read_ontology(shipped("ontology")) if quad.graph_name == ONTOLOGY]


def glossary_of(triples: Sequence[Triple], used: Mapping[str, Sequence[Question]]) -> Glossary:
    """The ontology for people.

    Args:
        triples: the ontology with its shapes and alignments.
        used: the questions that use each term, by IRI; see :func:`mentions`.
    """
    return _Reader(triples, used).glossary()


def mentions(questions: Iterable[Question]) -> dict[str, list[Question]]:
    """The questions whose query names each IRI, as itself or by a prefixed name; comments do not count."""
    found: dict[str, list[Question]] = {}
    for question in questions:
        known = prologue(question.text).prefixes
        named: set[str] = set()
        for token in tokens(question.text):
            if token.kind is Kind.NAME:
                prefix, _, local = token.text.partition(":")
                named.add(known.get(prefix, "") + local)
            elif token.kind is Kind.IRI:
                named.add(unescape(token.text[1:-1]))
        for iri in named:
            found.setdefault(iri, []).append(question)
    return found


def schemes(engine: Engine) -> list[Scheme]:
    """The controlled lists that the data hold, the first 200.

    Raises:
        CuegraphError: as :meth:`cuegraph.engine.interface.Engine.query`.
    """
    return [
        Scheme(
            row["scheme"]["value"],
            row["label"]["value"],
            row.get("definition", {}).get("value", ""),
            int(row["n"]["value"]),
        )
        for row in solutions(engine, _SCHEMES)
    ]


class _Reader:
    """Makes the glossary of an ontology."""

    def __init__(self, triples: Sequence[Triple], used: Mapping[str, Sequence[Question]]) -> None:
        self._shapes = Shapes(triples)
        self._index = self._shapes.index
        self._used = used
        self._ours = self._declared(_CLASSES, is_class=True) | self._declared(_PROPERTIES, is_class=False)
        others = dict.fromkeys(self._shapes.classes, True) | dict.fromkeys(self._shapes.properties, False)
        self._others = {term: is_class for term, is_class in others.items() if term not in self._ours}
        self._anchors = {each.value: _anchor(each) for each in (*self._ours, *self._others)}
        text = read_text(shipped("ontology") / "alignments.ttl")
        self._prefixes: dict[str, str] = dict(_PREFIX.findall(text))
        self._table = read_text(shipped("ontology") / _FILE)

    def glossary(self) -> Glossary:
        sections: list[Section] = []
        left = dict(self._ours)
        for title, names in _order(self._table):
            terms = [each for name in names if (each := FM[name]) in left]
            if terms:
                sections.append(self._section(title, {each: left.pop(each) for each in terms}))
        if left:
            sections.append(self._section("Further terms", left))
        if self._others:
            sections.append(self._section("Terms of other vocabularies", self._others))
        return Glossary(
            self._index.text(ITSELF, DCTERMS.title) or "Ontology",
            self._index.text(ITSELF, DCTERMS.description),
            tuple(sections),
            self._anchors,
        )

    def _declared(self, types: Iterable[NamedNode], *, is_class: bool) -> dict[NamedNode, bool]:
        terms = {term for each in types for term in self._index.subjects(RDF.type, each)}
        named = sorted((each for each in terms if isinstance(each, NamedNode)), key=lambda each: each.value)
        return dict.fromkeys(named, is_class)

    def _section(self, title: str, terms: Mapping[NamedNode, bool]) -> Section:
        entries = [self._entry(each, is_class=is_class) for each, is_class in terms.items()]
        return Section(title, tuple(sorted(entries, key=lambda each: not each.is_class)))

    def _entry(self, node: NamedNode, *, is_class: bool) -> Entry:
        shapes = self._shapes
        relation = RDFS.subClassOf if is_class else RDFS.subPropertyOf
        label = self._index.text(node, RDFS.label) or (
            shapes.labels.term(node) if is_class else shapes.name(node)
        )
        return Entry(
            iri=node,
            anchor=self._anchors[node.value],
            name=shorten(node.value),
            label=label,
            is_class=is_class,
            definition=self._index.text(node, SKOS.definition) or self._index.text(node, RDFS.comment),
            example=self._index.text(node, SKOS.example),
            above=self._pieces(self._index.objects(node, relation)),
            below=self._pieces(self._index.subjects(relation, node)),
            subjects=() if is_class else self._ends(shapes.subjects(node), node, RDFS.domain),
            values=() if is_class else self._ends(shapes.values(node), node, RDFS.range),
            needed_by=() if is_class else self._pieces(shapes.needed_by(node)),
            demands=shapes.of_class(node),
            faults=shapes.faults_of_class(node) if is_class else shapes.faults_of_property(node),
            alignments=self._alignments(node),
            questions=tuple(self._used.get(node.value, ())),
        )

    def _ends(self, shaped: tuple[Piece, ...], node: NamedNode, stated: NamedNode) -> tuple[Piece, ...]:
        """What the shapes say of an end of a property, otherwise what the ontology does."""
        if shaped:
            return shaped
        return tuple(
            Piece(article(self._shapes.labels.datatype(each)), each.value)
            for each in self._index.objects(node, stated)
            if isinstance(each, NamedNode)
        )

    def _pieces(self, terms: Iterable[object]) -> tuple[Piece, ...]:
        return tuple(
            sorted(
                Piece(self._shapes.labels.term(each), each.value)
                for each in terms
                if isinstance(each, NamedNode) and each.value in self._anchors
            )
        )

    def _alignments(self, node: NamedNode) -> tuple[tuple[str, tuple[Piece, ...]], ...]:
        found: dict[str, list[Piece]] = {}
        for relation, words in RELATIONS.items():
            for each in self._index.objects(node, relation):
                if isinstance(each, NamedNode) and each.value not in self._anchors:
                    found.setdefault(words, []).append(Piece(self._called(each), each.value))
        return tuple((words, tuple(pieces)) for words, pieces in found.items())

    def _called(self, node: NamedNode) -> str:
        """What to call a term of another vocabulary: its label where it has one, and its prefixed name."""
        split = split_iri(node.value, self._prefixes)
        name = ":".join(split) if split else node.value
        label = best_text([("en", self._index.text(node, RDFS.label))])
        return f"{label} ({name})" if label else name


def _order(table: str) -> list[tuple[str, list[str]]]:
    """The headings of the ontology's file, each with the terms under it."""
    found: list[tuple[str, list[str]]] = []
    for heading, name in _HEADING.findall(table):
        if heading:
            found.append((heading, []))
        elif found:
            found[-1][1].append(name)
    return found


def _anchor(node: NamedNode) -> str:
    """The id of a term on the page.

    >>> _anchor(FM.Film), _anchor(SKOS.prefLabel)
    ('Film', 'skos-prefLabel')
    """
    return (
        node.value.removeprefix(FM.iri)
        if node.value.startswith(FM.iri)
        else re.sub(r"\W+", "-", shorten(node.value))
    )
