"""A misspelt term is an error, though no shape is about it."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Quad

from cuegraph.graph.read import read_ontology
from cuegraph.settings import shipped
from cuegraph.shapes.terms import undeclared
from cuegraph.vocabulary import BASE, CURATION, DCTERMS, FM, RDF, SCHEMA, SOURCES

GRAPH = NamedNode(f"{BASE}source/note#char=0,9")
FILM = NamedNode(f"{BASE}film/night-drive")


def sentences(*quads: Quad) -> list[str]:
    ontology = [quad.triple for quad in read_ontology(shipped("ontology"))]
    return [each.sentence for each in undeclared([(quad, "note.trig") for quad in quads], ontology)]


def test_a_misspelt_property_is_named_with_the_right_one() -> None:
    (sentence,) = sentences(Quad(FILM, FM.ussage, FILM, GRAPH))
    assert sentence.startswith("The property 'fm:ussage' is not one that the ontology declares")
    assert sentence.endswith("did you mean fm:usage?")


def test_a_misspelt_class_is_named() -> None:
    (sentence,) = sentences(Quad(FILM, RDF.type, FM.Flim, CURATION))
    assert sentence.startswith("The class 'fm:Flim' is not one")


def test_a_property_of_others_needs_a_shape_in_the_data() -> None:
    assert len(sentences(Quad(FILM, SCHEMA.actor, FILM, GRAPH))) == 1
    assert sentences(Quad(FILM, SCHEMA.director, FILM, GRAPH)) == []
    assert sentences(Quad(FILM, DCTERMS.provenance, Literal("x"), SOURCES)) == []
