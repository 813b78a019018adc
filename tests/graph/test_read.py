"""Reading data and ontology: what is read, what is refused and where the fault is said to be."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode

from cuegraph.errors import InvalidData
from cuegraph.graph.read import files_of, read_data, read_ontology
from cuegraph.vocabulary import CONCEPTS, CURATION, ONTOLOGY

FIXTURE = Path(__file__).parent / "fixture"
HEAD = """@prefix film: <https://w3id.org/cuegraph/film/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def data(folder: Path, text: str) -> Path:
    folder.joinpath("one.trig").write_text(text, encoding="utf-8")
    return folder


def test_files_are_read_in_the_order_of_their_names() -> None:
    graphs = [quad.graph_name.value for quad in read_data(FIXTURE / "data")]
    assert graphs[0].startswith("https://w3id.org/cuegraph/source/table#")
    assert graphs.index("https://w3id.org/cuegraph/source/notice#char=0,40") < graphs.index(CURATION.value)


def test_a_syntax_error_is_placed_by_file_line_and_column(tmp_path: Path) -> None:
    folder = data(
        tmp_path, f"{HEAD}<https://w3id.org/cuegraph/source/x#char=0,1> {{\n    film:a nope:b 1 .\n}}\n"
    )
    with pytest.raises(InvalidData) as caught:
        read_data(folder)
    assert caught.value.where == f"{folder / 'one.trig'}:4:12"
    assert caught.value.what == "The prefix nope: has not been declared."


@pytest.mark.parametrize(
    ("triple", "home"),
    [
        ('film:a rdfs:label "A" .', "citation"),
        ('film:a <http://www.w3.org/2004/02/skos/core#prefLabel> "A" .', "graph/curation"),
        ("film:a <http://www.w3.org/2004/02/skos/core#exactMatch> <http://example.org/a> .", "graph/links"),
        ('<https://w3id.org/cuegraph/source/x#char=0,1> rdfs:label "A" .', "graph/sources"),
    ],
)
def test_a_triple_outside_of_a_graph_is_told_where_it_belongs(tmp_path: Path, triple: str, home: str) -> None:
    with pytest.raises(InvalidData) as caught:
        read_data(data(tmp_path, HEAD + triple))
    assert home in caught.value.remedy
    assert caught.value.where == str(tmp_path / "one.trig")


def test_a_graph_that_is_made_by_the_build_is_refused(tmp_path: Path) -> None:
    text = f'{HEAD}<https://w3id.org/cuegraph/graph/inferred> {{ film:a rdfs:label "A" . }}'
    with pytest.raises(InvalidData, match="graph/inferred") as caught:
        read_data(data(tmp_path, text))
    assert "graph/curation" in caught.value.remedy


@pytest.mark.parametrize("triple", ['[] rdfs:label "A" .', "film:a rdfs:seeAlso [] ."])
def test_blank_nodes_are_refused(tmp_path: Path, triple: str) -> None:
    with pytest.raises(InvalidData, match="without an IRI"):
        read_data(data(tmp_path, f"{HEAD}<https://w3id.org/cuegraph/source/x#char=0,1> {{ {triple} }}"))


def test_a_text_with_a_base_direction_is_refused(tmp_path: Path) -> None:
    text = f'{HEAD}<https://w3id.org/cuegraph/source/x#char=0,1> {{ film:a rdfs:label "A"@en--ltr }}'
    with pytest.raises(InvalidData, match="base direction") as caught:
        read_data(data(tmp_path, text))
    assert "--ltr" in caught.value.remedy


