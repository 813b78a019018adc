"""A link to a passage lands on it, in the list and in the text, with a script and without."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from serving import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser


SOURCE = "https://w3id.org/cuegraph/source/long"
PLACE = "char=2100,2109"


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of a source of 250 passages."""
    file: Path = tmp_path_factory.mktemp("long") / "long.nq"
    lines = (f'<urn:a> <urn:b> "{at}" <{SOURCE}#char={at},{at + 9}> .\n' for at in range(0, 2500, 10))
    file.write_text("".join(lines), "utf-8")
    with running(str(file)) as server:
        yield f"http://{server.netloc}/"


def test_a_link_to_a_passage_lands_on_it(browser: Browser, long: str) -> None:
    with browser.new_page() as page:
        page.goto(f"{long}source/long#{PLACE}")
        expect(page).to_have_url(f"{long}source/long.html?page=2#{PLACE}")
        expect(page.locator("li:target")).to_be_in_viewport()
        expect(page.locator("li:target")).to_contain_text("2100")
        page.evaluate("location.hash = 'char=20,29'")
        expect(page).to_have_url(f"{long}source/long.html#char=20,29")


def test_without_a_script_the_list_of_all_leads_there(browser: Browser, long: str) -> None:
    with browser.new_page(java_script_enabled=False) as page:
        page.goto(f"{long}source/long#{PLACE}")
        entry = page.locator("a:target")
        expect(entry).to_be_in_viewport()
        entry.click()
        expect(page.locator("li:target")).to_contain_text("2100")
        page.get_by_label("Characters").fill("25,30")
        page.get_by_role("button", name="Go there").click()
        expect(page).to_have_url(re.compile(r"/source/long\.html#char=20,29$"))


@pytest.fixture(scope="module")
def worded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of a source with its text, whose offsets are not those of UTF-16."""
    folder: Path = tmp_path_factory.mktemp("worded")
    text = "".join(f"\U0001f3b5 line {at:03} of a note\n\n" for at in range(100))
    (folder / "note.txt").write_text(text, "utf-8")
    about = (
        ("http://purl.org/dc/terms/identifier", '"note"'),
        ("https://schema.org/sha256", f'"{hashlib.sha256(text.encode()).hexdigest()}"'),
    )
    source, sources = "https://w3id.org/cuegraph/source/note", "https://w3id.org/cuegraph/graph/sources"
    lines = [f"<{source}> <{name}> {value} <{sources}> .\n" for name, value in about]
    size = len(text) // 100
    lines += [f'<urn:a> <urn:b> "{at}" <{source}#char={at * size},{at * size + 10}> .\n' for at in range(100)]
    lines += [f'<urn:a> <urn:c> "x" <{source}#char={90 * size},{91 * size + 10}> .\n']
    (folder / "note.nq").write_text("".join(lines), "utf-8")
    with running(str(folder / "note.nq"), "--sources", str(folder)) as server:
        yield f"http://{server.netloc}/source/note.html"


def test_the_text_beside_the_list_shows_the_passage_too(browser: Browser, worded: str) -> None:
    with browser.new_page(viewport={"width": 1280, "height": 700}) as page:
        page.goto(f"{worded}#char=1980,2012")
        shown = page.locator("mark.here")
        expect(shown).to_have_text(["\U0001f3b5 line 090", "of a note", "\U0001f3b5 line 091"])
        expect(shown.first).to_be_in_viewport()
        page.evaluate("location.hash = 'char=0,10'")
        expect(shown).to_have_text(["\U0001f3b5 line 000"])
        expect(shown).to_be_in_viewport()
        page.evaluate("location.hash = 'char=5,6'")
        expect(shown).to_have_count(0)
