"""What there is, by kind."""

import re

import pytest
from fake import BROWSER
from pyoxigraph import RdfFormat, parse
from werkzeug.test import Client

from cuegraph.engine.memory import MemoryEngine
from cuegraph.service import browse
from cuegraph.settings import defaults
from cuegraph.web.app import create_app
from cuegraph.web.front import Front

DATA = """
BASE <https://w3id.org/cuegraph/>
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
<film/c> a fm:Film ; skos:prefLabel "Moor" . <film/b> a fm:Film ; skos:prefLabel "ebb & flow" .
<film/a> a fm:Film ; skos:prefLabel "Tide" . <http://a.example/film> a fm:Film .
<recording/x> a fm:Recording ; skos:prefLabel "Low Tide" .
"""


BASE = "https://w3id.org/cuegraph/"


def engine_of() -> MemoryEngine:
    return MemoryEngine(parse(DATA, format=RdfFormat.TRIG))


@pytest.fixture
def client() -> Client:
    engine = engine_of()
    return Client(Front(create_app(engine, {}), engine, defaults()))


def listed(page: str) -> list[tuple[str, str]]:
    return re.findall(r"<li><a href=\"([^\"]+)\">([^<]+)</a>", page)


def test_kinds_with_their_numbers_lead_to_their_things_by_name(client: Client) -> None:
    page = client.get("/browse").text
    assert listed(page) == [("/browse/films", "Films"), ("/browse/songs", "Songs")]
    assert re.findall(r"<span class=\"quiet\">(\d+)</span></li>", page) == ["3", "1"]
    films = client.get("/browse/films").text
    assert listed(films) == [("/film/b", "ebb &amp; flow"), ("/film/c", "Moor"), ("/film/a", "Tide")]


def test_many_come_in_pages_and_too_many_unsorted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browse, "A_PAGE", 2)
    first, second = (client.get(f"/browse/films?page={number}").text for number in (1, 2))
    assert [len(listed(page)) for page in (first, second)] == [2, 1]
    assert 'href="/browse/films?page=2"' in first
    monkeypatch.setattr(browse, "SORTED", 2)
    found = [each for number in (1, 2) for each in browse.list_kind(engine_of(), "films", 3, number).things]
    assert sorted(found) == [
        (f"{BASE}film/a", "Tide"),
        (f"{BASE}film/b", "ebb & flow"),
        (f"{BASE}film/c", "Moor"),
    ]


@pytest.mark.parametrize("path", ["/browse/nothing", "/browse/films?page=9", "/browse/albums"])
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("kind", "near"),
    [("flms", [("/browse/films", "Films")]), ("song", [("/browse/songs", "Songs")]), ("x", [])],
)
def test_a_kind_that_there_is_not_leads_to_those_of_nearly_that_name(
    client: Client, kind: str, near: list[tuple[str, str]]
) -> None:
    answer = client.get(f"/browse/{kind}", headers={"Accept": BROWSER})
    assert answer.status_code == 404
    assert listed(answer.text) == near
    assert '<a href="/browse">see all' in answer.text
    told = client.get(f"/browse/{kind}").json
    assert told is not None
    assert (near[0][0].rpartition("/")[2] if near else "/browse lists") in told["remedy"]
