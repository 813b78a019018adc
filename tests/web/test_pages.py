"""The pages, as a browser gets them."""

import re
import time
from html.parser import HTMLParser

import pytest
from markupsafe import escape
from pyoxigraph import RdfFormat, parse
from werkzeug.test import Client

from cuegraph.engine.interface import Answer, Run
from cuegraph.engine.memory import MemoryEngine
from cuegraph.protocol.negotiate import ANY, Wanted
from cuegraph.protocol.request import Query
from cuegraph.service.deviations import DEVIATIONS
from cuegraph.service.library import read_question
from cuegraph.settings import defaults
from cuegraph.web.app import ServerInfo, create_app

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
FILM = "https://w3id.org/cuegraph/film/"
PATHS = ["/", "/questions/composers", "/conformance", "/sparql", "/sparql?query=ASK%7B%7D", "/nothing"]


class Page(HTMLParser):
    """The links and the tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag and what it links to."""
        found = dict(attrs)
        self.tags.append((tag, found))
        self.links += [value for name in ("href", "src", "action") if (value := found.get(name)) is not None]


def acts_from_file(script: dict[str, str | None]) -> bool:
    """Whether a script comes from a file of ours, or is no script but data."""
    return (script.get("src") or "").startswith("/static/") or script.get("type") == "application/ld+json"


@pytest.mark.parametrize("path", PATHS)
def test_pages_hold_to_the_security_policy(client: Client, path: str) -> None:
    response = client.get(path, headers=BROWSER)
    assert response.headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    page = Page(response.text)
    assert not [
        tag for tag, found in page.tags if tag == "style" or (tag == "script" and not acts_from_file(found))
    ]
    assert not [attributes for _, attributes in page.tags if "style" in attributes]
    assert ("html", {"lang": "en"}) in page.tags


@pytest.mark.parametrize("path", PATHS)
def test_every_link_inside_leads_somewhere(client: Client, path: str) -> None:
    page = Page(client.get(path, headers=BROWSER).text)
    inside = {link for link in page.links if link.startswith("/")}
    assert "/static/cuegraph.css" in inside
    for link in inside:
        with client.get(link, headers=BROWSER, follow_redirects=True) as response:
            assert response.status_code == 200, link


def test_the_home_page_counts_the_dataset_and_lists_the_questions(client: Client) -> None:
    text = client.get("/").text
    counts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", text))
    assert counts == {"cited facts": "2", "things": "3", "citations": "2", "sources": "2"}
    asks = "Who composed the music of which film, and who says so?"
    assert f'<a href="/questions/composers" title="{asks}">Composers</a>' in text
    tide = f'title="{FILM}tide">Tide &amp; &lt;Ebb&gt;</a> <span class="quiet">2 passages</span>'
    assert tide in text
    assert text.index(tide) < text.index(f'title="{FILM}moor">Moor</a> <span class="quiet">1 passage</span>')
    assert "curl http://localhost/sparql" in text


def test_a_question_shows_labels_with_the_things_as_titles(client: Client) -> None:
    text = client.get("/questions/composers").text
    assert "<h1>Composers</h1>" in text
    assert re.findall(r"<th scope[^>]*>(.*?)</th>", text) == ["Film", "Composer", "Citation"]
    assert f'<a href="/film/tide" title="{FILM}tide">Tide &amp; &lt;Ebb&gt;</a>' in text
    assert ">letter, 5\u201331</a>" in text
    assert f'href="{FILM}' not in text
    assert text.count("<tr>") == 4
    assert "#+" not in text


def test_a_question_takes_its_parameters(client: Client) -> None:
    text = client.get("/questions/composers?film=film:moor").text
    assert text.count("<tr>") == 2
    assert 'value="film:moor"' in text


def test_a_question_takes_names(client: Client) -> None:
    page = client.get("/questions/composers?film=moor", headers=BROWSER)
    assert page.status_code == 200
    assert page.text.count("<tr>") == 2
    assert '<option value="film:moor" selected>Moor</option>' in page.text


