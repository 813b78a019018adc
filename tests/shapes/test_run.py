"""Running SHACL: what goes in and comes out, and shapes that cannot be run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from cuegraph.errors import InvalidData
from cuegraph.shapes.run import results, run
from cuegraph.vocabulary import SH

if TYPE_CHECKING:
    from collections.abc import Callable

HUE = NamedNode("http://example.org/hue")
FILM = NamedNode("http://example.org/film")


def test_values_come_back_from_the_report_as_they_went_in(turtle: Callable[[str], list[Triple]]) -> None:
    values = {
        Literal("--02-25", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#gMonthDay")),
        Literal("PT1H10M18S", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#duration")),
        Literal("2012-06", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#gYearMonth")),
        Literal("not a date", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date")),
        Literal("rød", language="nb"),
        Literal("red"),
        NamedNode("http://example.org/red"),
    }
    shapes = turtle(
        "ex:shape a sh:PropertyShape ; sh:targetSubjectsOf ex:hue ; sh:path ex:hue ; sh:class ex:Hue ."
    )
    found = results(run([Triple(FILM, HUE, value) for value in values], shapes))
    assert {each.value for each in found} == values


def test_an_ill_typed_value_is_reported_without_a_word_from_the_library(
    turtle: Callable[[str], list[Triple]], capfd: pytest.CaptureFixture[str]
) -> None:
    shapes = turtle(
        "ex:shape a sh:PropertyShape ; sh:targetSubjectsOf ex:hue ; sh:path ex:hue ; sh:datatype xsd:date ."
    )
    (found,) = results(run(turtle('ex:film ex:hue "soon"^^xsd:date .'), shapes))
    assert found.component == SH.DatatypeConstraintComponent
    assert capfd.readouterr() == ("", "")


def test_a_value_of_a_nested_shape_is_reported_once(turtle: Callable[[str], list[Triple]]) -> None:
    shapes = turtle(
        "ex:inner a sh:NodeShape ; sh:class ex:Hue . "
        "ex:shape a sh:PropertyShape ; sh:targetSubjectsOf ex:hue ; sh:path ex:hue ; sh:node ex:inner ."
    )
    (found,) = results(run(turtle("ex:film ex:hue ex:red ."), shapes))
    assert found.component == SH.NodeConstraintComponent


@pytest.mark.parametrize(
    "shapes",
    [
        "ex:shape a sh:NodeShape ; sh:targetSubjectsOf ex:hue ; sh:sparql ex:rule .",
        "ex:shape a sh:PropertyShape ; sh:targetSubjectsOf ex:hue ; sh:minCount 1 .",
        'ex:shape a sh:NodeShape ; sh:targetSubjectsOf ex:hue ; sh:sparql [ sh:select "SELECT $this {" ] .',
    ],
)
def test_shapes_that_cannot_be_run_are_an_error_of_the_data(
    turtle: Callable[[str], list[Triple]], shapes: str
) -> None:
    with pytest.raises(InvalidData, match="The shapes cannot be run"):
        run(turtle("ex:film ex:hue 1 ."), turtle(shapes))


def test_a_triple_term_is_refused() -> None:
    quoted = Triple(FILM, HUE, FILM)
    with pytest.raises(InvalidData, match="not defined on the term"):
        run([Triple(FILM, HUE, quoted)], ())
