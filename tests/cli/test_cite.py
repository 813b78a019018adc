"""``cuegraph cite`` on an invented film."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cuegraph.cli import cite as module
from cuegraph.errors import BadInput, NotFound

NIGHT_DRIVE = Path(__file__).parents[1] / "service" / "night_drive"


@pytest.fixture(autouse=True)
def _shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "shipped", lambda folder: NIGHT_DRIVE / folder)


def cite(*arguments: str) -> Result:
    return CliRunner().invoke(module.cite, arguments, env={"COLUMNS": "80"}, standalone_mode=False)


def test_everything_is_told_by_source_with_the_words_of_each_passage() -> None:
    result = cite("ada example", "--sources", str(NIGHT_DRIVE / "texts"))
    assert result.return_value == 0
    assert (
        result.stdout
        == """\
Ada Example  person:ada-example
music artist, person

A letter  source:letter
  char=0,51
    | “Ada Example scored Night Drive, a work of ten days.”
    called: Ada Example
    Night Drive · composer: Ada Example

Harbour notes  source:harbour-notes
  char=17,61
    | “Night Drive (1999) is a film by Ada Example.”
    called: Ada Example
    Night Drive · director: Ada Example
  char=162,218
    | “Best Score | Harbour Awards | 3 March 2001 | Ada Example”
    Entry for Best Score, Harbour Awards
      category: Best Score
      ceremony: Harbour Awards 2001
      recipient: Ada Example
    Harbour Awards 2001
      award body: Harbour Awards
      date: 2001-03-03

Comparisons
  What Ada Example did
    One source calls her the director, the other the composer.
    harbour-notes#char=17,61, letter#char=0,51

Links
  exact match: http://example.org/people/7
    without a record of how it was found
"""
    )


@pytest.mark.parametrize("thing", ["release:night-drive-first", "release/night-drive-first"])
def test_values_that_differ_end_the_account(thing: str) -> None:
    result = cite(thing)
    assert "“" not in result.stdout
    assert "    | read with char=17,35\n" in result.stdout
    assert result.stdout.endswith("""
Values that differ
  First release of the soundtrack · issued
    2000-06  harbour-notes#char=62,107
    2000-06-05  harbour-notes#char=108,161