@pytest.mark.parametrize(
    ("name", "status", "told"),
    [
        ("Moors", 404, "The nearest names are: &#39;Moor&#39;"),
        ("The Shore", 400, "film:tide  Tide &amp; &lt;Ebb&gt;"),
        ("<b>", 404, "&lt;b&gt;"),
        ("http://a b", 400, "is not an IRI"),
    ],
)
def test_a_value_at_fault_stays_in_the_form_below_what_is_wrong_with_it(
    client: Client, name: str, status: int, told: str
) -> None:
    asked = {"film": name}
    page = client.get("/questions/composers", query_string=asked, headers=BROWSER)
    assert (page.status_code, page.mimetype) == (status, "text/html")
    problem, _, form = page.text.partition('<form method="get" class="parameters">')
    assert 'role="alert"' in problem
    assert told in problem
    assert f'value="{escape(name)}"' in form
    assert 'class="result"' not in form
    other = client.get("/questions/composers", query_string=asked)
    assert (other.status_code, other.mimetype) == (status, "application/problem+json")
    assert page.headers["Vary"] == other.headers["Vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize("name", ["csv", "json"])
def test_a_questions_result_can_be_taken_away(client: Client, name: str) -> None:
    page = Page(client.get("/questions/composers").text)
    (link,) = [each for each in page.links if each.endswith(f"format={name}")]
    response = client.get(link)
    assert name in response.headers["Content-Type"]
    assert response.text.count("Ada Example") == 3


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("ASK { ?s ?p ?o }", '<p class="verdict">Yes</p>'),
        ("ASK { <u:a> ?p ?o }", '<p class="verdict">No</p>'),
        ("SELECT * { <u:a> ?p ?o }", "No rows."),
        ("SELECT (1 AS ?count) {}", '<td class="number">1</td>'),
        ("SELECT (<javascript:alert(1)> AS ?x) {}", '<span title="javascript:alert(1)">'),
        ("SELECT (<http://a.example/> AS ?x) {}", '<a href="http://a.example/" title="http://a.example/">'),
        ("SELECT ('chat'@fr AS ?x) {}", '<td lang="fr">chat</td>'),
        ("SELECT (BNODE() AS ?x) {}", "<td>_:"),
        ("SELECT (<<( <u:a> <u:b> 1 )>> AS ?x) {}", "u:a u:b 1"),
        ("SELECT ?nameLabel { BIND('x' AS ?nameLabel) }", ">?nameLabel</th>"),
        ("SELECT ?s ?S { VALUES (?s ?S) { (1 2) } }", '<th scope="col">?s</th><th scope="col">?S</th>'),
        ("SELECT ?x ?xLabel { VALUES (?x ?xLabel) { (<u:a> 'A') } }", ">?x ?xLabel</th>"),
        ("CONSTRUCT { <u:a> <u:b> '<script>' } {}", "&lt;script&gt;"),
        ("SELECT * { ?s nope:p ?o }", "The prefix &#39;nope:&#39; is not declared."),
    ],
)
def test_a_browser_gets_results_as_a_page(client: Client, query: str, shown: str) -> None:
    response = client.get("/sparql", query_string={"query": query}, headers=BROWSER)
    assert response.mimetype == "text/html"
    assert response.headers["Vary"] == "Accept, Accept-Encoding"
    assert shown in re.sub(r' data-of="[^"]*"', "", response.text)
    assert "<textarea" in response.text
    assert response.status_code == (400 if "nope" in query else 200)


def test_a_long_result_is_cut_and_says_so(client: Client) -> None:
    digits = "VALUES ?a {0 1 2 3 4 5 6 7 8 9} "
    thousand = "".join(digits.replace("?a", name) for name in ("?a", "?b", "?c"))
    query = f"SELECT * {{ {thousand} VALUES ?d {{1 2}} }}"
    text = client.get("/sparql", query_string={"query": query}, headers=BROWSER).text
    assert "2,000 rows, the first 1,000 shown" in text
    assert text.count("<tr>") == 1001


def test_the_page_of_deviations_tells_each_with_its_clause(client: Client) -> None:
    text = client.get("/conformance").text
    assert DEVIATIONS
    for each in DEVIATIONS:
        assert escape(each.title) in text
        assert escape(each.clause) in text
        assert escape(each.what) in text
    assert '<a href="/conformance">' in client.get("/").text


QUESTION = """\
#+ title: Scores
#+ sentence: Which music has the film?
#+ parameters:
#+   - {name: film, type: iri, help: the film}
#+ expect:
#+   - columns: [music]
#+     rows: []
SELECT ?music { VALUES ?film { UNDEF } ?film <u:music> ?music }
"""
NAMED = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
<u:tide> <u:music> 'Ebb' . <https://w3id.org/cuegraph/graph/curation> { <u:tide> skos:prefLabel 'Tide' }"""


def test_the_lookup_of_a_name_and_the_query_share_one_deadline() -> None:
    seconds: list[float] = []

    class Slow(MemoryEngine):
        """An engine that takes its time, and notes how much there was."""

        def query(self, query: Query, wanted: Wanted = ANY, run: Run = Run()) -> Answer:  # noqa: B008 (frozen)
            """Answer a little later."""
            seconds.append(run.seconds or 0.0)
            time.sleep(0.2)
            return super().query(query, wanted, run)

    engine = Slow(parse(NAMED, format=RdfFormat.TRIG))
    about = ServerInfo(values=defaults() | {"deadline": 10.0})
    app = create_app(engine, {"scores": read_question("scores", QUESTION, "scores.rq")}, about=about)
    text = app.test_client().get("/questions/scores?film=tide", headers=BROWSER).text
    assert ">Ebb</td>" in text
    left = [each for each in seconds if each > 1.0]  # what the form offers has a deadline of its own
    assert left == sorted(left, reverse=True)
    assert left[-1] < left[0] < 10.0
