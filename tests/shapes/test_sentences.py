"""How each kind of constraint is told, on shapes of the tests' own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cuegraph.shapes.sentences import SENTENCES
from cuegraph.vocabulary import SH

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyoxigraph import Triple

    from cuegraph.shapes.report import Finding

THING = 'film:harbour a fm:Film ; skos:prefLabel "Harbour" . place:quay skos:prefLabel "the Quay" . '
SHAPE = 'ex:shape a sh:PropertyShape ; sh:targetClass fm:Film ; sh:path ex:hue ; sh:name "hue" ; '
KIND = "ex:shape a sh:NodeShape ; sh:targetClass fm:Film ; "

TOLD = [
    ("MinCount", SHAPE + "sh:minCount 1", "", "The film 'Harbour' has no hue."),
    (
        "MinCount",
        SHAPE + "sh:minCount 3",
        "film:harbour ex:hue 1 .",
        "The film 'Harbour' has only one hue, and needs at least three.",
    ),
    (
        "MaxCount",
        SHAPE + "sh:maxCount 2",
        "film:harbour ex:hue 1 , 2 , 3 .",
        "The film 'Harbour' has three hues: 1, 2 and 3, and may have at most two.",
    ),
    (
        "MaxCount",
        SHAPE + "sh:maxCount 0",
        "film:harbour ex:hue 1 .",
        "The film 'Harbour' has a hue, which has no place in the data.",
    ),
    (
        "Datatype",
        SHAPE + "sh:datatype xsd:gYear",
        'film:harbour ex:hue "red" .',
        "The film 'Harbour' has the hue 'red', which is no year.",
    ),
    (
        "Datatype",
        SHAPE + "sh:datatype xsd:date",
        'film:harbour ex:hue "1998-13-40"^^xsd:date .',
        "The film 'Harbour' has the hue 1998-13-40, which is no date.",
    ),
    (
        "Class",
        SHAPE + "sh:class fm:Film",
        "film:harbour ex:hue place:quay .",
        "The film 'Harbour' has the hue 'the Quay', which is no film.",
    ),
    ("Class", KIND + "sh:class fm:Album", "", "The film 'Harbour' is no album."),
    (
        "NodeKind",
        SHAPE + "sh:nodeKind sh:IRI",
        "film:harbour ex:hue 3 .",
        "The film 'Harbour' has the hue 3, which is no thing with an IRI.",
    ),
    (
        "NodeKind",
        SHAPE + "sh:nodeKind sh:Literal",
        "film:harbour ex:hue place:quay .",
        "The film 'Harbour' has the hue 'the Quay', which is no text, number or date.",
    ),
    (
        "Node",
        'ex:bright a sh:NodeShape ; rdfs:label "old hue" ; sh:class fm:Film . ' + SHAPE + "sh:node ex:bright",
        "film:harbour ex:hue place:quay .",
        "The film 'Harbour' has the hue 'the Quay', which is not an old hue.",
    ),
    (
        "Or",
        "ex:one a sh:NodeShape ; sh:class fm:Film . ex:two a sh:NodeShape ; sh:datatype xsd:integer . "
        + SHAPE
        + "sh:or ( ex:one ex:two )",
        "film:harbour ex:hue place:quay .",
        "The film 'Harbour' has the hue 'the Quay', which is neither a film nor a whole number.",
    ),
    (
        "HasValue",
        SHAPE + "sh:hasValue place:quay",
        "",
        "The film 'Harbour' does not have the hue 'the Quay'.",
    ),
    (
        "Pattern",
        SHAPE + 'sh:pattern "^[a-z]+$"',
        'film:harbour ex:hue "RED" .',
        "The film 'Harbour' has the hue 'RED', which is not written in the form '^[a-z]+$'.",
    ),
    (
        "UniqueLang",
        SHAPE + "sh:uniqueLang true",
        'film:harbour ex:hue "red"@en , "blue"@en .',
        "The film 'Harbour' has more than one hue in one language.",
    ),
    (
        "MinInclusive",
        SHAPE + "sh:minInclusive 5",
        "film:harbour ex:hue 4 .",
        "The film 'Harbour' has the hue 4, which is less than 5.",
    ),
    (
        "SPARQL",
        KIND + 'sh:sparql ex:rule . ex:rule sh:select "SELECT $this WHERE { $this a ?kind }"',
        "",
        "The film 'Harbour' breaks the shape 'http://example.org/shape'.",
    ),
]


@pytest.mark.parametrize("case", TOLD, ids=[case[0] for case in TOLD])
def test_each_kind_of_constraint(
    check: Callable[..., tuple[Finding, ...]],
    turtle: Callable[[str], list[Triple]],
    case: tuple[str, str, str, str],
) -> None:
    component, shape, data, sentence = case
    assert SH[f"{component}ConstraintComponent"] in SENTENCES
    found = check(turtle(THING + data), turtle(f"{shape} ."))
    assert [each.sentence.partition(": Node")[0].removesuffix(".") for each in found] == [
        sentence.removesuffix(".")
    ]


def test_every_sentence_is_tested() -> None:
    assert {SH[f"{component}ConstraintComponent"] for component, *_ in TOLD} == set(SENTENCES)


def test_another_kind_is_told_with_the_words_of_the_report(
    check: Callable[..., tuple[Finding, ...]], turtle: Callable[[str], list[Triple]]
) -> None:
    (found,) = check(turtle(THING + "film:harbour ex:hue 9 ."), turtle(SHAPE + "sh:maxExclusive 9 ."))
    assert found.sentence.startswith("The film 'Harbour' breaks the shape 'http://example.org/shape': ")


def test_a_message_is_told_with_labels_for_its_variables_and_its_iris(
    check: Callable[..., tuple[Finding, ...]], turtle: Callable[[str], list[Triple]]
) -> None:
    rule = (
        'sh:sparql ex:rule . ex:rule sh:message "{$this} is {$PATH} of {?other}, see {?value}, {?no}." ; '
        'sh:select """'
        "SELECT $this ?value ?other WHERE { $this $PATH ?value . ?other a <http://example.org/Port> }"
        '""" .'
    )
    data = 'film:harbour ex:hue 9 . place:oslo a ex:Port ; skos:prefLabel "Oslo" .'
    (found,) = check(turtle(THING + data), turtle(SHAPE + rule))
    assert found.sentence == "The film 'Harbour' is hue of the port 'Oslo', see 9, {?no}."


