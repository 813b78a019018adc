"""The graph and its things in other vocabularies, as the server gives them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from fake import BROWSER
from pyoxigraph import RdfFormat, parse

from cuegraph.vocabulary import BASE, SCHEMA

if TYPE_CHECKING:
    from werkzeug.test import Client

SCHEMA_ORG = "<https://schema.org/>"
MUSIC = "<http://purl.org/ontology/mo/>"


@pytest.mark.parametrize(
    ("wanted", "accept", "location"),
    [
        (SCHEMA_ORG, None, "/film/tide.jsonld?profile=schema.org"),
        (SCHEMA_ORG, "text/turtle", "/film/tide.ttl?profile=schema.org"),
        (
            f"<http://a.example/>, {SCHEMA_ORG};q=0.5, {MUSIC};q=0.9",  # which has no words for films
            None,
            "/film/tide.jsonld?profile=schema.org",
        ),
        (f"{SCHEMA_ORG};q=0", None, "/film/tide.ttl"),
        ("<http://a.example/>", None, "/film/tide.ttl"),
        ("nonsense <", None, "/film/tide.ttl"),
    ],
)
def test_the_iri_leads_to_the_profile_that_is_preferred(
    client: Client, wanted: str, accept: str | None, location: str
) -> None:
    headers = {"Accept-Profile": wanted} | ({"Accept": accept} if accept else {})
    answer = client.get("/film/tide", headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (303, location)
    assert "Accept-Profile" in ", ".join(answer.headers.getlist("Vary"))


def test_a_question_mark_stays_with_the_address(client: Client) -> None:
    answer = client.get("/film/tide?a=%C3%A9", headers={"Accept-Profile": SCHEMA_ORG})
    assert answer.headers["Location"] == "/film/tide.jsonld?a=%C3%A9&profile=schema.org"


def test_a_document_says_of_what_profile_it_is(client: Client) -> None:
    answer = client.get("/film/tide.jsonld?profile=schema.org")
    assert answer.headers["Content-Profile"] == SCHEMA_ORG
    assert f'{SCHEMA_ORG}; rel="profile"' in answer.headers["Link"]
    told = json.loads(answer.data)
    assert (told["@id"], told["@type"], told["name"]) == (BASE + "film/tide", "Movie", "Tide & <Ebb>")


@pytest.mark.parametrize(
    ("ending", "form"),
    [
        ("ttl", RdfFormat.TURTLE),
        ("nt", RdfFormat.N_TRIPLES),
        ("rdf", RdfFormat.RDF_XML),
        ("jsonld", RdfFormat.JSON_LD),
    ],
)
def test_the_whole_graph_comes_in_each_format(client: Client, ending: str, form: RdfFormat) -> None:
    answer = client.get(f"/profiles/schema.org.{ending}")
    assert answer.headers["Content-Profile"] == SCHEMA_ORG
    found = {each.object.value for each in parse(answer.data, format=form) if each.predicate == SCHEMA.name}
    assert found == {"Tide & <Ebb>", "Moor"}


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/film/tide.ttl?profile=nope", 404, "schema.org"),
        ("/film/tide.trig?profile=schema.org", 400, "turtle"),
        ("/film/tide.ttl?profile=music-ontology", 404, "no words"),
        ("/profiles/nope.ttl", 404, "schema.org"),
        ("/profiles/schema.org", 404, "/profiles"),
    ],
)
def test_what_there_is_not_is_told(client: Client, path: str, status: int, said: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert said in answer.get_data(as_text=True)


def test_the_page_leads_to_all_of_them(client: Client) -> None:
    page = client.get("/profiles", headers={"Accept": BROWSER}).get_data(as_text=True)
    for each in ("schema.org.jsonld", "schema.org.ttl", "music-ontology.nt", "music-ontology.rdf"):
        assert f'href="/profiles/{each}"' in page
        assert client.get(f"/profiles/{each}").status_code == 200
