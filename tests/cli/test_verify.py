"""``cuegraph verify``, ``coverage`` and ``passage`` on texts of our own making."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cuegraph.cli.coverage import coverage
from cuegraph.cli.passage import passage
from cuegraph.cli.verify import verify
from cuegraph.errors import BadInput, CuegraphError, NotFound

PAGE = "https://w3id.org/cuegraph/source/harbour-page"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(Path(__file__).parents[1] / "fixtures" / "verify", tmp_path / "verify")
    return tmp_path / "verify"


def run(command: object, folder: Path, *arguments: str) -> Result:
    """Runs a command on the folder; an error of ours is raised, as the group would see it."""
    options = ["--data", str(folder / "data"), *arguments]
    result = CliRunner().invoke(command, options)  # type: ignore[arg-type]
    if isinstance(result.exception, CuegraphError):
        raise result.exception
    return result


def texts(folder: Path) -> tuple[str, str]:
    return "--sources", str(folder / "texts")


def test_verify_prints_a_summary_and_succeeds(folder: Path) -> None:
    result = run(verify, folder, *texts(folder))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Texts: 2",
        "Passages: 20",
        "Length of a cited passage: median 39, longest 78 characters",
        "Triples: 58",
        "Supported by rule: 57",
        "Excused: 1",
        "Not supported: 0",
        "Failures: 0",
    ]


def test_verify_names_each_failure_and_fails(folder: Path) -> None:
    file = folder / "data" / "harbour-page.trig"
    file.write_text(
        file.read_text(encoding="utf-8").replace("fm:peakPosition 12", "fm:peakPosition 13"), "utf-8"
    )
    result = run(verify, folder, *texts(folder))
    assert result.exit_code == 1
    count, failure = result.stdout.splitlines()[-2:]
    assert count == "Failures: 1"
    assert failure == (
        f"{PAGE}#char=244,305: 'Harbour Lights on the Coastal Albums Chart' fm:peakPosition "
        '"13"^^xsd:integer: the object "13"^^xsd:integer is not found. '
        "2 more of its node's triples fail with it."
    )


def test_what_is_not_checked_is_a_failure_and_is_told(folder: Path) -> None:
    file = folder / "data" / "harbour-page.trig"
    table = "https://w3id.org/cuegraph/source/t"
    file.write_text(
        file.read_text(encoding="utf-8") + f"<{table}#row=5> {{ <{table}> fm:rank 1 }}\n", "utf-8"
    )
    result = run(verify, folder, *texts(folder))
    told = f"{table}: Not checked: 1 triple in 1 graph (row=…): these kinds of citation are not checked yet."
    assert result.exit_code == 1
    assert {"Triples: 59", "Not checked: 1", "Failures: 1", told} <= set(result.stdout.splitlines())
    for sources in (texts(folder), ()):
        assert told in run(coverage, folder, *sources).stdout.splitlines()


def test_verify_asks_for_no_text_of_a_source_without_passages(folder: Path) -> None:
    file = folder / "data" / "sources.trig"
    more = "<https://w3id.org/cuegraph/graph/sources> { <https://w3id.org/cuegraph/source/t> a fm:Source }\n"
    file.write_text(file.read_text(encoding="utf-8") + more, "utf-8")
    assert run(verify, folder, *texts(folder)).exit_code == 0
    told = run(coverage, folder, *texts(folder)).stdout.splitlines()
    assert "https://w3id.org/cuegraph/source/t: No passage of it is recorded." in told


def test_verify_as_json_writes_triples_as_the_list_of_exceptions_does(folder: Path) -> None:
    (folder / "data" / "unsupported.csv").unlink()
    result = run(verify, folder, *texts(folder), "--format", "json", "--mutations")
    document = json.loads(result.stdout)
    assert result.exit_code == 1
    (finding,) = document["findings"]
    assert (finding["subject"], finding["predicate"], finding["object"]) == (
        "organization:the-studio",
        "fm:rejected",
        "film:harbour-lights",
    )
    assert document["mutations"]["tried"] == 462
    worst, *_ = document["mutations"]["worst"]
    assert (worst["subject"], worst["missed"], worst["tried"]) == ("person:tomas-veld", 1, 9)


def test_verify_prints_the_rate_of_moves_by_source(folder: Path) -> None:
    result = run(verify, folder, *texts(folder), "--mutations")
    assert result.exit_code == 0
    assert "Moved triples caught: 459 of 462 (99.35%)" in result.stdout
    assert f"  {PAGE}: 411 of 414 (99.28%)" in result.stdout


def test_names_that_stand_everywhere_make_too_many_moves_go_unnoticed(folder: Path) -> None:
    file = folder / "data" / "curation.trig"
    named = file.read_text(encoding="utf-8").replace(
        "; skos:prefLabel", '; skos:hiddenLabel "." , "|" ; skos:prefLabel'
    )
    file.write_text(named, encoding="utf-8")
    result = run(verify, folder, *texts(folder), "--mutations")
    assert result.exit_code == 1
    assert "less than 95%" in result.stdout


def test_verify_without_a_text_is_a_usage_error(folder: Path) -> None:
    (folder / "texts" / "veld-interview.txt").unlink()
    with pytest.raises(
        NotFound, match=r"'veld-interview' is missing: expected 'veld-interview\.txt'"
    ) as caught:
        run(verify, folder, *texts(folder))
    assert caught.value.exit_code == 2


def test_coverage_lists_every_unit(folder: Path) -> None:
    result = run(coverage, folder, *texts(folder))
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert (
        "  448,487 row, states nothing: the head of a table | | Award | Date | Category | Recipient |"
        in lines
    )
    assert any(
        line.startswith("  244,347 sentence, cited by 2; in no passage: 307,310 | The album")
        for line in lines
    )
    assert (
        lines[-1] == "16 units: 13 cited, 3 state nothing, 0 neither; 1 hold words outside of every passage"
    )


def test_coverage_fails_on_a_unit_that_is_neither(folder: Path) -> None:
    file = folder / "data" / "sources.trig"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if "#char=658,673" not in line), encoding="utf-8")
    result = run(coverage, folder, *texts(folder))
    assert result.exit_code == 1
    assert "  658,673 sentence, NEITHER cited nor stated to state nothing | Share this page" in result.stdout


def test_coverage_without_texts_lists_what_states_nothing(folder: Path) -> None:
    result = run(coverage, folder)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"{PAGE}#char=0,31: the page's title",
        f"{PAGE}#char=448,487: the head of a table",
        f"{PAGE}#char=658,673: navigation",
        "3 passages state nothing",
    ]


@pytest.mark.parametrize("source", ["veld-interview", "https://w3id.org/cuegraph/source/veld-interview"])
def test_passage_prints_citation_digest_and_a_line_for_the_sources(folder: Path, source: str) -> None:
    result = run(passage, folder, source, "--find", '"low tide" by', *texts(folder))
    iri = "https://w3id.org/cuegraph/source/veld-interview#char=107,120"
    citation, length, sha256, line = result.stdout.splitlines()
    assert citation == f"citation: {iri}"
    assert length == "length: 13"
    assert line == f'<{iri}> schema:sha256 "{sha256.removeprefix("sha256: ")}" .'


def test_passage_takes_a_citation_back(folder: Path) -> None:
    iri = "https://w3id.org/cuegraph/source/veld-interview#char=107,120"
    named = run(passage, folder, "veld-interview", "--find", '"low tide" by', *texts(folder))
    for citation in (iri, "veld-interview#char=107,120", "source:veld-interview#char=107,120"):
        assert run(passage, folder, citation, *texts(folder)).stdout == named.stdout
    for fragment in ("row=5", "char=9,9", "char=5,99999"):
        with pytest.raises(BadInput, match="no such passage"):
            run(passage, folder, f"veld-interview#{fragment}", *texts(folder))
    for arguments in (("veld-interview",), (iri, "--find", "x")):
        with pytest.raises(BadInput, match="by its words or by its citation"):
            run(passage, folder, *arguments, *texts(folder))


def test_passage_wants_to_know_which_of_several(folder: Path) -> None:
    several = ["harbour-page", "--find", "Tomas Veld", *texts(folder)]
    with pytest.raises(BadInput, match="stand 2 times"):
        run(passage, folder, *several)
    with pytest.raises(BadInput, match="from 1 to 2"):
        run(passage, folder, *several, "--nth", "3")
    assert "#char=565,575" in run(passage, folder, *several, "--nth", "2").stdout


def test_passage_that_is_nowhere_shows_the_nearest(folder: Path) -> None:
    with pytest.raises(NotFound, match=r"Most like them is 107,144: .*Bo Lind opens the film"):
        run(passage, folder, "veld-interview", "--find", "Bo Lind closes the film", *texts(folder))


def test_passage_of_an_unknown_source_lists_the_known(folder: Path) -> None:
    with pytest.raises(NotFound, match="harbour-page, veld-interview"):
        run(passage, folder, "elsewhere", "--find", "x", *texts(folder))


def test_passage_warns_of_one_that_is_too_long(folder: Path) -> None:
    text = (folder / "texts" / "harbour-page.txt").read_text(encoding="utf-8")
    result = run(passage, folder, "harbour-page", "--find", text[33:340], *texts(folder))
    assert "longer than a passage may be" in result.stderr
    assert "length: 307" in result.stdout


@pytest.mark.parametrize("command", [verify, coverage, passage])
def test_help_ends_with_an_example(command: object) -> None:
    result = CliRunner().invoke(command, ["--help"])  # type: ignore[arg-type]
    assert result.output.rstrip().rpartition("\n\n")[2].strip().startswith("Example: cuegraph ")
