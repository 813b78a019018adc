"""The pages of sources and coverage, on two invented notes on an invented film."""

import hashlib
import html
import json
import re
from typing import Any

import pytest
from notes import START, TEXT, TRIG, Make
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from werkzeug.test import Client

from cuegraph.engine.memory import MemoryEngine
from cuegraph.settings import defaults
from cuegraph.vocabulary import BASE
from cuegraph.web import sources
from cuegraph.web.app import create_app
from cuegraph.web.front import Front


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
    assert client.get(f"{path}?page=9").status_code == 404
    for wrong in ("0", "x", "-1", "99999999"):
        assert client.get(f"{path}?page={wrong}").status_code == 400


@pytest.mark.parametrize(
    "path",
    ["/source/note.html?at=1,2&at=3,4", "/film/tide.html?in=about&in=x", "/film/tide.html?kind=a&kind=b"],
)
def test_what_is_given_twice_is_refused(make: Make, path: str) -> None:
    assert make().get(path).status_code == 400


def test_a_change_while_a_page_is_made_is_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = MemoryEngine(parse(TRIG, format=RdfFormat.TRIG))
    app = create_app(engine, {})
    client = Client(Front(app, engine, defaults()))
    recorded, more = sources.is_recorded, NamedNode(f"{BASE}source/note#char=900,910")

    def meanwhile(*given: Any) -> bool:
        engine.store.add(Quad(more, more, more, more))
        engine.version = "changed"
        return recorded(*given)

    monkeypatch.setattr(sources, "is_recorded", meanwhile)
    assert client.get("/source/note.html").status_code == 200
    assert "char=900,910" in client.get("/source/note.html").text


ODD = """<graph/sources> {
  <http://other.example/p> oa:hasSource <source/note> ; schema:sha256 "x" .
  [] oa:hasSource <source/note> ; schema:sha256 "y" .
  <source/note#char=2,14> fm:readWith "no passage" .
}"""


@pytest.mark.parametrize("path", ["/sources", "/coverage", "/source/note.html", "/source/note.trig"])
def test_what_is_no_passage_of_a_source_is_left_out(make: Make, path: str) -> None:
    answer = make(data=TRIG + ODD).get(path)
    assert answer.status_code == 200
    assert "no passage" not in answer.text or path.endswith(".trig")


NINES = "9" * 5_000
LONG_NUMBERS = f"""<source/note#char=0,{NINES}> {{ <film/tide> fm:runs 90 }}
<source/note#char=9,2> {{ <film/tide> fm:runs "PT{NINES}S"^^<http://www.w3.org/2001/XMLSchema#duration> }}
<graph/sources> {{ <source/huge> a fm:Source ; dcterms:extent {NINES} ; dcterms:identifier "{"n" * 300}" ;
  schema:sha256 "{"0" * 64}" . }}"""


@pytest.mark.parametrize(
    "path",
    ["/sources", "/coverage", "/differences", "/source/note.html", "/source/note.trig", "/film/tide.html"],
)
def test_places_and_lengths_may_have_any_number_of_digits(make: Make, path: str) -> None:
    answer = make({"note-1.txt": TEXT}, TRIG + LONG_NUMBERS).get(path)
    assert answer.status_code == 200
    assert 'width="-' not in answer.text


def test_triples_about_triples_are_read_in_words(make: Make) -> None:
    data = TRIG + "<source/note#char=2,14> { <film/tide> fm:about <<( <person/ada> fm:runs 90 )>> }"
    page = make(data=data).get("/source/note.html").text
    assert "Ada Example runs for 90" in page
    assert "{&#39;" not in page


def test_a_very_long_passage_is_not_quoted_whole(make: Make) -> None:
    text = "A word. " * 5_000
    graphs = "".join(f"<source/big#char={at},{len(text)}> {{ <film/tide> fm:runs 90 }}\n" for at in range(50))
    record = f"""<graph/sources> {{ <source/big> a fm:Source ; dcterms:identifier "big" ;
        schema:sha256 "{hashlib.sha256(text.encode()).hexdigest()}" }}"""
    page = make({"big.txt": text}, TRIG + record + graphs).get("/source/big.html").text
    assert page.count("<blockquote>") == 50
    assert len(page) < 4 * len(text)  # the words of all passages are 50 times the text


LONG = "".join(f"Line {each:04} of it.\n" for each in range(450))


@pytest.fixture
def long(make: Make) -> Client:
    """A server of one source with 450 passages of 16 characters, and its text."""
    graphs = "".join(
        f"<source/long#char={at},{at + 16}> {{ <film/tide> fm:runs {at} }}\n"
        for at in range(0, len(LONG), 17)
    )
    record = f"""<graph/sources> {{ <source/long> a fm:Source ; dcterms:identifier "long" ;
        schema:sha256 "{hashlib.sha256(LONG.encode()).hexdigest()}" .
      <source/long#char=0,16> fm:readWith <source/long#char=7140,7156> }}"""
    return make({"long.txt": LONG}, TRIG + record + graphs)


