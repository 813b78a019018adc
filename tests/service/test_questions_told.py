"""The library's questions in sentences: what is ours in them is said to be, and they read well."""

from __future__ import annotations

import re

import pytest

from cuegraph.service.library import Question, load_questions
from cuegraph.service.wording import sentences
from cuegraph.settings import shipped

XSD = "http://www.w3.org/2001/XMLSchema#"
OURS = re.compile(r"fm:paraphrase \?(\w+)")


@pytest.fixture(scope="module")
def library() -> dict[str, Question]:
    return load_questions(shipped("queries"))


def told(question: Question, *rows: dict[str, str]) -> list[str]:
    """The rows in sentences; what looks like a date is one."""
    assert question.wording is not None
    return [each.text for each in sentences(question.wording, [solution(row) for row in rows])]


def solution(row: dict[str, str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, value in row.items():
        found[name] = {"type": "literal", "value": value}
        if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", value):
            found[name]["datatype"] = XSD + ("date" if len(value) > len("2001-02") else "gYearMonth")
    return found


def test_a_paraphrase_is_never_told_as_if_it_were_a_quotation(library: dict[str, Question]) -> None:
    checked = []
    for question in library.values():
        if (wording := question.wording) is None:
            continue
        ours = {name for found in OURS.findall(question.text) for name in _from(found, question.text)}
        if ours & {each.variable for each in wording.names()}:
            told = [wording.heading, *(each for part in wording.parts for each in _texts(part))]
            assert any("in our words" in each for each in told), question.name
            checked.append(question.name)
    assert {"reviews-of-an-album", "statements", "statements-on-a-topic", "models-of-a-score"} <= set(checked)
    assert "objections-in-reviews" in checked


def _from(name: str, text: str) -> set[str]:
    """A variable, and those that are made of it."""
    return {name, *re.findall(rf"STR\(\?{name}\) AS \?(\w+)", text)}


def _texts(part: object) -> list[str]:
    if isinstance(part, tuple):
        return [each for inner in part for each in _texts(inner)]
    return [part] if isinstance(part, str) else []


def test_a_review_is_told_in_our_words_or_with_its_grade(library: dict[str, Question]) -> None:
    by = {"criticLabel": "Ada Example", "publicationLabel": "The Bay"}
    assert told(
        library["reviews-of-an-album"],
        by | {"does": "judges", "paraphrase": "It is calm."},
        by | {"does": "gives", "grade": "4", "outOf": "5"},
    ) == [
        "Ada Example for The Bay judges, in our words: It is calm.",
        "Ada Example for The Bay gives 4 of 5.",
    ]


def test_two_accounts_of_an_edition_are_told_together_where_they_agree(library: dict[str, Question]) -> None:
    first = {"date": "2001-02-03", "dates": "the same in both", "companyLabel": "Fin", "role": "released by"}
    differing = {"otherDate": "2001-02", "otherCompanyLabel": "Fin", "otherRole": "marketed by"}
    assert told(library["release-by-account"], first | {"roles": "the same in both"}) == [
        "Two passages: 3 February 2001 (the same in both); released by Fin (the same in both)."
    ]
    assert told(
        library["release-by-account"],
        first | differing | {"dates": "close", "roles": "other"},
    ) == [
        "Two passages: 3 February 2001 or February 2001 (close); released by Fin or marketed by Fin (other)."
    ]


def test_ceremonies_of_a_day_are_told_in_one_sentence(library: dict[str, Question]) -> None:
    day = {"held": "2001-02-03", "released": "2001-02-04", "side": "before"}
    assert told(
        library["ceremonies-around-a-release"],
        day | {"bodyLabel": "Bay Critics"},
        day | {"bodyLabel": "Sea Prize"},
    ) == ["3 February 2001, before the edition came out on 4 February 2001: Bay Critics and Sea Prize."]


def test_what_stands_on_a_list_is_told_with_its_rank_if_it_has_one(library: dict[str, Question]) -> None:
    song = {"itemLabel": "Tide", "artistLabel": "Foam"}
    assert told(library["entries-of-a-list"], song | {"rank": "2"}, {"itemLabel": "Ebb"}) == [
        "At place 2: Tide by Foam.",
        "Ebb.",
    ]


def test_an_award_says_whether_a_work_is_named_and_what_came_of_it(library: dict[str, Question]) -> None:
    up = {"categoryName": "Best Score", "bodyLabel": "Sea Prize", "date": "2001-02-03"}
    assert told(
        library["awards-by-ceremony-date"],
        up | {"recipientLabel": "Ada", "work": "work not named", "resultLabel": "left open"},
        up | {"recipientLabel": "Tide", "artistLabel": "Foam", "resultLabel": "won"},
    ) == [
        "Ada was up for Best Score of Sea Prize on 3 February 2001; result: left open; work not named.",
        "Tide by Foam was up for Best Score of Sea Prize on 3 February 2001; result: won.",
    ]
