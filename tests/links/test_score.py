"""How alike values are."""

import pytest

from cuegraph.links.fold import Folded, fold
from cuegraph.links.score import Value, score


@pytest.mark.parametrize(
    ("wanted", "has", "alike"),
    [
        ("12345", "1234", 0.0),
        ("42180", "4218", 0.0),
        ("10000", "10001", 0.0),
        ("1999Tide", "1999", None),
        ("2011", "2011-09-16T10:00:00Z", 1.0),
        ("2011-09-16Z", "2011-09-16", 1.0),
        ("2011-09", "2011-08-01", 0.5),
        ("2012", "2011-08-01", 0.0),
        ("7", "+7.0", 1.0),
        ("4:18", "PT4M18S", 1.0),
        ("64:18", "PT1H4M18S", 1.0),
        ("4:18", "PT4M17S", 0.0),
        ("Nan", "nan", 1.0),
        ("Inf", "Infinity", None),
        ("1_0", "10", None),
    ],
)
def test_years_and_numbers_are_what_is_written_as_such(wanted: str, has: str, alike: float | None) -> None:
    found = score(None, None, {"p": ([Value(wanted)], [Value(has)])}).score / 100
    assert found == alike if alike is not None else 0 <= found < 1


@pytest.mark.parametrize(
    ("wanted", "has", "alike"),
    [
        (Value("nan"), Value("nan"), 1),
        (Value("http://a.example/"), Value("A", "http://a.example/"), 1),
        (Value("A", "http://a.example/1"), Value("A", "http://a.example/2"), 0),
    ],
)
def test_the_same_text_is_the_same_value_and_another_thing_is_not(
    wanted: Value, has: Value, alike: int
) -> None:
    assert score(None, None, {"p": ([wanted], [has])}).score == 100 * alike


def test_one_of_very_many_values_is_found_and_each_text_is_folded_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folded: list[str] = []

    def noted(text: str) -> Folded:
        folded.append(text)
        return fold(text)

    monkeypatch.setattr("cuegraph.links.score.fold", noted)
    has = [Value(f"Bo Moor {each}", "http://a.example/x") for each in range(500)]
    wanted = [Value("Moor 499, Bo"), Value("bo moor 77"), Value("Bo Mooor 123"), Value("Bo Moor 5")]
    assert score(None, None, {"p": (wanted, has)}).features["p"] > 96
    assert len(folded) <= len(has) + len(wanted)
    years = [Value(f"{each}-01-01") for each in range(1000, 2000)]
    assert score(None, None, {"p": ([Value("1999")], years)}).score == 100.0
