"""The pages of sources, where they differ, and coverage, on two invented notes on an invented film."""

import hashlib
import html
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from werkzeug.test import Client

from cuegraph.engine.memory import MemoryEngine
from cuegraph.settings import defaults
from cuegraph.web.app import ServerInfo, create_app
from cuegraph.web.front import Front

TEXT = "\U0001f3b5 Tide & <Ebb> has music by Ada. It is 90 minutes long. Buy now!\n"
START = TEXT.index("It is")
"""In code points; a browser would count one more."""

SECOND = "The film runs 95 minutes.\n"

TRIG = f"""
BASE <https://w3id.org/cuegraph/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
<film/tide> a fm:Film ; skos:prefLabel "Tide & <Ebb>" .
<person/ada> skos:prefLabel "Ada Example" .
<comparison/length> a fm:Comparison ; skos:prefLabel "How long it is" .
<concept/contradiction> skos:prefLabel "contradiction"@en .
<graph/curation> {{
  <film/tide> a fm:Film ; skos:prefLabel "Tide & <Ebb>" .
  <comparison/length> a fm:Comparison ; skos:prefLabel "How long it is" ; fm:about <film/tide> ;
    fm:kind <concept/contradiction> ; dcterms:description "One has five minutes more."@en ;
    fm:compares <source/note#char={START},{START + 22}>, <source/letter#char=0,25> .
}}
<graph/sources> {{
  <source/note> a fm:Source ; skos:prefLabel "Note on Tide" ; dcterms:description "A note."@en ;
    dcterms:title "On Tide" ; dcterms:identifier "note-1" ; dcterms:extent {len(TEXT)} ;
    schema:sha256 "{hashlib.sha256(TEXT.encode()).hexdigest()}" ; fm:leavesOpen dcterms:creator .
  <source/note#char=2,{START - 1}> schema:sha256 "ab" ; oa:hasSource <source/note> .
  <source/note#char={START},{START + 22}> schema:sha256 "cd" ; oa:hasSource <source/note> ;
    fm:readWith <source/note#char=2,14> .
  <source/note#char=2,14> schema:sha256 "ef" ; oa:hasSource <source/note> .
  <source/note#char={START + 23},{START + 31}> oa:hasSource <source/note> ;
    fm:statesNothing "an advertisement"@en .
  <source/letter> a fm:Source ; skos:prefLabel "A letter" .
}}
<graph/ontology> {{
  <ns#runs> rdfs:label "runs for"@en .
  <shape/film> sh:targetClass fm:Film ; sh:property <shape/one> .
  <shape/one> sh:path fm:runs ; sh:maxCount 1 .
}}
<source/note#char={START},{START + 22}> {{ <film/tide> fm:runs 90 }}
<source/note#char=2,{START - 1}> {{
  <film/tide> fm:composer <person/ada> ; rdfs:label "Tide" .
  <statement/s> fm:paraphrase "<b>Ada's</b> work."@en }}
<source/note#char=2,14> {{ <film/tide> fm:about <person/ada> }}
<source/letter#char=0,25> {{ <film/tide> fm:runs 95 }}
"""

