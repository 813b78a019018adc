"""The service does what its own OpenAPI document says, whatever schemathesis makes of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from fuzz.harness import TOKEN, unharmed
from serving import Server, running

HERE = Path(__file__).parent
EXAMPLES = 3
"""Requests per operation, beside those that the document's examples and the edges of its schemas give."""

LEAST = 800
"""So many requests come of them, so that a document that shrinks is noticed."""

ENDPOINTS = "^/(store|update|sparql)"
"""Where another server is asked that takes changes; the pages are asked on one with our own data."""

pytestmark = pytest.mark.skipif(
    find_spec("schemathesis") is None, reason="schemathesis is not installed (pip install schemathesis)"
)


def check(server: Server, folder: Path, *options: str) -> str:
    """Run schemathesis against a server; what it prints, which is the message where it finds a fault."""
    run = subprocess.run(
        [
            *(Path(sys.executable).parent / "schemathesis", "--config-file", HERE / "schemathesis.toml"),
            *("run", f"http://127.0.0.1:{server.port}/openapi.json"),
            *("--phases", "examples,coverage,fuzzing", "--generation-deterministic", "--no-shrink"),
            *("--max-examples", str(EXAMPLES), *options),
        ],
        cwd=folder,
        env=os.environ | {"FUZZ_TOKEN": TOKEN, "SCHEMATHESIS_HOOKS": str(HERE / "schemathesis_hooks.py")},
        capture_output=True,
        check=False,
        text=True,
        timeout=300,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    generated = re.search(r"(\d+) generated", run.stdout)
    assert generated
    assert int(generated[1]) >= LEAST
    return run.stdout


def test_a_server_that_takes_changes(tmp_path: Path, token_file: Path) -> None:
    with running("--empty", "--writable", "--token-file", str(token_file)) as server:
        triples = "".join(f"<http://a.example/{n}> <http://a.example/p> {n} .\n" for n in range(50))
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "text/turtle"}
        assert server.request("PUT", "/store?default", triples.encode(), headers)[0] == 204
        with unharmed(server):
            printed = check(server, tmp_path, "--include-path-regex", ENDPOINTS)
    assert "Authentication failed" not in printed  # so the changes were tested too


def test_a_server_of_our_own_data(tmp_path: Path) -> None:
    with running() as server, unharmed(server):
        check(server, tmp_path, "--exclude-path-regex", ENDPOINTS)
