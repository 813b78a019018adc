"""The W3C's tests of SPARQL Protocol, Graph Store Protocol and Service Description: every one passes."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import Server, running

TOKEN = "a-token-for-tests-only"  # noqa: S105 (of a server that lives as long as the tests)
TESTS = {"protocol": 34, "gsp": 13, "service_description": 3}
ENDPOINTS = {
    "protocol": ("query", "update"),
    "gsp": ("gsp", "update"),
    "service_description": ("query",),
}
PATHS = {"query": "/sparql", "update": "/update", "gsp": "/store"}


@pytest.fixture(scope="module")
def server(shared: Path) -> Iterator[Server]:
    """A server whose store the runners empty again and again; skips where there are no runners."""
    assert (shared / "w3c").is_dir()
    with running("--empty", "--writable", CUEGRAPH_TOKEN=TOKEN) as started:
        yield started


@pytest.mark.parametrize("name", TESTS)
def test_all_pass(name: str, server: Server, shared: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    address = f"http://127.0.0.1:{server.port}"
    endpoints = [f"--{each}={address}{PATHS[each]}" for each in ENDPOINTS[name]]
    run = subprocess.run(
        [
            sys.executable,
            str(shared / "w3c" / f"{name}.py"),
            *endpoints,
            f"--auth-token={TOKEN}",
            f"--json={report}",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    tests = json.loads(report.read_text("utf-8"))["tests"]
    assert {each["id"]: each["reason"] for each in tests if each["outcome"] != "passed"} == {}, run.stderr
    assert (len(tests), run.returncode) == (TESTS[name], 0)
