"""A newcomer's walk in a real browser: home page, question, answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_from_home_to_an_answer(page: Page, address: str) -> None:
    page.goto(address)
    assert "film music" in page.inner_text("h1").lower()
    page.click("a[href$='/questions/directors-of-a-film']")
    assert page.url.endswith("/questions/directors-of-a-film")
    assert "Nicolas Winding Refn" in page.inner_text("table")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("CSV")).first.click()
    assert "Nicolas Winding Refn" in download.value.path().read_text(encoding="utf-8")


def test_from_home_to_a_thing_a_fact_and_its_passage(plain: Page, address: str) -> None:
    plain.goto(address)
    films = plain.get_by_role("region", name="Films")
    films.get_by_role("link").first.click()
    assert plain.inner_text("h1") == "Drive"
    fact = plain.get_by_role("row").filter(has_text="director").filter(has_text="Nicolas Winding Refn")
    cited = fact.locator("a.cite").first
    place = cited.get_attribute("href") or ""
    source, _, fragment = place.partition("#")
    assert fragment.startswith("char=")
    cited.click()
    assert plain.url.endswith(f"#{fragment}")
    assert source in plain.url
    passage = plain.locator(f"[id='{fragment}']")
    expect(passage).to_be_in_viewport()
    assert "Nicolas Winding Refn" in passage.inner_text()
    passage.get_by_role("link", name="Nicolas Winding Refn", exact=True).first.click()
    assert plain.inner_text("h1") == "Nicolas Winding Refn"


def test_a_search_leads_to_a_thing(plain: Page, address: str) -> None:
    plain.goto(address)
    plain.get_by_role("searchbox").fill("nightcall")
    plain.get_by_role("searchbox").press("Enter")
    plain.get_by_role("main").get_by_role("link", name="Nightcall", exact=True).first.click()
    assert plain.inner_text("h1") == "Nightcall"


def test_the_header_suggests_while_somebody_types(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("banner").get_by_role("searchbox").or_(
        page.get_by_role("banner").get_by_role("combobox")
    ).press_sequentially("nightc")
    expect(page.get_by_role("option").filter(has_text="Nightcall").first).to_be_visible()


def test_the_keyboard_skips_to_the_content(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_pages_work_without_javascript_and_on_a_phone(plain: Page, address: str) -> None:
    plain.goto(address)
    plain.click("a[href$='/questions/directors-of-a-film']")
    assert "Nicolas Winding Refn" in plain.inner_text("table")


def test_a_question_is_asked_with_another_value(plain: Page, address: str) -> None:
    plain.goto(f"{address}questions/acts-linked-to-a-person")
    assert "Chromatics" in plain.inner_text("table")
    plain.select_option("main select[name=person]", label="Cliff Martinez")
    plain.click("main form.parameters button")
    assert "martinez" in plain.url
    answer = plain.inner_text("table")
    assert "Red Hot Chili Peppers" in answer
    assert "Chromatics" not in answer


def test_a_broken_query_stays_and_is_told_where_it_breaks(plain: Page, address: str) -> None:
    plain.goto(f"{address}sparql")
    plain.fill("textarea", "SELECT * {\n  ?film nope 1\n}")
    plain.click("main form button")
    problem = plain.get_by_role("alert")
    assert "nope" in problem.inner_text()
    assert "?film nope 1" in problem.locator("pre").inner_text()
    assert plain.input_value("textarea") == "SELECT * {\n  ?film nope 1\n}"
    plain.fill("textarea", "SELECT ?s ?S { VALUES (?s ?S) { (1 2) } }")
    plain.fill("input[name=timeout]", "5")
    plain.click("main form button")
    assert plain.locator("thead th").all_inner_texts() == ["?s", "?S"]
    assert plain.input_value("input[name=timeout]") == "5"


def test_an_answer_is_taken_in_the_chosen_format(page: Page, address: str) -> None:
    page.goto(f"{address}sparql")
    page.fill("textarea", "SELECT (1 AS ?one) {}")
    page.select_option("select[name=format]", "csv")
    with page.expect_download() as download:
        page.click("main form button")
    assert download.value.path().read_text(encoding="utf-8").split() == ["one", "1"]
