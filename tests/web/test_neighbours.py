"""The picture of a thing among its neighbours."""

from cuegraph.service.told import Fact, Group, Page, Row, Told, Value
from cuegraph.vocabulary import BASE
from cuegraph.web.address import Public
from cuegraph.web.neighbours import MOST, neighbours


def value(name: str, kind: str = "film") -> Value:
    return Value(name, f"{BASE}{kind}/{name.lower()}")


def group(*things: Told) -> Group:
    return Group(value("uses", "concept"), "film", "Films", len(things), things, 1, 1, nameless=False)


def page(rows: tuple[Row, ...] = (), groups: tuple[Group, ...] = ()) -> Page:
    return Page(value("Tide"), (), None, rows, (), groups)


def test_what_a_thing_names_and_what_names_it_is_joined_with_it() -> None:
    behind = Row(Value("artist"), (Fact(value("Bo", "person")),))
    drawn = neighbours(
        Public(prefix="/graph"),
        page(
            (Row(Value("composer"), (Fact(value("Ada", "person")), Fact(Value("1999")))),),
            (
                group(Told(value("Ebb"), (), (), alike=True)),
                group(Told(value("One", "credit"), (), (behind,), alike=True)),
                *(group(Told(value(name), (), (), alike=True)) for name in ("Flow", "Neap", "Spring")),
            ),
        ),
    )
    assert "Neighbours of Tide" in drawn
    for path in ("person/ada", "film/ebb", "person/bo"):
        assert f'href="/graph/{path}"' in drawn
    assert "credit/one" not in drawn
    assert "1999" not in drawn


def test_a_thing_that_stands_alone_has_no_picture_and_a_hub_not_all() -> None:
    assert neighbours(Public(), page((Row(Value("year"), (Fact(Value("1999")),)),))) == ""
    rows = tuple(Row(Value(f"p{number}"), (Fact(value(f"F{number}")),)) for number in range(40))
    assert neighbours(Public(), page(rows)).count('href="/film/') == MOST
