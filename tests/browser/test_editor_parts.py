"""The editor's own modules, without a page around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

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
    terms = (root / "editor" / "terms.js").read_text("utf-8")
    source = source.replace('"./terms.js"', f'"data:text/javascript,{quote(terms)}"')
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
    def row(thing: str, text: str, language: str = "") -> dict[str, Any]:
        return {
            "thing": {"value": thing},
            "text": {"value": text} | ({"xml:lang": language} if language else {}),
        }

    rows = [row("a", "Ebbe", "de"), row("a", "Tide"), row("a", "The tide", "en"), row("b", "Flut", "de")]
    assert run(blank, root, "ask", "return Object.fromEntries(of.bestOf(given[0]))", rows) == {
        "a": "The tide",
        "b": "Flut",
    }


def test_what_is_cancelled_before_it_is_asked_is_not_asked(blank: Page, root: Path) -> None:
    body = """
    const asking = new of.Asking("http://127.0.0.1:1", "ASK {}");
    asking.given = true;
    return asking.answer().catch((error) => [error instanceof of.Cancelled, asking.done]);
    """
    assert run(blank, root, "ask", body) == [True, True]


@pytest.mark.parametrize(
    ("before", "first"), [("?x a ", "class"), ("?a ", "property"), ("?x fm:a ", "property")]
)
def test_classes_are_offered_behind_a_alone(blank: Page, root: Path, before: str, first: str) -> None:
    body = """
    const [before] = given;
    const term = (kind) => ({ iri: kind, kind, label: kind, count: 1 });
    const [classes, properties] = [[term("class")], [term("property")]];
    const known = { prefixes: {}, classes, properties, short: (iri) => iri };
    const context = {
      matchBefore: () => ({ from: before.length, to: before.length + 1, text: "p" }),
      state: { doc: { toString: () => `${before}p`, lineAt: () => ({ text: `${before}p`, from: 0 }) } },
    };
    const { options } = await of.completions(() => known, async () => [])(context);
    return options.reduce((one, two) => ((two.boost ?? 0) > (one.boost ?? 0) ? two : one)).label;
    """
    assert run(blank, root, "complete", body, before) == first
