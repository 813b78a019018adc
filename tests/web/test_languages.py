"""Pages in the language that the client asks for, of those that the dataset has."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from fake import BROWSER, FakeEngine
from pyoxigraph import RdfFormat, parse
from werkzeug.test import Client, TestResponse

from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import DeadlinePassed, Overloaded
from cuegraph.protocol.languages import among, ranges
from cuegraph.service.ask import languages_in
from cuegraph.service.library import load_questions
from cuegraph.service.lookup import best_text
from cuegraph.service.standing import Once
from cuegraph.settings import defaults
from cuegraph.web.app import create_app
from cuegraph.web.front import Front
from cuegraph.web.languages import Languages

if TYPE_CHECKING:
    from pathlib import Path

PREFIXES = """
PREFIX film: <https://w3id.org/cuegraph/film/>
PREFIX person: <https://w3id.org/cuegraph/person/>
PREFIX graph: <https://w3id.org/cuegraph/graph/>
PREFIX source: <https://w3id.org/cuegraph/source/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
FACTS = """
film:ebb a fm:Film ; skos:prefLabel "Ebbe"@de, "The ebb"@en, "Ebb" ; fm:composer person:ada ;
  dcterms:description "Ein Film vom Meer."@de, "A film of the sea."@en .
film:moor a fm:Film ; skos:prefLabel "Moor" ; fm:composer person:ada .
person:ada skos:prefLabel "Ada Example" .
"""
TRIG = f"""{PREFIXES}{FACTS}
graph:curation {{ {FACTS} }}
graph:ontology {{ fm:composer rdfs:label "Komponist"@de, "composer"@en }}
graph:sources {{
  source:note a fm:Source ; dcterms:title "Notiz"@de, "Note"@en ;
    dcterms:description "A leaf."@en, "Blatt."@de
}}
<https://w3id.org/cuegraph/source/note#char=0,20> {{ film:ebb fm:composer person:ada }}
"""
FILMS = """\
#+ title: Films
#+ sentence: Which films are there?
#+ parameters:
#+   - {name: film, type: iri, class: fm:Film, help: the film}
#+ expect:
#+   - columns: [filmLabel]
#+     rows: []
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?film ?filmLabel WHERE {
  VALUES ?film { UNDEF }
  ?film a fm:Film ; skos:prefLabel ?filmLabel
}
ORDER BY ?filmLabel
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Client:
    folder: Path = tmp_path_factory.mktemp("queries")
    (folder / "films.rq").write_text(FILMS, "utf-8")
    engine = MemoryEngine(parse(TRIG, format=RdfFormat.TRIG))
    return Client(Front(create_app(engine, load_questions(folder)), engine, defaults()))


def get(client: Client, path: str, language: str = "") -> TestResponse:
    headers = {"Accept": BROWSER} | ({"Accept-Language": language} if language else {})
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return answer


def heading(client: Client, language: str) -> str:
    return re.findall(r"<h1.*?</h1>", get(client, "/film/ebb.html", language).text)[0]


def is_hit(answer: TestResponse) -> bool:
    return answer.headers["Server-Timing"].startswith("cache")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", '<h1 lang="de">Ebbe</h1>'),
        ("de-CH, en;q=0.5", '<h1 lang="de">Ebbe</h1>'),
        ("en;q=0.4, fr, de;q=0.6", '<h1 lang="de">Ebbe</h1>'),
        ("en", "<h1>The ebb</h1>"),
        ("en-GB, de;q=0.9", "<h1>The ebb</h1>"),
        ("de;q=0", "<h1>The ebb</h1>"),
        ("fr", "<h1>The ebb</h1>"),
        ("", "<h1>The ebb</h1>"),
        ("de;;, <b>, " + "x" * 2000, "<h1>The ebb</h1>"),
    ],
)
def test_a_thing_has_the_name_and_the_description_that_are_asked_for(
    client: Client, language: str, told: str
) -> None:
    assert heading(client, language) == told
    described = '<p class="sentence" lang="de">Ein Film vom Meer.</p>'
    assert (described in get(client, "/film/ebb.html", language).text) == ("Ebbe" in told)


@pytest.mark.parametrize(
    ("path", "german", "english"),
    [
        ("/person/ada.html", 'lang="de">Ebbe</a>', ">The ebb</a>"),
        ("/film/ebb.html", ' lang="de">Komponist</span>', ">composer</span>"),
        ("/film/ebb.html", '<span class="by" lang="de">Notiz', '<span class="by">Note'),
        ("/", 'lang="de">Ebbe</a>', ">The ebb</a>"),
        ("/source/note.html", '<h1 lang="de">Notiz</h1>', "<h1>Note</h1>"),
        ("/source/note.html", '<p class="sentence" lang="de">Blatt.</p>', 'lang="en">A leaf.</p>'),
        ("/source/note.html", 'lang="de">Ebbe</a>', ">The ebb</a>"),
        ("/sources", ">Notiz</a>", ">Note</a>"),
        ("/search?q=ebb", 'lang="de">Ebbe</a>', 'lang="en">The <mark>ebb</mark></a>'),
        ("/questions/films", ">Ebbe</option>", ">The ebb</option>"),
    ],
)
def test_what_lists_things_names_them_so_too(client: Client, path: str, german: str, english: str) -> None:
    for _ in range(2):  # also from the cache
        for language, wanted, other in (("de", german, english), ("en", english, german)):
            answer = get(client, path, language)
            assert wanted in answer.text
            assert other not in answer.text
            assert "Accept-Language" in ", ".join(answer.headers.getlist("Vary"))


def test_a_row_for_each_name_of_a_thing_becomes_one(client: Client) -> None:
    told = {each: get(client, "/questions/films", each).text for each in ("en", "de")}
    rows = {each: re.findall(r"<td[^>]*><a[^>]*>(.*?)</a>", text) for each, text in told.items()}
    assert rows == {"en": ["Ebb", "Ebbe", "Moor", "The ebb"], "de": ["Ebbe", "Moor"]}
    assert "2 rows" in told["de"]
    assert re.search(r'<td[^>]* lang="de"><a href="/film/ebb"', told["de"])


def test_headers_that_make_no_difference_share_an_answer(client: Client) -> None:
    get(client, "/film/moor.html", "de")
    assert is_hit(get(client, "/film/moor.html", "de-AT, fr;q=0.9, en;q=0.8"))
    get(client, "/film/moor.html")
    assert is_hit(get(client, "/film/moor.html", "fr-CA, pt;q=0.2"))
    assert is_hit(get(client, "/film/moor.html", "en-US, en"))


def test_each_of_many_at_once_gets_its_own(client: Client) -> None:
    languages = ["de", "en"] * 8
    with ThreadPoolExecutor(8) as pool:
        told = pool.map(lambda each: get(client, "/film/ebb.html?x=1", each).text, languages)
    assert ["Ebbe</h1>" in each for each in told] == [each == "de" for each in languages]


@pytest.mark.parametrize("path", ["/film/ebb.ttl", "/search.json?q=ebb", "/sparql?query=ASK%7B%7D"])
def test_documents_and_answers_are_the_same_in_all_languages(client: Client, path: str) -> None:
    answers = [client.get(path, headers={"Accept-Language": each}) for each in ("de", "en")]
    assert answers[0].data == answers[1].data
    assert answers[0].headers["ETag"] == answers[1].headers["ETag"]
    assert "Accept-Language" not in ", ".join(answers[0].headers.getlist("Vary"))


def test_the_dataset_is_asked_once_and_only_for_others_than_english() -> None:
    engine = FakeEngine()
    asked: list[object] = []

    def find(_: object) -> frozenset[str]:
        asked.append(engine.version)
        if engine.version == "2":
            raise Overloaded("busy")
        return frozenset({"de", "pt-br", "en"})

    languages = Languages(engine, Once(find, 1.0))  # type: ignore[arg-type]
    assert [languages(each) for each in (None, "", "en", "en-GB, *;q=0.1")] == [()] * 4
    assert not asked
    assert [languages(each) for each in ("de, pt", "pt-BR", "de", "la")] == [
        ("de", "pt"),
        ("pt-br",),
        ("de",),
        (),
    ]
    assert asked == ["1"]
    engine.version = "2"
    assert languages("de") == ()
    engine.version = "3"
    assert languages("de") == ("de",)
    assert asked == ["1", "2", "3"]


def test_the_languages_of_a_dataset() -> None:
    text = f"{TRIG} film:moor skos:prefLabel 'Charneca'@pt-BR ; rdfs:label 'x' ; rdfs:comment 'y'@fr ."
    assert languages_in(MemoryEngine(parse(text, format=RdfFormat.TRIG))) == {"de", "en", "pt-br"}


def test_what_took_too_long_is_tried_again_later() -> None:
    late = [DeadlinePassed("late")]
    asked: list[object] = []
    now = 0.0

    def find(_: object) -> frozenset[str]:
        asked.append(now)
        if late:
            raise late.pop()
        return frozenset({"de"})

    languages = Languages(FakeEngine(), Once(find, 1.0), lambda: now)  # type: ignore[arg-type]
    assert [languages("de"), languages("de")] == [(), ()]
    now = 31.0
    assert [languages("de"), languages("de, fr")] == [("de",), ("de",)]
    assert asked == [0.0, 31.0]


@pytest.mark.parametrize("path", ["/health/live", "/metrics", "/openapi.json"])
def test_what_is_the_same_in_all_languages_does_not_ask_for_them(path: str) -> None:
    app = create_app(FakeEngine(does=_stuck), {})  # type: ignore[arg-type]
    client = Client(Front(app, FakeEngine(does=_stuck), defaults()))  # type: ignore[arg-type]
    assert client.get(path, headers={"Accept-Language": "de"}).status_code == 200


def _stuck() -> None:
    raise AssertionError("the engine was asked")


@pytest.mark.parametrize(
    ("header", "tags", "found"),
    [
        ("zh-Hant-TW", {"zh-hant", "zh-hans"}, ("zh-hant",)),
        ("zh-Hant-x-a, zh-Hans", {"zh-hant", "zh-hans"}, ("zh-hant", "zh-hans")),
        ("de-x-a", {"de"}, ("de",)),
        ("de-CH", {"de-at"}, ("de",)),
        ("d", {"de"}, ()),
        ("a, b;q=0.9, c;q=0.8, d;q=0.7", {"a", "b", "c", "d"}, ("a", "b", "c")),
        ("fr;q=0.1, de;Q=1.000 , la;q=2, es;q=x", {"fr", "de", "la", "es"}, ("de", "fr")),
        ("de, *;q=0.5", {"de", "fr"}, ("de",)),
    ],
)
def test_languages_are_looked_up(header: str, tags: set[str], found: tuple[str, ...]) -> None:
    assert among(ranges(header), tags) == found


def test_the_best_text() -> None:
    texts = [("en-GB", "colour"), ("de", "Farbe"), ("de-AT", "Farb"), ("", "0"), ("fr", "couleur")]
    assert best_text(texts) == "colour"
    assert best_text(texts, ("de",)) == "Farbe"
    assert best_text(texts, ("la", "de-at")).language == "de-AT"
    assert best_text(texts[3:]) == "0"
    assert (best_text(texts[4:]), best_text(texts[4:]).language) == ("couleur", "fr")
    assert (best_text([]), best_text([]).language) == ("", "")
