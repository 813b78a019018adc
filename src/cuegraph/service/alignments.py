"""How the ontology's terms stand to those of other vocabularies, each mapping with its reason."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode

from cuegraph.service.glossary import RELATIONS
from cuegraph.settings import read_text, shipped
from cuegraph.shapes.index import Index
from cuegraph.vocabulary import OWL, PREFIXES, RDF, RDFS, SKOS, SSSOM, split_iri

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pyoxigraph import Triple

    from cuegraph.service.glossary import Glossary

_PREFIX: Final = re.compile(r"^@prefix\s+([\w-]+):\s*<([^>]+)>", re.MULTILINE)
ENDS: Final = (OWL.annotatedSource, OWL.annotatedProperty, OWL.annotatedTarget)
"""What an ``owl:Axiom`` about a mapping has of it: our term, the relation, the other term."""

_MATCHES: Final = frozenset(each for each in RELATIONS if each.value.startswith(SKOS.iri))
_ALONE: Final = "No counterpart: "
_NAMESPACE: Final = re.compile(r".*[/#:]")
_ONE_OF: Final = {"wdt": "wd"}
"""Prefixes of a vocabulary that has several namespaces, and the one that it goes by."""

_TITLES: Final = {
    "crm": "CIDOC CRM",
    "dbo": "DBpedia Ontology",
    "dcterms": "Dublin Core",
    "ec": "EBUCore Plus",
    "foaf": "FOAF",
    "lrmoo": "LRMoo",
    "mm": "Music Meta",
    "mo": "Music Ontology",
    "mus": "DOREMUS",
    "nif": "NIF",
    "oa": "Web Annotation",
    "prov": "PROV-O",
    "schema": "schema.org",
    "skos": "SKOS",
    "wd": "Wikidata",
}


@dataclass(frozen=True)
class Mapping:
    """How a term of ours stands to one of another vocabulary.

    Attributes:
        relation: that in words, to be read after the name of our term.
        iri: the other term.
        label: what the others call it; empty where that is not told.
        name: its prefixed name, or its IRI.
        reason: why; empty where that is not told.
        vocabulary: the key of the other vocabulary.
    """

    relation: str
    iri: str
    label: str
    name: str
    reason: str
    vocabulary: str


@dataclass(frozen=True)
class Term:
    """A term of ours.

    Attributes:
        anchor: where it stands on the page of the ontology.
        label: its label.
        name: its prefixed name.
        mappings: how it stands to others.
        note: why it has no counterpart; empty for one that has.
    """

    anchor: str
    label: str
    name: str
    mappings: tuple[Mapping, ...]
    note: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """Another vocabulary.

    Attributes:
        key: its prefix, or its namespace.
        title: what it is called.
        number: how many mappings lead to it.
    """

    key: str
    title: str
    number: int


@dataclass(frozen=True)
class Alignments:
    """All mappings of an ontology.

    Attributes:
        sections: the terms that have some, under the headings of the ontology.
        alone: the terms of which it is told that they have no counterpart.
        vocabularies: where the mappings lead to, most first.
    """

    sections: tuple[tuple[str, tuple[Term, ...]], ...]
    alone: tuple[Term, ...]
    vocabularies: tuple[Vocabulary, ...]

    @property
    def number(self) -> int:
        """How many mappings there are."""
        return sum(len(term.mappings) for _, terms in self.sections for term in terms)

    @property
    def mapped(self) -> int:
        """How many terms have some."""
        return sum(len(terms) for _, terms in self.sections)

    @property
    def reasoned(self) -> bool:
        """Whether each has its reason."""
        return all(each.reason for _, terms in self.sections for term in terms for each in term.mappings)

    def only(self, key: str) -> Alignments:
        """Those that lead to one vocabulary; what has no counterpart is left out."""
        sections = []
        for title, terms in self.sections:
            kept = [replace(term, mappings=_to(term.mappings, key)) for term in terms]
            if some := tuple(each for each in kept if each.mappings):
                sections.append((title, some))
        return Alignments(tuple(sections), (), tuple(each for each in self.vocabularies if each.key == key))


def alignments_of(triples: Sequence[Triple], glossary: Glossary) -> Alignments:
    """The mappings of an ontology, in the order of its glossary.

    Args:
        triples: the ontology with its alignments: of each mapping the triple, and where there is a reason an
            ``owl:Axiom`` about it; see ``ontology/alignments.ttl``.
        glossary: the same ontology for people.
    """
    index = Index(triples)
    told = _told(index)
    prefixes = namespaces()
    sections, alone = [], []
    for section in glossary.sections:
        terms = []
        for entry in section.entries:
            found = tuple(_mappings(index, told, entry.iri, glossary, prefixes))
            note = "" if found else index.text(entry.iri, SKOS.editorialNote).removeprefix(_ALONE)
            term = Term(entry.anchor, entry.label, entry.name, found, note[:1].upper() + note[1:])
            if found:
                terms.append(term)
            elif note:
                alone.append(term)
        if terms:
            sections.append((section.title, tuple(terms)))
    often = Counter(each.vocabulary for _, terms in sections for term in terms for each in term.mappings)
    listed = [Vocabulary(key, _TITLES.get(key, key), number) for key, number in often.items()]
    listed.sort(key=lambda each: (-each.number, each.title.casefold()))
    return Alignments(tuple(sections), tuple(alone), tuple(listed))


def namespaces() -> dict[str, str]:
    """The namespaces of the vocabularies that mappings lead to, and our own, by prefix."""
    return PREFIXES | dict(_PREFIX.findall(read_text(shipped("ontology") / "alignments.ttl")))


def mapping_triples(triples: Iterable[Triple]) -> list[Triple]:
    """Of an ontology the mappings, the reasons, and the notes on what has no counterpart."""
    kept = list(triples)
    index = Index(kept)
    axioms = set(index.subjects(RDF.type, OWL.Axiom))
    mapped = {tuple(index.one(each, end) for end in ENDS) for each in axioms}
    return [
        each
        for each in kept
        if each.subject in axioms
        or (each.subject, each.predicate, each.object) in mapped
        or each.predicate in {SKOS.editorialNote, *_MATCHES}
    ]


def _told(index: Index) -> dict[tuple[object, ...], tuple[str, str]]:
    """What the axioms tell of each mapping: the label of the other term, and the reason."""
    return {
        tuple(index.one(axiom, each) for each in ENDS): (
            index.text(axiom, SSSOM.object_label),
            index.text(axiom, RDFS.comment),
        )
        for axiom in index.subjects(RDF.type, OWL.Axiom)
    }


def _mappings(
    index: Index,
    told: dict[tuple[object, ...], tuple[str, str]],
    term: NamedNode,
    glossary: Glossary,
    prefixes: dict[str, str],
) -> Iterator[Mapping]:
    for relation, words in RELATIONS.items():
        for target in index.objects(term, relation):
            known = told.get((term, relation, target))
            if not isinstance(target, NamedNode) or (known is None and target.value in glossary.anchors):
                continue
            label, reason = known or (index.text(target, RDFS.label), "")
            prefix, local = split_iri(target.value, prefixes) or ("", "")
            name = f"{prefix}:{local}" if prefix else target.value
            space = _NAMESPACE.match(target.value)
            key = _ONE_OF.get(prefix, prefix) or (space[0] if space else target.value)
            yield Mapping(words, target.value, label, name, reason, key)


def _to(mappings: Iterable[Mapping], key: str) -> tuple[Mapping, ...]:
    return tuple(each for each in mappings if each.vocabulary == key)
