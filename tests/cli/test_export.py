"""``cuegraph export``: every format, every kind of graph, sources never lost, the same bytes twice."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner, Result
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse

from cuegraph.cli import main
from cuegraph.graph.assemble import Assembled, assemble
from cuegraph.settings import shipped
from cuegraph.vocabulary import BASE, CURATION, DCTERMS, FM, INFERRED, ONTOLOGY, is_citation

DATA = Path(__file__).parent.parent / "graph" / "fixture" / "data"
FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
}


@pytest.fixture(scope="module")
def fixture() -> Assembled:
    return assemble(DATA, shipped("ontology"))


@pytest.fixture(scope="module")
def real() -> Assembled:
    return assemble(shipped("data"), shipped("ontology"))


def export(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["export", *map(str, arguments)])


def read(content: bytes, wanted: str) -> set[Quad]:
    return set(parse(content, format=FORMATS[wanted]))


def sourced(dataset: Assembled, *, inferred: bool = False) -> set[Triple]:
    """The default graph and the source of each thing, worked out from the quads alone."""
    left_out = set() if inferred else set(dataset.graph(INFERRED))
    stated = set(dataset.default()) - left_out
    things = {each.subject for each in stated if each.subject.value.startswith(BASE)}
    for quad in dataset.quads:
        if isinstance(quad.graph_name, NamedNode) and is_citation(quad.graph_name.value):
            for thing in things & {quad.subject, quad.object}:
                stated.add(Triple(thing, DCTERMS.source, quad.graph_name))
    return stated


@pytest.mark.parametrize("inferred", [False, True])
@pytest.mark.parametrize("wanted", FORMATS)
def test_the_default_graph_has_its_sources(wanted: str, fixture: Assembled, *, inferred: bool) -> None:
    flags = ["--inferred"] if inferred else []
    result = export("--format", wanted, "--graph", "default", "--data", DATA, *flags)
    assert result.exit_code == 0, result.output
    found = read(result.stdout_bytes, wanted)
    assert {quad.graph_name for quad in found} == {DefaultGraph()}
    assert {quad.triple for quad in found} == sourced(fixture, inferred=inferred)


@pytest.mark.parametrize("wanted", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_the_shipped_graph_has_its_sources(wanted: str, real: Assembled) -> None:
    result = export("--format", wanted)
    assert {quad.triple for quad in read(result.stdout_bytes, wanted)} == sourced(real)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib 7.6 calls names that it deprecates
@pytest.mark.parametrize("wanted", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_rdflib_reads_the_same_graph(wanted: str, real: Assembled) -> None:
    name = {"ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}.get(wanted, wanted)
    found = rdflib.Graph().parse(data=export("--format", wanted).stdout_bytes, format=name)
    lines = "".join(f"{triple} .\n" for triple in sourced(real))
    assert set(found) == set(rdflib.Graph().parse(data=lines, format="nt"))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("wanted", ["trig", "nquads"])
def test_rdflib_reads_the_same_dataset(wanted: str, real: Assembled) -> None:
    found = rdflib.Dataset().parse(data=export("--format", wanted).stdout_bytes, format=wanted)
    sizes = {str(graph.identifier): len(graph) for graph in found.graphs() if len(graph)}
    expected = {
        name.value if isinstance(name, NamedNode) else "urn:x-rdflib:default": len(triples)
        for name, triples in real.graphs.items()
    }
    assert sizes == expected


def test_a_thing_names_each_passage_that_speaks_of_it() -> None:
    found = read(export("--data", DATA).stdout_bytes, "turtle")
    ines = NamedNode(BASE + "person/ines-moreau")
    assert {
        quad.object.value.removeprefix(BASE + "source/")
        for quad in found
        if quad.subject == ines and quad.predicate == DCTERMS.source
    } == {"notice#char=41,99", "notice#char=100,160", "table#row=2"}


@pytest.mark.parametrize("wanted", ["trig", "nquads", "jsonld"])
def test_all_is_the_whole_dataset_with_its_graphs(wanted: str, fixture: Assembled, tmp_path: Path) -> None:
    file = tmp_path / "all"
    result = export("--format", wanted, "--graph", "all", "--data", DATA, "-o", file)
    assert result.exit_code == 0, result.output
    assert result.stdout_bytes == b""
    nameless = {ONTOLOGY}  # its blank nodes have other labels, and its round trip a test of its own
    found = {quad for quad in read(file.read_bytes(), wanted) if quad.graph_name not in nameless}
    assert found == {quad for quad in fixture.quads if quad.graph_name not in nameless}


@pytest.mark.parametrize("wanted", ["turtle", "ntriples", "rdfxml"])
def test_all_does_not_fit_a_format_of_triples(wanted: str) -> None:
    result = export("--format", wanted, "--graph", "all", "--data", DATA)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "trig" in result.stderr


@pytest.mark.parametrize("wanted", ["trig", "nquads"])
def test_formats_of_datasets_write_all_unless_told(wanted: str) -> None:
    plain = export("--format", wanted, "--data", DATA)
    assert plain.stdout_bytes == export("--format", wanted, "--data", DATA, "--graph", "all").stdout_bytes


@pytest.mark.parametrize("name", [CURATION.value, "graph/curation", "curation"])
@pytest.mark.parametrize("wanted", FORMATS)
def test_one_graph_is_written_as_it_is(wanted: str, name: str, fixture: Assembled) -> None:
    found = read(export("--format", wanted, "--graph", name, "--data", DATA).stdout_bytes, wanted)
    assert {quad.triple for quad in found} == set(fixture.graph(CURATION))
    graph = CURATION if wanted in {"trig", "nquads"} else DefaultGraph()
    assert {quad.graph_name for quad in found} == {graph}


def test_an_unknown_graph_is_answered_with_the_nearest() -> None:
    result = export("--graph", BASE + "source/notice#char=0,41", "--data", DATA)
    assert result.exit_code == 2
    assert BASE + "source/notice#char=0,40" in result.stderr
    assert result.stdout == ""


def test_a_citation_is_taken_as_other_commands_print_it(fixture: Assembled) -> None:
    found = read(export("--graph", "table#row=2", "--data", DATA).stdout_bytes, "turtle")
    assert {quad.triple for quad in found} == set(fixture.graph(NamedNode(BASE + "source/table#row=2")))
    assert found


def test_a_graph_without_a_name_is_refused() -> None:
    assert export("--graph", "", "--data", DATA).exit_code == 2


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "drive.ttl"
    file.write_text("before", encoding="utf-8")
    assert export("--graph", "nowhere", "--data", DATA, "-o", file).exit_code == 2
    assert file.read_text(encoding="utf-8") == "before"
    assert export("--data", DATA, "-o", file).exit_code == 0
    assert file.read_bytes() == export("--data", DATA).stdout_bytes
    assert [each.name for each in tmp_path.iterdir()] == ["drive.ttl"]
    nowhere = export("--data", DATA, "-o", tmp_path / "none" / "drive.ttl")
    assert nowhere.exit_code == 2
    assert "cannot be written" in nowhere.stderr


def test_a_link_to_a_file_and_a_device_stay_what_they_are(tmp_path: Path) -> None:
    file, link = tmp_path / "drive.ttl", tmp_path / "link.ttl"
    file.write_text("", encoding="utf-8")
    link.symlink_to(file)
    export("--data", DATA, "-o", link)
    assert link.is_symlink()
    assert FM.iri in file.read_text(encoding="utf-8")
    assert export("--data", DATA, "-o", os.devnull).exit_code == 0
    assert Path(os.devnull).is_char_device()


DRIVER = """
import json, sys
from cuegraph.cli import main
for arguments in json.loads(sys.argv[1]):
    try:
        main(["export", *arguments])
    except SystemExit as done:
        if done.code:
            raise
"""


def test_processes_with_other_hash_seeds_write_the_same_bytes(tmp_path: Path) -> None:
    data = shutil.copytree(shipped("data"), tmp_path / "data")
    runs = {wanted: ["--format", wanted] for wanted in FORMATS}
    runs |= {
        f"{wanted}-shapes": ["--format", wanted, "--graph", "ontology"] for wanted in ("turtle", "jsonld")
    }
    runs["jsonld-all"] = ["--format", "jsonld", "--graph", "all"]
    processes = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        out.mkdir()
        arguments = [[*run, "--data", str(data), "-o", str(out / name)] for name, run in runs.items()]
        driver = [sys.executable, "-c", DRIVER, json.dumps(arguments)]
        processes.append(subprocess.Popen(driver, env={**os.environ, "PYTHONHASHSEED": seed}))
    assert [each.wait() for each in processes] == [0, 0]
    digests = [
        {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in (tmp_path / seed).iterdir()}
        for seed in ("1", "2")
    ]
    assert digests[0] == digests[1]
    assert len(digests[0]) == len(runs)
