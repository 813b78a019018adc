"""Typed values from what people type."""

import pytest

from cuegraph.errors import BadInput
from cuegraph.service.terms import term_of


@pytest.mark.parametrize("day", ["2011-09-30", "2012-02-29", "2000-02-29", "-0004-02-29", "12011-01-31"])
def test_a_day_of_the_calendar_is_taken(day: str) -> None:
    assert term_of(day, "date", "on").value == day


@pytest.mark.parametrize(
    "day", ["2011-02-31", "2011-02-29", "1900-02-29", "2011-04-31", "2011-13-01", "2011"]
)
def test_a_day_that_the_calendar_has_not_is_refused(day: str) -> None:
    with pytest.raises(BadInput, match="is not a day"):
        term_of(day, "date", "on")
