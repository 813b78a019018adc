"""What is written is read back as the same graph by two libraries, and reads as a person would write it."""

from __future__ import annotations

import json
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import rdflib
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from cuegraph.errors import BadInput
from cuegraph.graph.assemble import Assembled, assemble
from cuegraph.graph.context import json_text, make_context
from cuegraph.graph.jsonld import to_jsonld
from cuegraph.graph.rdfxml import to_rdfxml
from cuegraph.graph.read import read_ontology
from cuegraph.graph.turtle import to_trig, to_turtle
from cuegraph.settings import shipped
from cuegraph.vocabulary import BASE, FM, ONTOLOGY, OWL, RDF, RDFS, SOURCES, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator

FIXTURE = Path(__file__).parent / "fixture"
WRITERS = {
    "turtle": (to_turtle, RdfFormat.TURTLE),
    "xml": (to_rdfxml, RdfFormat.RDF_XML),
    "json-ld": (lambda triples: to_jsonld({DefaultGraph(): triples}, CONTEXT), RdfFormat.JSON_LD),
}
DATASETS = {
    "trig": (to_trig, RdfFormat.TRIG),
    "json-ld": (lambda graphs: to_jsonld(graphs, CONTEXT), RdfFormat.JSON_LD),
}
CONTEXT = make_context(quad for quad in read_ontology(shipped("ontology")) if quad.graph_name == ONTOLOGY)
A, B = NamedNode(BASE + "film/a"), NamedNode(BASE + "film/b")


@pytest.fixture(scope="module")
def fixture() -> Assembled:
    return assemble(FIXTURE / "data", FIXTURE / "ontology")


@pytest.fixture(scope="module")
def real() -> Assembled:
    return assemble(shipped("data"), shipped("ontology"))


