"""A thing's page tells what the library's questions answer about it, and schema.org's terms for it."""

import json
import re

from pyoxigraph import RdfFormat, parse
from werkzeug.test import Client

from cuegraph.engine.memory import MemoryEngine
from cuegraph.service.library import load_questions
from cuegraph.settings import defaults, shipped
from cuegraph.web.app import create_app
from cuegraph.web.front import Front
from cuegraph.web.portrait import SECTIONS

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
        "directors-of-a-film"
    ]
    assert 'href="/questions/directors-of-a-film?film=film%3Atide"' in text
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
        for name, parameter in listed:
            assert parameter in {each.name for each in QUESTIONS[name].parameters}, name
