"""A newcomer's walk in a real browser: home page, question, answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_from_home_to_an_answer(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("h1")).to_contain_text("film music", ignore_case=True)
    page.click("a[href$='/questions/directors-of-a-film']")
    expect(page).to_have_url(re.compile("/questions/directors-of-a-film$"))
    expect(page.locator("table").first).to_contain_text("Nicolas Winding Refn")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("CSV")).first.click()
    assert "Nicolas Winding Refn" in download.value.path().read_text(encoding="utf-8")


def test_from_home_to_a_thing_a_fact_and_its_passage(plain: Page, address: str) -> None:
    plain.goto(address)
    films = plain.get_by_role("region", name="Films")
    films.get_by_role("link").first.click()
    expect(plain.locator("h1")).to_have_text("Drive")
    fact = plain.get_by_role("row").filter(has_text="director").filter(has_text="Nicolas Winding Refn")
    cited = fact.locator("a.cite").first
    place = cited.get_attribute("href") or ""
    source, _, fragment = place.partition("#")
    assert fragment.startswith("char=")
    cited.click()
    expect(plain).to_have_url(re.compile(f"{re.escape(source)}.*#{fragment}$"))
    passage = plain.locator(f"[id='{fragment}']")
    expect(passage).to_be_in_viewport()
    expect(passage).to_contain_text("Nicolas Winding Refn")
    passage.get_by_role("link", name="Nicolas Winding Refn", exact=True).first.click()
    expect(plain.locator("h1")).to_have_text("Nicolas Winding Refn")


def test_a_search_leads_to_a_thing(plain: Page, address: str) -> None:
    plain.goto(address)
    plain.get_by_role("searchbox").fill("nightcall")
    plain.get_by_role("searchbox").press("Enter")
    plain.get_by_role("main").get_by_role("link", name="Nightcall", exact=True).first.click()
    expect(plain.locator("h1")).to_have_text("Nightcall")


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
    expect(plain.locator("table").first).to_contain_text("Nicolas Winding Refn")


def test_a_question_is_asked_with_another_value(plain: Page, address: str) -> None:
    plain.goto(f"{address}questions/acts-linked-to-a-person")
    answer = plain.locator("table").first
    expect(answer).to_contain_text("Chromatics")
    plain.select_option("main select[name=person]", label="Cliff Martinez")
    plain.click("main form.parameters button")
    expect(plain).to_have_url(re.compile("martinez"))
    expect(answer).to_contain_text("Red Hot Chili Peppers")
    expect(answer).not_to_contain_text("Chromatics")


def test_a_broken_query_stays_and_is_told_where_it_breaks(plain: Page, address: str) -> None:
    plain.goto(f"{address}sparql")
    plain.fill("textarea", "SELECT * {\n  ?film nope 1\n}")
    plain.click("main form button")
    problem = plain.get_by_role("alert")
    expect(problem).to_contain_text("nope")
    expect(problem.locator("pre")).to_contain_text("?film nope 1")
    expect(plain.locator("textarea")).to_have_value("SELECT * {\n  ?film nope 1\n}")
    plain.fill("textarea", "SELECT ?s ?S { VALUES (?s ?S) { (1 2) } }")
    plain.fill("input[name=timeout]", "5")
    plain.click("main form button")
    expect(plain.locator("thead th")).to_have_text(["?s", "?S"])
    expect(plain.locator("input[name=timeout]")).to_have_value("5")


def test_an_answer_is_taken_in_the_chosen_format(page: Page, address: str) -> None:
    page.goto(f"{address}sparql")
    page.fill("textarea", "SELECT (1 AS ?one) {}")
    page.select_option("select[name=format]", "csv")
    with page.expect_download() as download:
        page.click("main form button")
    assert download.value.path().read_text(encoding="utf-8").split() == ["one", "1"]