@contextmanager
def rdflib_as_it_is() -> Iterator[None]:
    """Without the warnings of deprecated names that rdflib 7.6 calls itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def canonical(quads: list[Quad]) -> set[Quad]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def of_rdflib(graph: rdflib.Graph) -> set[Quad]:
    """What rdflib has read; not compared by it, which takes half a minute for an ontology's blank nodes."""
    return canonical(list(parse(graph.serialize(format="nt"), format=RdfFormat.N_TRIPLES)))


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("graph", ["default", "ontology", "sources"])
@pytest.mark.parametrize("name", ["fixture", "real"])
def test_a_graph_comes_back(
    writer: str, graph: str, name: str, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    dataset: Assembled = request.getfixturevalue(name)
    graphs = {
        "default": dataset.default(),
        "ontology": dataset.graph(ONTOLOGY),
        "sources": dataset.graph(SOURCES),
    }
    triples = graphs[graph]
    write, rdf_format = WRITERS[writer]
    text = write(triples)
    assert canonical(list(parse(text.encode(), format=rdf_format))) == canonical(
        [Quad(*each) for each in triples]
    )
    plain = serialize(triples, format=RdfFormat.N_TRIPLES)
    expected = rdflib.Graph().parse(data=plain, format="nt")
    with rdflib_as_it_is():
        assert of_rdflib(rdflib.Graph().parse(data=text, format=writer)) == of_rdflib(expected)
    assert not caplog.records


@pytest.mark.parametrize("writer", DATASETS)
@pytest.mark.parametrize("name", ["fixture", "real"])
def test_a_dataset_comes_back_with_its_graphs(
    writer: str, name: str, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    dataset: Assembled = request.getfixturevalue(name)
    write, rdf_format = DATASETS[writer]
    text = write(dataset.graphs)
    assert canonical(list(parse(text.encode(), format=rdf_format))) == canonical(list(dataset.quads))
    with rdflib_as_it_is():
        read = rdflib.Dataset().parse(data=text, format=writer)
        graphs = {str(each.identifier): each for each in read.graphs() if len(each)}
    for graph, triples in dataset.graphs.items():
        name = graph.value if isinstance(graph, NamedNode) else "urn:x-rdflib:default"
        plain = serialize(triples, format=RdfFormat.N_TRIPLES)
        expected = rdflib.Graph().parse(data=plain, format="nt")
        assert of_rdflib(graphs.pop(name)) == of_rdflib(expected), name
    assert not graphs
    assert not caplog.records


LITERALS = [
    Literal('a "quoted" \\ back\tslash\nand\r\nlines'),
    Literal("\u2028 \U0001d11e é \x7f"),
    Literal("hallo", language="de-at"),
    Literal("7", datatype=XSD.integer),
    Literal("007", datatype=XSD.integer),
    Literal("-1.5", datatype=XSD.decimal),
    Literal("1.", datatype=XSD.decimal),
    Literal("true", datatype=XSD.boolean),
    Literal("1", datatype=XSD.boolean),
    Literal("1.0E3", datatype=XSD.double),
    Literal("12345678901234567890", datatype=XSD.integer),
    Literal("--02-25", datatype=XSD.gMonthDay),
    Literal("x", datatype=NamedNode("http://example.org/type")),
    Literal("<b>&amp;]]></b>"),
]


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("literal", LITERALS, ids=str)
def test_every_literal_is_written_exactly(writer: str, literal: Literal) -> None:
    write, rdf_format = WRITERS[writer]
    for predicate in (RDFS.label, FM.durationInSeconds, FM.paraphrase, FM.artist):
        triples = {Triple(A, predicate, literal)}
        assert {quad.triple for quad in parse(write(triples).encode(), format=rdf_format)} == triples


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize(
    "iri",
    [
        BASE + "film/",
        BASE + "film/a.b.",
        BASE + "film/a/b",
        BASE + "source/x#/media/a:b",
        BASE + "source/x#cell=4,1",
        BASE,
        "http://example.org/a(b)",
        "urn:isbn:1",
        "https://schema.org/",
    ],
)
def test_every_iri_is_written_exactly(writer: str, iri: str) -> None:
    write, rdf_format = WRITERS[writer]
    triples = {Triple(NamedNode(iri), FM.artist, NamedNode(iri)), Triple(A, RDFS.seeAlso, NamedNode(iri))}
    assert {quad.triple for quad in parse(write(triples).encode(), format=rdf_format)} == triples


def ring() -> set[Triple]:
    """Two blank nodes in a circle, one that two triples share, one on its own, and a list that is shared."""
    one, two, shared, alone, cell = (BlankNode(name) for name in ("one", "two", "shared", "alone", "cell"))
    return {
        Triple(one, FM.about, two),
        Triple(two, FM.about, one),
        Triple(A, FM.about, shared),
        Triple(B, FM.about, shared),
        Triple(shared, RDFS.label, Literal("s")),
        Triple(A, FM.holder, alone),
        Triple(A, FM.uses, cell),
        Triple(B, FM.uses, cell),
        Triple(cell, RDF.first, A),
        Triple(cell, RDF.rest, RDF.nil),
    }


@pytest.mark.parametrize("writer", WRITERS)
def test_blank_nodes_in_circles_and_shared_ones_come_back(writer: str) -> None:
    write, rdf_format = WRITERS[writer]
    found = list(parse(write(ring()).encode(), format=rdf_format))
    assert canonical(found) == canonical([Quad(*each) for each in ring()])


@pytest.mark.parametrize("writer", DATASETS)
def test_a_blank_node_of_two_graphs_stays_one(writer: str) -> None:
    write, rdf_format = DATASETS[writer]
    node = BlankNode("both")
    graphs = {A: (Triple(A, FM.about, node),), B: (Triple(node, RDFS.label, Literal("b")),)}
    quads = [Quad(*triple, name) for name, triples in graphs.items() for triple in triples]
    assert canonical(list(parse(write(graphs).encode(), format=rdf_format))) == canonical(quads)


def test_turtle_reads_as_a_person_would_write_it(fixture: Assembled) -> None:
    text = to_turtle(fixture.default())
    assert "@prefix oa:" not in text, "a prefix that is not used"
    assert (
        "# ---- film\n\n"
        "film:lantern-road-1999 a fm:Film ;\n"
        '    skos:prefLabel "Lantern Road" ;\n'
        '    rdfs:label "Lantern Road" ;\n'
        '    dcterms:description "A film of 1999."@en ;\n'
        '    dcterms:date "1999"^^xsd:gYear .\n'
    ) in text
    assert "fm:compares <source/notice#char=100,160>, <source/table#row=2> ." in text
    assert text.index("# ---- film") < text.index("# ---- person") < text.index("# ---- concept")


def test_turtle_nests_shapes_and_lists(fixture: Assembled) -> None:
    text = to_turtle(fixture.graph(ONTOLOGY))
    assert "_:" not in text
    assert "rdf:first" not in text
    assert "sh:path [\n            sh:inversePath fm:scoreFor\n        ]" in text


def test_trig_goes_through_the_sources_in_text_order(fixture: Assembled) -> None:
    text = to_trig(fixture.graphs)
    marks = [
        "# ---- What the source notice states\n\n<source/notice#char=0,40> {\n    film:lantern-road",
        "<source/notice#char=41,99> {",
        "<source/notice#char=100,160> {",
        "# ---- What the source table states\n\n<source/table#row=2> {",
        "<source/table#row=10> {",
        "# ---- The graph curation",
        "# ---- The default graph",
    ]
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)


def test_jsonld_writes_each_node_once_and_nests_the_nameless(fixture: Assembled) -> None:
    document = json.loads(to_jsonld({DefaultGraph(): fixture.default()}, CONTEXT))
    assert document["@context"] == CONTEXT
    nodes = {node["id"]: node for node in document["@graph"]}
    assert "credit/ines-composer" not in nodes
    credit = nodes["score/lantern-road"]["@reverse"]["creditedOn"][0]
    assert credit == {
        "id": "credit/ines-composer",
        "type": "Credit",
        "prefLabel": "Composer of Lantern Road: Inès Moreau",
        "creditedAgent": "person/ines-moreau",
        "role": "concept/composer",
    }
    assert nodes["recording/night-ferry"]["durationInSeconds"] == 4218
    assert nodes["recording/night-ferry"]["duration"] == "PT1H10M18S"
    assert nodes["recording/night-ferry"]["@reverse"]["chartedItem"][0]["leavesOpen"] == "fm:region"

    def ids(value: object) -> list[str]:
        if isinstance(value, list):
            return [found for each in value for found in ids(each)]
        if not isinstance(value, dict):
            return []
        inner = [found for each in value.values() for found in ids(each)]
        return [value["id"], *inner] if len(value) > 1 and "id" in value else inner

    written = ids(document["@graph"])
    assert len(written) == len(set(written))
    assert len(written) == len({triple.subject for triple in fixture.default()})


def test_the_context_is_in_step_with_the_ontology() -> None:
    published = shipped("ontology").joinpath("context.jsonld").read_text(encoding="utf-8")
    assert published == json_text({"@context": CONTEXT}) + "\n", (
        "write ontology/context.jsonld anew: json_text of cuegraph.graph.context, with the key @context"
    )


def test_the_context_names_every_term_of_the_ontology_and_coerces_by_range() -> None:
    terms = {name: entry for name, entry in CONTEXT.items() if not name.startswith("@")}
    identifiers = {entry["@id"] if isinstance(entry, dict) else entry for entry in terms.values()}
    classes = {OWL[each].value for each in ("Class", "ObjectProperty", "DatatypeProperty")}
    own = {
        quad.subject.value.removeprefix(FM.iri)
        for quad in read_ontology(shipped("ontology"))
        if quad.predicate == RDF.type
        and quad.object.value in classes
        and quad.subject.value.startswith(FM.iri)
    }
    assert len(own) > 50
    assert {f"fm:{name}" for name in own} <= identifiers
    assert terms["artist"] == {"@id": "fm:artist", "@type": "@id"}
    assert terms["durationInSeconds"] == {"@id": "fm:durationInSeconds", "@type": "xsd:integer"}
    assert terms["issued"] == "dcterms:issued", "dates have the precision that is stated"


def test_rdfxml_says_what_it_cannot_hold() -> None:
    with pytest.raises(BadInput, match="property"):
        to_rdfxml([Triple(A, NamedNode("http://example.org/2"), B)])
    with pytest.raises(BadInput, match=r"U\+0001"):
        to_rdfxml([Triple(A, RDFS.label, Literal("a\x01"))])
