"""Properties of which passages give several values where a shape wants one."""

from pyoxigraph import RdfFormat, parse

from cuegraph.engine.memory import MemoryEngine
from cuegraph.service.differences import comparisons, differences, not_compared

PREFIXES = """
BASE <https://w3id.org/cuegraph/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
<graph/ontology> { <shape/film> sh:targetClass fm:Film ; sh:property [ sh:path fm:runs ; sh:maxCount 1 ] . }
"""


def engine_of(*trig: str) -> MemoryEngine:
    return MemoryEngine(parse(PREFIXES + "\n".join(trig), format=RdfFormat.TRIG))


def told(path: str, kind: str, first: str = "90", second: str = "95") -> str:
    return (
        f"<{path}> a fm:{kind} . <source/a#char=0,1> {{ <{path}> fm:runs {first} }}"
        f" <source/b#char=0,1> {{ <{path}> fm:runs {second} }}"
    )


def test_things_of_classes_without_the_shape_do_not_crowd_out_the_others() -> None:
    albums = (told(f"album/{number}", "Album") for number in range(6))
    (found,) = differences(engine_of(*albums, told("film/z", "Film")), 0, 5)
    assert found.thing.iri.endswith("film/z")
    assert [(value.text, len(citations)) for value, citations in found.values] == [("90", 1), ("95", 1)]


def test_they_come_in_pages() -> None:
    engine = engine_of(*(told(f"film/{number}", "Film") for number in range(5)))
    pages = [differences(engine, start, 2) for start in (0, 2, 4, 6)]
    assert [[each.thing.iri[-1] for each in page] for page in pages] == [["0", "1"], ["2", "3"], ["4"], []]


def test_values_that_read_the_same_are_two_sides() -> None:
    (found,) = differences(engine_of(told("film/z", "Film", "90", "'90'")), 0, 9)
    assert [(value.text, len(citations)) for value, citations in found.values] == [
        ("90 (integer)", 1),
        ("90 (string)", 1),
    ]


def test_a_triple_is_a_value_too() -> None:
    (found,) = differences(engine_of(told("film/z", "Film", "<<( <film/z> fm:by <person/ada> )>>")), 0, 9)
    assert [value.text for value, _ in found.values] == ["95", "z by ada"]


def test_a_difference_is_not_told_where_a_comparison_sets_all_its_passages_side_by_side() -> None:
    third = "<source/c#char=0,1> { <film/z> fm:runs 95 }"
    compared = "<graph/curation> { <comparison/c> fm:compares <source/a#char=0,1>, <source/b#char=0,1> }"
    for more, count in (("", 1), (compared, 0), (compared + third, 1)):
        engine = engine_of(told("film/z", "Film"), more)
        assert len(not_compared(engine, differences(engine, 0, 9))) == count


def test_a_property_is_called_by_a_noun() -> None:
    issued = "<http://purl.org/dc/terms/issued>"
    shape = f"<graph/ontology> {{ <shape/a> sh:targetClass fm:Film ; sh:path {issued} ; sh:maxCount 1 }}"
    data = told("film/z", "Film").replace("fm:runs", issued)
    (found,) = differences(engine_of(shape, data), 0, 9)
    assert found.property.text == "date of issue"


def test_of_a_passage_only_what_speaks_of_the_same_is_compared() -> None:
    about = "<comparison/c> a fm:Comparison ; fm:about <film/z> ;"
    compared = f"{about} fm:compares <source/a#char=0,1>, <source/b#char=0,1> ."
    other = "<source/a#char=0,1> { <film/other> fm:runs 12 }"
    both = f"{compared} <graph/curation> {{ {compared} }}"
    (found,) = comparisons(engine_of(told("film/z", "Film"), both, other), 0, 9)
    said = [[each.thing.text for each in stated.said] for _, stated in found.passages]
    assert said == [["z"], ["z"]]
