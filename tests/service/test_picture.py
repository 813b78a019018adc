"""The picture that a question's head names, and what is told of one at fault."""

from pathlib import Path

import pytest

from cuegraph.errors import InvalidData
from cuegraph.service.library import load_questions, read_question
from cuegraph.service.picture import Picture

ROOT = Path(__file__).parents[2]
TEXT = """\
#+ title: Scores
#+ sentence: Which music has the film?
#+ picture: {}
#+ parameters:
#+   - {{name: film, type: iri, help: the film}}
#+ expect:
#+   - columns: [music]
#+     rows: []
SELECT ?music ?yearLabel {{ VALUES ?film {{ UNDEF }} ?film <u:music> ?music ; <u:year> ?yearLabel }}
"""


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("{kind: bars, label: music}", Picture("bars", ("music",))),
        ("{kind: bars, label: [music, year], value: year}", Picture("bars", ("music", "year"), "year")),
        (
            "{kind: timeline, label: music, value: year, note: by year}",
            Picture("timeline", ("music",), "year", note="by year"),
        ),
        (
            "{kind: network, nodes: [film, music], links: [year]}",
            Picture("network", nodes=("film", "music"), links=("year",)),
        ),
    ],
)
def test_a_head_names_a_picture(written: str, read: Picture) -> None:
    assert read_question("scores", TEXT.format(written), "scores.rq").picture == read


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("bars", "'picture' is no mapping"),
        ("{label: music}", "There is no kind"),
        ("{kind: pie, label: music}", "There is no picture 'pie'"),
        ("{kind: bars}", "The picture has no 'label'"),
        ("{kind: bars, label: mosic}", "The query has no variable 'mosic'"),
        ("{kind: bars, label: music, value: [music, year]}", "one value"),
        (
            "{kind: bars, label: music, nodes: [music]}",
            "There is no key 'nodes' in a picture of the kind 'bars'",
        ),
        ("{kind: timeline, label: music}", "The picture has no 'value'"),
        ("{kind: network, nodes: [music]}", "two nodes or more"),
        ("{kind: network, nodes: [film, music], links: [year, year]}", "more links than steps"),
        ("{kind: network, nodes: [film, tune]}", "The query has no variable 'tune'"),
    ],
)
def test_a_picture_at_fault_is_told_with_its_line(written: str, told: str) -> None:
    with pytest.raises(InvalidData, match=told) as raised:
        read_question("scores", TEXT.format(written), "scores.rq")
    assert raised.value.where == "scores.rq:3"
    assert raised.value.remedy


def test_the_shipped_questions_have_pictures_of_each_kind() -> None:
    pictures = [each.picture for each in load_questions(ROOT / "queries").values() if each.picture]
    assert len(pictures) >= 8
    assert {each.kind for each in pictures} == {"bars", "ranks", "timeline", "network", "paths"}
