"""Files of any RDF format in a store, and what is wrong with those that are none."""

import gzip
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, serialize

from cuegraph.errors import BadInput, CuegraphError, InvalidData
from cuegraph.graph.load import EXTENSIONS, load_files

TIDE, BY, ADA, NOTE = (NamedNode(f"http://a.example/{name}") for name in ("tide", "by", "ada", "note"))


def loaded(*files: Path) -> set[Quad]:
    store = Store()
    load_files(store, files)
    return set(store)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("end", EXTENSIONS)
def test_every_format_is_known_by_the_end_of_the_name(tmp_path: Path, end: str, packed: bool) -> None:  # noqa: FBT001 (parametrised)
    graph = NOTE if EXTENSIONS[end] in (RdfFormat.TRIG, RdfFormat.N_QUADS) else DefaultGraph()
    quad = Quad(TIDE, BY, ADA, graph)
    document = serialize([quad if graph is NOTE else quad.triple], format=EXTENSIONS[end]) or b""
    file = tmp_path / f"Film.Music{end.upper()}{'.gz' if packed else ''}"
    file.write_bytes(gzip.compress(document) if packed else document)
    assert loaded(file) == {quad}


def test_several_files_make_one_dataset_whose_blank_nodes_stay_apart(tmp_path: Path) -> None:
    for name in ("a.nt", "b.nt"):
        (tmp_path / name).write_text(f"{TIDE} {BY} {ADA} .\n{TIDE} {BY} _:same .\n", "utf-8")
    assert len(loaded(tmp_path / "a.nt", tmp_path / "b.nt")) == 3


def test_a_relative_iri_is_one_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "with space.ttl"
    file.write_text(f"<#tide> {BY} {ADA} .", "utf-8")
    (quad,) = loaded(file)
    assert quad.subject.value == f"{file.as_uri()}#tide"


def failure(tmp_path: Path, name: str, content: bytes | None) -> CuegraphError:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CuegraphError) as caught:
        load_files(Store(), [file])
    assert str(file) in caught.value.where
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("a.ttl", f"{TIDE} {BY} {ADA} .\n{TIDE} by {ADA} .".encode(), ":2:25"),
        ("a.nt", b'<http://a.example/a> <http://a.example/b> "\xff" .', ":1:44"),
        ("a.jsonld", b'{"@id": "http://a.example/a",\n}', ", line 2, column 1"),
    ],
)
def test_a_fault_is_told_with_line_and_column(tmp_path: Path, name: str, content: bytes, place: str) -> None:
    error = failure(tmp_path, name, content)
    assert isinstance(error, InvalidData)
    assert f"{name}{place}" in error.where
    assert "Parser error at" not in error.what


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.rdf", b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'b'>]><r/>", "DOCTYPE"),
        ("a.jsonld", b'{"@context": "http://a.example/context", "@id": "x"}', "context"),
        ("a.nt.gz", b"<http://a.example/a>", "gzip"),
        ("a.nt.gz", gzip.compress(b"<http://a.example/a> " * 99, mtime=0)[:40], "gzip"),
        ("a.jsonld.gz", b"{}", "gzip"),
        ("a.nt", None, "no such file"),
    ],
)
def test_what_is_not_taken(tmp_path: Path, name: str, content: bytes | None, said: str) -> None:
    error = failure(tmp_path, name, content)
    assert isinstance(error, InvalidData)
    assert said in error.what


@pytest.mark.parametrize("name", ["notes.doc", "notes", "archive.gz"])
def test_an_unknown_end_is_told_before_anything_is_loaded(tmp_path: Path, name: str) -> None:
    good = tmp_path / "a.nt"
    good.write_text(f"{TIDE} {BY} {ADA} .\n", "utf-8")
    (tmp_path / name).write_text("", "utf-8")
    store = Store()
    with pytest.raises(BadInput, match="tells no RDF format") as caught:
        load_files(store, [good, tmp_path / name])
    assert ".ttl" in caught.value.remedy
    assert not list(store)