""")


def test_changed_words_are_named_and_the_exit_status_tells(tmp_path: Path) -> None:
    text = (NIGHT_DRIVE / "texts" / "letter.txt").read_text("utf-8")
    (tmp_path / "letter.txt").write_text(text.replace("ten days", "two days"), "utf-8")
    result = cite("Ada Example", "--sources", str(tmp_path))
    assert result.return_value == 1
    assert f"two days.”\n    ! {module.CHANGED}\n" in result.stdout
    assert result.stderr.startswith("Note: ")
    assert "harbour-notes" in result.stderr


def test_a_citation_is_taken_back_as_it_is_printed() -> None:
    result = cite("letter#char=0,51")
    told = result.stdout.splitlines()
    assert told[2:5] == ["A letter  source:letter", "  char=0,51", "    Ada Example · called: Ada Example"]
    assert "      composer: Ada Example" in told
    assert cite("https://w3id.org/cuegraph/source/letter#char=0,51").stdout == result.stdout


def test_json_holds_the_same_facts_with_their_iris() -> None:
    result = cite("film:night-drive", "--format", "json", "--sources", str(NIGHT_DRIVE / "texts"))
    found = json.loads(result.stdout)
    assert found["thing"] == {
        "label": "Night Drive",
        "kind": "film",
        "description": "A film of 1999 by Ada Example.",
        "iri": "https://w3id.org/cuegraph/film/night-drive",
    }
    letter, notes = found["sections"]
    (passage,) = letter["passages"]
    assert passage["citation"] == "https://w3id.org/cuegraph/source/letter#char=0,51"
    assert passage["text"] == "Ada Example scored Night Drive, a work of ten days."
    assert passage["intact"] is True
    assert passage["facts"][1]["property"]["iri"] == "https://w3id.org/cuegraph/ns#composer"
    assert notes["passages"][1]["read_with"][0]["text"] == "Night Drive (1999)"
    assert [value[0]["text"] for value in found["differences"][0]["values"]] == ["2000-06", "2000-06-05"]


def test_of_a_thing_that_no_source_speaks_of_nothing_is_said(tmp_path: Path) -> None:
    data = shutil.copytree(NIGHT_DRIVE / "data", tmp_path / "data")
    (data / "letter.trig").unlink()
    result = cite("recording:night-drive", "--data", str(data))
    assert result.stdout.splitlines()[-1] == "No source states anything of it."


def test_a_name_of_two_things_and_one_of_none_are_refused() -> None:
    result = cite("Night Drive")
    assert isinstance(result.exception, BadInput)
    assert "recording:night-drive  Night Drive (recording: A song by Cleo Fiction.)" in str(result.exception)
    result = cite("Adda Example")
    assert isinstance(result.exception, NotFound)
    assert "'Ada Example'" in str(result.exception)


LINKS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
<https://w3id.org/cuegraph/graph/links> {
    <https://w3id.org/cuegraph/concept/article-read> skos:prefLabel "article read"@en .
    <https://w3id.org/cuegraph/agent/curators> skos:prefLabel "the curators" .
    <https://w3id.org/cuegraph/person/ben-sample>
        skos:closeMatch <http://a.example/close> ; skos:exactMatch <http://b.example/exact> .
    <https://w3id.org/cuegraph/link/ben-exact> a oa:Annotation ; skos:prefLabel "Ben at B" ;
        oa:hasTarget <https://w3id.org/cuegraph/person/ben-sample> ; oa:hasBody <http://b.example/exact> ;
        <https://w3id.org/cuegraph/ns#kind> <https://w3id.org/cuegraph/concept/article-read> ;
        <http://www.w3.org/ns/prov#wasAttributedTo> <https://w3id.org/cuegraph/agent/curators> ;
        dcterms:description "Both speak of Night Drive."@en ; dcterms:source <http://c.example/list> ;
        <https://w3id.org/sssom/confidence> 0.9 ;
        dcterms:date "2026-11-22"^^<http://www.w3.org/2001/XMLSchema#date> .
}
"""


def test_links_to_other_catalogues_end_the_account_each_with_how_it_was_found(tmp_path: Path) -> None:
    data = shutil.copytree(NIGHT_DRIVE / "data", tmp_path / "data")
    (data / "links.trig").write_text(LINKS, "utf-8")
    told = cite("ben sample", "--data", str(data))
    assert told.stdout.endswith("""
Links
  exact match: http://b.example/exact
    article read; the curators; 2026-11-22; confidence 0.9
    Both speak of Night Drive.
    evidence: http://c.example/list
  close match: http://a.example/close
    without a record of how it was found
""")
    exact, close = json.loads(cite("ben sample", "--data", str(data), "--format", "json").stdout)["links"]
    assert exact["property"]["iri"] == "http://www.w3.org/2004/02/skos/core#exactMatch"
    assert exact["record"] == {
        "iri": "https://w3id.org/cuegraph/link/ben-exact", "note": "Both speak of Night Drive.",
        "method": "article read", "decider": "the curators", "date": "2026-11-22", "confidence": "0.9",
        "evidence": ["http://c.example/list"],
    }  # fmt: skip
    assert (close["address"], close["record"]) == ("http://a.example/close", None)


def test_the_record_of_a_link_tells_of_that_link_alone(tmp_path: Path) -> None:
    data = shutil.copytree(NIGHT_DRIVE / "data", tmp_path / "data")
    (data / "links.trig").write_text(LINKS, "utf-8")
    told = cite("ben at b", "--data", str(data)).stdout
    assert told.startswith("Ben at B  link:ben-exact\n")
    assert told.endswith("""
Links
  exact match: http://b.example/exact
    article read; the curators; 2026-11-22; confidence 0.9
    Both speak of Night Drive.
    evidence: http://c.example/list
""")


def test_the_help_ends_with_an_example() -> None:
    assert cite("--help").stdout.strip().splitlines()[-1].strip().startswith("Example: cuegraph cite")
