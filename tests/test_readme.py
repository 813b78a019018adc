"""The README is true: examples print what it shows, every command, setting and dependency is named."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from cuegraph.cli import main
from cuegraph.settings import SETTINGS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"^```console\n\$ (.*?[^|])\n(?![ ])(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def printed(command: str) -> str:
    """What a line of the tour prints on standard output, run in the checkout's folder."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env={**os.environ, "PATH": path, "COLUMNS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_there_are_examples() -> None:
    assert len(SHOWN) >= 5


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[command[:40] for command, _ in SHOWN])
def test_an_example_prints_what_the_readme_shows(command: str, output: str) -> None:
    assert printed(command) == output


def test_every_command_is_named() -> None:
    context = click.Context(main)
    for name in main.list_commands(context):
        assert f"| `cuegraph {name}" in README, name


def test_every_setting_is_named() -> None:
    for setting in SETTINGS:
        assert f"`{setting.flag}` (`{setting.variable}`)" in README, setting.name


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for requirement in project["dependencies"]:
        name = re.match(r"[\w-]+", requirement)
        assert name is not None
        assert f"| {name[0]} |" in README, name[0]
    needed = README.partition("\nFor the tests: ")[2].partition("\n\n")[0].lower()
    for requirement in project["optional-dependencies"]["test"]:
        assert requirement.partition(">")[0] in needed, requirement


def test_every_group_of_figures_is_named() -> None:
    text = (ROOT / "tests" / "benchmarks" / "run.py").read_text(encoding="utf-8")
    groups = re.findall(r'^    "(\w+)": \w+\.\w+,$', text, re.MULTILINE)
    assert f"({', '.join(groups)})" in README.replace("\n", " ")


def test_each_of_the_two_commands_is_one_block_of_one_line() -> None:
    for mark in ("serve", "test"):
        (block,) = re.findall(rf"<!-- {mark} -->\n```sh\n(.*?)```", README, re.DOTALL)
        assert block.count("\n") == 1, block
