"""Standard output that is closed, full, left by its reader, of another locale; missing folders."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cuegraph.cli import main

VERIFY = Path(__file__).parents[1] / "fixtures" / "verify"
NIGHT_DRIVE = Path(__file__).parents[1] / "service" / "night_drive"


def run(script: str, *arguments: str | Path, locale: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
    """What a line of shell does that calls the command as ``$0 -m cuegraph "$@"``."""
    return subprocess.run(
        ["bash", "-c", script, sys.executable, *map(str, arguments)],
        env=os.environ | {"LC_ALL": locale, "PYTHONIOENCODING": "", "PYTHONUTF8": "0"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A folder of data whose citations fail and that breaks a shape."""
    file = tmp_path / "data.trig"
    file.write_text(
        "<https://w3id.org/cuegraph/source/t#row=5> { <https://w3id.org/cuegraph/film/a> "
        "<https://w3id.org/cuegraph/ns#soundtrackOf> 1 }\n",
        "utf-8",
    )
    return tmp_path


@pytest.mark.parametrize("command", ["verify", "validate"])
@pytest.mark.parametrize("reader", ["exec 0<&-; touch gone", "cat"])
def test_a_failure_stays_one_when_the_reader_leaves(broken: Path, command: str, reader: str) -> None:
    wait = "" if reader == "cat" else "until [ -e gone ]; do sleep 0.01; done;"
    texts = ("--sources", VERIFY / "texts") if command == "verify" else ()
    script = f'set -o pipefail; cd {broken.parent}; {{ {wait} $0 -m cuegraph "$@"; }} | {{ {reader}; }}'
    done = run(script, command, "--data", broken, *texts)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("redirected", [">/dev/full", ">&-"])
def test_output_that_cannot_be_written_is_told(redirected: str) -> None:
    done = run(f'$0 -m cuegraph "$@" {redirected}', "export", "--data", NIGHT_DRIVE / "data")
    assert done.returncode == 2
    assert done.stderr.startswith("Error: The output cannot be written: ")
    assert "Traceback" not in done.stderr


def test_a_command_that_writes_a_file_needs_no_output(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    done = run('$0 -m cuegraph "$@" >&-', "export", "--data", NIGHT_DRIVE / "data", "-o", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert file.stat().st_size > 0


def test_output_is_utf_8_in_every_locale() -> None:
    query = 'SELECT ("\u201cBlue\u201d" AS ?x) {}'
    script = 'printf %s "$1" | PYTHONIOENCODING=latin-1 $0 -m cuegraph query -'
    done = run(script, query)
    assert done.returncode == 0, done.stderr
    assert "\u201cBlue\u201d" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("query", "-"),
        ("cite", "x"),
        ("serve", "--port", "0"),
        ("export",),
        ("build",),
        ("validate",),
        ("verify", "--sources", str(VERIFY / "texts")),
        ("coverage",),
        ("passage", "x", "--find", "x", "--sources", str(VERIFY / "texts")),
    ],
    ids=lambda each: each[0],
)
def test_a_folder_of_data_that_is_not_there_is_a_usage_error(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    done = CliRunner().invoke(main, [*arguments, "--data", str(tmp_path / "none")], input="ASK {}")
    assert done.exit_code == 2
    assert "--data" in done.stderr
    assert done.stdout == ""


def test_what_the_system_refuses_is_told_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "/a/file")

    monkeypatch.setattr("cuegraph.cli.coverage.read_data", refuse)
    done = CliRunner().invoke(main, ["coverage"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "Error: The file cannot be used: permission denied.\n  at /a/file\n"
