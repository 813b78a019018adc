"""Pictures: what is in them, where it stands, and that no text gets out of its place."""

import re
from xml.etree import ElementTree as ET

import pytest

from cuegraph.web.drawing import LINE
from cuegraph.web.network import MIDDLE
from cuegraph.web.paths import paths
from cuegraph.web.ranks import ranks
from cuegraph.web.svg import bars, network, span_of, timeline

HOSTILE = "</text><script>alert('1')</script> & \"ø\" <b onload=x>"
SVG = "{http://www.w3.org/2000/svg}"


def parsed(picture: str) -> ET.Element:
    return ET.fromstring(picture)  # noqa: S314 (our own)


def share(element: ET.Element, name: str) -> float:
    return float(element.get(name, "").removesuffix("%"))


PICTURES = [
    bars(HOSTILE, [(HOSTILE, 3, f"/x?{HOSTILE}"), ("b", 1, None)]),
    timeline(HOSTILE, [("2012", HOSTILE, f"/x?{HOSTILE}")]),
    ranks(HOSTILE, [(HOSTILE, 3, f"/x?{HOSTILE}"), ("b", 1, None)]),
    paths(HOSTILE, 2, [((0, HOSTILE, f"/x?{HOSTILE}"), (1, "b", None), HOSTILE)]),
    network(HOSTILE, [(HOSTILE, HOSTILE, HOSTILE), ("b", "b", None)], [(HOSTILE, "b", HOSTILE)]),
]


@pytest.mark.parametrize("picture", PICTURES)
def test_all_text_is_escaped_and_names_the_picture(picture: str) -> None:
    root = parsed(picture)
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert title.text == HOSTILE
    assert desc.text
    assert root.get("aria-labelledby", "").split() == [title.get("id"), desc.get("id")]
    tags = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert "script" not in tags
    assert not [each for each in root.iter() if "style" in each.attrib or "onload" in each.attrib]


def test_a_picture_is_an_image_unless_links_are_in_it() -> None:
    assert parsed(bars("t", [("a", 1, None)])).get("role") == "img"
    assert parsed(bars("t", [("a", 1, "/a")])).get("role") == "group"


@pytest.mark.parametrize(
    "picture",
    [
        bars("t", []),
        ranks("t", [("a", 0, None)]),
        paths("t", 2, []),
        timeline("t", [("soon", "a", None)]),
        network("t", [], []),
    ],
)
def test_there_is_no_picture_of_nothing(picture: str) -> None:
    assert picture == ""


def test_bars_are_as_long_as_their_values() -> None:
    root = parsed(bars("t", [("a", 4, None), ("b", 1.5, None), ("c", 0, None), ("d", float("nan"), None)]))
    a, b, c = (share(each, "width") for each in root.iter(f"{SVG}rect"))
    assert b / a == pytest.approx(1.5 / 4, rel=0.01)
    assert c == 0
    assert [each.text for each in root.iter(f"{SVG}text") if each.get("class") == "value"] == [
        "4",
        "1.5",
        "0",
    ]


def test_bars_below_zero_go_the_other_way() -> None:
    root = parsed(bars("t", [("a", -1, None), ("b", 1, None)]))
    a, b = root.iter(f"{SVG}rect")
    assert share(a, "x") == 0
    assert share(a, "x") + share(a, "width") == pytest.approx(share(b, "x"), abs=0.02)


@pytest.mark.parametrize(
    ("date", "start", "end"),
    [
        ("2012", 2012, 2013),
        ("2012-07", 2012.5, 2012.5 + 1 / 12),
        ("2012-01-01", 2012, 2012 + 1 / 372),
        ("2011-12/2012", 2011 + 11 / 12, 2013),
        ("-0044", -44, -43),
    ],
)
def test_a_date_of_any_precision_is_a_span(date: str, start: float, end: float) -> None:
    span = span_of(date)
    assert span is not None
    assert span.start == pytest.approx(start)
    assert span.end == pytest.approx(end)


