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


def test_the_help_ends_with_an_example() -> None:
    assert cite("--help").stdout.strip().splitlines()[-1].strip().startswith("Example: cuegraph cite")
