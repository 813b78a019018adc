"""A question as a page with form and picture, and as an interface that gives rows."""

import csv
import json
import re
from html import unescape

import pytest
from fake import BROWSER
from pyoxigraph import RdfFormat, parse
from werkzeug.test import Client

from cuegraph.engine.memory import MemoryEngine
from cuegraph.service.library import read_question
from cuegraph.settings import defaults
from cuegraph.web.app import ServerInfo, create_app
from cuegraph.web.front import Front

DATA = """
PREFIX film: <https://w3id.org/cuegraph/film/>
PREFIX person: <https://w3id.org/cuegraph/person/>
PREFIX graph: <https://w3id.org/cuegraph/graph/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
film:tide a fm:Film ; skos:prefLabel "Tide & <Ebb>" .
film:tide fm:composer person:ada, person:bea ; fm:year "2001"^^xsd:gYear .
film:moor a fm:Film ; skos:prefLabel "Moor" ; fm:composer person:ada ; fm:year "1999"^^xsd:gYear .
person:ada skos:prefLabel "Ada Example" .
person:bea skos:prefLabel "Bea Example" .
graph:curation {
  film:tide a fm:Film ; skos:prefLabel "Tide & <Ebb>" . film:moor a fm:Film ; skos:prefLabel "Moor"
}
"""
HEAD = """\
#+ title: {title}
#+ sentence: Who composed the music of which film?
#+ tags: [films, the score]
#+ picture: {picture}
#+ parameters:
#+   - {{name: film, type: iri, class: fm:Film, help: the film}}
#+   - {{name: year, type: gYear, help: the year; empty for any}}
#+ expect:
#+   - columns: [film]
#+     rows: []
PREFIX film: <https://w3id.org/cuegraph/film/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?film ?filmLabel ?year ?composer WHERE {{
  VALUES ?film {{ film:moor }}
  VALUES ?year {{ UNDEF }}
  ?film fm:composer ?composer ; fm:year ?year ; skos:prefLabel ?filmLabel .
}}
ORDER BY ?filmLabel ?composer
"""
PICTURES = {
    "counted": "{kind: bars, label: film, note: How many.}",
    "dated": "{kind: timeline, label: film, value: year}",
    "linked": "{kind: network, nodes: [film, composer], links: [year]}",
}
QUESTIONS = {
    name: read_question(name, HEAD.format(title=name.title(), picture=picture), f"{name}.rq")
    for name, picture in PICTURES.items()
}
PAGE = {"Accept": BROWSER}
RESULTS = "application/sparql-results+"


@pytest.fixture(scope="module")
def asked() -> Client:
    engine = MemoryEngine(parse(DATA, format=RdfFormat.TRIG))
    return Client(Front(create_app(engine, QUESTIONS), engine, defaults()))


def options(page: str, name: str) -> dict[str, str]:
    """Label and value of what a form offers for a parameter."""
    (select,) = re.findall(rf'<select name="{name}".*?</select>', page, re.DOTALL)
    return {unescape(text): value for value, text in re.findall(r'value="(.*?)".*?>(.*?)</option>', select)}


