"""The W3C's tests of query evaluation, syntax and update over HTTP: those fail that the service lists."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from serving import running

from cuegraph.service.deviations import DEVIATIONS

TOKEN = "a-token-for-tests-only"  # noqa: S105 (of a server that lives as long as the test)
LEAST = 962
"""As many tests pass, so that a runner that finds fewer is noticed."""

HANGS = 900
"""Seconds after which a run is given up; on two idle cores it takes about one minute."""


@pytest.fixture(scope="module")
def outcomes(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, str]]]:
    """The tests by outcome, run against a server of our own; its store is emptied again and again."""
    folder = tmp_path_factory.mktemp("w3c")
    token, report = folder / "token", folder / "report.json"
    token.touch(0o600)
    token.write_text(TOKEN, "utf-8")
    runner = shared / "w3c" / "query_eval.py"
    with running("--empty", "--writable", "--token-file", str(token)) as server:
        address = f"http://127.0.0.1:{server.port}"
        endpoints = [f"--query={address}/sparql", f"--update={address}/update"]
        options = ["--suite=all", f"--auth-token={TOKEN}", f"--json={report}"]
        run = subprocess.run(
            [sys.executable, str(runner), *endpoints, *options],
            capture_output=True,
            check=False,
            text=True,
            timeout=HANGS,
        )
    assert run.returncode in {0, 1}, run.stderr
    found: dict[str, list[dict[str, str]]] = {"passed": [], "failed": [], "skipped": []}
    for each in json.loads(report.read_text("utf-8"))["tests"]:
        found[each["outcome"]].append(each)
    return found


def test_those_fail_that_are_listed_and_no_others(outcomes: dict[str, list[dict[str, str]]]) -> None:
    failed = {each["id"]: each["reason"] for each in outcomes["failed"]}
    listed = {test for deviation in DEVIATIONS for test in deviation.tests}
    assert {name: why for name, why in failed.items() if name not in listed} == {}
    assert listed - set(failed) == set()
    assert len(outcomes["passed"]) >= LEAST


def test_no_test_is_listed_twice() -> None:
    tests = [test for deviation in DEVIATIONS for test in deviation.tests]
    assert len(tests) == len(set(tests))