@pytest.mark.parametrize("kind", ["folder", "dangling link", "not UTF-8"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "b.trig"
    if kind == "folder":
        file.mkdir()
    elif kind == "dangling link":
        file.symlink_to(tmp_path / "none")
    else:
        file.write_bytes(b'<a> <b> "\xff" .')
    for read in (read_data, files_of):
        with pytest.raises(InvalidData) as caught:
            read(tmp_path)
        assert caught.value.where == str(file)
        assert caught.value.remedy


def test_a_missing_folder_and_an_empty_one_come_with_a_remedy(tmp_path: Path) -> None:
    for folder, what in ((tmp_path, "no TriG files"), (tmp_path / "none", "no such folder")):
        with pytest.raises(InvalidData, match=what) as caught:
            read_data(folder)
        assert "*.trig" in caught.value.remedy
        assert caught.value.where == str(folder)


def test_each_graph_is_found_in_its_file_and_line() -> None:
    places = files_of(FIXTURE / "data")
    shown = {
        name.rpartition("/")[2]: [f"{each.file.name}:{each.line}" for each in places[name]] for name in places
    }
    assert shown == {
        "curation": ["curation.trig:14"],
        "links": ["curation.trig:25"],
        "sources": ["curation.trig:28"],
        "notice#char=0,40": ["b-notice.trig:12"],
        "notice#char=100,160": ["b-notice.trig:15"],
        "notice#char=41,99": ["b-notice.trig:21"],
        "table#row=10": ["a-table.trig:14"],
        "table#row=2": ["a-table.trig:9"],
    }


def test_a_graph_in_two_places_has_both(tmp_path: Path) -> None:
    graph = '<https://w3id.org/cuegraph/source/x#char=0,1> { film:a rdfs:label "A" . }\n'
    places = files_of(data(tmp_path, HEAD + graph + "\n" + graph))
    assert [each.line for each in places["https://w3id.org/cuegraph/source/x#char=0,1"]] == [3, 5]


def test_concepts_and_terms_go_to_their_graphs() -> None:
    quads = read_ontology(FIXTURE / "ontology")
    assert {quad.graph_name for quad in quads} == {ONTOLOGY, CONCEPTS}
    concepts = {quad.subject for quad in quads if quad.graph_name == CONCEPTS}
    assert NamedNode("https://w3id.org/cuegraph/concept/maybe") in concepts


def test_blank_nodes_have_the_same_labels_whatever_the_files_call_them(tmp_path: Path) -> None:
    shutil.copytree(FIXTURE / "ontology", tmp_path, dirs_exist_ok=True)
    shapes = tmp_path / "shapes.ttl"
    lines = shapes.read_text(encoding="utf-8").splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("shape:Recording"))
    end = next(at for at, line in enumerate(lines) if line.startswith("shape:Film"))
    moved = [*lines[:end], *lines[start:], *lines[end:start]]
    shapes.write_text("\n".join(moved), encoding="utf-8")
    first, second = read_ontology(FIXTURE / "ontology"), read_ontology(tmp_path)
    assert moved != lines
    assert any(isinstance(quad.subject, BlankNode) for quad in first)
    assert set(first) == set(second)


def test_a_missing_file_of_the_ontology_is_named(tmp_path: Path) -> None:
    shutil.copytree(FIXTURE / "ontology", tmp_path, dirs_exist_ok=True)
    (tmp_path / "concepts.ttl").unlink()
    with pytest.raises(InvalidData, match=r"concepts\.ttl"):
        read_ontology(tmp_path)


@pytest.mark.parametrize(
    ("value", "kind"), [("1987 AD", "gYear"), ("1988-13", "gYearMonth"), ("02-25", "gMonthDay")]
)
def test_a_date_that_is_none_is_refused_with_its_citation(tmp_path: Path, value: str, kind: str) -> None:
    triple = f'<https://x.org/a> <https://x.org/b> "{value}"^^<http://www.w3.org/2001/XMLSchema#{kind}>'
    (tmp_path / "a.trig").write_text(f"<https://w3id.org/cuegraph/source/a#char=0,9> {{ {triple} }}", "utf-8")
    with pytest.raises(InvalidData, match="is no value of its datatype") as raised:
        read_data(tmp_path)
    assert raised.value.where.endswith("a.trig: https://w3id.org/cuegraph/source/a#char=0,9")
