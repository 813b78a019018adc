"""The ontology's addresses and page, and the questions as examples."""

import re
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse
from werkzeug.test import Client

from cuegraph.engine.memory import MemoryEngine
from cuegraph.protocol.request import Update
from cuegraph.service.library import load_questions
from cuegraph.settings import defaults
from cuegraph.vocabulary import RDF, RDFS, SCHEMA, SH, SKOS
from cuegraph.web.app import create_app
from cuegraph.web.front import Front

if TYPE_CHECKING:
    from pathlib import Path

NS = "https://w3id.org/cuegraph/ns"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

TRIG = """
PREFIX film: <https://w3id.org/cuegraph/film/>
PREFIX graph: <https://w3id.org/cuegraph/graph/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
film:tide a fm:Film ; skos:prefLabel "Tide & <Ebb>" ; fm:mood "calm"@en , "grave"@en .
graph:ontology {
  <https://w3id.org/cuegraph/ns> a owl:Ontology .
  fm:Film a owl:Class ; rdfs:label "film"@en ; skos:definition "A work <made> of pictures."@en ;
    skos:closeMatch <http://dbpedia.org/ontology/Film> .
  fm:Ballet a owl:Class ; rdfs:label "ballet"@en ; skos:example "film:none a fm:Ballet ." .
  fm:mood a owl:DatatypeProperty ; rdfs:label "mood"@en .
  <urn:shape> a sh:NodeShape ; sh:targetClass fm:Film ; sh:property <urn:property> .
  <urn:property> sh:path fm:mood ; sh:minCount 1 .
}
"""

MOODS = """\
#+ title: Moods
#+ sentence: Which film has which mood?
#+ tags: [film]
#+ expect:
#+   - columns: [film, mood]
#+     rows: [[film/tide, calm], [film/tide, grave]]
PREFIX fm: <https://w3id.org/cuegraph/ns#>
# fm:Ballet is not asked for
SELECT ?film ?mood WHERE { ?film fm:mood ?mood } ORDER BY ?mood
"""


def client_of(text: str, folder: "Path | None" = None) -> Client:
    engine = MemoryEngine(parse(text, format=RdfFormat.TRIG))
    app = create_app(engine, {} if folder is None else load_questions(folder))
    return Client(Front(app, engine, defaults()))


@pytest.fixture
def moods(tmp_path: "Path") -> Client:
    (tmp_path / "moods.rq").write_text(MOODS, "utf-8")
    return client_of(TRIG, tmp_path)


def term(page: str, anchor: str) -> str:
    """What the page says of one term, without its tags."""
    found = re.search(rf'<article id="{anchor}".*?</article>', page, re.DOTALL)
    assert found is not None
    return " ".join(re.sub("<[^>]+>", " ", found[0]).split())


