"""Linked data: what a thing's address answers."""

import json
import re
from html import unescape

import pytest
from fake import BROWSER as ACCEPT
from markupsafe import escape
from pyoxigraph import NamedNode, RdfFormat, parse
from werkzeug.test import Client

from cuegraph import errors
from cuegraph.engine.memory import MemoryEngine
from cuegraph.settings import defaults
from cuegraph.vocabulary import BASE, SKOS
from cuegraph.web.app import ServerInfo, create_app
from cuegraph.web.front import Front
from cuegraph.web.graphs import problems
from cuegraph.web.things import split_name

BROWSER = {"Accept": ACCEPT}
TIDE = f"{BASE}film/tide"
FORMATS = {
    "ttl": ("text/turtle; charset=utf-8", RdfFormat.TURTLE),
    "nt": ("application/n-triples", RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", RdfFormat.RDF_XML),
    "jsonld": ("application/ld+json", RdfFormat.JSON_LD),
    "trig": ("application/trig; charset=utf-8", RdfFormat.TRIG),
}


def links_in(text: str) -> set[str]:
    """What a page links to."""
    return {unescape(each) for each in re.findall(r'(?:href|src|action)="([^"]*)"', text)}


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        (BROWSER["Accept"], "html"),
        (None, "ttl"),
        ("*/*", "ttl"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "rdf"),
        ("application/trig", "trig"),
        ("text/html;q=0.4, image/png", "html"),
        ("text/html;q=0.4, text/turtle;q=0.9", "ttl"),
    ],
)
def test_a_thing_leads_to_the_document_that_is_wanted(
    client: Client, accept: str | None, ending: str
) -> None:
    answer = client.get("/film/tide", headers={} if accept is None else {"Accept": accept})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/film/tide.{ending}")
    assert answer.headers.getlist("Vary") == ["Accept-Profile", "Accept, Accept-Encoding"]


def test_a_page_of_a_list_is_kept_on_the_way(client: Client) -> None:
    answer = client.get("/person/ada?in=fm:composer&page=1", headers=BROWSER)
    assert answer.headers["Location"] == "/person/ada.html?in=fm:composer&page=1"
    assert client.get(answer.headers["Location"]).status_code == 200


