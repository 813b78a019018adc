"""The page of results and the suggestions."""

import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from fake import BROWSER
from pyoxigraph import RdfFormat, parse
from slow import Slow, client_of
from werkzeug.test import Client

LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
BASE = "https://w3id.org/cuegraph/"
PAGES = {"Accept": BROWSER}


def name(iri: str, text: str, kind: str = "Recording") -> str:
    """The triples of a thing."""
    return f'<{iri}> {TYPE} <{BASE}ns#{kind}> ; {LABEL} "{text}" .\n'


def data() -> str:
    """Many songs, a film, and a thing of another place."""
    songs = "".join(name(f"{BASE}recording/{each}", f"Song number {each}") for each in range(45))
    foreign = name("http://other.example/a?b=c&d", "Elsewhere <b>", "Film")
    return songs + name(f"{BASE}film/tide", "Tide & <Ebb>", "Film") + foreign


@pytest.fixture(scope="module")
def client() -> Client:
    return client_of(Slow(parse(data(), format=RdfFormat.TURTLE)))


class Tags(HTMLParser):
    """The tags of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep it."""
        self.found.append((tag, dict(attrs)))


def heads(text: str) -> list[str]:
    """The labels of the hits on a page."""
    return [re.sub("<[^>]+>", "", each) for each in re.findall(r'<p class="hit"><a[^>]*>(.*?)</a>', text)]


def test_the_form_alone_is_shown_where_nothing_is_sought(client: Client) -> None:
    for path in ("/search", "/search?q=", "/search?q=+&kind=film"):
        response = client.get(path)
        assert response.status_code == 200
        assert "<h1>Search</h1>" in response.text
        assert heads(response.text) == []


def test_a_page_lists_labels_with_kinds_and_links(client: Client) -> None:
    text = client.get("/search?q=tide").text
    assert heads(text) == ["Tide &amp; &lt;Ebb&gt;"]
    assert f'<a href="/film/tide" title="{BASE}film/tide"><mark>Tide</mark>' in text
    assert '<span class="kind">film</span>' in text
    assert ">1 thing</h2>" in text


def test_a_thing_of_another_place_is_described_by_the_endpoint(client: Client) -> None:
    text = client.get("/search?q=elsewhere").text
    tags = Tags(text).found
    (link,) = [
        each["href"] for tag, each in tags if tag == "a" and (each.get("title") or "").startswith("http://o")
    ]
    assert link is not None
    assert client.get(link, headers={"Accept": "application/n-triples"}).text.count("\n") == 2


def test_results_are_paged_by_twenty(client: Client) -> None:
    first = client.get("/search?q=song").text
    assert "45 things, 1 to 20" in first
    assert len(heads(first)) == 20
    assert 'rel="next" href="/search?q=song&amp;page=2"' in first
    assert 'rel="prev"' not in first
    third = client.get("/search?q=song&page=3").text
    assert len(heads(third)) == 5
    assert 'rel="next"' not in third
    listed = [each for page in (1, 2, 3) for each in heads(client.get(f"/search?q=song&page={page}").text)]
    assert len(set(listed)) == 45
    assert client.get("/search?q=song&page=9").status_code == 404


def test_kinds_can_be_chosen(client: Client) -> None:
    both = client.get("/search?q=e&kind=film").text
    assert heads(both) == ["Elsewhere &lt;b&gt;", "Tide &amp; &lt;Ebb&gt;"] or "Elsewhere" in both
    assert 'href="/search?q=e&amp;kind=film" aria-current="true"' in both
    assert '<input type="hidden" name="kind" value="film">' in both


def test_a_misspelt_word_leads_to_what_was_meant(client: Client) -> None:
    text = client.get("/search?q=nunber").text
    assert "Nothing has this word" in text
    assert '<a href="/search?q=number">number</a>' in text


@pytest.mark.parametrize(
    "path", ["/search?q=song&page=0", "/search?q=song&page=x", "/search?q=song&page=99999999"]
)
def test_a_page_that_is_none_is_refused(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.json["where"]) == (400, "page")  # type: ignore[index]
    assert 'value="song"' in client.get(path, headers=PAGES).text


