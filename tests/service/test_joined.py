"""Facts that say one thing in two rows."""

from cuegraph.service.joined import joined
from cuegraph.service.told import Fact, Row, Value, Witness
from cuegraph.vocabulary import FM, SCHEMA

BY = (Witness(Value("A note", "urn:note"), (("urn:note#char=0,9", "0\u20139"),)),)
GRADE = Row(Value("rating", SCHEMA.ratingValue.value), (Fact(Value("4"), BY),))
MOST = Row(Value("best rating", SCHEMA.bestRating.value), (Fact(Value("5"), BY),))
LENGTH = Row(Value("duration", SCHEMA.duration.value), (Fact(Value("70:18"), BY),))
SECONDS = Row(Value("duration in seconds", FM.durationInSeconds.value), (Fact(Value("4218"), BY),))


def test_a_grade_has_its_scale_and_a_length_is_told_once() -> None:
    told = joined([MOST, LENGTH, SECONDS, GRADE])
    assert [(row.property.text, [each.value.text for each in row.facts]) for row in told] == [
        ("duration", ["70:18"]),
        ("rating", ["4 of 5"]),
    ]


def test_what_other_passages_state_or_stands_alone_stays() -> None:
    others = Row(MOST.property, (Fact(Value("5"), ()),))
    for rows in ([GRADE, others], [MOST, SECONDS], [Row(GRADE.property, GRADE.facts * 2), MOST]):
        assert joined(rows) == rows
