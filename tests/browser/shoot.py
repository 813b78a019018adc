"""Takes the README's pictures anew: ``python tests/browser/shoot.py``, with the Chromium of the tests."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from serving import running

PICTURES = Path(__file__).with_name("pictures")
WIDTH, HEIGHT = 1080, 760
QUERY = """\
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?kind (COUNT(DISTINCT ?statement) AS ?statements) WHERE {
  ?statement a fm:Statement ; fm:kind/skos:prefLabel ?kind .
}
GROUP BY ?kind ORDER BY DESC(?statements) LIMIT 6
"""


def film(page: Page, root: str) -> None:
    """A film, told in sentences with who says so."""
    page.goto(f"{root}/film/drive-2011.html")


def album(page: Page, root: str) -> None:
    """An album's editions, drawn and told."""
    page.goto(f"{root}/album/drive-soundtrack.html")
    page.evaluate("document.querySelector('main h2').scrollIntoView()")


def editor(page: Page, root: str) -> None:
    """The editor with an answer as a chart."""
    page.goto(f"{root}/editor#query={quote(QUERY)}")
    page.get_by_role("button", name="Ask").click()
    page.get_by_role("tab", name="Chart").click()
    page.locator("#panel svg .bar").first.wait_for()
    page.get_by_role("button", name="Ask").evaluate(
        "it => window.scrollTo(0, it.getBoundingClientRect().top - 230)"
    )


def main() -> None:
    """Write a PNG for each of them."""
    PICTURES.mkdir(exist_ok=True)
    with running() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--hide-scrollbars"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce")
        for show in (film, album, editor):
            show(page, f"http://{server.netloc}")
            page.screenshot(path=PICTURES / f"{show.__name__}.png")
        browser.close()


if __name__ == "__main__":
    main()
