"""What is cited of each source, told by the names of all graphs."""

import pytest
from pyoxigraph import RdfFormat, parse

from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import OverLimit
from cuegraph.service import census
from cuegraph.service.census import cited_places, count_facts
from cuegraph.service.passages import places

SOURCE = "https://w3id.org/cuegraph/source/"
TRIG = f"""
PREFIX schema: <https://schema.org/>
PREFIX graph: <https://w3id.org/cuegraph/graph/>
<{SOURCE}note#char=100,120> {{ <x:a> <x:b> <x:c> , <x:d> }}
<{SOURCE}note#char=9,30> {{ <x:a> <x:b> <x:c> }}
<{SOURCE}note#> {{ <x:a> <x:b> <x:c> }}
<{SOURCE}letter#row=2> {{ <x:a> <x:b> <x:c> }}
graph:sources {{ <{SOURCE}letter#row=10> schema:sha256 "00" }}
_:nowhere {{ <x:a> <x:b> <x:c> }}
<{SOURCE}notebook#char=0,1> {{ <x:a> <x:b> <x:c> }}
"""


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    return MemoryEngine(parse(TRIG, format=RdfFormat.TRIG))


def test_the_citations_of_a_source_come_in_the_order_of_its_text(engine: MemoryEngine) -> None:
    assert cited_places(engine) == {
        f"{SOURCE}note": " char=9,30 char=100,120",
        f"{SOURCE}letter": "row=2",
        f"{SOURCE}notebook": "char=0,1",
    }


def test_a_source_has_the_same_passages_by_what_is_kept_as_by_all_graphs(engine: MemoryEngine) -> None:
    known = cited_places(engine)
    for sources in (
        [f"{SOURCE}note"],
        [f"{SOURCE}letter"],
        [f"{SOURCE}letter", f"{SOURCE}note"],
        [f"{SOURCE}x"],
    ):
        assert places(engine, sources, known) == places(engine, sources)
    found = places(engine, [f"{SOURCE}letter"], known)[f"{SOURCE}letter"]
    assert [(each.fragment, each.cited) for each in found] == [("row=2", True), ("row=10", False)]


def test_facts_are_counted_by_source(engine: MemoryEngine) -> None:
    assert count_facts(engine) == {f"{SOURCE}note": 4, f"{SOURCE}letter": 1, f"{SOURCE}notebook": 1}


def test_of_very_many_graphs_nothing_is_kept(engine: MemoryEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(census, "MOST", 5)
    assert count_facts(engine) is None
    monkeypatch.setattr(census, "MOST_CITED", 5)
    assert cited_places(engine) is None


def test_nor_where_their_names_are_more_than_an_answer_may_have(
    engine: MemoryEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_large(*_: object) -> None:
        raise OverLimit("Too large.")

    monkeypatch.setattr(engine, "query", too_large)
    assert cited_places(engine) is None
