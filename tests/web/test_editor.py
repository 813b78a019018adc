"""The editor's page, what it completes, and its plain form where the build had no bundle."""

import json
from pathlib import Path

import pytest
from fake import FakeEngine, Serve
from pyoxigraph import RdfFormat, parse
from werkzeug.test import Client

from cuegraph.engine.memory import MemoryEngine
from cuegraph.service.completion import terms_of
from cuegraph.settings import defaults
from cuegraph.web.app import create_app
from cuegraph.web.front import Front

FM = "https://w3id.org/cuegraph/ns#"


def bare(static: Path) -> Client:
    """A client of a server of no data that has these static files only."""
    engine = MemoryEngine()
    app = create_app(engine, {})
    app.static_folder = str(static)
    return Client(Front(app, engine, defaults()))


def test_without_the_bundle_it_is_a_plain_form_and_says_so(tmp_path: Path) -> None:
    page = bare(tmp_path).get("/editor").text
    assert 'method="post" action="/sparql"' in page
    assert '<textarea name="query"' in page
    assert "built without its editor" in page
    assert "editor.js" not in page


def test_with_the_bundle_it_loads_it_and_still_holds_the_form(tmp_path: Path) -> None:
    (tmp_path / "editor").mkdir()
    (tmp_path / "editor" / "editor.js").write_text("0", "utf-8")
    client = bare(tmp_path)
    page = client.get("/editor").text
    assert '<script defer src="/static/editor/editor.js"></script>' in page
    assert '<textarea name="query"' in page
    assert client.get("/static/editor/editor.js").text == "0"


def test_the_form_works_by_itself(client: Client) -> None:
    headers = {"Accept": "text/html"}
    page = client.post("/sparql", data={"query": "SELECT ?s { ?s ?p 'Moor' }"}, headers=headers)
    assert page.status_code == 200
    assert "<table" in page.text


def test_its_policy_allows_nothing_but_our_own_files(client: Client) -> None:
    response = client.get("/editor")
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert "style=" not in response.text
    assert "<style" not in response.text


def test_terms_are_counted_in_the_graph(client: Client) -> None:
    response = client.get("/editor/terms.json")
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["ETag"]
    terms = json.loads(response.data)
    assert terms["prefixes"]["fm"] == FM
    assert terms["complete"] is True
    assert [FM + "Film", "film", 2] in [each[:3] for each in terms["classes"]]
    properties = {each[0]: each[2:] for each in terms["properties"]}
    assert properties[FM + "composer"] == [2, 0]
    assert properties["http://www.w3.org/2004/02/skos/core#hiddenLabel"] == [2, 1]


def test_a_term_has_the_label_of_the_ontology() -> None:
    data = f"""
    <http://a.example/film> a <{FM}Film> ; <{FM}plays> "x", "y" .
    <https://w3id.org/cuegraph/graph/ontology> {{
      <{FM}plays> <http://www.w3.org/2000/01/rdf-schema#label> "is heard in"@en
    }}
    """
    terms = terms_of(MemoryEngine(parse(data, format=RdfFormat.TRIG)))
    (plays,) = [each for each in terms.properties if each.iri == FM + "plays"]
    assert (plays.label, plays.count, plays.named) == ("is heard in", 2, False)
    assert terms.properties[0] == plays


def test_graphs_that_are_no_citations_are_listed() -> None:
    names = ("u:b", "u:a", "https://w3id.org/cuegraph/source/note#char=1,2")
    data = " ".join(f"<{each}> {{ <u:s> <u:p> <u:o> }}" for each in names)
    assert terms_of(MemoryEngine(parse(data, format=RdfFormat.TRIG))).as_json()["graphs"] == ("u:a", "u:b")


def test_the_questions_come_without_their_heads(client: Client) -> None:
    (question,) = json.loads(client.get("/editor/questions.json").data)
    assert question["name"] == "composers"
    assert question["text"].startswith("PREFIX fm:")
    assert '<option value="composers">Composers</option>' in client.get("/editor").text


@pytest.mark.parametrize("path", ["/editor", "/editor/terms.json", "/editor/questions.json"])
def test_nothing_is_sent_twice(client: Client, path: str) -> None:
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_it_opens_with_the_query_of_the_address(tmp_path: Path) -> None:
    client = bare(tmp_path)
    page = client.get("/editor?query=ASK%20%7B%20%3C%2Ftextarea%3E%20%7D").text
    assert ">\nASK { &lt;/textarea&gt; }</textarea>" in page
    assert "COUNT(*)" in client.get("/editor?query=+").text
    assert client.get("/editor?query=a&query=b").status_code == 400


@pytest.mark.parametrize(
    ("query", "place", "what"),
    [
        ("SELCT * { ?s ?p ?o }", (1, 1), "SELECT"),
        ("SELECT * {\n  FILTER(?f > )\n}", (2, 15), "missing"),
        ("ASK { ?s ?p ?o ?q }", (1, 16), "?q"),
        ("ASK { ?s ?p ?o } BROKEN", (1, 18), "BROKEN"),
    ],
)
def test_a_mistake_is_told_with_its_place(
    client: Client, query: str, place: tuple[int, int], what: str
) -> None:
    told = json.loads(client.post("/editor/check", data=query).data)
    assert (told["line"], told["column"]) == place
    assert what in told["detail"] + told["remedy"]


def test_what_parses_has_no_mistake_and_is_not_run(engine: FakeEngine, serve: Serve) -> None:
    queries = ["SELECT * { ?s ?p ?o }", "ASK { SERVICE <http://a.example/> { ?s ?p ?o } }", "é" * 20_000]
    answers = [serve().post("/editor/check", data=each.encode()) for each in queries]
    assert [(each.status_code, each.data) for each in answers] == [(200, b"{}")] * 3
    assert engine.asked == []


def test_the_completion_knows_how_often_the_things_of_a_class_have_a_property(client: Client) -> None:
    terms = json.loads(client.get("/editor/terms.json").data)
    places = [each[0] for each in terms["properties"]]
    assert [places.index(FM + "composer"), 2] in terms["used"][FM + "Film"]
