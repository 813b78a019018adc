"""Rows in sentences: what is joined, what is left out, what is cited, and what heads may not say."""

import pytest

from cuegraph.errors import InvalidData
from cuegraph.service.library import read_question
from cuegraph.service.wording import sentences, unnamed

FILE = """\
#+ title: Songs
#+ sentence: Which songs?
#+ wording:
#+   heading: Songs
#+   sentence: "{song}[ by {artist+}][, {usage+}[ on {date}]]"
#+ expect:
#+   - columns: [song]
#+     rows: []
SELECT ?song ?songLabel ?artist ?artistLabel ?usage ?date ?citation WHERE { ?song ?usage ?date }
"""
XSD = "http://www.w3.org/2001/XMLSchema#"
CITED = "https://w3id.org/cuegraph/source/note#char=1,9"


def iri(value: str) -> dict[str, str]:
    return {"type": "uri", "value": value}


def text(value: str, datatype: str = "") -> dict[str, str]:
    return {"type": "literal", "value": value} | ({"datatype": XSD + datatype} if datatype else {})


def told(*rows: dict[str, dict[str, str]]) -> list[tuple[str, tuple[str, ...]]]:
    wording = read_question("songs", FILE, "songs.rq").wording
    assert wording is not None
    return [(each.text, each.citations) for each in sentences(wording, rows, {"x:ada": "Ada"})]


def test_rows_are_joined_and_what_is_unbound_is_left_out() -> None:
    song = {"song": iri("x:tide"), "songLabel": text("the tide"), "citation": iri(CITED)}
    assert told(
        song | {"artist": iri("x:ada")},
        song | {"artist": iri("x:bo"), "artistLabel": text("Bo")},
        song | {"artist": iri("x:ada")},
        {
            "song": iri("x:wind"),
            "songLabel": text("iWind"),
            "usage": text("end!"),
            "date": text("2012-06", "gYearMonth"),
        },
        {"artist": iri("x:ada")},
    ) == [("The tide by Ada and Bo.", (CITED,)), ("iWind, end! on June 2012.", ())]


def test_sources_agree_only_where_each_says_all_of_it() -> None:
    wording = read_question("songs", FILE, "songs.rq").wording
    assert wording is not None
    other = CITED.replace("note", "diary")

    def agreed(*rows: dict[str, str]) -> bool:
        song = {"song": iri("x:tide"), "songLabel": text("Tide")}
        (told,) = sentences(wording, [song | {name: iri(each) for name, each in row.items()} for row in rows])
        return told.agreed

    assert agreed({"artist": "x:ada", "citation": CITED}, {"artist": "x:ada", "citation": other})
    assert not agreed({"artist": "x:ada", "citation": CITED}, {"artist": "x:bo", "citation": other})
    assert not agreed({"artist": "x:ada", "citation": CITED, "nameCitation": other})
    assert agreed({"artist": "x:ada", "citation": CITED}, {"artist": "x:bo", "citation": CITED})


def test_the_things_without_a_label_are_asked_for() -> None:
    wording = read_question("songs", FILE, "songs.rq").wording
    assert wording is not None
    row = {"song": iri("x:tide"), "songLabel": text("Tide"), "artist": iri("x:ada"), "citation": iri(CITED)}
    assert unnamed(wording, [row, row]) == ["x:ada"]


def test_many_values_are_counted() -> None:
    song = {"song": text("Tide")}
    ((found, _),) = told(*(song | {"artist": text(f"a{number}")} for number in range(1200)))
    assert found == "Tide by a0, a1, a2, a3, a4, a5, a6, a7 and 1,192 more."


@pytest.mark.parametrize("sentence", ["{song}]", "[{song}", "{song", "{other}", ""])
def test_a_sentence_that_cannot_be_told_is_refused(sentence: str) -> None:
    with pytest.raises(InvalidData, match=r"songs\.rq:[345]"):
        read_question(
            "songs", FILE.replace("{song}[ by {artist+}][, {usage+}[ on {date}]]", sentence), "songs.rq"
        )
