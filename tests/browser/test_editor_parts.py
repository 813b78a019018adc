"""The editor's own modules, without a page around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from pyoxigraph import Literal, NamedNode

from cuegraph.service.spoken import spoken
from cuegraph.web.table import heading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

TRIPLES = """VERSION "1.2"
<u:a> <u:b> <<( <u:c> <u:d> "x\\ty"@en--ltr )>> .
_:b <u:p> "1"^^<u:int> .
"""


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def run(page: Page, root: Path, name: str, body: str, *arguments: object) -> Any:
    """What a function gives, of a module and these arguments."""
    source = (root / "editor" / f"{name}.js").read_text("utf-8")
    for each in ("terms", "table"):
        other = (root / "editor" / f"{each}.js").read_text("utf-8")
        source = source.replace(f'"./{each}.js"', f'"data:text/javascript,{quote(other)}"')
    address = f"data:text/javascript,{quote(source)}"
    return page.evaluate(
        f"async ([address, ...given]) => {{ const of = await import(address); {body} }}",
        [address, *arguments],
    )


def test_triples_in_triples_are_read(blank: Page, root: Path) -> None:
    first, second = run(blank, root, "table", "return of.triplesOf(given[0]).rows", TRIPLES)
    assert first[2]["type"] == "triple"
    assert [each["value"] for each in first[2]["parts"]] == ["u:c", "u:d", "x\ty"]
    assert [each["value"] for each in second] == ["_:b", "u:p", "1"]


def test_a_label_without_its_thing_stays_and_a_triple_has_parts(blank: Page, root: Path) -> None:
    triple = '{"subject":{"type":"uri","value":"s"},"predicate":{"type":"uri","value":"p"},"object":'
    rows = '[{"xLabel":{"type":"literal","value":"Tide"},"t":{"type":"triple","value":%s}}]'
    answer = '{"head":{"vars":["x","xLabel","t"]},"results":{"bindings":%s}}'
    text = answer % (rows % (triple + '{"type":"literal","value":"o"}}'))
    ((label, cell),) = run(blank, root, "table", "return of.tableOf(given[0]).rows", text)
    assert label["value"] == "Tide"
    assert [each["value"] for each in cell["parts"]] == ["s", "p", "o"]
    found = run(blank, root, "table", "return of.nameless(of.tableOf(given[0]))", text)
    assert found == ["s", "p"]


def test_labels_fall_back_as_the_server_does(blank: Page, root: Path) -> None:
    def row(thing: str, text: str, language: str = "", place: int = 0) -> dict[str, Any]:
        return {
            "thing": {"value": thing},
            "text": {"value": text} | ({"xml:lang": language} if language else {}),
            "place": {"value": str(place)},
        }

    rows = [row("a", "Ebbe", "de"), row("a", "Tide"), row("a", "The tide", "en"), row("b", "Flut", "de")]
    rows += [row("c", "Ada", place=4), row("c", "Ada Example"), row("d", "Ebb"), row("d", "Ebbe", "de-AT")]
    best = "return Object.fromEntries(of.bestOf(...given))"
    named = {"a": "The tide", "b": "Flut", "c": "Ada Example", "d": "Ebb"}
    assert run(blank, root, "ask", best, rows) == named
    assert run(blank, root, "ask", best, rows, ["fr", "de"]) == named | {"a": "Ebbe", "d": "Ebbe"}


def test_names_stand_within_braces_and_after_describe(blank: Page, root: Path) -> None:
    before = {
        "sel": False,
        "SELECT * { ?a ": True,
        "SELECT * { ?a ?b ?c } ORD": False,
        "DESCRIBE ": True,
        "SELECT * FROM ": True,
        "PREFIX a: <u:{> SEL": False,
        "ASK { ?a ?b '}' . ": True,
    }
    body = "return Object.fromEntries(given[0].map((each) => [each, of.isInside(each)]))"
    assert run(blank, root, "complete", body, list(before)) == before


HEADINGS = {
    "peakPosition": "Peak position",
    "filmLabel": "Film",
    "Label": "Label",
    "chart_name": "Chart name",
    "n": "N",
    "title2Name": "Title2 name",
    "albumEPs": "Album eps",
    "\u00dcn\u00efcode2Name": "\u00dcn\u00efcode2 name",
    "\u00e9t\u00e9\u00c9cran": "\u00c9t\u00e9 \u00e9cran",
    "_": " ",
    "\U00010428x": "\U00010400x",
}


def test_headings_are_the_same_here_and_on_the_server(blank: Page, root: Path) -> None:
    assert {each: heading(each) for each in HEADINGS} == HEADINGS
    body = "return Object.fromEntries(given[0].map((each) => [each, of.heading(each)]))"
    assert run(blank, root, "table", body, list(HEADINGS)) == HEADINGS


def test_lengths_and_citations_are_read_as_on_pages(blank: Page, root: Path) -> None:
    lengths = ["PT3M4S", "PT70M18S", "PT2H", "PT90S", "P1D"]
    kind = "http://www.w3.org/2001/XMLSchema#duration"
    cells = [{"value": each, "datatype": kind} for each in lengths] + [{"value": "PT3M4S"}]
    told = [spoken(Literal(each, datatype=NamedNode(kind))) for each in lengths]
    assert run(blank, root, "table", "return given[0].map(of.spoken)", cells) == [*told, "PT3M4S"]
    place = {"source": "u:note", "from": "3", "to": "14"}
    assert run(blank, root, "table", "return of.placeOf(given[0])", "u:note#char=3,14") == place
    assert run(blank, root, "table", "return of.placeOf(given[0])", "u:note#me") is None


def test_what_is_cancelled_before_it_is_asked_is_not_asked(blank: Page, root: Path) -> None:
    body = """
    const asking = new of.Asking("http://127.0.0.1:1", "ASK {}");
    asking.given = true;
    return asking.answer().catch((error) => [error instanceof of.Cancelled, asking.done]);
    """
    assert run(blank, root, "ask", body) == [True, True]


@pytest.mark.parametrize(
    ("before", "first"), [("ASK { ?x a ", "class"), ("ASK { ?a ", "property"), ("ASK { ?x fm:a ", "property")]
)
def test_classes_are_offered_behind_a_alone(blank: Page, root: Path, before: str, first: str) -> None:
    body = """
    const [before] = given;
    const term = (kind) => ({ iri: kind, kind, label: kind, count: 1 });
    const [classes, properties] = [[term("class")], [term("property")]];
    const known = { prefixes: {}, classes, properties, short: (iri) => iri, used: () => null };
    const context = {
      matchBefore: () => ({ from: before.length, to: before.length + 1, text: "p" }),
      state: { doc: { toString: () => `${before}p`, lineAt: () => ({ text: `${before}p`, from: 0 }) } },
    };
    const { options } = await of.completions(() => known, async () => [])(context);
    return options.reduce((one, two) => ((two.boost ?? 0) > (one.boost ?? 0) ? two : one)).label;
    """
    assert run(blank, root, "complete", body, before) == first


@pytest.mark.parametrize(
    ("before", "after", "owner"),
    [
        ("SELECT * { ?x a fm:Film ; ", "", "fm:Film"),
        ("SELECT * { ?x fm:about 1.5 ; a <http://a.example/Film> ;\n ", "}", "<http://a.example/Film>"),
        ("SELECT * { ?x a fm:Film . ?x ", "", "fm:Film"),
        ("SELECT * { ?x a fm:Film. ?y ", " ?z }", ""),
        ("SELECT * { ?x ", " ?z . ?x a fm:Album. }", "fm:Album"),
        ("SELECT * { ", "", ""),
    ],
)
def test_the_class_of_a_subject_is_found(
    blank: Page, root: Path, before: str, after: str, owner: str
) -> None:
    assert run(blank, root, "complete", "return of.classOf(...given)", before, before + after) == owner


def test_properties_of_the_class_come_first(blank: Page, root: Path) -> None:
    body = """
    const [before, terms] = given;
    const { Terms } = await import(terms);
    const known = new Terms({
      prefixes: { u: "u:" }, classes: [["u:Film", "film", 2]],
      properties: [["u:about", "about", 500], ["u:score", "score", 2], ["u:title", "title", 4]],
      used: { "u:Film": [[1, 2], [2, 1]] },
    });
    const context = {
      matchBefore: () => ({ from: before.length, to: before.length + 2, text: "u:" }),
      state: { doc: { toString: () => `${before}u:`, lineAt: () => ({ text: `${before}u:`, from: 0 }) } },
    };
    const { options } = await of.completions(() => known, async () => [])(context);
    return options.sort((one, two) => two.boost - one.boost).slice(0, 3).map((each) => each.label);
    """
    terms = f"data:text/javascript,{quote((root / 'editor' / 'terms.js').read_text('utf-8'))}"
    found = run(blank, root, "complete", body, "SELECT * { ?x a u:Film ; ", terms)
    assert found == ["u:score", "u:title", "u:about"]


def test_the_first_place_has_the_longest_bar(blank: Page, root: Path) -> None:
    body = """
    const asked = { bars: given[0], label: "chart", value: "peakPosition" };
    const figure = of.bars(asked, { text: (cell) => cell });
    const drawn = [...figure.querySelectorAll(".bar")];
    return [drawn.map((each) => Number(each.getAttribute("width"))), figure.textContent];
    """
    (best, worst), told = run(blank, root, "draw", body, [["one", 1], ["two", 10]])
    assert best > worst > 0
    assert "1 is the best place" in told


def test_labels_of_a_graph_do_not_touch(blank: Page, root: Path) -> None:
    body = """
    const nodes = new Map(given[0].map((each) => [each, { type: "uri", value: each }]));
    const edges = given[0].slice(1).map((each) => [given[0][0], each, null]);
    const names = { text: (cell) => `MWMWMW WMWMWM ${cell.value}`, link: () => null, title: () => null };
    document.body.replaceChildren(of.network({ nodes, edges }, names));
    document.body.style.font = "16px sans-serif";
    const texts = [...document.querySelectorAll("svg text")];
    for (const each of texts) each.style.font = "13px sans-serif";
    const boxes = texts.map((each) => each.getBBox());
    const before = (one, two) => one.x + one.width + 4 < two.x || one.y + one.height <= two.y;
    const touch = (one, two) => !before(one, two) && !before(two, one);
    return boxes.flatMap((one, at) => boxes.slice(at + 1).filter((two) => touch(one, two))).length;
    """
    assert run(blank, root, "draw", body, [f"m{each}" for each in range(50)]) == 0
