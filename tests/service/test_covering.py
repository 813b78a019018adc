"""What is said of the passages of each source."""

import hashlib
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from cuegraph.citations.coverage import Covered, cover
from cuegraph.engine.interface import Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import CuegraphError
from cuegraph.service import covering
from cuegraph.service.covering import Known, coverage
from cuegraph.service.within import Within

TEXT = "The first line.\nThe second.\n"
NAMES = ["https://w3id.org/cuegraph/source/a", "https://w3id.org/cuegraph/source/b"]
TRIG = """
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
""" + "".join(
    f"""<https://w3id.org/cuegraph/graph/sources> {{ <{each}> a fm:Source ; dcterms:identifier "text" ;
      schema:sha256 "{hashlib.sha256(TEXT.encode()).hexdigest()}" }}
    <{each}#char=0,15> {{ fm:a fm:b fm:c }}
    """
    for each in NAMES
)


@pytest.fixture
def engine(tmp_path: Path) -> MemoryEngine:
    (tmp_path / "text.txt").write_text(TEXT)
    return MemoryEngine(parse(TRIG, format=RdfFormat.TRIG))


def test_a_text_is_gone_through_once(
    engine: MemoryEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Known(None, {})
    first = coverage(engine, NAMES, tmp_path, known)
    assert [each.counts for each in first] == [{"cited": 1, "states nothing": 0, "neither": 1}] * 2
    monkeypatch.setattr(covering, "cover", None)
    assert coverage(engine, NAMES, tmp_path, known) == first
    (tmp_path / "text.txt").write_text("Another.")
    assert [each.units for each in coverage(engine, NAMES, tmp_path, known)] == [(), ()]


def test_what_is_too_long_is_not_gone_through_and_says_so(
    engine: MemoryEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(covering, "LONG", len(TEXT) - 1)
    (first, *_) = coverage(engine, NAMES, tmp_path, Known(None, {}))
    assert (first.units, first.unread) == ((), True)


def test_texts_are_gone_through_in_the_time_for_the_page_only(
    engine: MemoryEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    whole = cover

    def slow(*given: object) -> list[Covered]:
        clock[0] += 8
        return whole(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(covering, "cover", slow)
    known = Known(None, {})
    with pytest.raises(CuegraphError):
        coverage(Within(engine, Run(5), lambda: clock[0]), NAMES, tmp_path, known)
    assert list(known.units) == NAMES[:1]
