"""A real browser before a real server: pages fail on what their console says and on requests to others."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from importlib import resources
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from serving import running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Check = Callable[[Page], None]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
WIDE = 1280
PHONE = 390
PATIENCE = 60_000
"""How many milliseconds something may take on a machine that others use, too."""
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
"""The rules of axe-core that tell of WCAG 2.2 AA."""

BROKEN = "SELECT * {\n  ?film a fm:Film .\n  ?film nope\n}"
ROWS = "SELECT ?s ?l { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?l } ORDER BY ?l LIMIT 20"
GRAPH = "DESCRIBE <https://w3id.org/cuegraph/film/drive-2011>"
KINDS = {
    "home": "",
    "browse": "browse/songs",
    "thing": "film/drive-2011.html",
    "smaller thing": "recording/nightcall.html",
    "source": "source/spin-drive-soundtrack.html",
    "sources": "sources",
    "differences": "differences",
    "coverage": "coverage",
    "graph of the curators": "graph/curation.html",
    "kind of problem": "problem/not-found",
    "ontology": "ns.html",
    "alignments": "ns/mappings.html",
    "search": "search?q=drive",
    "search for nothing": "search?q=zzzz",
    "questions": "questions",
    "question": "questions/cast-of-a-film",
    "question with bars": "questions/award-entries-by-recipient",
    "question at fault": "questions/cast-of-a-film?film=Nothing+Of+The+Kind",
    "form": "sparql",
    "rows": f"sparql?query={quote(ROWS)}",
    "graph": f"sparql?query={quote(GRAPH)}",
    "broken query": f"sparql?query={quote(BROKEN)}",
    "files": "dump/",
    "conformance": "conformance",
    "not there": "film/no-such-film",
}
"""An address for each kind of page."""


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address of a server of the shipped graph, on a free port."""
    with running() as server:
        yield f"http://{server.netloc}/"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium; skips where there is none."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *QUIET])
        yield started
        started.close()


@contextmanager
def watched(browser: Browser, address: str, **options: object) -> Iterator[Page]:
    """A fresh page; at its end, nothing was wrong in its console and nothing was asked of another host.

    That the address of the page itself answers with an error is no fault of the page.
    """
    context = browser.new_context(**options)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    visited: set[str] = set()

    def hear(text: str, url: str) -> None:
        if not (text.startswith("Failed to load resource") and url in visited):
            said.append(f"{text} ({url})")

    def note(url: str, *, visit: bool) -> None:
        asked.append(url)
        if visit:
            visited.add(url)

    page.on("console", lambda message: hear(message.text, message.location["url"]))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: note(request.url, visit=request.is_navigation_request()))
    try:
        yield page
    finally:
        context.close()
    assert said == []
    assert asked
    assert all(url.startswith(address) for url in asked), asked


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A fresh page on a wide screen, see :func:`watched`."""
    with watched(browser, address, viewport={"width": WIDE, "height": 900}) as page:
        yield page


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    """A fresh page on a phone in the dark, see :func:`watched`."""
    size = {"width": PHONE, "height": 844}
    with watched(browser, address, viewport=size, color_scheme="dark") as page:
        yield page


@pytest.fixture
def plain(browser: Browser, address: str) -> Iterator[Page]:
    """A fresh page without JavaScript, on a phone."""
    size = {"width": PHONE, "height": 844}
    with watched(browser, address, viewport=size, java_script_enabled=False) as page:
        yield page


@pytest.fixture(params=KINDS.values(), ids=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The address of each kind of page, without the server's."""
    path: str = request.param
    return path


@pytest.fixture(scope="session")
def check_accessible() -> Check:
    """Sees that axe-core finds nothing in a page that breaks WCAG 2.2 AA."""
    source = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")

    def check(page: Page) -> None:
        page.evaluate(source)
        results = page.evaluate(
            "rules => axe.run({runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", RULES
        )
        found = [
            f"{each['id']} at {' '.join(map(str, node['target']))}: {node['failureSummary']}"
            for each in results["violations"]
            for node in each["nodes"]
        ]
        assert not found, "\n".join(found)

    return check
