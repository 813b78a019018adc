"""Each kind of page: whole, small, accessible, and no wider than the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Check
    from playwright.sync_api import Page

MOST = 150_000
"""The most bytes of a page with all that it loads, as they come."""
WEIGHT = "performance.getEntries().reduce((sum, each) => sum + (each.transferSize || 0), 0)"

ALIKE = 25
"""Of more children of one sort in an element axe-core is shown so many: a template writes them all alike."""

THIN = """most => {
  for (const each of document.body.querySelectorAll('*')) {
    const seen = {}
    for (const child of [...each.children]) {
      const sort = `${child.tagName} ${child.className}`
      seen[sort] = (seen[sort] || 0) + 1
      if (seen[sort] > most) child.remove()
    }
  }
}"""


def test_it_is_whole_accessible_and_fits_a_phone(
    page: Page, address: str, kind: str, check_accessible: Check
) -> None:
    page.goto(address + kind)
    assert 0 < page.evaluate(WEIGHT) < MOST
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate(THIN, ALIKE)
    check_accessible(page)


@pytest.mark.parametrize("path", ["", "recording/nightcall.html", "questions/cast-of-a-film"])
def test_it_is_accessible_on_a_phone_in_the_dark(
    phone: Page, address: str, path: str, check_accessible: Check
) -> None:
    phone.goto(address + path)
    check_accessible(phone)
