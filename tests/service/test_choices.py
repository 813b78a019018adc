"""What a question's form offers."""

import pytest
from fake import FakeEngine
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from cuegraph.engine.memory import MemoryEngine
from cuegraph.errors import DeadlinePassed
from cuegraph.service.choices import MOST, Offers, choices, narrowed
from cuegraph.service.library import Question, read_question
from cuegraph.vocabulary import FM, XSD

DATA = """
PREFIX fm: <https://w3id.org/cuegraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
<u:moor> a fm:Film ; skos:prefLabel "moor" ; <u:music> <u:a> ; <u:year> 1999 .
<u:tide> a fm:Film ; skos:prefLabel "Tide" ; <u:music> <u:b> ; <u:year> 2001 .
<u:fog> a fm:Film ; skos:prefLabel "Fog" .
<u:play> skos:prefLabel "Play" ; <u:music> <u:b> .
"""
HEAD = """\
#+ title: Scores
#+ sentence: Which music has the film?
#+ parameters:
#+   - {{name: film, type: iri, class: fm:Film, help: the film}}
#+   - {{name: year, type: integer, help: the year}}
#+ expect:
#+   - columns: [music]
#+     rows: []
SELECT ?music {{ VALUES ?film {{ <u:moor> }} VALUES ?year {{ UNDEF }} {} }}
"""


def question(pattern: str) -> Question:
    return read_question("scores", HEAD.format(pattern), "scores.rq")


@pytest.fixture(scope="module")
def engine() -> MemoryEngine:
    return MemoryEngine(parse(DATA, format=RdfFormat.TRIG))


def test_the_things_of_the_class_that_give_an_answer_are_offered_by_label(engine: MemoryEngine) -> None:
    asked = question("?film <u:music> ?music OPTIONAL { ?film <u:year> ?year }")
    film, year = asked.parameters
    assert list(choices(engine, asked, film).items()) == [
        (NamedNode("u:moor"), "moor"),
        (NamedNode("u:tide"), "Tide"),
    ]
    assert list(choices(engine, asked, year)) == [
        Literal("1999", datatype=XSD.integer),
        Literal("2001", datatype=XSD.integer),
    ]


def test_what_takes_too_long_is_not_offered_and_tried_again_later(engine: MemoryEngine) -> None:
    asked, now = question("?film <u:music> ?music OPTIONAL { ?film <u:year> ?year }"), 0.0
    slow = FakeEngine(does=_late)
    offers = Offers(lambda: "1", lambda: now)
    assert offers.of(slow, asked, asked.parameters[0]) == {}  # type: ignore[arg-type]
    assert offers.of(engine, asked, asked.parameters[0]) == {}
    now = 61.0
    assert [*offers.of(engine, asked, asked.parameters[0]).values()] == ["moor", "Tide"]


def _late() -> None:
    raise DeadlinePassed("late")


def test_where_that_cannot_be_asked_all_of_the_class_are(engine: MemoryEngine) -> None:
    asked = question("?other <u:music> ?music FILTER(?other = ?film) FILTER(!BOUND(?year))")
    assert list(choices(engine, asked, asked.parameters[0]).values()) == ["Fog", "moor", "Tide"]


def test_a_parameter_that_is_only_compared_offers_what_it_is_compared_with(engine: MemoryEngine) -> None:
    asked = question("?film <u:music> ?music ; <u:year> ?then FILTER(!BOUND(?year) || ?then = ?year)")
    assert [each.value for each in choices(engine, asked, asked.parameters[1])] == ["1999", "2001"]


def test_too_many_are_not_listed() -> None:
    many = "".join(f"<u:{n}> a {FM.Film} ; <u:music> <u:m> .\n" for n in range(MOST + 1))
    asked = question("?film <u:music> ?music")
    crowd = MemoryEngine(parse(many, format=RdfFormat.TURTLE))
    assert choices(crowd, asked, asked.parameters[0]) == {}


def test_things_of_one_label_are_told_apart() -> None:
    twins = "".join(
        f"<https://w3id.org/cuegraph/film/{each}> a {FM.Film} ; <u:music> <u:m> ;"
        ' <http://www.w3.org/2004/02/skos/core#prefLabel> "Fog" .\n'
        for each in ("fog-1", "fog-2")
    )
    asked = question("?film <u:music> ?music")
    engine = MemoryEngine(parse(twins, format=RdfFormat.TURTLE))
    found = choices(engine, asked, asked.parameters[0])
    assert sorted(found.values()) == ["Fog (film:fog-1)", "Fog (film:fog-2)"]


def test_offers_are_asked_once_for_each_version(engine: MemoryEngine) -> None:
    version = ["1"]
    offers = Offers(lambda: version[0])
    asked = question("?film <u:music> ?music")
    first = offers.of(engine, asked, asked.parameters[0])
    empty = MemoryEngine()
    assert offers.of(empty, asked, asked.parameters[0]) is first
    version[0] = "2"
    assert offers.of(empty, asked, asked.parameters[0]) == {}


@pytest.mark.parametrize("text", ["ASK { ?a ?b ?c }", "SELECT * FROM <u:g> { ?a ?b ?c }", "SELECT * "])
def test_only_a_plain_select_is_narrowed(text: str) -> None:
    assert narrowed(text, "a") is None


@pytest.mark.parametrize(
    ("pattern", "offered"),
    [
        ("?a <u:music> ?music FILTER(!BOUND(?film) || EXISTS { ?a <u:other> ?film })", ["Fog"]),
        (
            "?a <u:music> ?music BIND(EXISTS { ?a <u:other> ?b . GRAPH <u:g> { ?b <u:p> ?film } } AS ?it)",
            ["Tide"],
        ),
        ("?a <u:music> ?music MINUS { ?film <u:music> ?music ; <u:year> 1999 }", ["moor"]),
        ("?a <u:music> ?music FILTER NOT EXISTS { ?film <u:music> ?music ; <u:year> 1999 }", ["moor"]),
        ("?a <u:music> ?music FILTER EXISTS { ?film <u:none> ?a }", ["Fog", "moor", "Tide"]),
    ],
)
def test_what_is_looked_up_only_is_offered(pattern: str, offered: list[str]) -> None:
    more = "<u:moor> <u:other> <u:fog> . <u:fog> <u:other> <u:tide> . <u:g> { <u:fog> <u:p> <u:tide> }"
    engine = MemoryEngine(parse(DATA + more, format=RdfFormat.TRIG))
    asked = question(pattern)
    assert list(choices(engine, asked, asked.parameters[0]).values()) == offered