def selected(page: str) -> list[str]:
    return re.findall(r'<option value="(.*?)" selected>', page)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (BROWSER, "text/html"),
        ("*/*", "text/html"),
        ("application/xhtml+xml", "text/html"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        (f"{RESULTS}json", f"{RESULTS}json"),
        ("application/json", f"{RESULTS}json"),
        (f"{RESULTS}xml", f"{RESULTS}xml"),
        ("text/html;q=0.5, text/csv", "text/csv"),
        ("text/csv;q=0.5, text/html;q=0.4, text/turtle", "text/csv"),
    ],
)
def test_accept_says_whether_it_is_the_page_or_the_rows(asked: Client, accept: str, media_type: str) -> None:
    """RFC 9110, section 12.5.1."""
    response = asked.get("/questions/counted", headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert "Accept, Accept-Encoding" in response.headers.getlist("Vary")


@pytest.mark.parametrize(
    ("given", "media_type"),
    [
        ("csv", "text/csv"),
        ("tsv", "text/tab-separated-values"),
        ("json", f"{RESULTS}json"),
        ("html", "text/html"),
    ],
)
def test_format_goes_before_accept(asked: Client, given: str, media_type: str) -> None:
    for accept in (BROWSER, "image/png"):
        response = asked.get(f"/questions/counted?format={given}", headers={"Accept": accept})
        assert (response.status_code, response.mimetype) == (200, media_type)


def test_what_is_not_there_is_told_with_what_is(asked: Client) -> None:
    response = asked.get("/questions/counted", headers={"Accept": "image/png"})
    assert response.status_code == 406
    remedy = response.get_json(force=True)["remedy"]
    for each in ("text/html", f"{RESULTS}json", f"{RESULTS}xml", "text/csv", "text/tab-separated-values"):
        assert each in remedy
    assert asked.get("/questions/counted?format=turtle").status_code == 400
    assert asked.get("/questions/counted?format=pdf").status_code == 400


@pytest.mark.parametrize(
    ("values", "films"),
    [
        ({}, ["Moor"]),
        ({"film": "film:tide"}, ["Tide & <Ebb>"] * 2),
        ({"film": "https://w3id.org/cuegraph/film/tide"}, ["Tide & <Ebb>"] * 2),
        ({"film": "moor"}, ["Moor"]),
        ({"film": ""}, ["Moor", *["Tide & <Ebb>"] * 2]),
        ({"film": "", "year": "1999"}, ["Moor"]),
        ({"film": "film:tide", "year": "1999"}, []),
    ],
)
def test_rows_are_those_of_the_values(asked: Client, values: dict[str, str], films: list[str]) -> None:
    response = asked.get("/questions/counted", query_string=values | {"format": "csv"})
    rows = list(csv.DictReader(response.text.splitlines()))
    assert [row["filmLabel"] for row in rows] == films


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("film=film:tide&film=film:moor", "film"),
        ("filme=film:tide", "filme"),
        ("year=soon", "year"),
        ("film=<u:a> <u:b>", "film"),
    ],
)
def test_values_at_fault_are_told(asked: Client, address: str, where: str) -> None:
    response = asked.get(f"/questions/counted?{address}", headers={"Accept": "text/csv"})
    problem = response.get_json(force=True)
    assert response.status_code in {400, 404}
    assert problem["where"] == where
    page = asked.get(f"/questions/counted?{address}", headers=PAGE)
    assert page.status_code == response.status_code
    assert '<form method="get" class="parameters">' in page.text


def test_the_form_offers_what_there_is_by_label(asked: Client) -> None:
    page = asked.get("/questions/counted", headers=PAGE).text
    assert options(page, "film") == {"Moor": "film:moor", "Tide & <Ebb>": "film:tide"}
    assert selected(page) == ["film:moor"]
    assert re.search(r'<input type="number" name="year" value="" list="known-year"', page)
    assert re.findall(r'<option value="(\d+)">', page) == ["1999", "2001"]


@pytest.mark.parametrize(
    "given", ["film:tide", "film/tide", "https://w3id.org/cuegraph/film/tide", "Tide & <ebb>"]
)
def test_what_is_chosen_stays_chosen_however_it_was_given(asked: Client, given: str) -> None:
    page = asked.get("/questions/counted", query_string={"film": given}, headers=PAGE)
    assert page.status_code == 200
    assert selected(page.text) == ["film:tide"]


@pytest.mark.parametrize(
    ("name", "value"), [("film", 'no "such" <film>'), ("film", "film:none"), ("year", "so>on")]
)
def test_a_value_that_is_not_offered_stays_in_the_form(asked: Client, name: str, value: str) -> None:
    page = asked.get("/questions/counted", query_string={name: value}, headers=PAGE).text
    kept = (
        selected(page)
        if name == "film"
        else re.findall(r'<input type="text" name="year" value="(.*?)"', page)
    )
    assert [unescape(each) for each in kept] == [value]


def test_the_answer_has_a_permanent_link_with_all_values(asked: Client) -> None:
    page = asked.get("/questions/counted?film=tide %26 <ebb>", headers=PAGE)
    (link,) = re.findall(r'rel="bookmark" href="(.*?)"', page.text)
    assert unescape(link) == "/questions/counted?film=film%3Atide&year="
    (again,) = re.findall(r'rel="bookmark" href="(.*?)"', asked.get(unescape(link), headers=PAGE).text)
    assert again == link


def test_the_answer_can_be_taken_away_in_each_format(asked: Client) -> None:
    page = asked.get("/questions/counted?film=film:tide", headers=PAGE).text
    links = [unescape(each) for each in re.findall(r'href="(/questions/counted\?[^"]*format=[^"]*)"', page)]
    assert len(links) == 4
    for link in links:
        assert asked.get(link).text.count("person/bea") == 1


def test_the_query_is_shown_with_its_values_and_can_be_changed(asked: Client) -> None:
    page = asked.get("/questions/counted?film=film:tide", headers=PAGE).text
    (shown,) = re.findall(r"<pre tabindex=\"0\"><code>(.*?)</code>", page, re.DOTALL)
    assert "VALUES ?film { <https://w3id.org/cuegraph/film/tide> }" in unescape(shown)
    assert re.search(r'href="/(editor|sparql)\?query=PREFIX\+film', page)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_stands_before_the_table(asked: Client, name: str) -> None:
    page = asked.get(f"/questions/{name}?film=", headers=PAGE).text
    assert page.index("<svg xmlns") < page.index("<table")
    (picture,) = re.findall(r"<svg xmlns.*?</svg>", page)
    for text in {
        "counted": ["Moor", ">1</text>", ">2</text>"],
        "dated": ["Moor", ">1999</text>", "Tide &amp; &lt;Ebb&gt;"],
        "linked": ["Moor", "Ada Example", "Bea Example", ">2001</text>"],
    }[name]:
        assert text in picture


