"""The graph and its things in other vocabularies, as the server gives them."""

from __future__ import annotations

import json
from time import process_time
from typing import TYPE_CHECKING

import pytest
from fake import BROWSER
from pyoxigraph import NamedNode, RdfFormat, parse
from reified import citations_of

from cuegraph.engine.ends import late
from cuegraph.service.within import Within
from cuegraph.vocabulary import BASE, SCHEMA

if TYPE_CHECKING:
    from werkzeug.test import Client

SCHEMA_ORG = "<https://schema.org/>"
OWN = "<https://w3id.org/cuegraph/ns#>"
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


@pytest.mark.parametrize("given", ["schema.org", "https://schema.org/", "http://schema.org/"])
def test_the_address_asks_before_the_header(client: Client, given: str) -> None:
    answer = client.get(f"/film/tide?profile={given}", headers={"Accept-Profile": OWN})
    assert answer.headers["Location"] == f"/film/tide.jsonld?profile={given}"
    found = client.get(answer.headers["Location"], headers={"Accept-Profile": OWN})
    assert found.headers["Content-Profile"] == SCHEMA_ORG
    own = client.get("/film/tide?profile=cuegraph", headers={"Accept-Profile": SCHEMA_ORG})
    assert own.headers["Location"] == "/film/tide.ttl?profile=cuegraph"


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
    ("wanted", "location"),
    [
        (f"{OWN}, {SCHEMA_ORG};q=0.9", "/film/tide.ttl"),
        (f"{OWN};q=0.5, {SCHEMA_ORG}", "/film/tide.jsonld?profile=schema.org"),
        ("<http://schema.org/>", "/film/tide.jsonld?profile=schema.org"),
        (f'{OWN};q="0.4", {SCHEMA_ORG}; q = "0.5"', "/film/tide.jsonld?profile=schema.org"),
    ],
)
def test_our_own_vocabulary_is_a_profile_too(client: Client, wanted: str, location: str) -> None:
    assert client.get("/film/tide", headers={"Accept-Profile": wanted}).headers["Location"] == location


@pytest.mark.parametrize("ending", ["ttl", "jsonld", "nt", "rdf", "trig"])
def test_a_document_in_our_own_vocabulary_says_so(client: Client, ending: str) -> None:
    for query in ("", "?profile=cuegraph"):
        answer = client.head(f"/film/tide.{ending}{query}")
        assert (answer.status_code, answer.headers["Content-Profile"]) == (200, OWN)
        assert f'{OWN}; rel="profile"' in answer.headers["Link"]


def test_the_header_holds_at_the_address_of_a_document_too(client: Client) -> None:
    headers = {"Accept-Profile": SCHEMA_ORG}
    answer = client.get("/film/tide.jsonld", headers=headers)
    assert (answer.headers["Content-Profile"], json.loads(answer.data)["@type"]) == (SCHEMA_ORG, "Movie")
    assert "Accept-Profile" in ", ".join(answer.headers.getlist("Vary"))
    assert client.get("/film/tide.jsonld").headers["Content-Profile"] == OWN
    assert client.get("/film/tide.trig", headers=headers).headers["Content-Profile"] == OWN


@pytest.mark.parametrize("path", ["/film/tide", "/film/tide.ttl"])
def test_all_profiles_of_a_thing_are_listed(client: Client, path: str) -> None:
    links = client.head(path).headers["Link"].split(", ")
    own = 'rel="alternate"; type="text/turtle"; profile="https://w3id.org/cuegraph/ns#"'
    assert f"</film/tide.ttl>; {own}" in links
    other = 'rel="alternate"; profile="https://schema.org/"; type="application/ld+json"'
    assert f"</film/tide.jsonld?profile=schema.org>; {other}" in links
    assert not any("music-ontology" in each for each in links)  # it has no words for films


def test_a_graph_that_takes_too_long_comes_with_a_way_to_get_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def passed(*_: object) -> None:
        raise late(30)

    monkeypatch.setattr(Within, "query", passed)
    for ending in ("ttl", "jsonld"):
        answer = client.get(f"/profiles/schema.org.{ending}?late")
        assert (answer.status_code, "cuegraph export" in answer.text) == (503, True)


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
        ("/profiles/sssom.ttl", 404, "/profiles"),
        ("/profiles/rdf12.rdf", 404, "/profiles"),
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


def test_two_more_are_tables_of_what_others_can_read(client: Client) -> None:
    page = client.get("/profiles", headers={"Accept": BROWSER}).get_data(as_text=True)
    for name, media_type in (
        ("rdf12.ttl", "text/turtle; charset=utf-8; version=1.2"),
        ("rdf12.nt", "application/n-triples; version=1.2"),
        ("sssom.tsv", "text/tab-separated-values; charset=utf-8"),
    ):
        assert f'href="/profiles/{name}"' in page
        assert f"--profile {name.partition('.')[0]}" in page
        answer = client.get(f"/profiles/{name}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, media_type)
    lines = [each for each in answer.get_data(as_text=True).splitlines() if not each.startswith("#")]
    assert lines[0].startswith("subject_id\t")
    assert len(lines) > 200  # the ontology that is shipped, as the data have none


@pytest.mark.parametrize(("ending", "form"), [("ttl", RdfFormat.TURTLE), ("nt", RdfFormat.N_TRIPLES)])
def test_the_view_in_rdf12_has_each_citation(client: Client, ending: str, form: RdfFormat) -> None:
    read = parse(client.get(f"/profiles/rdf12.{ending}").data, format=form)
    found = citations_of(each.triple for each in read)
    film, composer = NamedNode(f"{BASE}film/tide"), NamedNode(f"{BASE}person/ada")
    assert len(found) == 3
    graphs = {each.graph_name for each in found if (each.subject, each.object) == (film, composer)}
    assert graphs == {NamedNode(f"{BASE}source/{each}") for each in ("note#char=0,20", "letter#char=5,31")}


def test_the_view_in_rdf12_is_not_made_of_too_much(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cuegraph.web.profiles.MOST_CITED", 2)
    answer = client.get("/profiles/rdf12.nt?anew")
    assert (answer.status_code, "N-Quads" in answer.get_data(as_text=True)) == (422, True)


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/source/note.ttl?profile=schema.org", 404, "no words"),
        ("/source/note.ttl?profile=nope", 404, "schema.org"),
        ("/source/note.trig?profile=schema.org", 400, "turtle"),
        ("/source/note.ttl?profile=cuegraph", 200, ""),
    ],
)
def test_a_source_is_in_a_profile_or_that_is_refused(
    client: Client, path: str, status: int, said: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, said in answer.text) == (status, True)


@pytest.mark.parametrize(
    "path", ["/profiles/schema.org.jsonld?less", "/film/tide.ttl?profile=schema.org&less"]
)
def test_what_is_too_large_comes_with_a_way_to_get_it(
    client: Client, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("cuegraph.web.profiles.LARGEST", 50)
    answer = client.get(path)
    assert (answer.status_code, "cuegraph export --profile schema.org" in answer.text) == (422, True)


def test_a_header_with_much_space_is_read_once(client: Client) -> None:
    start = process_time()
    answer = client.get("/film/tide", headers={"Accept-Profile": f"<{'a>' + ' ' * 3990}x"})
    assert answer.status_code == 303
    assert process_time() - start < 0.1