@pytest.mark.parametrize("date", ["", "soon", "1980s", "--02-25", "2012-13", "2012-01-32", "late 1970s"])
def test_what_is_no_date_is_none(date: str) -> None:
    assert span_of(date) is None


def test_a_timeline_is_in_order_and_shows_precision() -> None:
    root = parsed(timeline("t", [("2013", "c", None), ("2011-09-19", "a", None), ("2012-06", "b", None)]))
    labels = ["".join(each.itertext()) for each in root.iter(f"{SVG}text") if each.get("class") == "label"]
    assert labels == ["2011-09-19 a", "2012-06 b", "2013 c"]
    (point,) = root.iter(f"{SVG}circle")
    month, year = root.iter(f"{SVG}rect")
    assert share(point, "cx") < share(month, "x") < share(year, "x")
    assert share(month, "width") < share(year, "width")
    years = [each.text for each in root.iter(f"{SVG}text") if each.get("class") == "year"]
    assert years == ["2011", "2012", "2013", "2014"]


NAME = "Ada Tide, Best Soundtrack of the Year, Society of Friends of Harbour Films"


@pytest.mark.parametrize(
    ("picture", "short"),
    [
        (timeline("t", [("2011-12-05", NAME, None)]), timeline("t", [("2011-12-05", "b", None)])),
        (bars("t", [(NAME, 1, None)]), bars("t", [("b", 1, None)])),
        (ranks("t", [(NAME, 1, None)]), ranks("t", [("b", 1, None)])),
    ],
)
def test_a_label_that_a_phone_has_no_room_for_is_on_two_lines(picture: str, short: str) -> None:
    (label,) = (each for each in parsed(picture).iter(f"{SVG}text") if each.get("class") == "label")
    second = next(each for each in label.iter(f"{SVG}tspan") if each.get("y"))
    whole = "".join(label.itertext())
    assert whole.endswith(NAME)
    assert len(second.text or "") <= LINE
    assert len(whole) - len(second.text or "") - 1 <= LINE
    assert float(parsed(picture).get("height", "")) > float(parsed(short).get("height", "")), "rows make room"


def test_a_label_of_more_than_two_lines_is_cut_and_told_whole_when_pointed_at() -> None:
    root = parsed(bars("t", [(NAME + NAME, 1, None)]))
    (label,) = (each for each in root.iter(f"{SVG}text") if each.get("class") == "label")
    assert label.findtext(f"{SVG}title") == NAME + NAME
    assert "".join(label.itertext()).endswith("…")


def test_a_long_time_has_few_years_on_its_axis() -> None:
    root = parsed(timeline("t", [("1066", "a", None), ("2012", "b", None)]))
    years = [int(each.text or 0) for each in root.iter(f"{SVG}text") if each.get("class") == "year"]
    assert years == [1200, 1400, 1600, 1800, 2000]


def test_a_short_time_has_quarters_on_its_axis() -> None:
    root = parsed(timeline("t", [("2011-12-05", "a", None), ("2012-06-03", "b", None)]))
    axis = [each for each in root.iter(f"{SVG}text") if each.get("class") == "year"]
    assert [each.text for each in axis if each.get("y") == "14"] == ["Oct", "Jan", "Apr", "Jul"]
    assert [each.text for each in axis if each.get("y") != "14"] == ["2011", "2012"], "below, with room"


def test_the_first_rank_is_at_the_right_end_and_no_figure_leaves_the_picture() -> None:
    root = parsed(ranks("t", [("a", 1, None), ("b", 2, None), ("c", 91, None), ("d", 92, None)]))
    first, second, third, last = (share(each, "cx") for each in root.iter(f"{SVG}circle"))
    assert first > second > third > last
    assert first - second > third - last
    axis = [each.text for each in root.iter(f"{SVG}text") if each.get("class") == "year"]
    assert axis == ["1", "2", "5", "10", "20", "50", "100"]
    figures = [each for each in root.iter(f"{SVG}text") if each.get("class") == "value"]
    assert max(share(each, "x") for each in figures) < 90
    assert [each.text for each in figures] == ["No. 1", "No. 2", "No. 91", "No. 92"]


