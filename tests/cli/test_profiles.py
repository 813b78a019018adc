"""``cuegraph export --profile``: the graph in other vocabularies, and what of it they carry."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat, parse
from reified import citations_of

from cuegraph.cli import main
from cuegraph.graph.assemble import assemble
from cuegraph.settings import shipped

DATA = Path(__file__).parent.parent / "graph" / "fixture" / "data"


def exported(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": ""}).invoke(main, ["export", "--data", str(DATA), *arguments])


def test_schema_org_is_a_document_of_json_ld() -> None:
    told = json.loads(exported("--profile", "schema.org").stdout)
    assert told["@context"]["@vocab"] == "https://schema.org/"
    assert "Movie" in [each.get("@type") for each in told["@graph"]]


def test_a_profile_goes_by_its_iri_too_and_is_turtle_unless_told() -> None:
    by_name, by_iri = (
        exported("--profile", each).stdout_bytes
        for each in ("music-ontology", "http://purl.org/ontology/mo/")
    )
    assert by_name == by_iri
    assert list(parse(by_name, format=RdfFormat.TURTLE))


@pytest.mark.parametrize("form", [RdfFormat.TURTLE, RdfFormat.N_TRIPLES])
def test_a_file_is_put_into_a_profile_as_it_is_served(tmp_path: Path, form: RdfFormat) -> None:
    file = tmp_path / f"tide.{form.file_extension}"
    ns = "https://w3id.org/cuegraph/ns#"
    file.write_text(f"<u:tide> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ns}Film> .\n", "utf-8")
    arguments = ["export", "--profile", "schema.org", "--format", "ntriples", str(file)]
    done = CliRunner().invoke(main, arguments)
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://schema.org/Movie>"
    assert done.stdout == f"<u:tide> {kind} .\n"
    for wrong in (["--table"], ["--data", str(DATA)], ["--profile", "rdf12"]):
        refused = CliRunner().invoke(main, [*arguments, *wrong])
        assert (refused.exit_code, "--profile schema.org" in refused.stderr) == (2, True)


@pytest.mark.parametrize(("name", "form"), [("turtle", RdfFormat.TURTLE), ("ntriples", RdfFormat.N_TRIPLES)])
def test_the_view_in_rdf_1_2_has_all_citations(name: str, form: RdfFormat) -> None:
    body = exported("--profile", "rdf12", "--format", name).stdout_bytes
    found = citations_of(each.triple for each in parse(body, format=form))
    citations = assemble(DATA, shipped("ontology")).citations()
    assert {each.graph_name for each in found} == set(citations)
    assert len(found) == sum(map(len, citations.values()))


def test_a_table_has_a_row_for_each_property_of_each_class() -> None:
    lines = exported("--profile", "schema.org", "--table").stdout.splitlines()
    assert lines[0].split() == ["class", "property", "triples", "carried", "in", "schema.org"]
    row = re.compile(r"fm:Film +skos:prefLabel +(\d+) +\1 +schema:name")
    assert any(row.fullmatch(line) for line in lines)
    assert any(re.search(r" 0 +lost$", line) for line in lines)
    counts = [tuple(map(int, line.split()[2:4])) for line in lines[2:-1]]
    kept, total = map(int, re.findall(r"\d+", lines[-1]))
    assert (kept, total) == (sum(each[1] for each in counts), sum(each[0] for each in counts))
    assert 0 < kept < total


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--profile", "nope"], "schema.org"),
        (["--profile", "schema.org", "--graph", "all"], "--graph"),
        (["--profile", "schema.org", "--format", "trig"], "turtle"),
        (["--profile", "rdf12", "--format", "jsonld"], "ntriples"),
        (["--profile", "rdf12", "--table"], "rdf12"),
        (["--table"], "--profile"),
    ],
)
def test_what_does_not_go_together_is_told(arguments: list[str], said: str) -> None:
    done = exported(*arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""
