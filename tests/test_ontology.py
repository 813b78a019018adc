"""The ontology is whole: every term and every concept is explained, typed, constrained and used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from cuegraph.shapes.index import Index
from cuegraph.vocabulary import BASE, FM, OWL, RDF, RDFS, SH, SKOS, prefixes

if TYPE_CHECKING:
    from pathlib import Path

    from pyoxigraph import Triple

KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
BUILTIN = (RDF.iri, RDFS.iri, OWL.iri, "http://www.w3.org/2001/XMLSchema#")


def triples(file: Path) -> list[Triple]:
    return [quad.triple for quad in parse(path=file, format=RdfFormat.TURTLE)]


@pytest.fixture(scope="module")
def terms(root: Path) -> Index:
    """The ontology's triples."""
    return Index(triples(root / "ontology" / "filmmusic.ttl"))


@pytest.fixture(scope="module")
def shapes(root: Path) -> list[Triple]:
    """The shapes' triples."""
    return triples(root / "ontology" / "shapes.ttl")


@pytest.fixture(scope="module")
def concepts(root: Path) -> Index:
    """The concepts' triples."""
    return Index(triples(root / "ontology" / "concepts.ttl"))


@pytest.fixture(scope="module")
def data(root: Path) -> list[Triple]:
    """What the data state, in all graphs."""
    return [
        quad.triple
        for file in sorted((root / "data").glob("*.trig"))
        for quad in parse(path=file, format=RdfFormat.TRIG)
    ]


def declared(terms: Index, *kinds: NamedNode) -> set[str]:
    """The IRIs of our own terms of these kinds."""
    return {
        node.value
        for kind in kinds
        for node in terms.subjects(RDF.type, kind)
        if isinstance(node, NamedNode) and node.value.startswith(FM.iri)
    }


def test_counts_of_own_terms(terms: Index) -> None:
    assert 20 <= len(declared(terms, OWL.Class)) <= 35
    assert 50 <= len(declared(terms, OWL.ObjectProperty, OWL.DatatypeProperty)) <= 80


def test_every_term_has_one_label_a_definition_and_an_example(terms: Index) -> None:
    for iri in declared(terms, *KINDS):
        node = NamedNode(iri)
        assert [each.language for each in terms.objects(node, RDFS.label)] == ["en"], iri  # type: ignore[union-attr]
        assert len(terms.text(node, SKOS.definition)) > 10, iri
        assert terms.objects(node, SKOS.example), iri


def test_no_two_terms_of_a_kind_have_one_definition(terms: Index) -> None:
    told = [terms.text(NamedNode(iri), SKOS.definition) for iri in declared(terms, *KINDS)]
    assert len(told) == len(set(told))


def test_every_example_is_turtle_about_its_term(terms: Index) -> None:
    known = prefixes() | {"xsd": "http://www.w3.org/2001/XMLSchema#"}
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in known.items())
    for iri in sorted(declared(terms, *KINDS)):
        example = terms.text(NamedNode(iri), SKOS.example)
        stated = [quad.triple for quad in parse(head + example, format=RdfFormat.TURTLE)]
        assert any(NamedNode(iri) in {triple.predicate, triple.object} for triple in stated), iri


def test_every_term_of_ours_has_exactly_one_kind(terms: Index) -> None:
    for iri in declared(terms, *KINDS):
        assert len([kind for kind in KINDS if NamedNode(iri) in terms.subjects(RDF.type, kind)]) == 1, iri


def test_what_is_declared_refers_only_to_what_exists(terms: Index) -> None:
    own = declared(terms, *KINDS)
    for relation in (RDFS.domain, RDFS.range, RDFS.subClassOf, RDFS.subPropertyOf):
        for iri in own:
            for value in terms.objects(NamedNode(iri), relation):
                assert isinstance(value, NamedNode), iri
                assert value.value in own or not value.value.startswith(FM.iri), (iri, value)


def test_a_datatype_property_has_literals_and_an_object_property_has_none(
    terms: Index, data: list[Triple]
) -> None:
    literal, linked = declared(terms, OWL.DatatypeProperty), declared(terms, OWL.ObjectProperty)
    assert [t for t in data if t.predicate.value in literal and not isinstance(t.object, Literal)] == []
    assert [t for t in data if t.predicate.value in linked and isinstance(t.object, Literal)] == []


