"""The table of mappings: what it holds, that its bytes stay, and that the standard's own tool takes it."""

from __future__ import annotations

import csv
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner
from pyoxigraph import RdfFormat, parse

from cuegraph import __version__
from cuegraph.cli import main
from cuegraph.graph.assemble import assemble
from cuegraph.service.sssom import COLUMNS, table, write
from cuegraph.settings import shipped

if TYPE_CHECKING:
    from pathlib import Path

SMALL = """
@prefix fm: <https://w3id.org/cuegraph/ns#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix sssom: <https://w3id.org/sssom/> .
<https://w3id.org/cuegraph/ns> dcterms:title "Small" ; dcterms:license <http://a.example/licence> .
fm:Film rdfs:label "film"@en ; skos:closeMatch <http://b.example/v#Kino> ;
    rdfs:subClassOf <https://schema.org/Movie> .
[] a owl:Axiom ; owl:annotatedSource fm:Film ; owl:annotatedProperty skos:closeMatch ;
    owl:annotatedTarget <http://b.example/v#Kino> ; sssom:object_label "K\tino" ;
    rdfs:comment "So, or \\"so\\"."@en .
[] a owl:Axiom ; owl:annotatedSource fm:Film ; owl:annotatedProperty rdfs:subClassOf ;
    owl:annotatedTarget <https://schema.org/Movie> ; rdfs:comment "Both."@en .
[] a owl:Axiom ; owl:annotatedSource fm:Film ; rdfs:comment "Half a mapping."@en .
"""


def read(written: bytes) -> tuple[dict[str, object], list[dict[str, str]]]:
    """The metadata and the rows."""
    lines = written.decode().splitlines(keepends=True)
    head = [each[1:] for each in lines if each.startswith("#")]
    rows = csv.DictReader((each for each in lines if not each.startswith("#")), delimiter="\t")
    return yaml.safe_load("".join(head)), list(rows)


def test_each_axiom_is_a_row_with_its_reason_and_labels() -> None:
    about, rows = read(table(quad.triple for quad in parse(SMALL, format=RdfFormat.TURTLE)))
    assert about == {
        "curie_map": {
            "fm": "https://w3id.org/cuegraph/ns#",
            "ns1": "http://b.example/v#",
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            "schema": "https://schema.org/",
            "semapv": "https://w3id.org/semapv/vocab/",
            "skos": "http://www.w3.org/2004/02/skos/core#",
        },
        "mapping_set_id": "https://w3id.org/cuegraph/ns/mappings",
        "mapping_set_title": "Small: mappings to others' terms",
        "mapping_set_description": about["mapping_set_description"],
        "mapping_set_version": __version__,
        "license": "http://a.example/licence",
    }
    assert [tuple(row.values()) for row in rows] == [
        ("fm:Film", "film", "rdfs:subClassOf", "schema:Movie", "", "semapv:ManualMappingCuration", "Both."),
        (
            "fm:Film",
            "film",
            "skos:closeMatch",
            "ns1:Kino",
            "K\tino",
            "semapv:ManualMappingCuration",
            'So, or "so".',
        ),
    ]


def test_the_shipped_alignments_give_the_same_bytes_again_and_by_the_command() -> None:
    written = write(assemble(shipped("data"), shipped("ontology")))
    about, rows = read(written)
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) > 200
    assert all(row["comment"] and row["subject_label"] for row in rows)
    spaces = about["curie_map"]
    assert {row[each].partition(":")[0] for row in rows for each in COLUMNS if each.endswith("_id")} | {
        "semapv"
    } == set(spaces)  # type: ignore[call-overload]
    assert not [prefix for prefix in spaces if prefix.startswith("ns")]  # type: ignore[attr-defined]
    assert CliRunner().invoke(main, ["export", "--profile", "sssom"]).stdout_bytes == written


def test_the_tool_of_the_standard_takes_the_table(tmp_path: Path) -> None:
    tool = shutil.which("sssom")
    if tool is None:
        pytest.skip("the command sssom is not installed: pip install sssom, in an environment of its own")
    file = tmp_path / "mappings.sssom.tsv"
    file.write_bytes(write(assemble(shipped("data"), shipped("ontology"))))
    done = subprocess.run([tool, "validate", str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
