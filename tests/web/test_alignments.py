"""The page of the alignments: each mapping with its reason, by vocabulary, and as RDF."""

import re

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from werkzeug.test import Client

from cuegraph.engine.memory import MemoryEngine
from cuegraph.settings import defaults
from cuegraph.vocabulary import OWL, RDF, SKOS
from cuegraph.web.app import create_app
from cuegraph.web.front import Front

MAPPINGS = "https://w3id.org/cuegraph/ns/mappings"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

HEAD = """
PREFIX graph: <https://w3id.org/cuegraph/graph/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sssom: <https://w3id.org/sssom/>
"""
BARE = """graph:ontology {
  <https://w3id.org/cuegraph/ns> a owl:Ontology .
  fm:Dance a owl:Class ; rdfs:label "dance"@en ; skos:definition "A ballet."@en .
}"""
ALIGNED = """graph:ontology {
  <https://w3id.org/cuegraph/ns> a owl:Ontology .
  fm:Film a owl:Class ; rdfs:label "film"@en ; rdfs:subClassOf schema:Movie ;
    skos:closeMatch <urn:their:film> .
  [] a owl:Axiom ; owl:annotatedSource fm:Film ; owl:annotatedProperty rdfs:subClassOf ;
    owl:annotatedTarget schema:Movie ; sssom:object_label "Movie" ;
    rdfs:comment "Both are <pictures> & more."@en .
  fm:Dance a owl:Class ; rdfs:label "dance"@en ; skos:relatedMatch <https://dance.example/terms#Step> ;
    skos:definition "A ballet."@en .
  fm:mood a owl:DatatypeProperty ; rdfs:label "mood"@en ;
    skos:editorialNote "No counterpart: moods are ours."@en .
}"""


def client_of(text: str) -> Client:
    engine = MemoryEngine(parse(HEAD + text, format=RdfFormat.TRIG))
    return Client(Front(create_app(engine, {}), engine, defaults()))


@pytest.fixture(scope="module")
def aligned() -> Client:
    return client_of(ALIGNED)


@pytest.fixture(scope="module")
def shipped() -> Client:
    return client_of("")


def text_of(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub("<[^>]+>", " ", page[page.index("<main") :]).split())


def test_each_mapping_is_told_with_what_the_others_call_their_term_and_why(aligned: Client) -> None:
    page = aligned.get("/ns/mappings.html").text
    text = text_of(page)
    assert "How 2 terms of the ontology stand to those of 3 other vocabularies: 3 mappings." in text
    assert "film fm:Film is a kind of Movie schema:Movie Both are &lt;pictures&gt; &amp; more." in text
    assert 'href="https://schema.org/Movie"' in page
    assert "is close to urn:their:film" in text
    assert 'href="urn:their:film"' not in page
    assert "is related to https://dance.example/terms#Step" in text
    assert '<a href="/ns#Film">film</a>' in page
    assert "mood fm:mood Moods are ours." in text


def test_it_can_be_read_by_vocabulary(aligned: Client) -> None:
    text = text_of(aligned.get("/ns/mappings.html", query_string={"with": "schema"}).text)
    assert "Alignments with schema.org" in text
    assert "How 1 term of the ontology stands to those of schema.org: 1 mapping," in text
    assert "is close to" not in text
    assert "Moods are ours" not in text
    step = {"with": "https://dance.example/terms#"}
    assert "is related to" in text_of(aligned.get("/ns/mappings.html", query_string=step).text)
    missing = aligned.get("/ns/mappings.html", query_string={"with": "x"}, headers={"Accept": "*/*"})
    assert missing.status_code == 404
    assert "There are: https://dance.example/terms#, schema, urn:their:." in missing.text


def test_an_ontology_without_alignments_says_so() -> None:
    client = client_of(BARE)
    text = text_of(client.get("/ns/mappings.html").text)
    assert "sets none of its terms beside those of other vocabularies" in text
    assert client.get("/ns/mappings.nt").data == b""
    assert client.get("/ns/mappings.html?with=x").status_code == 404


@pytest.mark.parametrize(("accept", "ending"), [(BROWSER, "html"), ("text/turtle", "ttl")])
def test_the_iri_of_the_mappings_leads_to_what_is_accepted(aligned: Client, accept: str, ending: str) -> None:
    answer = aligned.get("/ns/mappings", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/ns/mappings.{ending}")
    assert f'<{MAPPINGS}>; rel="canonical"' in answer.headers["Link"]


def test_the_documents_hold_mappings_reasons_and_notes_and_nothing_else(aligned: Client) -> None:
    found = [quad.triple for quad in parse(aligned.get("/ns/mappings.ttl").data, format=RdfFormat.TURTLE)]
    assert sum(each.predicate == RDF.type and each.object == OWL.Axiom for each in found) == 1
    assert {each.predicate for each in found} >= {SKOS.closeMatch, SKOS.relatedMatch, SKOS.editorialNote}
    assert SKOS.definition not in {each.predicate for each in found}
    assert NamedNode("https://schema.org/Movie") in {each.object for each in found}


def test_our_own_are_all_there_in_a_page_that_is_small_enough(shipped: Client) -> None:
    page = shipped.get("/ns/mappings.html").text
    reasons = parse(shipped.get("/ns/mappings.nt").data, format=RdfFormat.N_TRIPLES)
    number = sum(quad.object == OWL.Axiom for quad in reasons)
    assert page.count('<span lang="en">') == number > 200
    assert f"{number} mappings, each with its reason" in text_of(page)
    assert len(page.encode()) < 150_000
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_the_pages_of_the_ontology_and_of_the_profiles_lead_there(shipped: Client) -> None:
    page, aligned = shipped.get("/ns.html").text, shipped.get("/ns/mappings.html").text
    assert len(page.encode()) < 150_000
    assert 'href="/ns/mappings.html"' in page
    assert 'href="/ns/mappings.html"' in shipped.get("/profiles").text
    wanted = set(re.findall(r'href="/ns/mappings.html#([^"]+)"', page))
    assert len(wanted) > 80
    assert wanted <= set(re.findall(r'<article id="([^"]+)"', aligned))
    back = set(re.findall(r'href="/ns#([^"]+)"', aligned))
    assert back <= set(re.findall(r'\bid="([^"]+)"', page))