def test_paths_go_from_left_to_right_and_what_is_passed_by_stands_lower() -> None:
    start, film, other, end = (0, "a", None), (1, "film", None), (2, "other", None), (3, "b", None)
    steps = [(start, film, "in"), (film, end, "one"), (film, end, "two"), (film, other, ""), (other, end, "")]
    root = parsed(paths("t", 4, steps))
    at = {
        each.findtext(f"{SVG}title"): circle
        for each in root.iter(f"{SVG}g")
        if (circle := each.find(f"{SVG}circle")) is not None
    }
    across = [float(at[name].get("cx", "")) for name in ("a", "film", "other", "b")]
    assert across == sorted(across)
    assert at["film"].get("cy") == at["b"].get("cy")
    assert float(at["other"].get("cy", "")) > float(at["b"].get("cy", ""))
    assert len([*root.iter(f"{SVG}line")]) == 4, "lines of the same ends are one"


def boxes(root: ET.Element) -> list[tuple[str, float, float, float, float]]:
    """Label, left, top, right and bottom of each label outside the middle."""
    found = []
    for text in root.iter(f"{SVG}text"):
        if text.get("class") != "label":
            continue
        for line in text.iter(f"{SVG}tspan"):
            wide = 8 * len(line.text or "")
            x, y = float(line.get("x", "")), float(line.get("y", ""))
            left = x if text.get("text-anchor") == "start" else x - wide
            found.append((line.text or "", left, y - 13, left + wide, y + 4))
    return found


@pytest.mark.parametrize("count", [1, 2, 3, 5, 12, 39])
@pytest.mark.parametrize("rings", [1, 2])
def test_labels_of_a_network_lie_neither_on_the_middle_nor_on_one_another(count: int, rings: int) -> None:
    nodes = [("m", "the middle of it all", None)]
    nodes += [(str(n), f"thing {n} with a rather long name indeed", None) for n in range(count)]
    edges = [("m" if rings == 1 or n % 3 == 0 else str(n - n % 3), str(n), "is") for n in range(count)]
    root = parsed(network("t", nodes, edges))
    _, _, width, height = map(float, root.get("viewBox", "").split())
    (box,) = root.iter(f"{SVG}rect")
    left, top = float(box.get("x", "")), float(box.get("y", ""))
    taken = [("middle", left, top, left + MIDDLE[0], top + MIDDLE[1]), *boxes(root)]
    for number, (one, *a) in enumerate(taken):
        assert a[0] >= 0, one
        assert a[1] >= 0, one
        assert a[2] <= width, one
        assert a[3] <= height, one
        for other, *b in taken[:number]:
            apart = a[0] >= b[2] or b[0] >= a[2] or a[1] >= b[3] or b[1] >= a[3]
            assert apart, (one, other)


def test_a_network_is_the_same_each_time_and_joins_lines_of_the_same_ends() -> None:
    nodes = [("a", "A", None), ("b", "B", "/b"), ("c", "C", None)]
    edges = [("a", "b", "knows"), ("b", "a", "likes"), ("a", "b", "knows"), ("a", "x", "?"), ("c", "c", "?")]
    first = network("t", nodes, edges)
    assert first == network("t", nodes, edges)
    root = parsed(first)
    assert len(list(root.iter(f"{SVG}line"))) == 1
    assert re.findall(r'class="relation"[^>]*>(.*?)<', first) == ["knows, likes"]


def test_figures_and_dates_that_no_page_has_room_for() -> None:
    drawn = bars("B", [("a", 5e-324, None), ("b", 1e308, None), ("c", 0.001, None), ("d", 1999.999, None)])
    assert not re.search("nan|inf", drawn)
    root = parsed(drawn)
    told = [each.text for each in root.iter(f"{SVG}text") if each.get("class") == "value"]
    assert told == ["4.9e-324", "0.001", "2,000"]
    assert span_of("9" * 400) is span_of("9" * 5000) is None
