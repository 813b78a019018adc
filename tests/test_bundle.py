"""The build's own step: the editor's bundle is made whole, once, and the build goes on where it cannot be."""

from __future__ import annotations

import importlib.util
import shutil
import stat
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]

NPM = """#!/bin/sh
case "$1" in
install) mkdir -p node_modules/part; cd node_modules/part; echo '{}' >package.json; echo MIT >LICENSE;;
run) cat main.js >bundle.js;;
esac
"""


@pytest.fixture
def step(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The build's step, without hatchling, which only a build has."""
    name = "hatchling.builders.hooks.plugin.interface"
    interface = ModuleType(name)
    interface.BuildHookInterface = object  # type: ignore[attr-defined]
    for each in (
        "hatchling",
        "hatchling.builders",
        "hatchling.builders.hooks",
        "hatchling.builders.hooks.plugin",
    ):
        monkeypatch.setitem(sys.modules, each, ModuleType(each))
    monkeypatch.setitem(sys.modules, name, interface)
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with sources of an editor."""
    root = tmp_path / "project"
    (root / "editor").mkdir(parents=True)
    (root / "editor" / "main.js").write_text("one\n", "utf-8")
    (root / "editor" / "package.json").write_text("{}\n", "utf-8")
    return root


def put_npm(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let npm be this script."""
    folder.mkdir(exist_ok=True)
    path = folder / "npm"
    path.write_text(script, "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def built(step: Any, root: Path) -> list[str]:
    """What a build of the project says."""
    said: list[str] = []
    hook = step.CustomBuildHook()
    hook.root = str(root)
    hook.app = SimpleNamespace(display_warning=said.append, display_info=said.append)
    hook.initialize("standard", {})
    return said


def test_it_is_made_once_for_the_same_sources(
    step: Any, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_npm(tmp_path / "bin", NPM, monkeypatch)
    target = project / step.TARGET
    assert len(built(step, project)) == 1
    first, rest = (target / "editor.js").read_text("utf-8").split("\n", 1)
    assert first.startswith("/* made of ")
    assert rest == "one\n"
    assert (target / "licences.txt").read_text("utf-8") == "part\n\nMIT\n"
    assert built(step, project) == []
    (project / "editor" / "main.js").write_text("two\n", "utf-8")
    assert len(built(step, project)) == 1
    assert (target / "editor.js").read_text("utf-8").endswith("two\n")
    assert sorted(each.name for each in target.iterdir()) == ["editor.js", "licences.txt"]


def test_a_failure_is_one_line_and_leaves_nothing(
    step: Any, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_npm(tmp_path / "bin", "#!/bin/sh\necho no such\necho registry\nexit 1\n", monkeypatch)
    (said,) = built(step, project)
    assert said == "The SPARQL editor was not bundled, /editor is a plain form: npm failed: no such registry"
    assert not (project / step.TARGET).exists()


def test_what_takes_too_long_is_ended(
    step: Any, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_npm(tmp_path / "bin", "#!/bin/sh\nsleep 600 & wait\n", monkeypatch)
    monkeypatch.setattr(step, "PATIENCE", 0.0)
    (said,) = built(step, project)
    assert said.endswith(": npm takes too long, it was ended")


def test_node_is_asked_of_pypi_only_where_there_is_no_npm(
    step: Any, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = step.CustomBuildHook()
    hook.root = str(project)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(step, "find_spec", lambda _: None)
    assert hook.dependencies() == [step.NODE]
    (said,) = built(step, project)
    assert said.endswith("there is no npm")
    monkeypatch.undo()
    put_npm(tmp_path / "bin", NPM, monkeypatch)
    assert hook.dependencies() == []