def test_what_nobody_has_is_not_acceptable(client: Client) -> None:
    assert client.get("/film/tide", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("ending", FORMATS)
def test_the_documents_describe_the_thing(client: Client, ending: str) -> None:
    content_type, known = FORMATS[ending]
    answer = client.get(f"/film/tide.{ending}")
    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["ETag"]
    quads = set(parse(answer.data, format=known))
    label = {
        each.object.value for each in quads if (each.subject.value, each.predicate) == (TIDE, SKOS.prefLabel)
    }
    assert label == {"Tide & <Ebb>"}
    named = {each.graph_name.value for each in quads if isinstance(each.graph_name, NamedNode)}
    cited = {f"{BASE}source/note#char=0,20", f"{BASE}source/letter#char=5,31"}
    assert named == (cited if ending == "trig" else set())


def test_the_documents_name_each_other_and_the_thing(client: Client) -> None:
    for path in ("/film/tide", "/film/tide.html", "/film/tide.nt"):
        link = client.get(path).headers["Link"]
        assert f'<{TIDE}>; rel="canonical"' in link
        assert re.findall(r'<(/\S+)>; rel="alternate"; type="([^"]+)"', link) == [
            ("/film/tide.html", "text/html"),
            ("/film/tide.ttl", "text/turtle"),
            ("/film/tide.jsonld", "application/ld+json"),
            ("/film/tide.nt", "application/n-triples"),
            ("/film/tide.rdf", "application/rdf+xml"),
            ("/film/tide.trig", "application/trig"),
        ]


def test_the_page_tells_facts_with_their_citations(client: Client) -> None:
    text = client.get("/film/tide.html").text
    assert "<h1>Tide &amp; &lt;Ebb&gt;</h1>" in text
    assert f'<a href="/person/ada" title="{BASE}person/ada">Ada Example</a>' in text
    assert 'href="/source/note#char=0,20">0\u201320</a>' in text
    assert "2 sources" in text
    for link in (each for each in links_in(text) if each.startswith(("/film", "/person"))):
        assert client.get(link, headers=BROWSER, follow_redirects=True).status_code == 200, link
    assert " style=" not in text
    assert text.count("<h1>") == 1
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", ["/film/tyde", "/film/tyde.html"])
def test_a_thing_that_is_not_there_is_not_found_with_the_nearest_names(client: Client, path: str) -> None:
    answer = client.get(path, headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert f'<a href="/film/tide" title="{TIDE}">Tide &amp; &lt;Ebb&gt;</a>' in answer.text
    told = client.get("/film/tyde")
    assert (told.status_code, told.mimetype) == (404, "application/problem+json")
    assert "'Tide & <Ebb>'" in json.loads(told.data)["remedy"]


@pytest.mark.parametrize(
    "path", ["/film/a%20b", "/film/%3Cb%3E", "/film/tide.html?page=x", "/film/tide.html?in=a"]
)
def test_no_address_makes_it_stumble(client: Client, path: str) -> None:
    assert client.get(path, headers=BROWSER).status_code in {400, 404}


def test_everything_is_behind_the_prefix_of_a_proxy() -> None:
    text = f"<{TIDE}> <{SKOS.prefLabel.value}> 'Tide' ; <u:a> <{BASE}person/ada> ."
    engine = MemoryEngine(parse(text, format=RdfFormat.TRIG))
    values = defaults() | {"address": "https://music.example/graph"}
    client = Client(Front(create_app(engine, {}, about=ServerInfo(values=values)), engine, values))
    answer = client.get("/film/tide", headers=BROWSER)
    assert answer.headers["Location"] == "/graph/film/tide.html"
    assert '</graph/film/tide.ttl>; rel="alternate"' in answer.headers["Link"]
    inside = [each for each in links_in(client.get("/film/tide.html").text) if each.startswith("/")]
    assert inside
    assert all(each.startswith("/graph/") for each in inside)


@pytest.mark.parametrize("slug", ["caf\u00e9", "caf%C3%A9"])
def test_addresses_that_are_not_ascii_are_found(slug: str) -> None:
    engine = MemoryEngine(parse(f"<{BASE}place/{slug}> <u:a> 1 .", format=RdfFormat.TRIG))
    client = Client(Front(create_app(engine, {}), engine, defaults()))
    answer = client.get("/place/caf%C3%A9")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/place/caf%C3%A9.ttl")
    assert "caf" in client.get("/place/caf%C3%A9.ttl").text
    assert answer.headers["Link"].isascii()


def test_bytes_that_are_not_ascii_stay_what_they_are_in_an_address(client: Client) -> None:
    raw = {"QUERY_STRING": "in=caf\u00e9".encode().decode("latin-1")}
    answer = client.get("/film/tide", environ_overrides=raw)
    assert answer.headers["Location"] == "/film/tide.ttl?in=caf%C3%A9"


def test_a_graph_answers_with_its_triples(client: Client) -> None:
    assert client.get("/graph/curation").headers["Location"] == "/graph/curation.ttl"
    answer = client.get("/graph/curation.nt")
    triples = set(parse(answer.data, format=RdfFormat.N_TRIPLES))
    assert len(triples) == 7
    page = client.get("/graph/curation", headers=BROWSER, follow_redirects=True).text
    assert "It has 7 triples." in page
    assert 'href="/graph/curation.ttl"' in page
    for path in ("/graph/nothing", "/graph/links", "/graph/curation.trig"):
        assert client.get(path).status_code == 404


def test_every_type_of_problem_has_a_page(client: Client) -> None:
    assert problems()["not-found"] is errors.NotFound
    for name, kind in problems().items():
        text = client.get(f"/problem/{name}").text
        assert f"<h1>{escape(kind.title)}</h1>" in text
        assert f"status {kind.status}" in text
    problem = json.loads(client.get("/nothing").data)
    assert client.get("/" + problem["type"].removeprefix(BASE)).status_code == 200
    assert client.get("/problem/nothing").status_code == 404


def test_a_document_is_told_by_a_known_ending_only() -> None:
    assert split_name("mr.-x") == ("mr.-x", "")
    assert split_name("a.b.html") == ("a.b", "html")
    assert split_name(".ttl") == (".ttl", "")
