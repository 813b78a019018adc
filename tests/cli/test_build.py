"""``cuegraph build``: the files, the line on stdout, the same bytes twice, nothing half-written."""

from __future__ import annotations

import hashlib
import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from cuegraph.cli import main
from cuegraph.settings import shipped
from cuegraph.vocabulary import DATASET, SCHEMA, is_citation

DATA = Path(__file__).parent.parent / "graph" / "fixture" / "data"


def build(*arguments: str | Path) -> str:
    result = CliRunner().invoke(main, ["build", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_it_writes_the_dataset_and_its_description_and_says_how_much(tmp_path: Path) -> None:
    told = build("--data", DATA, "--out", tmp_path / "new" / "out")
    assert {each.name for each in (tmp_path / "new" / "out").iterdir()} == {"cuegraph.nq", "dataset.ttl"}
    store = Store()
    store.bulk_load(path=tmp_path / "new" / "out" / "cuegraph.nq", format=RdfFormat.N_QUADS)
    triples = int(next(iter(store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")))["n"].value)
    graphs = [each.value for each in store.named_graphs() if isinstance(each, NamedNode)]
    digest = next(store.quads_for_pattern(None, SCHEMA.sha256, None, DATASET)).object.value
    assert told == (
        f"{tmp_path / 'new' / 'out' / 'cuegraph.nq'}: {triples} triples, {len(store)} quads, "
        f"{sum(map(is_citation, graphs))} citation graphs, sha256 {digest}\n"
    )
    described = {
        quad.triple for quad in parse(path=tmp_path / "new" / "out" / "dataset.ttl", format=RdfFormat.TURTLE)
    }
    assert described == {quad.triple for quad in store.quads_for_pattern(None, None, None, DATASET)}


def test_two_builds_in_processes_with_other_hash_seeds_give_the_same_bytes(tmp_path: Path) -> None:
    data = shutil.copytree(shipped("data"), tmp_path / "data")
    digests = []
    for seed in ("1", "2"):
        out = tmp_path / seed
        subprocess.run(
            [sys.executable, "-m", "cuegraph", "build", "--data", data, "--out", out],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        digests.append([hashlib.sha256(each.read_bytes()).hexdigest() for each in sorted(out.iterdir())])
    assert digests[0] == digests[1]
    assert len(digests[0]) == 2


def test_data_that_do_not_parse_leave_what_was_built_before(tmp_path: Path) -> None:
    out = tmp_path / "out"
    build("--data", DATA, "--out", out)
    before = {each.name: each.read_bytes() for each in out.iterdir()}
    broken = tmp_path / "data"
    broken.mkdir()
    (broken / "x.trig").write_text("<a> <b> .", encoding="utf-8")
    result = CliRunner().invoke(main, ["build", "--data", str(broken), "--out", str(out)])
    assert result.exit_code == 1
    assert re.search(r"x\.trig:1:\d+", result.stderr)
    assert result.stdout == ""
    assert {each.name: each.read_bytes() for each in out.iterdir()} == before


def test_a_folder_that_cannot_be_made_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = CliRunner().invoke(main, ["build", "--data", str(DATA), "--out", str(tmp_path / "file" / "out")])
    assert result.exit_code == 2
    assert "cannot be made" in result.stderr


def test_one_file_that_cannot_be_written_leaves_the_other_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "cuegraph.nq").write_text("before", encoding="utf-8")
    (tmp_path / "dataset.ttl").mkdir()
    result = CliRunner().invoke(main, ["build", "--data", str(DATA), "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert "dataset.ttl" in result.stderr
    assert (tmp_path / "cuegraph.nq").read_text(encoding="utf-8") == "before"
    assert {each.name for each in tmp_path.iterdir()} == {"cuegraph.nq", "dataset.ttl"}


@pytest.mark.parametrize("terminal", [True, False])
def test_a_bar_is_drawn_on_a_terminal_only(tmp_path: Path, *, terminal: bool) -> None:
    ours, theirs = pty.openpty() if terminal else os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "cuegraph", "build", "--data", DATA, "--out", tmp_path],
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    drawn = b""
    try:
        while part := os.read(ours, 1024):
            drawn += part
    except OSError:  # how a pseudo-terminal says that the other end has closed
        pass
    os.close(ours)
    told, _ = process.communicate()
    assert process.returncode == 0
    assert (b"Building" in drawn and b"100%" in drawn) if terminal else drawn == b""
    assert told.count(b"\n") == 1