@pytest.mark.parametrize(
    ("accept", "ending"),
    [(BROWSER, "html"), ("*/*", "ttl"), ("application/ld+json", "jsonld"), ("application/rdf+xml", "rdf")],
)
def test_the_address_of_the_ontology_leads_to_what_is_accepted(
    moods: Client, accept: str, ending: str
) -> None:
    answer = moods.get("/ns", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/ns.{ending}")
    assert "Accept" in answer.headers["Vary"]
    assert '</ns.ttl>; rel="alternate"; type="text/turtle"' in answer.headers["Link"]
    assert f'<{NS}>; rel="canonical"' in answer.headers["Link"]


@pytest.mark.parametrize(
    ("ending", "form"),
    [
        ("ttl", RdfFormat.TURTLE),
        ("nt", RdfFormat.N_TRIPLES),
        ("rdf", RdfFormat.RDF_XML),
        ("jsonld", RdfFormat.JSON_LD),
    ],
)
def test_the_documents_hold_the_ontology_that_is_served(moods: Client, ending: str, form: RdfFormat) -> None:
    found = {quad.triple for quad in parse(moods.get(f"/ns.{ending}").data, format=form)}
    graph = NamedNode("https://w3id.org/cuegraph/graph/ontology")
    assert found == {quad.triple for quad in parse(TRIG, format=RdfFormat.TRIG) if quad.graph_name == graph}


def test_data_without_an_ontology_get_the_one_that_comes_with_cuegraph() -> None:
    client = client_of("")
    found = {quad.triple for quad in parse(client.get("/ns.nt").data, format=RdfFormat.N_TRIPLES)}
    assert NamedNode(f"{NS}#SoundtrackAlbum") in {each.subject for each in found}
    page = client.get("/ns.html").text
    assert "not used here" in term(page, "SoundtrackAlbum")
    assert page.index('id="Film"') < page.index('id="SoundtrackAlbum"') < page.index('id="skos-prefLabel"')


def test_the_page_tells_each_term_with_its_uses_shape_example_and_questions(moods: Client) -> None:
    page = moods.get("/ns.html").text
    film, mood, ballet = (term(page, each) for each in ("Film", "mood", "Ballet"))
    assert "Class, 1 thing " in film
    assert "A work &lt;made&gt; of pictures." in film
    assert "mood : at least one" in film
    assert "is close to dbo:Film" in film
    assert "Example Tide &amp; &lt;Ebb&gt;" in film
    assert "Property, 2 uses" in mood
    assert "Needed by film" in mood
    assert 'href="/questions/moods"' in page
    assert "Moods" in mood
    assert "Moods" not in ballet  # which only a comment names
    assert "not used here" in ballet
    assert "film:none a fm:Ballet ." in ballet


def test_every_link_within_the_page_leads_somewhere(moods: Client) -> None:
    for client in (moods, client_of("")):
        page = client.get("/ns.html").text
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_many_uses_are_not_counted_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cuegraph.service.usage.SMALL", 3)
    monkeypatch.setattr("cuegraph.service.usage.MOST", 2)
    monkeypatch.setattr("cuegraph.web.ontology.MOST", 2)
    films = " ".join(f"<urn:{each}> a <{NS}#Film> ." for each in range(4))
    page = client_of(f"{films} <urn:a> a <{NS}#Track> .").get("/ns.html").text
    assert "over 2 things" in term(page, "Film")
    assert "Class, 1 thing " in term(page, "Track")


def test_the_questions_are_examples_that_say_how_and_where_to_ask(moods: Client) -> None:
    answer = moods.get("/.well-known/sparql-examples", headers={"Accept": "text/turtle"})
    store = Store()
    store.load(answer.data, format=RdfFormat.TURTLE)
    example = NamedNode("http://localhost/.well-known/sparql-examples/moods")

    def values(predicate: NamedNode) -> set[str]:
        return {quad.object.value for quad in store.quads_for_pattern(example, predicate, None)}

    assert values(RDF.type) == {SH.SPARQLExecutable.value, SH.SPARQLSelectExecutable.value}
    assert values(RDFS.comment) == {"Which film has which mood?"}
    assert values(SCHEMA.target) == {"http://localhost/sparql"}
    assert values(SCHEMA.keywords) == {"film"}
    (query,) = values(SH.select)
    assert query.startswith("PREFIX fm:")
    rows = moods.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"}).text.split()
    assert [each.rpartition(",")[2] for each in rows] == ["mood", "calm", "grave"]
    declared = "SELECT ?iri { ?x sh:prefixes/sh:declare [ sh:prefix 'fm' ; sh:namespace ?iri ] }"
    (row,) = store.query(declared, prefixes={"sh": SH.iri})
    assert row["iri"].value == f"{NS}#"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("application/ld+json", RdfFormat.JSON_LD),
        ("application/rdf+xml", RdfFormat.RDF_XML),
        ("application/n-triples", RdfFormat.N_TRIPLES),
    ],
)
def test_one_example_has_an_address_of_its_own_in_all_formats(
    moods: Client, accept: str, form: RdfFormat
) -> None:
    answer = moods.get("/.well-known/sparql-examples/moods", headers={"Accept": accept})
    assert answer.headers["Content-Type"].startswith(accept)
    assert SH.select in {quad.predicate for quad in parse(answer.data, format=form)}


def test_there_are_no_examples_that_are_not_there(moods: Client) -> None:
    assert moods.get("/.well-known/sparql-examples/none").status_code == 404
    assert client_of("").get("/.well-known/sparql-examples").status_code == 404


def test_labels_are_in_the_data() -> None:
    page = client_of(f'<urn:a> <{SKOS.prefLabel.value}> "x" .').get("/ns.html").text
    assert "Property, 1 use " in term(page, "skos-prefLabel")


def test_the_page_is_made_anew_when_the_data_change() -> None:
    engine = MemoryEngine()
    client = Client(Front(create_app(engine, {}), engine, defaults()))
    assert "not used here" in term(client.get("/ns.html").text, "Film")
    engine.update(Update(f"INSERT DATA {{ <urn:a> a <{NS}#Film> }}"))
    engine.version = "2"
    assert "Class, 1 thing " in term(client.get("/ns.html").text, "Film")
