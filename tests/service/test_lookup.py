"""Names and IRIs: what a person types and the thing that is meant."""

import pytest
from pyoxigraph import NamedNode

from cuegraph.errors import BadInput, NotFound
from cuegraph.service.lookup import Names, resolve, shorten
from cuegraph.vocabulary import BASE, FM

FILM = NamedNode(BASE + "film/night-drive")
SONG = NamedNode(BASE + "recording/night-drive")
ADA = NamedNode(BASE + "person/ada-example")


@pytest.mark.parametrize("name", ["Ada Example", "ADA EXAMPLE", "ada  example", "example"])
def test_a_name_is_found_whatever_its_case_and_hidden_labels_are_names(names: Names, name: str) -> None:
    assert names.one(name) == ADA


def test_a_concept_is_found_by_its_other_label(names: Names) -> None:
    assert names.one("Film composer").value == BASE + "concept/composer"


def test_a_name_of_two_things_is_refused_with_what_tells_them_apart(names: Names) -> None:
    with pytest.raises(BadInput, match="'night drive' names 2 things") as caught:
        names.one("night drive")
    assert "film:night-drive  Night Drive (film: A film of 1999 by Ada Example.)" in caught.value.remedy
    assert "recording:night-drive  Night Drive (recording: A song by Cleo Fiction.)" in caught.value.remedy
    assert caught.value.exit_code == 2


def test_a_class_decides_between_two_things_of_a_name(names: Names) -> None:
    assert names.one("Night Drive", FM.Film) == FILM
    assert names.one("Night Drive", FM.Recording) == SONG


def test_an_instance_of_a_class_below_is_an_instance(names: Names) -> None:
    assert names.one("Cleo Fiction", FM.MusicArtist).value == BASE + "person/cleo-fiction"
    with pytest.raises(NotFound, match="Nothing of the class fm:MusicGroup"):
        names.one("Ada Example", FM.MusicGroup)


def test_a_name_of_nothing_is_answered_with_the_nearest_names(names: Names) -> None:
    with pytest.raises(NotFound) as caught:
        names.one("Night Drife")
    assert "'Night Drive'" in caught.value.remedy
    with pytest.raises(NotFound) as caught:
        names.one("cleo")
    assert "'Cleo Fiction'" in caught.value.remedy


def test_terms_of_the_ontology_are_no_things_to_find(names: Names) -> None:
    assert names.find("soundtrack album") == []


def test_the_kind_is_the_most_special_class(names: Names) -> None:
    assert names.kind(NamedNode(BASE + "person/cleo-fiction")) == "music group"


@pytest.mark.parametrize(
    "text",
    [
        "https://w3id.org/cuegraph/film/night-drive",
        "<https://w3id.org/cuegraph/film/night-drive>",
        "film:night-drive",
        "film/night-drive",
        " film/night-drive ",
    ],
)
def test_each_way_to_write_an_iri_gives_it(text: str) -> None:
    assert resolve(text) == FILM


@pytest.mark.parametrize("fragment", ["char=0,12", "row=5", "cell=1,2", "/a/b", "iri=x"])
def test_a_citation_is_taken_without_its_base(fragment: str) -> None:
    assert resolve(f"review#{fragment}").value == f"https://w3id.org/cuegraph/source/review#{fragment}"


def test_what_is_no_iri_is_looked_up() -> None:
    asked: list[str] = []

    def find(name: str) -> NamedNode:
        asked.append(name)
        return FILM

    for name in ("Night Drive", "AC/DC", "Re: Turn", "film / noir", "Mambo#5"):
        assert resolve(name, find) == FILM
    assert asked == ["Night Drive", "AC/DC", "Re: Turn", "film / noir", "Mambo#5"]


@pytest.mark.parametrize(
    "text", ["Night Drive", "", "http://a/> } #", "film:a>b", "film/a\\b", "http://a/{}"]
)
def test_what_is_no_iri_is_refused_where_names_are_not_taken(text: str) -> None:
    with pytest.raises(BadInput, match="is not an IRI"):
        resolve(text)


def test_only_what_can_be_a_prefixed_name_is_shortened() -> None:
    assert shorten(BASE + "ns#Film") == "fm:Film"
    assert shorten(BASE + "film/a/b") == BASE + "film/a/b"