def test_a_parameter_can_be_a_node() -> None:
    text = HEAD.format(title="x", picture="{kind: network, nodes: [film, composer]}").replace(
        "?film ?filmLabel ?year", "?year"
    )
    engine = MemoryEngine(parse(DATA, format=RdfFormat.TRIG))
    app = create_app(engine, {"x": read_question("x", text, "x.rq")}, about=ServerInfo())
    (picture,) = re.findall(r"<svg xmlns.*?</svg>", app.test_client().get("/questions/x", headers=PAGE).text)
    assert ">Moor</tspan>" in picture
    assert ">Ada Example</tspan>" in picture


def test_there_is_no_picture_of_no_rows(asked: Client) -> None:
    page = asked.get("/questions/linked?year=1900", headers=PAGE).text
    assert "No rows." in page
    assert '<figure class="chart">' not in page


def test_the_list_has_each_question_under_its_tags(asked: Client) -> None:
    page = asked.get("/questions", headers=PAGE)
    assert page.status_code == 200
    assert re.findall(r"<h2 [^>]*id=\"(.*?)\">(.*?)</h2>", page.text) == [
        ("films", "films"),
        ("the-score", "the score"),
    ]
    for name in PICTURES:
        assert page.text.count(f'href="/questions/{name}"') == 2


def test_openapi_describes_each_question(asked: Client) -> None:
    document = json.loads(asked.get("/openapi.json").data)
    for name in PICTURES:
        described = document["paths"][f"/questions/{name}"]["get"]
        film, year, form = described["parameters"]
        assert (film["name"], film["schema"]["default"]) == ("film", "https://w3id.org/cuegraph/film/moor")
        assert "fm:Film" in film["description"]
        assert year["schema"]["pattern"] == "^-?[0-9]{4,}$"
        assert form["schema"]["enum"] == ["html", "json", "xml", "csv", "tsv"]
        assert {"text/html", "text/csv"} <= set(described["responses"]["200"]["content"])


@pytest.mark.parametrize("accept", [BROWSER, "text/csv"])
def test_an_iri_of_no_thing_is_told_as_an_unknown_name_is(asked: Client, accept: str) -> None:
    response = asked.get("/questions/counted?film=film:tid", headers={"Accept": accept})
    told = unescape(response.text)
    assert response.status_code == 404
    assert "There is no film 'tid'." in told
    assert "Tide & <Ebb>" in told
    assert ">tid</option>" not in told


def test_a_cell_with_an_iri_of_ours_has_its_name(asked: Client) -> None:
    page = asked.get("/questions/linked?film=", headers=PAGE).text
    assert ">Ada Example</a>" in page
    assert "person:ada</a>" not in page


def test_what_is_taken_away_has_a_name_with_its_ending(asked: Client) -> None:
    page = asked.get("/questions/counted", headers=PAGE).text
    assert re.findall(r'format=(\w+)" download="(.*?)"', page) == [
        (each, f"counted.{each}") for each in ("json", "xml", "csv", "tsv")
    ]


def test_a_printed_page_says_what_was_asked(asked: Client) -> None:
    page = asked.get("/questions/counted", headers=PAGE).text
    assert '<p class="given">Film: Moor; Year: any</p>' in page


@pytest.mark.parametrize(("given", "told"), [("Noor", "'Moor'"), ("Nonsense", "'Tide & <Ebb>', 'Moor'")])
def test_a_name_of_nothing_is_answered_with_the_nearest_choices(asked: Client, given: str, told: str) -> None:
    for path in (f"/questions/counted?film={given}", f"/questions/counted?film={given}&format=csv"):
        page = unescape(asked.get(path, headers=PAGE).text)
        assert f"The nearest names are: {told}." in page


@pytest.mark.parametrize(
    ("name", "near"), [("counte", ["/questions/counted"]), ("lniked", ["/questions/linked"]), ("qqq", [])]
)
def test_a_question_that_there_is_not_leads_to_those_of_nearly_that_name(
    asked: Client, name: str, near: list[str]
) -> None:
    answer = asked.get(f"/questions/{name}", headers={"Accept": BROWSER})
    assert answer.status_code == 404
    assert re.findall(r'<li><a href="(/questions/[^"]+)"', answer.text)[: len(near) or 1] == near
    assert '<a href="/questions">see all' in answer.text
    assert asked.get(f"/questions/{name}").mimetype == "application/problem+json"