def test_a_shape_message_goes_before_the_sentence_of_the_kind(
    check: Callable[..., tuple[Finding, ...]], turtle: Callable[[str], list[Triple]]
) -> None:
    shape = SHAPE + 'sh:minInclusive 5 ; sh:message "{$this} is too pale: {?value}" .'
    (found,) = check(turtle(THING + "film:harbour ex:hue 4 ."), turtle(shape))
    assert found.sentence == "The film 'Harbour' is too pale: 4."


def test_a_thing_without_label_or_class_is_named_by_its_short_iri(
    check: Callable[..., tuple[Finding, ...]], turtle: Callable[[str], list[Triple]]
) -> None:
    shape = "ex:shape a sh:PropertyShape ; sh:targetSubjectsOf ex:hue ; sh:path ex:darkHue ; sh:minCount 1 ."
    (found,) = check(turtle("work:low-tide ex:hue 4 ."), turtle(shape))
    assert found.sentence == "The thing 'work:low-tide' has no dark hue."


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("[ sh:inversePath fm:releaseOf ]", ["release:one", "release:two"]),
        ("( fm:releaseOf fm:artist )", []),
        ("[ sh:alternativePath ( fm:artist fm:kind ) ]", ["concept:live", "person:ada"]),
        ("( [ sh:inversePath fm:releaseOf ] fm:carrier )", ["concept:cd", "concept:vinyl"]),
    ],
)
def test_the_values_of_a_path_of_several(
    check: Callable[..., tuple[Finding, ...]],
    turtle: Callable[[str], list[Triple]],
    path: str,
    values: list[str],
) -> None:
    data = turtle(
        "album:a a fm:Album ; fm:artist person:ada ; fm:kind concept:live . "
        "release:one fm:releaseOf album:a ; fm:carrier concept:cd . "
        "release:two fm:releaseOf album:a ; fm:carrier concept:vinyl ."
    )
    found = check(
        data,
        turtle(f"ex:shape a sh:PropertyShape ; sh:targetClass fm:Album ; sh:path {path} ; sh:maxCount 1 ."),
    )
    expected = (
        [tuple(f"https://w3id.org/cuegraph/{each.replace(':', '/')}" for each in values)] if values else []
    )
    assert [each.values for each in found] == expected
