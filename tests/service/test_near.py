"""What is offered for an address of nothing."""

import pytest
from pyoxigraph import RdfFormat, parse

from cuegraph.engine.memory import MemoryEngine
from cuegraph.service.near import near_things

PREFIXES = """
BASE <https://w3id.org/cuegraph/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
DATA = """
<film/neap> skos:prefLabel "Neap" .
<film/long-tide> skos:prefLabel "The Long Tide Home" .
<statement/she-asks> skos:prefLabel "she asks for music" .
<person/ada-moor> skos:prefLabel "Ada Moor" .
<concept/nominated> skos:prefLabel "nominated"@en .
<concept/mixer> skos:prefLabel "mixer"@en .
<service/tideflix> skos:prefLabel "Tideflix" .
"""


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    return MemoryEngine(parse(f"{PREFIXES} {DATA} <graph/curation> {{ {DATA} }}", format=RdfFormat.TRIG))


@pytest.mark.parametrize(
    ("kind", "slug", "near"),
    [
        ("film", "nonsense", []),
        ("statement", "x", []),
        ("film", "neep", ["Neap"]),
        ("film", "tide", ["The Long Tide Home"]),
        ("statement", "ask", ["she asks for music"]),
        ("film", "ada-moor", ["Ada Moor"]),
        ("film", "moor", ["Ada Moor"]),
        ("concept", "nominatde", ["nominated"]),
    ],
)
def test_what_is_near_is_of_the_kind_or_named_just_so(
    engine: MemoryEngine, kind: str, slug: str, near: list[str]
) -> None:
    assert [each.text for each in near_things(engine, kind, slug)] == near
