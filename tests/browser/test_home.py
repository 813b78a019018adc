"""A newcomer's walk in a real browser: home page, question, answer; nothing asked of the outside."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a server that the module started on a free port."""
    server = subprocess.Popen(
        [sys.executable, "-m", "cuegraph", "serve", "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    yield server.stdout.readline().split()[-1]
    server.terminate()
    assert server.wait(timeout=20) == 0
    server.stdout.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium; skips where there is none."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *QUIET])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A fresh page; afterwards, nothing was wrong in its console and nothing was asked of another host."""
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()
    assert said == []
    assert asked
    assert all(url.startswith(address) for url in asked), asked


def test_from_home_to_an_answer(page: Page, address: str) -> None:
    page.goto(address)
    assert "film music" in page.inner_text("h1").lower()
    page.click("a[href$='/questions/directors-of-a-film']")
    assert page.url.endswith("/questions/directors-of-a-film")
    assert "Nicolas Winding Refn" in page.inner_text("table")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("CSV")).first.click()
    assert "Nicolas Winding Refn" in download.value.path().read_text(encoding="utf-8")


def test_the_pages_work_without_javascript_and_on_a_phone(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(address)
    page.click("a[href$='/questions/directors-of-a-film']")
    assert "Nicolas Winding Refn" in page.inner_text("table")
    context.close()


def test_no_page_is_wider_than_a_phone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ("", "questions/directors-of-a-film", "sparql"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
