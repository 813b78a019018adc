"""What points at a thing, by property and kind."""

from pyoxigraph import NamedNode, Quad

from cuegraph.engine.memory import MemoryEngine
from cuegraph.service.facts import incoming
from cuegraph.vocabulary import BASE, FM, INFERRED

TIDE = NamedNode(f"{BASE}film/tide")


def test_things_of_one_kind_stand_together_in_order() -> None:
    paths = ["chart/b", "chart/a", "chart/a-2", "chart-entry/a", "chart", "chart-x", "chart0", "unknown/a"]
    other = ["http://a.example/chart/a", "urn:z"]
    things = [NamedNode(f"{BASE}{each}") for each in paths] + [NamedNode(each) for each in other]
    quads = [Quad(each, FM.about, TIDE) for each in things]
    quads += [Quad(things[0], FM.chart, TIDE), Quad(things[0], FM.chart, TIDE, INFERRED)]
    found = {
        (each.property, each.kind): [iri.removeprefix(BASE) for iri in each.things]
        for each in incoming(MemoryEngine(quads), TIDE)
    }
    assert found == {
        (FM.about, "chart"): ["chart", "chart/a", "chart/a-2", "chart/b"],
        (FM.about, "chart-entry"): ["chart-entry/a"],
        (FM.about, ""): ["http://a.example/chart/a", "chart-x", "chart0", "unknown/a", "urn:z"],
    }
