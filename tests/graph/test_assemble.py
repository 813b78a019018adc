"""Assembling: the merge, what is inferred, what is said of passages, the description, the digest."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from cuegraph.errors import InvalidData
from cuegraph.graph.assemble import STEPS, Assembled, assemble
from cuegraph.settings import shipped
from cuegraph.vocabulary import (
    BASE,
    CONCEPTS,
    CURATION,
    DATASET,
    DCTERMS,
    FM,
    INFERRED,
    LINKS,
    NIF,
    OA,
    ONTOLOGY,
    OWL,
    PREFIXES,
    RDF,
    RDFS,
    SCHEMA,
    SOURCES,
    VOID,
    XSD,
)

FIXTURE = Path(__file__).parent / "fixture"
SCORE = NamedNode(BASE + "score/lantern-road")
INES = NamedNode(BASE + "person/ines-moreau")


@pytest.fixture(scope="module")
def assembled() -> Assembled:
    return assemble(FIXTURE / "data", FIXTURE / "ontology")


@pytest.fixture(scope="module")
def real() -> Assembled:
    return assemble(shipped("data"), shipped("ontology"))


def with_quads(folder: Path, text: str) -> Path:
    shutil.copytree(FIXTURE / "data", folder)
    (folder / "z.trig").write_text(text, encoding="utf-8")
    return folder


def test_the_default_graph_is_the_merge_of_its_graphs(assembled: Assembled) -> None:
    merged = {triple for graph in assembled.citations().values() for triple in graph}
    for name in (CURATION, CONCEPTS, LINKS, INFERRED):
        assert assembled.graph(name)
        merged.update(assembled.graph(name))
    assert set(assembled.default()) == merged
    assert len(assembled.default()) == len(merged)


def test_sources_ontology_and_description_stay_outside_of_the_default_graph(assembled: Assembled) -> None:
    outside = {triple for name in (SOURCES, ONTOLOGY, DATASET) for triple in assembled.graph(name)}
    assert outside
    assert not outside & set(assembled.default())


def test_what_follows_by_the_hierarchies_is_inferred_and_nothing_else(assembled: Assembled) -> None:
    recording = NamedNode(BASE + "recording/night-ferry")
    assert set(assembled.graph(INFERRED)) == {
        Triple(SCORE, RDF.type, FM.MusicalWork),
        Triple(SCORE, RDF.type, SCHEMA.MusicComposition),
        Triple(SCORE, FM.artist, INES),
        Triple(SCORE, SCHEMA.composer, INES),
        Triple(SCORE, SCHEMA.byArtist, INES),
        Triple(recording, SCHEMA.byArtist, INES),
    }


def test_what_is_stated_is_not_inferred_again(tmp_path: Path) -> None:
    text = f"<{BASE}source/x#char=0,9> {{ {SCORE} {FM.artist} {INES} . }}"
    inferred = assemble(with_quads(tmp_path / "data", text), FIXTURE / "ontology").graph(INFERRED)
    assert Triple(SCORE, FM.artist, INES) not in inferred
    assert Triple(SCORE, SCHEMA.byArtist, INES) in inferred


def test_a_circle_in_the_hierarchy_ends(tmp_path: Path) -> None:
    shutil.copytree(FIXTURE / "ontology", tmp_path, dirs_exist_ok=True)
    with (tmp_path / "alignments.ttl").open("a", encoding="utf-8") as file:
        file.write("schema:MusicComposition rdfs:subClassOf fm:FilmScore .\n")
    inferred = assemble(FIXTURE / "data", tmp_path).graph(INFERRED)
    assert Triple(SCORE, RDF.type, SCHEMA.MusicComposition) in inferred


def test_no_class_of_owl_or_rdfs_is_inferred(real: Assembled) -> None:
    types = {triple.object.value for triple in real.graph(INFERRED) if triple.predicate == RDF.type}
    assert types
    assert not [each for each in types if each.startswith((OWL.iri, RDFS.iri))]


def test_every_text_passage_is_an_offset_based_string_in_its_context(assembled: Assembled) -> None:
    stated = set(assembled.graph(SOURCES))
    notice = NamedNode(BASE + "source/notice")
    assert Triple(notice, RDF.type, NIF.Context) in stated
    for begin, end in ((0, 40), (41, 99), (100, 160), (160, 180)):
        passage = NamedNode(f"{notice.value}#char={begin},{end}")
        assert {(each.predicate, each.object) for each in stated if each.subject == passage} >= {
            (RDF.type, FM.Passage),
            (RDF.type, NIF.OffsetBasedString),
            (NIF.beginIndex, Literal(str(begin), datatype=XSD.integer)),
            (NIF.endIndex, Literal(str(end), datatype=XSD.integer)),
            (NIF.referenceContext, notice),
            (OA.hasSource, notice),
        }
    assert not [each for each in stated if each.predicate in {NIF.isString, NIF.contextStringRef}]


def test_a_row_is_a_passage_without_offsets(assembled: Assembled) -> None:
    row = NamedNode(BASE + "source/table#row=2")
    stated = {(each.predicate, each.object) for each in assembled.graph(SOURCES) if each.subject == row}
    assert stated == {(RDF.type, FM.Passage), (OA.hasSource, NamedNode(BASE + "source/table"))}


def test_digests_are_kept_as_recorded(assembled: Assembled) -> None:
    digests = {each.object.value for each in assembled.graph(SOURCES) if each.predicate == SCHEMA.sha256}
    assert digests == {"00", "01", "02", "03"}


def test_a_fragment_that_no_citation_has_is_refused(tmp_path: Path) -> None:
    text = f"<{BASE}source/x#page-9> {{ {SCORE} {FM.artist} {INES} . }}"
    with pytest.raises(InvalidData, match="page-9"):
        assemble(with_quads(tmp_path / "data", text), FIXTURE / "ontology")


def test_citations_come_by_source_and_in_text_order(assembled: Assembled) -> None:
    names = [name.value.removeprefix(BASE + "source/") for name in assembled.citations()]
    assert names == [
        "notice#char=0,40",
        "notice#char=41,99",
        "notice#char=100,160",
        "table#row=2",
        "table#row=10",
    ]


def test_quads_are_sorted_lines_and_the_digest_is_of_all_but_the_description(assembled: Assembled) -> None:
    lines = assembled.nquads().splitlines(keepends=True)
    assert lines == sorted(set(lines))
    assert len(lines) == len(assembled.quads)
    kept = [line for line in lines if not line.endswith(f" {DATASET} .\n".encode())]
    assert len(kept) < len(lines)
    assert assembled.digest == hashlib.sha256(b"".join(kept)).hexdigest()
    said = [each.object for each in assembled.graph(DATASET) if each.predicate == SCHEMA.sha256]
    assert said == [Literal(assembled.digest)]


@pytest.mark.parametrize("name", ["assembled", "real"])
def test_the_store_gives_every_quad_back_term_for_term(name: str, request: pytest.FixtureRequest) -> None:
    dataset: Assembled = request.getfixturevalue(name)
    store = Store()
    store.bulk_extend(dataset.quads)
    assert set(store) == set(dataset.quads)


@pytest.mark.parametrize(
    ("value", "back"),
    [
        ('"1.10"^^<http://www.w3.org/2001/XMLSchema#decimal>', "1.1"),
        ('"7"^^<http://www.w3.org/2001/XMLSchema#positiveInteger>', "integer"),
        ('"PT70M"^^<http://www.w3.org/2001/XMLSchema#duration>', "PT1H10M"),
    ],
)
def test_a_value_that_the_store_would_change_is_refused(tmp_path: Path, value: str, back: str) -> None:
    text = f"<{BASE}source/x#char=0,9> {{ {SCORE} {DCTERMS.date} {value} . }}"
    with pytest.raises(InvalidData) as caught:
        assemble(with_quads(tmp_path / "data", text), FIXTURE / "ontology")
    assert value in caught.value.what
    assert back in caught.value.what.partition(value)[2]


def test_the_steps_are_told_in_order() -> None:
    told: list[str] = []
    assemble(FIXTURE / "data", FIXTURE / "ontology", on_step=told.append)
    assert tuple(told) == STEPS


@pytest.mark.parametrize("name", ["assembled", "real"])
def test_the_counts_of_the_description_are_those_of_the_default_graph(
    name: str, request: pytest.FixtureRequest
) -> None:
    dataset: Assembled = request.getfixturevalue(name)
    store = Store()
    store.bulk_extend(Quad(*triple, DefaultGraph()) for triple in dataset.default())
    store.bulk_extend(Quad(*triple, DATASET) for triple in dataset.graph(DATASET))
    prologue = f"PREFIX void: <{VOID.iri}> "

    def count(query: str) -> int:
        return int(next(iter(store.query(prologue + query)))[0].value)

    whole = f"GRAPH {DATASET} {{ <{BASE}dataset/cuegraph> void:%s ?said }}"
    for statistic, query in {
        "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
        "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
        "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
        "classes": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s a ?o }",
        "entities": f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), '{BASE}')) }}",
    }.items():
        assert count(f"SELECT ?said {{ {whole % statistic} }}") == count(query), statistic

    said = {
        (row["term"].value, *(int(row[each].value) for each in ("a", "b", "c")))
        for row in store.query(
            f"{prologue} SELECT ?term ?a ?b ?c {{ GRAPH {DATASET} {{ ?part void:property ?term ; "
            "void:triples ?a ; void:distinctSubjects ?b ; void:distinctObjects ?c } }"
        )
    }
    counted = {
        (row["term"].value, *(int(row[each].value) for each in ("a", "b", "c")))
        for row in store.query(
            "SELECT ?term (COUNT(*) AS ?a) (COUNT(DISTINCT ?s) AS ?b) (COUNT(DISTINCT ?o) AS ?c) "
            "{ ?s ?term ?o } GROUP BY ?term"
        )
    }
    assert said == counted
    said = {
        (row["term"].value, int(row["a"].value), int(row["b"].value))
        for row in store.query(
            f"{prologue} SELECT ?term ?a ?b {{ GRAPH {DATASET} {{ ?part void:class ?term ; "
            "void:entities ?a ; void:triples ?b } }"
        )
    }
    counted = {
        (row["term"].value, int(row["a"].value), int(row["b"].value))
        for row in store.query(
            "SELECT ?term (COUNT(DISTINCT ?s) AS ?a) (COUNT(*) AS ?b) { ?s a ?term ; ?p ?o } GROUP BY ?term"
        )
    }
    assert said == counted


def test_the_description_has_no_blank_node_and_names_its_sources(assembled: Assembled) -> None:
    triples = assembled.graph(DATASET)
    assert all(isinstance(each.subject, NamedNode) for each in triples)
    assert all(each.subject.value.startswith(BASE + "dataset/") for each in triples)
    assert all(isinstance(each.object, NamedNode | Literal) for each in triples)
    derived = NamedNode("http://www.w3.org/ns/prov#wasDerivedFrom")
    assert {
        each.object.value
        for each in triples
        if each.predicate == derived and each.subject.value == BASE + "dataset/cuegraph"
    } == {BASE + "source/notice", BASE + "source/table"}
    licensed = [each.object.value for each in triples if each.predicate == DCTERMS.license]
    assert set(licensed) == {"https://creativecommons.org/licenses/by/4.0/"}


def test_the_vocabularies_listed_hold_every_property_in_use(real: Assembled) -> None:
    listed = tuple(each.object.value for each in real.graph(DATASET) if each.predicate == VOID.vocabulary)
    assert {each.predicate.value.startswith(listed) for each in real.default()} == {True}
    assert PREFIXES["fm"] in listed
