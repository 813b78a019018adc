"""``cuegraph validate``: what is checked, the three formats, the exit status, what goes where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat, parse

from cuegraph.cli import main
from cuegraph.vocabulary import SH

BROKEN = Path(__file__).parent.parent / "shapes" / "broken.ttl"

PREFIXES = """\
@prefix fm: <https://w3id.org/cuegraph/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/cuegraph/> .
"""

CURATION = (
    PREFIXES
    + """
<graph/curation> {
    <film/harbour> a fm:Film ; skos:prefLabel "Harbour" .
    <album/harbour> a fm:SoundtrackAlbum ; skos:prefLabel "Harbour soundtrack" .
    <release/vinyl> a fm:Release ; skos:prefLabel "Vinyl edition" .
}
"""
)

SOURCES = (
    PREFIXES
    + """
<graph/sources> {
    <source/notes> a fm:Source ; skos:prefLabel "Notes" ; dcterms:identifier "notes" ; dcterms:extent 100 ;
        schema:sha256 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" .
    <source/notes#char=0,40>
        schema:sha256 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" .
    <source/notes#char=41,80>
        schema:sha256 "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc" .
}
"""
)

NOTES = (
    PREFIXES
    + """
<source/notes#char=0,40> {
    <album/harbour> fm:soundtrackOf <film/harbour> .
    <release/vinyl> fm:releaseOf <album/harbour> ; dcterms:issued "1998-04"^^xsd:gYearMonth .
}
<source/notes#char=41,80> {
    <release/vinyl> dcterms:issued "1998-05-02"^^xsd:date .
}
"""
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of data with one warning: two dates of issue in two passages of one source."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name, text in (("curation", CURATION), ("sources", SOURCES), ("notes", NOTES)):
        (folder / f"{name}.trig").write_text(text, "utf-8")
    return folder


def validate(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["validate", *map(str, arguments)])


def test_warnings_are_told_with_both_sources_and_the_status_is_0(data: Path) -> None:
    result = validate("--data", data)
    assert result.exit_code == 0
    assert result.stdout == (
        "warning: The release 'Vinyl edition' has two dates of issue: 1998-04 (notes#char=0,40) "
        "and 1998-05-02 (notes#char=41,80).\n"
        f"  in {data / 'notes.trig'}:9\n"
        f"  in {data / 'notes.trig'}:13\n"
        "  at https://w3id.org/cuegraph/source/notes#char=0,40\n"
        "  at https://w3id.org/cuegraph/source/notes#char=41,80\n"
    )
    assert result.stderr.startswith("0 errors, 1 warning in ")


def test_errors_make_the_status_1(data: Path) -> None:
    (data / "notes.trig").write_text(NOTES.replace("fm:releaseOf <album/harbour> ; ", ""), "utf-8")
    result = validate("--data", data)
    assert result.exit_code == 1
    assert result.stdout.startswith(
        "error: The release 'Vinyl edition' has no album.\n"
        f"  in {data / 'notes.trig'}:9\n"
        f"  in {data / 'notes.trig'}:13\n"
        "  at https://w3id.org/cuegraph/source/notes#char=0,40\n"
    )
    assert result.stderr.startswith("1 error, 1 warning in ")


def test_what_is_said_of_the_sources_is_checked_too(data: Path) -> None:
    (data / "sources.trig").write_text(SOURCES.replace("dcterms:extent 100 ;", ""), "utf-8")
    result = validate("--data", data)
    assert result.exit_code == 1
    assert result.stdout.startswith(
        f"error: The source 'Notes' has no length.\n  in {data / 'sources.trig'}\n"
    )


def test_a_passage_beyond_its_text_is_an_error(data: Path) -> None:
    (data / "sources.trig").write_text(SOURCES.replace("extent 100", "extent 79"), "utf-8")
    result = validate("--data", data)
    assert result.exit_code == 1
    assert (
        "error: The passage 'source:notes#char=41,80' ends beyond its text of 79 characters.\n"
        in result.stdout
    )


def test_the_shipped_data_are_checked_unless_told_and_hold_no_error() -> None:
    result = validate("--format", "json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert {each["severity"] for each in told} <= {"warning"}
    assert all(each["citations"] and each["files"] for each in told)


def test_files_are_checked_in_place_of_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = validate(BROKEN)
    assert result.exit_code == 1
    assert result.stdout == "".join(
        f"error: {sentence}\n  in {BROKEN}\n"
        for sentence in (
            "The award category 'Best Music' has no award body.",
            "The award category 'Best Music' has two preferred labels: 'Best Music' and 'Best Score'.",
            "The award entry 'Best Score, Harbour Awards' has no ceremony.",
            "The award entry 'Best Score, Harbour Awards' has no recipient.",
        )
    )
    assert result.stderr.startswith("4 errors, 0 warnings in ")


def test_files_are_checked_together_and_with_the_concepts(data: Path, tmp_path: Path) -> None:
    quads = tmp_path / "more.nq"
    quads.write_text(
        "<https://w3id.org/cuegraph/release/vinyl> <https://w3id.org/cuegraph/ns#carrier> "
        "<https://w3id.org/cuegraph/concept/vinyl> <https://w3id.org/cuegraph/source/notes#char=41,80> .\n"
    )
    files = [data / "curation.trig", data / "notes.trig", quads]
    assert validate(*files, data / "sources.trig").exit_code == 0
    quads.write_text(quads.read_text().replace("concept/vinyl", "concept/composer"))
    result = validate(*files, data / "sources.trig")
    assert result.exit_code == 1
    assert result.stdout.startswith(
        "error: The release 'Vinyl edition' has the carrier 'composer', "
        "which is not a concept of the list 'carriers'.\n"
        f"  in {quads}\n"
        "  at https://w3id.org/cuegraph/source/notes#char=41,80\n"
    )


def test_the_json_names_focus_path_values_and_shape(data: Path) -> None:
    (told,) = json.loads(validate("--data", data, "--format", "json").stdout)
    assert told["focus"] == "https://w3id.org/cuegraph/release/vinyl"
    assert told["path"] == "http://purl.org/dc/terms/issued"
    assert told["values"] == ["1998-04", "1998-05-02"]
    assert told["shape"] == "https://w3id.org/cuegraph/shapes#one-issued"


def test_the_turtle_is_a_report_of_shacl(data: Path) -> None:
    result = validate("--data", data, "--format", "turtle")
    assert result.exit_code == 0
    severities = [
        quad.object
        for quad in parse(result.stdout, format=RdfFormat.TURTLE)
        if quad.predicate == SH.resultSeverity
    ]
    assert severities == [SH.Warning]


@pytest.mark.parametrize(
    ("name", "text", "status", "told"),
    [
        ("data.rdf", "", 2, "The ending '.rdf' tells no format that can be checked."),
        ("data.ttl", "<a> <b> .", 1, "data.ttl:1:"),
        ("data.ttl", b"\xff\xfe", 1, "data.ttl"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, name: str, text: str | bytes, status: int, told: str
) -> None:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    result = validate(file)
    assert result.exit_code == status
    assert told in result.stderr
    assert result.stdout == ""


def test_only_the_files_that_hold_the_fault_are_named(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more = PREFIXES + '<graph/curation> { <film/nox> a fm:Film . <film/nox> skos:prefLabel "Nox" }\n'
    (data / "more.trig").write_text(more, "utf-8")
    curation = data / "curation.trig"
    curation.write_text(curation.read_text("utf-8").replace('"Harbour"', '"Harbour" , "Port"'), "utf-8")
    monkeypatch.chdir(data.parent)
    result = validate("--data", data, "--format", "json")
    assert result.exit_code == 1
    files = {each["severity"]: each["files"] for each in json.loads(result.stdout)}
    assert files == {
        "error": ["data/curation.trig"],
        "warning": ["data/notes.trig:9", "data/notes.trig:13"],
    }


def test_a_broken_citation_is_named_with_its_file(data: Path) -> None:
    file = data / "more.trig"
    file.write_text(PREFIXES + "<source/notes#char=9> { <film/harbour> fm:rank 1 }\n", "utf-8")
    file.write_text(file.read_text("utf-8").replace("char=9", "line=9"), "utf-8")
    for arguments in (("--data", data), (file,)):
        result = validate(*arguments)
        assert result.exit_code == 1
        assert f"{file}, <https://w3id.org/cuegraph/source/notes#line=9>" in result.stderr


def test_files_and_data_together_are_a_usage_error(data: Path) -> None:
    result = validate(BROKEN, "--data", data)
    assert result.exit_code == 2
    assert "FILES and --data name two things to check." in result.stderr


def test_a_file_that_is_not_there_is_a_usage_error() -> None:
    assert validate("nowhere.ttl").exit_code == 2


def test_the_help_ends_with_an_example() -> None:
    assert (
        validate("--help").stdout.rstrip().endswith("Example: cuegraph validate my-data.trig --format json")
    )