@pytest.mark.parametrize(
    ("wanted", "lands"),
    [
        ("char=7140,7156", "?page=3#char=7140,7156"),
        ("%23char%3D3400,3416", "?page=2#char=3400,3416"),
        ("7141,7150", "?page=3#char=7140,7156"),
        ("char=0,16", "#char=0,16"),
        ("nothing", "#char=0,16"),
    ],
)
def test_a_place_leads_to_its_part_of_the_page(long: Client, wanted: str, lands: str) -> None:
    answer = long.get(f"/source/long.html?at={wanted}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/source/long.html{lands}")
    part = long.get(answer.headers["Location"].partition("#")[0]).text
    assert f'<li id="{lands.partition("#")[2]}">' in part
    assert long.get(f"/source/long?at={wanted}", headers={"Accept": "text/html"}).status_code == 303


def test_a_place_that_is_none_is_refused(long: Client) -> None:
    assert long.get(f"/source/long.html?at={'9' * 5000}").status_code == 400


def test_every_passage_can_be_landed_on_from_the_first_part(long: Client) -> None:
    page = long.get("/source/long.html").text
    assert len(set(re.findall(r' id="(char=[^"]+)"', page))) == page.count(' id="char=') == 450
    assert '<a id="char=7140,7156" href="?page=3#char=7140,7156">7140\u20137156</a>' in page
    assert 'Read with <a href="?page=3#char=7140,7156">' in page
    assert 'src="/static/source.js"' in page


def test_a_part_shows_its_part_of_the_text(long: Client) -> None:
    shown = []
    for number in (1, 2, 3):
        page = long.get(f"/source/long.html?page={number}").text
        found = page[page.index('<div class="page"') :]
        shown.append(re.sub("<[^>]*>", "", found[found.index(">") + 1 : found.index("</div>")]))
        assert set(re.findall(r'href="#(at-\d+)"', page)) <= set(re.findall(r'<mark id="(at-\d+)"', page))
    assert "".join(shown) == LONG
    assert shown[1].startswith("Line 0200")


def test_of_a_very_long_list_each_part_is_found_without_the_rest(
    long: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cuegraph.web.sources.FEW", 100)
    page = long.get("/source/long.html").text
    assert len(re.findall(r'<li id="char=', page)) == 200
    assert re.findall(r'<a href="\?page=(\d)"[^>]*>from (\d+)', page) == [
        ("1", "0"),
        ("2", "3400"),
        ("3", "6800"),
    ]
    assert 'Read with <a href="?page=3#char=7140,7156">' in page
    part = long.get("/source/long.html?page=3").text
    assert "450 passages, 50 of them here" in part
    assert len(re.findall("<mark", part)) == 50
    assert "Line 0400 of it." in part
    assert "Line 0399 of it." not in part
    assert long.get("/source/long.html?at=7141,7150").headers["Location"].endswith("?page=3#char=7140,7156")


def test_passages_that_are_only_recorded_stand_among_those_that_are_cited(make: Make) -> None:
    record = """<graph/sources> { <source/letter#char=4,6> schema:sha256 "ab" ; oa:hasSource <source/letter> .
      <source/letter#char=30,40> schema:sha256 "cd" ; oa:hasSource <source/letter> }"""
    page = make(data=TRIG + record).get("/source/letter.html").text
    assert re.findall(r'<li id="char=([^"]+)"', page) == ["0,25", "4,6", "30,40"]
    assert page.count("Read with others.") == 2


def test_a_things_page_quotes_the_passages_it_cites_only_from_the_text_that_was_cited(make: Make) -> None:
    page = make({"note-1.txt": TEXT}).get("/film/tide.html").text
    quoted = re.findall(r"<li><a class=\"cite\"[^>]*>([^<]+)</a><blockquote>([^<]*)</blockquote>", page)
    assert [(place, html.unescape(words)) for place, words in quoted] == [
        ("2\u201314", TEXT[2:14]),
        (f"2\u2013{START - 1}", TEXT[2 : START - 1]),
        (f"{START}\u2013{START + 22}", "It is 90 minutes long."),
    ]
    for texts in (None, {"note-1.txt": TEXT.replace("90", "91")}):
        assert "<blockquote>" not in make(texts).get("/film/tide.html").text


def test_our_words_are_told_as_ours_and_not_as_a_quotation(make: Make) -> None:
    page = make({"note-1.txt": TEXT}).get("/source/note.html").text
    assert '<i>in our words:</i> <span class="ours">&lt;b&gt;Ada&#x27;s&lt;/b&gt; work.</span>' in page
    assert "<q" not in page


def test_a_digest_stands_in_no_reader_s_way(make: Make) -> None:
    page = make().get("/source/note.html").text
    assert f'<a href="#char=2,{START - 1}" title="SHA-256 ab">' in page
    assert ">ab<" not in page


def test_a_heading_of_the_text_looks_like_one(make: Make) -> None:
    text = "= Tide & Ebb =\nIt = a film.\n"
    sources = TRIG.replace(
        hashlib.sha256(TEXT.encode()).hexdigest(), hashlib.sha256(text.encode()).hexdigest()
    )
    data = sources.replace(f"dcterms:extent {len(TEXT)}", f"dcterms:extent {len(text)}")
    page = make({"note-1.txt": text}, data).get("/source/note.html").text
    shown = page[page.index('<div class="page"') :]
    assert re.findall(r'<b class="heading">(.*?)</b>', shown) == ["= ", "Tide &amp; Ebb ="]
