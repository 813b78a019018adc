"""A thing's page tells what the library's questions answer about it, and schema.org's terms for it."""

import json
import re

import pytest
from pyoxigraph import DefaultGraph, Quad, RdfFormat, parse
from werkzeug.test import Client

from cuegraph.engine.memory import MemoryEngine
from cuegraph.graph.assemble import assemble
from cuegraph.service.library import load_questions
from cuegraph.service.portrait import SECTIONS
from cuegraph.settings import defaults, shipped
from cuegraph.web.app import create_app
from cuegraph.web.front import Front

DATA = """
PREFIX : <https://w3id.org/cuegraph/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX schema: <https://schema.org/>
<https://w3id.org/cuegraph/film/tide> a fm:Film, schema:Movie ; skos:prefLabel "Tide </script>" ;
  schema:director <https://w3id.org/cuegraph/person/ada> .
<https://w3id.org/cuegraph/person/ada> skos:prefLabel "Ada" .
<https://w3id.org/cuegraph/source/note> skos:prefLabel "Note" .
<https://w3id.org/cuegraph/graph/sources> { <https://w3id.org/cuegraph/source/note> skos:prefLabel "Note" }
<https://w3id.org/cuegraph/source/note#char=1,9> {
  <https://w3id.org/cuegraph/film/tide> schema:director <https://w3id.org/cuegraph/person/ada>
}
"""
QUESTIONS = load_questions(shipped("queries"))


def page(path: str) -> str:
    engine = MemoryEngine(parse(DATA, format=RdfFormat.TRIG))
    return Client(Front(create_app(engine, QUESTIONS), engine, defaults())).get(path).text


def test_questions_with_an_answer_are_told() -> None:
    text = page("/film/tide.html")
    assert re.findall(r'<section class="told-by-question" aria-labelledby="([^"]+)">', text) == [
        "people-of-a-film"
    ]
    assert 'href="/questions/people-of-a-film?film=film%3Atide"' in text
    assert re.search(r'<a href="/person/ada"[^>]*>Ada</a> directed the film\.', text)
    assert 'href="/source/note#char=1,9"' in text


def test_schema_org_stands_in_the_page() -> None:
    text = page("/film/tide.html")
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    told = json.loads(found)
    assert (told["@type"], told["name"], told["director"]["name"]) == ("Movie", "Tide </script>", "Ada")
    assert told["url"].endswith("/film/tide")
    assert '<script type="application/ld+json"' not in page("/person/ada.html")


def test_every_question_of_a_portrait_is_there_and_takes_the_thing() -> None:
    for listed in SECTIONS.values():
        for asked in listed:
            known = {each.name for each in QUESTIONS[asked.question].parameters}
            assert asked.parameter in known, asked.question


def told(engine: MemoryEngine, path: str) -> list[tuple[str, list[str]]]:
    """Heading and sentences of each section of a page, as text."""
    text = Client(Front(create_app(engine, QUESTIONS), engine, defaults())).get(path).text
    found = re.findall(r'(?s)<section class="told-by-question".*?<h2[^>]*>(.*?)</h2>(.*?)</section>', text)
    return [
        (heading, [re.sub("<[^>]*>", "", each) for each in re.findall(r"(?s)<li><span>(.*?)</span>\n", part)])
        for heading, part in found
    ]


@pytest.fixture(scope="module")
def drive() -> list[Quad]:
    return list(assemble(shipped("data"), shipped("ontology")).quads)


PAGES = ["/film/drive-2011.html", "/album/drive-soundtrack.html", "/recording/a-real-hero.html"]


@pytest.mark.parametrize("path", PAGES)
def test_every_sentence_of_a_portrait_has_a_citation(drive: list[Quad], path: str) -> None:
    engine = MemoryEngine(drive)
    text = Client(Front(create_app(engine, QUESTIONS), engine, defaults())).get(path).text
    (lists) = re.findall(r'(?s)<ul class="sentences">(.*?)</ul>', text)
    lines = [each for part in lists for each in part.split("<li>")[1:]]
    assert len(lines) > 5
    assert not [each for each in lines if 'class="cite"' not in each]


def test_a_dataset_without_citations_has_portraits_too(drive: list[Quad]) -> None:
    plain = [each for each in drive if each.graph_name == DefaultGraph()]
    with_sources, without = told(MemoryEngine(drive), PAGES[1]), told(MemoryEngine(plain), PAGES[1])
    assert [heading for heading, _ in without] == [heading for heading, _ in with_sources]
    for each in (with_sources, without):
        edition = "Drive soundtrack, CD: 19 September 2011, on CD, released by Lakeshore Records."
        assert edition in dict(each)["Editions"]
    (first, *_) = dict(without)["Tracks that the sources name"]
    assert first.startswith("1. Nightcall by Kavinsky; ")
    assert first.endswith("; used in Drive (uses named: opening credits).")


def test_a_film_tells_its_story_in_sentences(drive: list[Quad]) -> None:
    found = dict(told(MemoryEngine(drive), PAGES[0]))
    assert "Ryan Gosling plays the Driver in Drive (“unnamed stuntman/getaway driver”)." in found["People"]
    assert found["How it was scored"][-3:-1] == [
        "Johnny Jewel has music in the score of Drive.",
        "Vintage keyboard is an instrument of the score of Drive.",
    ]
    reviews = found["Reviews: Drive (Original Motion Picture Soundtrack)"]
    assert "Mayer Nissim for Digital Spy gives 4 of 5." in reviews
