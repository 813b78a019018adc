"""The editor in a real browser: from typing to a chart, what is wrong, cancelling; nothing from outside."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Locator, Page

    Check = Callable[[Page], None]

FM = "https://w3id.org/cuegraph/ns#"
CLASSES = "SELECT ?class (COUNT(*) AS ?n) { ?x a ?class } GROUP BY ?class ORDER BY DESC(?n) LIMIT 9"
HEAVY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture
def editor(browser: Browser, address: str) -> Iterator[Page]:
    """The editor on a fresh page; afterwards, its console was silent and nothing was asked of another host.

    That the endpoint answers a broken or cancelled query with an error is what the tests are about; the
    search does until its index is made.
    """
    if not resources.files("cuegraph.web").joinpath("static/editor/editor.js").is_file():
        pytest.skip("the editor was not bundled at the installation")
    context = browser.new_context()
    context.set_default_timeout(10_000)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(f"{message.text} ({message.location['url']})"))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_response(re.compile("terms.json")):
        page.goto(f"{address}editor")
    yield page
    context.close()
    answered = re.compile(rf"Failed to load resource: .*\({re.escape(address)}(?:sparql|search).*\)")
    assert [each for each in said if not answered.fullmatch(each)] == []
    assert all(url.startswith(address) for url in asked), asked


def code_of(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Query in SPARQL")


def write(page: Page, text: str) -> None:
    code_of(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type(text, delay=5)


def ask(page: Page, query: str) -> None:
    page.goto(page.url.split("#")[0] + "#" + urlencode({"query": query}))
    expect(code_of(page)).to_contain_text(query.splitlines()[0])
    page.get_by_role("button", name="Ask").click()


def test_from_typing_to_a_chart(editor: Page) -> None:
    write(editor, "SELECT ?class (COUNT(?film) AS ?n) { ?film a fm:Fil")
    editor.get_by_role("option", name=re.compile("^fm:Film ")).first.click()
    expect(code_of(editor)).to_contain_text(f"PREFIX fm: <{FM}>")
    editor.keyboard.type(" ; a ?class } GROUP BY ?class")
    expect(code_of(editor)).to_contain_text("fm:Film ; a ?class } GROUP BY ?class")
    editor.keyboard.press("Control+Enter")
    expect(editor.locator("#said")).to_have_text(re.compile(r"^\d+ rows? in "))
    expect(editor.get_by_role("tabpanel").get_by_role("table")).to_be_visible()
    editor.get_by_role("tab", name="Chart").click()
    expect(editor.locator("#panel svg .bar").first).to_be_visible()
    label = "N by class: the same as in the table"
    expect(editor.locator("#panel svg")).to_have_attribute("aria-label", label)


def test_the_table_has_labels_and_leads_to_our_pages(editor: Page) -> None:
    ask(editor, f"SELECT ?film {{ ?film a <{FM}Film> }} ORDER BY ?film")
    film = editor.get_by_role("tabpanel").get_by_role("link", name="Drive", exact=True)
    expect(film).to_have_attribute("title", "https://w3id.org/cuegraph/film/drive-2011")
    expect(film).to_have_attribute("href", "/film/drive-2011")
    with editor.expect_download() as download:
        editor.get_by_role("link", name="CSV").click()
    assert "film/drive-2011" in download.value.path().read_text(encoding="utf-8")


def test_a_construct_is_a_graph(editor: Page) -> None:
    ask(editor, f"CONSTRUCT {{ ?work <{FM}composer> ?who }} {{ ?work <{FM}composer> ?who }}")
    editor.get_by_role("tab", name="Graph").click()
    expect(editor.locator("#panel svg .node").first).to_be_visible()
    expect(editor.locator("#panel svg")).to_contain_text("Cliff Martinez")
    expect(editor.get_by_role("link", name="JSON-LD")).to_be_visible()


def test_a_broken_query_is_marked_where_it_is_broken(editor: Page) -> None:
    ask(editor, "SELECT * {\n  ?s ?p ?o .\n  FILTER(?o > )\n}")
    expect(editor.locator("#said")).to_contain_text("Line 3, column 15")
    expect(editor.locator(".cm-lintRange-error")).to_have_text(")")


def test_brackets_and_quotes_are_looked_at_while_typing(editor: Page) -> None:
    write(editor, "ASK { ?s ?p 'open")
    editor.keyboard.press("Delete")  # the quote that the editor has closed
    expect(editor.locator(".cm-lintRange-error").last).to_contain_text("'open")


def test_a_property_that_the_graph_has_not_is_told_with_the_nearest(editor: Page) -> None:
    write(editor, f"PREFIX fm: <{FM}>\nSELECT * {{ ?work fm:composr ?who")
    wrong = editor.locator(".cm-lintRange-warning")
    expect(wrong).to_have_text("fm:composr")
    wrong.hover()
    editor.get_by_role("button", name="Take fm:composer").click()
    expect(code_of(editor)).to_contain_text("?work fm:composer ?who")


def test_cancelling_stops_the_query_on_the_server(editor: Page) -> None:
    ask(editor, HEAVY)
    cancel = editor.get_by_role("button", name="Cancel")
    expect(cancel).to_be_enabled()
    with editor.expect_response(lambda response: response.request.method == "DELETE" and response.ok):
        cancel.click()
    expect(editor.locator("#said")).to_have_text("The query was cancelled.")
    expect(cancel).to_be_disabled()


def test_queries_are_remembered_and_shared(editor: Page) -> None:
    ask(editor, CLASSES)
    expect(editor.locator("#said")).to_contain_text("9 rows")
    write(editor, "ASK {}")
    editor.get_by_role("button", name="Copy a link").click()
    expect(editor.locator("#said")).to_contain_text("link")
    expect(editor).to_have_url(re.compile(r"#query=ASK\+%7B%7D$"))
    editor.get_by_label("History your queries").select_option(index=1)
    expect(code_of(editor)).to_have_text(CLASSES)
    editor.goto(editor.url)
    editor.reload()
    expect(code_of(editor)).to_have_text("ASK {}")


def test_an_example_is_a_question_of_the_library(editor: Page) -> None:
    editor.get_by_label("Examples").select_option("directors-of-a-film")
    expect(code_of(editor)).to_contain_text("director")
    editor.get_by_role("button", name="Ask").click()
    expect(editor.get_by_role("tabpanel")).to_contain_text("Nicolas Winding Refn")


def test_the_keyboard_leaves_the_editor(editor: Page) -> None:
    code_of(editor).focus()
    editor.keyboard.press("Escape")
    editor.keyboard.press("Tab")
    expect(editor.get_by_role("button", name="Ask")).to_be_focused()


def test_it_is_accessible_with_a_result(editor: Page, check_accessible: Check) -> None:
    check_accessible(editor)
    ask(editor, CLASSES)
    editor.get_by_role("tab", name="Chart").click()
    expect(editor.locator("#panel svg .bar").first).to_be_visible()
    check_accessible(editor)
    editor.set_viewport_size({"width": 360, "height": 740})
    assert editor.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_javascript_the_form_asks(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}editor")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("table")).to_contain_text("Drive")
    context.close()


def test_mistakes_are_marked_without_asking(editor: Page) -> None:
    asked: list[str] = []
    editor.on("request", lambda request: asked.append(request.url))
    for query, wrong in {
        "SELCT * { ?s ?p ?o }": "SELCT",
        "SELECT * { ?s ?p ?o FILTER(?o > ) }": ")",
        "SELECT * { ?s ?p ?o ?q }": "?q",
        "SELECT * { ?s ?p ?o } BROKEN": "BROKEN",
    }.items():
        write(editor, query)
        expect(editor.locator(".cm-lintRange-error")).to_have_text(wrong)
    assert not [each for each in asked if "/sparql" in each]


def test_nothing_is_marked_while_a_word_is_written(editor: Page) -> None:
    write(editor, "SELECT * { ?s ?p ?o OPTI")
    with editor.expect_response("**/editor/check"):
        editor.keyboard.type("O")
    editor.wait_for_timeout(100)
    expect(editor.locator(".cm-lintRange-error")).to_have_count(0)
    editor.keyboard.press("Backspace")
    editor.keyboard.type("ONAL { ?s ?q ?r } ")
    with editor.expect_response(lambda each: (each.request.post_data or "").endswith("}")) as answer:
        editor.keyboard.press("Backspace")
    assert answer.value.json() == {}
    expect(editor.locator(".cm-lintRange-error")).to_have_count(0)


def test_an_answer_is_saved_under_a_name_with_its_ending(editor: Page) -> None:
    ask(editor, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1")
    with editor.expect_download() as download:
        editor.get_by_role("link", name="Turtle").click()
    assert download.value.suggested_filename == "answer.ttl"
    ask(editor, f"CONSTRUCT {{ ?s ?p ?o }} {{ ?s ?p ?o }} LIMIT 1 # {'long ' * 1300}")
    with editor.expect_download() as download:
        editor.get_by_role("link", name="N-Triples").click()
    assert download.value.suggested_filename == "answer.nt"
    assert len(download.value.path().read_text("utf-8").splitlines()) == 1


def test_long_tables_are_sorted_and_have_pages(editor: Page) -> None:
    ask(
        editor,
        "SELECT ?s ?n { { SELECT DISTINCT ?s { ?s ?p ?o FILTER(isIRI(?s)) } } BIND(STRLEN(STR(?s)) AS ?n) }",
    )
    panel = editor.get_by_role("tabpanel")
    rows = panel.locator("tbody tr")
    expect(rows).to_have_count(500)
    panel.get_by_role("button", name="N", exact=True).click()
    head = panel.get_by_role("columnheader", name="N", exact=True)
    expect(head).to_have_attribute("aria-sort", "ascending")
    first = int(rows.first.locator("td").last.inner_text())
    panel.get_by_role("button", name="N", exact=True).click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert int(rows.first.locator("td").last.inner_text()) > first
    panel.get_by_role("button", name="Next").click()
    expect(panel.get_by_role("status")).to_have_text(re.compile(r"^Rows 501 to \d+ of \d+$"))


def test_things_are_called_by_their_label_and_literals_tell_what_they_are(editor: Page) -> None:
    director = "<https://schema.org/director>"
    ask(
        editor,
        f"SELECT ?who ?words ?b {{ ?film {director} ?who BIND('x'@fr AS ?words) BIND(BNODE() AS ?b) }}",
    )
    panel = editor.get_by_role("tabpanel")
    expect(panel.get_by_role("link", name="Nicolas Winding Refn", exact=True).first).to_be_visible()
    expect(panel.get_by_title("in the language fr").first).to_have_text("x")
    expect(panel.get_by_text(re.compile("^_:")).first).to_be_visible()


def test_classes_come_first_where_a_class_is_wanted(editor: Page) -> None:
    write(editor, "SELECT * { ?film a fil")
    options = editor.get_by_role("listbox", name="Completions").get_by_role("option")
    expect(options.first).to_contain_text("fm:Film ")
    editor.wait_for_timeout(200)  # just come up, it is not taken by a key meant for something else
    editor.keyboard.press("Tab")
    expect(code_of(editor)).to_contain_text("?film a fm:Film")


def test_graphs_are_completed_and_a_citation_is_read_as_a_place(editor: Page) -> None:
    write(editor, "SELECT * { GRAPH cura")
    expect(editor.get_by_role("listbox", name="Completions").get_by_role("option").first).to_contain_text(
        "graph/curation"
    )
    ask(
        editor,
        "SELECT ?g ?p { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), 'spin-drive')) } ORDER BY ?g LIMIT 3",
    )
    first = editor.get_by_role("tabpanel").locator("tbody a").first
    expect(first).to_have_text(re.compile(r"^SPIN article on the Drive soundtrack, \d+\u2013\d+$"))


def test_what_was_not_asked_yet_is_there_after_leaving(editor: Page, address: str) -> None:
    write(editor, "ASK { ?my ?own ?words }")
    editor.goto(f"{address}sources")
    editor.goto(f"{address}editor")
    expect(code_of(editor)).to_contain_text("?my ?own ?words")
