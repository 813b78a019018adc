"""What a thing's page tells of differences."""

from cuegraph.service.told import Comparison, Difference, Fact, Page, Value, Witness


def by(*places: str) -> tuple[Witness, ...]:
    return (Witness(Value("Note"), tuple((f"u:note#{each}", each) for each in places)),)


def test_a_page_tells_once_what_a_comparison_tells_and_calls_properties_by_nouns() -> None:
    issued = Value("issued", "http://purl.org/dc/terms/issued")
    thing = Value("Tide")
    told = [Fact(Value("1999"), by("a")), Fact(Value("2001"), by("b"))]
    both = Difference(thing, issued, tuple(told))
    more = Difference(thing, issued, (*told, Fact(Value("2003"), by("c"))))
    compared = Comparison(Value("When it came out"), "", "", by("a", "b"))
    page = Page(thing, (), None, (), (), (), (both, more), (compared,))
    (left,) = page.not_compared
    assert len(left.facts) == 3
    assert left.property.text == "date of issue"
