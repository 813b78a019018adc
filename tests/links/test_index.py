"""Finding names that are alike."""

from cuegraph.links.index import Names

SONGS = (
    "Night Tide",
    "Night Tides",
    "Knight Ride",
    "Tide",
    "The Tide",
    "Electric Moor",
    "Moor",
    "Ada & the Electric Moor",
)


def names() -> Names:
    return Names((number, name, 1.0) for number, name in enumerate(SONGS))


def first(text: str) -> str:
    return names().find(text, 3)[0].name


def test_the_name_itself_comes_first() -> None:
    for each in SONGS:
        assert first(each) == each
        assert names().find(each)[0].alike == 1


def test_names_with_errors_are_found() -> None:
    assert first("nigth tide") == "Night Tide"
    assert first("Tide, Night") == "Night Tide"
    assert first("eletric moor") == "Electric Moor"
    assert first("Night Tide ft. Bo") == "Night Tide"


def test_a_part_of_a_name_finds_it() -> None:
    found = names().find("Electric Moor", 5)
    assert [each.name for each in found[:2]] == ["Electric Moor", "Ada & the Electric Moor"]
    assert found[0].alike > found[1].alike


def test_each_thing_comes_once_by_its_best_name() -> None:
    index = Names([(1, "Night Tide", 1.0), (1, "The Night Tide", 0.9), (2, "Night Tide", 0.5)])
    assert [(each.thing, each.alike) for each in index.find("night tide")] == [(1, 1.0), (2, 0.5)]


def test_names_are_completed() -> None:
    found = list(names().beginning("night t"))
    assert {each.name for each in found} == {"Night Tide", "Night Tides"}
    assert [each.thing for each in names().beginning("")]
    assert list(names().beginning("zz")) == []


def test_nothing_is_found_in_nothing() -> None:
    assert Names().find("Tide") == []
    assert list(Names().beginning("Tide")) == []
    assert names().find("\u4e2d\u6587") == []


def test_what_fits_is_found_however_many_namesakes_do_not() -> None:
    near = [(200 + number, f"Thema {each}", 1.0) for number, each in enumerate("abcdefghijklmnopqrst")]
    index = Names([*((number, "Theme", 1.0) for number in range(200)), *near, (300, "Thema x", 1.0)])
    assert [each.thing for each in index.find("theme", 5, fits=lambda thing: thing == 199)] == [199]
    assert [each.thing for each in index.find("thema c", 2, fits=lambda thing: thing == 300)] == [300]
    assert index.find("theme", 5, fits=lambda _: False) == []


def test_of_very_many_namesakes_the_same_name_comes_first() -> None:
    others = [(number, "Theme (Mono)", 1.0) for number in range(100)]
    index = Names([*others, *((number, "Theme", 0.9) for number in range(100, 200)), (200, "Theme", 1.0)])
    assert index.find("theme", 1)[0].thing == 200
    assert index.called("Theme")[0] == 200


def test_of_few_namesakes_the_same_name_comes_first_too() -> None:
    index = Names([(1, "Theme (Mono)", 1.0), (2, "Theme", 0.9), (3, "Theme", 1.0)])
    assert index.called("Theme") == [3, 2, 1]


def test_names_are_completed_in_one_order() -> None:
    index = Names((number, f"Night {'x' * (60 - number)}{number}", 1.0) for number in range(60))
    words = [each.words for each in index.beginning("night")]
    assert len(words) == 60
    assert words == sorted(words)


def test_many_namesakes_do_not_hide_each_other() -> None:
    index = Names([(number, "Theme", 1.0) for number in range(200)] + [(200, "Themes", 1.0)])
    found = index.find("theme", 5)
    assert [each.alike for each in found] == [1.0] * 5
