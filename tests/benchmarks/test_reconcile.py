"""Distorted names of a small generated graph are found again, as the benchmark asks of a large one."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Quad, RdfFormat, parse

from cuegraph.engine.memory import MemoryEngine

if TYPE_CHECKING:
    import pytest

HERE = Path(__file__).parent


def test_distorted_names_are_found_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(HERE)
    generate, distort = (importlib.import_module(each) for each in ("generate", "distort"))
    file = generate.write_file(tmp_path / "music.nt", 30_000, seed=3)
    out: dict[str, list[Quad]] = {}
    engine = MemoryEngine(distort.without(parse(path=file, format=RdfFormat.N_TRIPLES), out))
    quality = distort.measure(engine, 500, seed=11, gone=distort.absent(engine, out))
    assert quality.asked.total() == 500
    assert quality.precision >= 0.97, quality
    assert quality.recall >= 0.93, quality
    for way in ("order", "featuring", "case", "accents"):
        assert quality.first[way] >= 0.97 * quality.asked[way], (way, quality)
    assert quality.precision_of_matches >= 0.97, quality
    assert quality.matches >= 0.8, quality
    assert quality.absent.total() >= 20
    assert quality.false.total() == 0, quality
