"""Suggestions in a real browser: by keyboard, by pointer, and without a script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_suggestions_are_chosen_by_keyboard(page: Page, address: str) -> None:
    page.goto(address)
    field = page.get_by_role("banner").get_by_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("cliff mart")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("Cliff Martinez")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "none")
    field.press("ArrowUp")
    expect(first).to_have_attribute("aria-selected", "false")
    field.press("ArrowUp")  # from the field to the last
    expect(page.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("cliff mart")
    field.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Cliff Martinez")


def test_a_suggestion_is_chosen_by_pointer(phone: Page, address: str) -> None:
    phone.goto(f"{address}search")
    phone.get_by_role("main").get_by_role("combobox").press_sequentially("nightcal")
    option = phone.get_by_role("option").filter(has_text="recording").first
    assert phone.evaluate("document.documentElement.scrollWidth") == phone.evaluate("innerWidth")
    option.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Nightcall")


def test_enter_without_a_choice_searches(page: Page, address: str) -> None:
    page.goto(f"{address}search")
    field = page.get_by_role("main").get_by_role("combobox")
    field.press_sequentially("drive")
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=drive$"))
    page.get_by_role("link", name=re.compile(r"^chart entry \d")).click()
    kinds = page.locator(".hit .kind")
    expect(kinds.first).to_have_text("chart entry")
    expect(kinds.filter(has_not_text="chart entry")).to_have_count(0)


def test_a_misspelt_name_is_found_without_a_script(plain: Page, address: str) -> None:
    plain.goto(f"{address}search")
    field = plain.get_by_role("main").get_by_role("searchbox")
    field.fill("cliff martines")
    field.press("Enter")
    plain.get_by_role("link", name="cliff martinez", exact=True).click()
    expect(plain.locator(".hit").first).to_contain_text("Cliff Martinez")