def test_every_class_has_a_shape(terms: Index, shapes: list[Triple], data: list[Triple]) -> None:
    aimed = {triple.object for triple in shapes if triple.predicate == SH.targetClass}
    needed: set[object] = {NamedNode(iri) for iri in declared(terms, OWL.Class)}
    needed |= {triple.object for triple in data if triple.predicate == RDF.type}
    assert sorted(str(each) for each in needed - aimed) == []


def test_every_property_has_a_shape(terms: Index, shapes: list[Triple]) -> None:
    paths = {str(triple.object) for triple in shapes if triple.predicate == SH.path}
    own = {f"<{iri}>" for iri in declared(terms, OWL.ObjectProperty, OWL.DatatypeProperty)}
    assert sorted(own - paths) == []


def test_every_term_in_use_is_declared(
    terms: Index, shapes: list[Triple], data: list[Triple], root: Path
) -> None:
    own = declared(terms, *KINDS)
    used = {
        term.value
        for triple in (*shapes, *data)
        for term in triple
        if isinstance(term, NamedNode) and term.value.startswith(FM.iri)
    }
    for text in [
        *(file.read_text("utf-8") for file in sorted((root / "queries").glob("*.rq"))),
        *(str(triple.object) for triple in shapes if triple.predicate == SH.select),
    ]:
        used |= {FM.iri + name for name in re.findall(r"(?<![\w:])fm:([A-Za-z]\w*)", text)}
    assert sorted(used - own) == []


def test_every_declared_term_is_used(terms: Index, shapes: list[Triple], data: list[Triple]) -> None:
    used = {str(term) for triple in (*shapes, *data) for term in triple}
    assert sorted(iri for iri in declared(terms, *KINDS) if f"<{iri}>" not in used) == []


def test_domains_and_ranges_are_those_of_the_shapes(terms: Index, shapes: list[Triple]) -> None:
    index = Index(shapes)
    for iri in declared(terms, OWL.ObjectProperty, OWL.DatatypeProperty):
        node = NamedNode(iri)
        about = {
            kind
            for shape in index.subjects(SH.targetSubjectsOf, node)
            if index.one(shape, SH.path) is None
            for kind in index.objects(shape, SH["class"])
        }
        domains = set(terms.objects(node, RDFS.domain))
        assert about == domains - {FM.Passage}, iri  # passages are typed by the build
        kinds = {
            kind for shape in index.subjects(SH.path, node) for kind in index.objects(shape, SH["class"])
        }
        ranges = set(terms.objects(node, RDFS.range))
        assert not kinds or not ranges or kinds == ranges, iri
        if any(index.objects(shape, SH["or"]) for shape in index.subjects(SH.path, node)):
            assert ranges <= {SKOS.Concept}, iri  # of several kinds: no one class holds for all values


def test_every_concept_is_in_one_list_and_explained(concepts: Index) -> None:
    found = concepts.subjects(RDF.type, SKOS.Concept)
    lists = concepts.subjects(RDF.type, SKOS.ConceptScheme)
    assert found
    for node in (*found, *lists):
        assert [each.language for each in concepts.objects(node, SKOS.prefLabel)] == ["en"], node  # type: ignore[union-attr]
        assert concepts.text(node, SKOS.definition), node
    for node in found:
        assert len(concepts.objects(node, SKOS.inScheme)) == 1, node
        assert concepts.one(node, SKOS.inScheme) in lists, node
    assert {concepts.one(node, SKOS.inScheme) for node in found} == set(lists)


def test_every_list_of_the_shapes_exists(concepts: Index, shapes: list[Triple]) -> None:
    named = {
        triple.object
        for triple in shapes
        if isinstance(triple.object, NamedNode) and triple.object.value.startswith(BASE + "concept-scheme/")
    }
    assert named
    assert named <= set(concepts.subjects(RDF.type, SKOS.ConceptScheme))
    index = Index(shapes)
    for scheme in named:
        label = concepts.text(scheme, SKOS.prefLabel)
        (member,) = index.subjects(SH.hasValue, scheme)
        (shape,) = index.subjects(SH.property, member)
        assert index.text(shape, RDFS.label) == f"concept of the list '{label}'"


def test_concepts_in_use_exist(concepts: Index, data: list[Triple]) -> None:
    used = {
        triple.object
        for triple in data
        if isinstance(triple.object, NamedNode) and triple.object.value.startswith(BASE + "concept/")
    }
    assert sorted(str(each) for each in used - set(concepts.subjects(RDF.type, SKOS.Concept))) == []
