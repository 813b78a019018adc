"""Dates as people write them."""

import pytest

from cuegraph.links.dates import dates
from cuegraph.links.score import Value, score


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3 May 2004", ["2004-05-03"]),
        ("3rd of May, 2004", ["2004-05-03"]),
        ("May 3, 2004", ["2004-05-03"]),
        ("SEPT 2004", ["2004-09"]),
        ("03-May-2004", ["2004-05-03"]),
        ("31.12.2004", ["2004-12-31"]),
        ("3/5/2004", ["2004-05-03", "2004-03-05"]),
        ("2004/5/3", ["2004-05-03"]),
        ("2004", ["2004"]),
        ("31/31/2004", []),
        ("0/5/2004", []),
        ("Maybe 2004", []),
        ("May", []),
        ("Track 3, 2004", []),
        ("", []),
    ],
)
def test_dates_in_words_and_numbers_are_read(written: str, meant: list[str]) -> None:
    assert sorted(dates(written)) == sorted(meant)


def test_a_date_in_words_is_held_against_one_in_numbers() -> None:
    for written, alike in (("3 May 2004", 1.0), ("May 2004", 1.0), ("5/3/2004", 1.0), ("4 May 2004", 0.5)):
        assert score(None, None, {"p": ([Value(written)], [Value("2004-05-03")])}).score == 100 * alike
    assert score(None, None, {"p": ([Value("3 May 2005")], [Value("2004-05-03")])}).score == 0