@pytest.mark.parametrize(
    "text",
    ['"><script>alert(1)</script>', "' OR 1=1 --", "NEAR(a b)", "*", "\0", "\U0001f39e", "{{ 7 * 7 }}", "%"],
)
def test_what_is_typed_is_shown_as_text(client: Client, text: str) -> None:
    response = client.get(f"/search?q={quote(text)}", headers=PAGES)
    assert response.status_code == 200
    tags = Tags(response.text).found
    assert [each["src"] for tag, each in tags if tag == "script"] == ["/static/search.js"]
    fields = [
        each["value"]
        for tag, each in tags
        if tag == "input" and each.get("type") == "search" and "value" in each
    ]
    assert fields == [text.replace("\0", "\ufffd")] or "\0" in text
    assert client.get(f"/search.json?q={quote(text)}").status_code == 200


def test_ten_kilobytes_are_refused(client: Client) -> None:
    for path in ("/search", "/search.json"):
        response = client.get(f"{path}?q={'long+' * 2000}")
        assert (response.status_code, response.json["where"]) == (400, "q")  # type: ignore[index]
        assert client.get(f"{path}?q=a&q=b").status_code == 400
        assert client.get(f"{path}?q=%ff%fe").status_code in {200, 400}


def test_suggestions_are_json(client: Client) -> None:
    response = client.get("/search.json?q=tid")
    assert response.headers["Content-Type"] == "application/json"
    assert response.json == {
        "query": "tid",
        "total": 1,
        "more": False,
        "results": [
            {"iri": f"{BASE}film/tide", "page": "/film/tide", "label": "Tide & <Ebb>", "kind": "film"}
        ],
        "meant": [],
    }
    assert len(client.get("/search.json?q=song").json["results"]) == 8  # type: ignore[index]
    assert len(client.get("/search.json?q=song&limit=30").json["results"]) == 30  # type: ignore[index]
    assert client.get("/search.json?q=song&limit=51").status_code == 400
    assert client.get("/search.json").json["results"] == []  # type: ignore[index]


def test_answers_have_tags_that_hold_until_the_data_change() -> None:
    engine = Slow(parse(data(), format=RdfFormat.TURTLE))
    client = client_of(engine)
    tag = client.get("/search.json?q=tide").headers["ETag"]
    assert client.get("/search.json?q=tide", headers={"If-None-Match": tag}).status_code == 304
    engine.store.extend(parse(name(f"{BASE}film/tide-2", "Tide II", "Film"), format=RdfFormat.TURTLE))
    engine.version = "2"
    response = client.get("/search.json?q=tide", headers={"If-None-Match": tag})
    assert (response.status_code, response.json["total"]) == (200, 2)  # type: ignore[index]


def test_while_the_index_is_made_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cuegraph.web.search.PATIENCE", 0.01)
    engine = Slow(parse(data(), format=RdfFormat.TURTLE))
    engine.go.clear()
    client = client_of(engine)
    for path in ("/search", "/search.json"):
        response = client.get(f"{path}?q=tide", headers=PAGES)
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
        assert "being made" in response.text
        assert response.headers["Cache-Control"] == "no-store"
    assert 'value="tide"' in client.get("/search?q=tide", headers=PAGES).text
    engine.go.set()
    monkeypatch.setattr("cuegraph.web.search.PATIENCE", 20)
    assert heads(client.get("/search?q=tide").text) == ["Tide &amp; &lt;Ebb&gt;"]


def test_what_was_indexed_before_the_data_changed_is_shown_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Slow(parse(data(), format=RdfFormat.TURTLE))
    client = client_of(engine)
    assert "have changed" not in client.get("/search?q=tide").text
    monkeypatch.setattr("cuegraph.web.search.PATIENCE", 0.0)
    engine.go.clear()
    engine.version = "2"
    told = client.get("/search?q=tide")
    assert heads(told.text) == ["Tide &amp; &lt;Ebb&gt;"]
    assert "The data have changed" in told.text
    assert "ETag" not in told.headers
    assert client.get("/search.json?q=tide").json["outdated"] is True  # type: ignore[index]
    engine.go.set()
    monkeypatch.setattr("cuegraph.web.search.PATIENCE", 20)
    assert "have changed" not in client.get("/search?q=tide").text


def test_links_begin_with_the_public_prefix() -> None:
    client = client_of(Slow(parse(data(), format=RdfFormat.TURTLE)), address="https://music.example/graph/")
    text = client.get("/search?q=song").text
    inside = [
        each for _, tag in Tags(text).found for at in ("href", "src", "action") if (each := tag.get(at))
    ]
    assert inside
    assert all(each.startswith(("/graph/", "https://", "#")) for each in inside)
    assert client.get("/search.json?q=tide").json["results"][0]["page"] == "/graph/film/tide"  # type: ignore[index]
