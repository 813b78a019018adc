"""The command's frame: help, exit statuses, streams."""

import importlib
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from cuegraph import __version__
from cuegraph.cli import COMMANDS, main
from cuegraph.errors import BadInput, InvalidData


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cuegraph", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_help_lists_every_command_and_imports_none() -> None:
    script = (
        "import sys; from cuegraph.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'pyoxigraph', 'rdflib', 'flask', 'yaml'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    for name, text in COMMANDS.items():
        assert f"{name} " in done.stdout
        assert text in done.stdout


def test_version() -> None:
    assert run("--version").stdout == f"cuegraph, version {__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there_and_its_help_has_an_example(name: str) -> None:
    command = getattr(importlib.import_module(f"cuegraph.cli.{name}"), name)
    assert isinstance(command, click.Command)
    done = CliRunner().invoke(main, [name, "--help"])
    assert done.exit_code == 0
    assert f"cuegraph {name}" in done.output.partition("\n")[2]


def test_usage_errors_are_2_and_on_stderr() -> None:
    for arguments in (["nope"], ["serve", "--port", "x"], ["serve", "--nope"]):
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Error: " in done.stderr


@pytest.mark.parametrize(
    ("error", "status"), [(BadInput("Wrong.", where="there", remedy="Do it."), 2), (InvalidData("Wrong."), 1)]
)
def test_our_errors_say_what_where_and_what_to_do(
    error: Exception, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    @click.command
    def serve() -> None:
        raise error

    monkeypatch.setattr("cuegraph.cli.serve.serve", serve)
    done = CliRunner().invoke(main, ["serve"])
    assert done.exit_code == status
    assert done.stdout == ""
    assert done.stderr.startswith("Error: Wrong.\n")
    if status == 2:
        assert done.stderr == "Error: Wrong.\n  at there\n  Do it.\n"


def test_an_interrupt_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command
    def serve() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cuegraph.cli.serve.serve", serve)
    done = CliRunner().invoke(main, ["serve"])
    assert (done.exit_code, done.stdout) == (130, "")


def test_a_reader_that_goes_away_is_no_error() -> None:
    script = (
        "import click, cuegraph.cli.serve as module; from cuegraph.cli import main\n"
        "@click.command\ndef serve():\n    for _ in range(100000): click.echo('line')\n"
        "module.serve = serve\nmain(['serve'])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


def test_the_front_needs_neither_rdflib_nor_pyshacl() -> None:
    code = (
        "import sys, cuegraph.cli.serve, cuegraph.web.application, cuegraph.web.server; print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"rdflib", "pyshacl", "owlrl"} & set(done.stdout.split())