Make = Callable[..., Client]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Gives a client of a server of a dataset, with texts by their file names; None for no folder."""

    def serve(texts: dict[str, str] | None = None, data: str = TRIG, address: str = "") -> Client:
        for name, content in (texts or {}).items():
            (tmp_path / name).write_bytes(content.encode())
        about = ServerInfo(
            values=defaults() | {"address": address}, texts=None if texts is None else tmp_path
        )
        engine = MemoryEngine(parse(data, format=RdfFormat.TRIG))
        return Client(Front(create_app(engine, {}, about=about), engine, about.values))

    return serve


def test_a_source_lists_what_it_says_in_the_order_of_the_text(make: Make) -> None:
    page = make().get("/source/note.html").text
    assert re.findall(r'<li id="([^"]+)"', page) == [
        f"char=2,{START - 1}" if at == 1 else each
        for at, each in enumerate(
            ["char=2,14", "", f"char={START},{START + 22}", f"char={START + 23},{START + 31}"]
        )
    ]
    assert '<a href="/film/tide">Tide &amp; &lt;Ebb&gt;</a> <i>runs for</i> 90' in page
    assert "&lt;b&gt;Ada&#x27;s&lt;/b&gt; work." in page
    assert "States nothing: an advertisement." in page
    assert 'Read with <a href="#char=2,14">' in page
    assert "On Tide" in page
    assert TEXT[START : START + 22] not in html.unescape(page)


def test_the_text_is_shown_with_its_passages_marked(make: Make) -> None:
    page = make({"note-1.txt": TEXT}).get("/source/note.html").text
    shown = page[page.index('<div class="page"') :]
    shown = shown[shown.index(">") + 1 : shown.index("</div>")]
    assert html.unescape(re.sub(r"<[^>]*>", "", shown)) == TEXT
    marks = re.findall(r'<mark(?: id="([^"]+)")?[^>]*><a href="#([^"]+)">([^<]*)</a></mark>', shown)
    assert [(each[0], each[1], html.unescape(each[2])) for each in marks] == [
        ("at-2", "char=2,14", TEXT[2:14]),
        ("", f"char=2,{START - 1}", TEXT[14 : START - 1]),
        (f"at-{START}", f"char={START},{START + 22}", "It is 90 minutes long."),
        (f"at-{START + 23}", f"char={START + 23},{START + 31}", "Buy now!"),
    ]
    assert f'href="#at-{START}"' in page
    assert "<blockquote>It is 90 minutes long.</blockquote>" in page


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ({"note-1.txt": TEXT.replace("90", "91")}, "is not the one that was cited"),
        ({"other.txt": "Nothing.\n"}, "is not among those at hand"),
        ({"note-1.txt": TEXT.replace("\n", "\r\n")}, "cannot be shown"),
    ],
)
def test_another_text_is_not_shown(make: Make, texts: dict[str, str], told: str) -> None:
    page = make(texts).get("/source/note.html").text
    assert told in page
    assert "<mark" not in page
    assert "minutes" not in page


def test_a_source_leads_to_the_document_that_is_wanted(make: Make) -> None:
    client = make(address="https://music.example/graph")
    for accept, ending in (("text/html", "html"), ("text/turtle", "ttl"), ("application/trig", "trig")):
        answer = client.get("/graph/source/note", headers={"Accept": accept})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/graph/source/note.{ending}")
        assert '</graph/source/note.ttl>; rel="alternate"; type="text/turtle"' in answer.headers["Link"]
        assert '<https://w3id.org/cuegraph/source/note>; rel="canonical"' in answer.headers["Link"]


def test_documents_hold_what_is_recorded_and_what_is_stated(make: Make) -> None:
    client = make()
    turtle = set(parse(client.get("/source/note.ttl").data, format=RdfFormat.TURTLE))
    recorded = [each for each in parse(TRIG, format=RdfFormat.TRIG) if "note" in str(each.subject)]
    assert {each.triple for each in turtle} == {each.triple for each in recorded}
    dataset = set(parse(client.get("/source/note.trig").data, format=RdfFormat.TRIG))
    cited = {each for each in parse(TRIG, format=RdfFormat.TRIG) if "source/note#" in str(each.graph_name)}
    assert dataset == cited | set(recorded)
    assert json.loads(client.get("/source/note.jsonld").data)


def test_an_unknown_source_is_told_with_the_nearest(make: Make) -> None:
    answer = make().get("/source/notes")
    assert answer.status_code == 404
    assert "note" in answer.json["remedy"]  # type: ignore[index]
    assert make().get("/source/%3Cb%3E.html").status_code == 404


def test_all_sources_are_listed_also_those_that_only_citations_name(make: Make) -> None:
    page = make(data=TRIG + "<source/scrap#row=2> { <film/tide> fm:runs 95 }").get("/sources").text
    assert re.findall(r'<h2><a href="([^"]+)">([^<]+)', page) == [
        ("/source/letter", "A letter"),
        ("/source/note", "Note on Tide"),
        ("/source/scrap", "scrap"),
    ]
    assert "<dt>facts</dt><dd>5</dd>" in page


def test_differences_stand_side_by_side(make: Make) -> None:
    page = make({"note-1.txt": TEXT}).get("/differences").text
    values, compared = page.split('<article class="compared">')
    assert re.findall(r'<p class="value">(\d+)</p>', values) == ["90", "95"]
    assert "It is 90 minutes long." in values
    assert '<a href="/comparison/length">How long it is</a>' in compared
    assert "One has five minutes more." in compared
    assert compared.count("<i>runs for</i>") == 2
    assert (
        f'href="/source/note#char={START},{START + 22}">Note on Tide, {START}\u2013{START + 22}</a>'
        in compared
    )
    assert "Contradiction" in values


def test_one_value_or_one_of_another_class_is_no_difference(make: Make) -> None:
    page = make(data=TRIG.replace("fm:runs 95", "fm:runs 90")).get("/differences").text
    assert "Different values" not in page
    page = (
        make(data=TRIG.replace("sh:targetClass fm:Film", "sh:targetClass fm:Album")).get("/differences").text
    )
    assert "Different values" not in page


def test_coverage_counts_sentences_where_the_text_is_at_hand(make: Make) -> None:
    page = make().get("/coverage").text
    assert "an advertisement" in page
    assert "sentences and rows" not in page
    page = make({"note-1.txt": TEXT}).get("/coverage").text
    assert "Every sentence, row, heading and list item" in page
    page = make({"note-1.txt": TEXT}, TRIG.replace("fm:statesNothing", "fm:hedge")).get("/coverage").text
    assert "Buy now!" in page


@pytest.mark.parametrize("path", ["/sources", "/differences", "/coverage"])
def test_data_without_sources_say_so(make: Make, path: str) -> None:
    answer = make({}, "<a:a> <a:b> <a:c> .").get(path)
    assert answer.status_code == 200
    assert re.search(r"no sources|Nothing here differs", answer.text)


@pytest.mark.parametrize("path", ["/sources", "/differences", "/coverage", "/source/note.html"])
def test_pages_are_numbers(make: Make, path: str) -> None:
    client = make()
    assert client.get(f"{path}?page=9").status_code == 200
    for wrong in ("0", "x", "-1", "99999999"):
        assert client.get(f"{path}?page={wrong}").status_code == 400
