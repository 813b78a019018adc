"""Questions: reading their files, and binding values that nothing of leaves its place."""

from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Store

from cuegraph.errors import BadInput, InvalidData
from cuegraph.service.library import Question, load_questions, read_question
from cuegraph.service.lookup import Names
from cuegraph.vocabulary import BASE, FM

TEXT = """\
#+ title: Words of a film
#+ sentence: What is called what,
#+   and how long is it?
#+ tags: [film, names]
#+ parameters:
#+   - {name: film, type: iri, class: fm:Film, help: the film}
#+   - {name: word, type: string, help: any text}
#+   - {name: year, type: gYear, help: its year}
#+ expect:
#+   - with: {film: film/night-drive, year: 1999}
#+     columns: [film, word, year]
#+     rows:
#+       - [film/night-drive, no, 70:18]
#+       - ['', 2011-09-19, ~]
#+     ordered: false
#+   - columns: [film]
#+     rows: []
# VALUES ?film { <http://example.org/in-a-comment> }
PREFIX film: <https://w3id.org/cuegraph/film/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?film ?word ?year ?other WHERE {
  VALUES ?film { film:night-drive }
  values ?word{"a } b # c"}
  VALUES ?year { UNDEF }
  VALUES ?other { 1 2 }
  FILTER("VALUES ?film { 3 }" != ?word && <http://example.org/VALUES?word{> != ?film)
}
""".replace("VALUES?word{>", "VALUES>")


@pytest.fixture
def question() -> Question:
    return read_question("words", TEXT, "words.rq")


def answers(query: str) -> list[dict[str, str]]:
    """The sorted rows as text by column, which both engines must give alike."""
    solutions = Store().query(query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    names = [each.value for each in solutions.variables]
    rows = [{name: row[name].value for name in names if row[name] is not None} for row in solutions]
    others = [
        {str(name): str(value) for name, value in row.items()} for row in rdflib.Graph().query(query).bindings
    ]
    by_text = sorted(rows, key=lambda row: sorted(row.items()))
    assert by_text == sorted(others, key=lambda row: sorted(row.items()))
    return by_text


def test_the_head_is_read(question: Question) -> None:
    assert (question.name, question.title) == ("words", "Words of a film")
    assert question.sentence == "What is called what, and how long is it?"
    assert question.tags == ("film", "names")
    film, word, year = question.parameters
    assert (film.type, film.of_class, film.help) == ("iri", FM.Film, "the film")
    assert film.default == NamedNode(BASE + "film/night-drive")
    assert word.default == pyoxigraph.Literal("a } b # c")
    assert (year.type, year.default, year.of_class) == ("gYear", None, None)


def test_every_scalar_of_an_expectation_stays_the_text_that_it_is(question: Question) -> None:
    first, second = question.expectations
    assert first.values == {"film": "film/night-drive", "year": "1999"}
    assert first.rows == (("film/night-drive", "no", "70:18"), ("", "2011-09-19", "~"))
    assert (first.ordered, second.ordered) == (False, True)
    assert second.rows == ()


def test_the_file_runs_as_it_is(question: Question) -> None:
    row, _ = answers(question.text)
    assert row["word"] == "a } b # c"


def test_bound_values_take_the_place_of_the_defaults_and_nothing_else_changes(question: Question) -> None:
    bound = question.bind({"film": "film/other", "year": "2001", "word": "x"})
    assert bound == TEXT.replace("{ film:night-drive }", f"{{ <{BASE}film/other> }}").replace(
        "{ UNDEF }", '{ "2001"^^<http://www.w3.org/2001/XMLSchema#gYear> }'
    ).replace('{"a } b # c"}', '{ "x" }')
    row, _ = answers(bound)
    assert (row["film"], row["word"], row["year"]) == (BASE + "film/other", "x", "2001")


def test_an_empty_value_lifts_the_restriction(question: Question) -> None:
    row, _ = answers(question.bind({"film": "", "word": "x"}).replace("FILTER", "#"))
    assert "film" not in row


NASTY = [
    '" } } SELECT * { ?s ?p ?o } #',
    "' } UNION { ?s ?p ?o }",
    '"""',
    "\\",
    '\\"',
    '\\u0022 } ?s ?p ?o { "',
    "\\U00000022 }",
    "\\\\u0022",
    "\\u0075",
    "line\nbreak\rand\ttab",
    "# } \n VALUES ?film { 1 }",
    "VALUES ?word { 1 }",
    "<http://example.org/> $x ?y",
    "é\u2028\U0001f3b5\u200b",
    "\x07\x0b0022",
]


@pytest.mark.parametrize("text", NASTY)
def test_no_text_leaves_its_literal_in_any_engine(question: Question, text: str) -> None:
    rows = answers(question.bind({"word": text}))
    assert [row["word"] for row in rows] == [text, text]
    assert [row["other"] for row in rows] == ["1", "2"]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_any_text_comes_back_as_it_went(text: str) -> None:
    rows = answers(read_question("words", TEXT, "words.rq").bind({"word": text}))
    assert [row["word"] for row in rows] == [text, text]


@pytest.mark.parametrize("text", [*NASTY, "http://a/> } UNION { ?s ?p ?o", "http://a/\n}", "film:a } #"])
def test_no_text_becomes_an_iri_that_is_none(question: Question, text: str) -> None:
    with pytest.raises(BadInput, match="is not an IRI"):
        question.bind({"film": text})


@pytest.mark.parametrize("text", ["1999 }", "19", "two", "1999-01", "", "\uff11999"])
def test_a_year_is_a_year(question: Question, text: str) -> None:
    if not text:
        assert question.bind({"year": text}) == TEXT
        return
    with pytest.raises(BadInput, match="is not a year") as caught:
        question.bind({"year": text})
    assert caught.value.where == "year"


def test_a_name_is_looked_up_among_the_things_of_the_parameters_class(
    question: Question, names: Names
) -> None:
    assert f"VALUES ?film {{ <{BASE}film/night-drive> }}" in question.bind({"film": "night drive"}, names.one)
    untyped = read_question("words", TEXT.replace("class: fm:Film, ", ""), "words.rq")
    with pytest.raises(BadInput, match="names 2 things") as caught:
        untyped.bind({"film": "night drive"}, names.one)
    assert caught.value.where == "film"
    assert "A song by Cleo Fiction." in caught.value.remedy


def test_an_unknown_parameter_is_refused_with_those_there_are(question: Question) -> None:
    with pytest.raises(BadInput, match="no parameter 'flim'") as caught:
        question.bind({"flim": "x"})
    assert "film (iri: the film), word (string: any text), year (gYear: its year)" in caught.value.remedy


@pytest.mark.parametrize(
    ("before", "after", "line", "what"),
    [
        ("#+ title: Words of a film\n", "", 1, "There is no title"),
        ("#+ title: Words of a film\n", "#+ title:\n", 1, "There is no title"),
        ("#+ tags: [film, names]", "#+ tag: [film, names]", 4, "There is no key 'tag' in the head"),
        ("#+ tags: [film, names]", "#+ tags: film", 4, "'tags' is no list"),
        ("#+ tags: [film, names]", "#+ tags: [film, names", 5, "The head is not YAML"),
        ("type: string", "type: text", 7, "There is no type 'text'"),
        ("class: fm:Film", "class: film", 6, "'film' is no class"),
        (", help: any text", "", 7, "There is no help"),
        (", help: any text", ", hlep: any text", 7, "There is no key 'hlep' in an entry of 'parameters'"),
        ("  VALUES ?year { UNDEF }\n", "", 8, "has no blocks of VALUES for 'year'"),
        ("VALUES ?other { 1 2 }", "VALUES ?year { 1999 }", 8, "has different blocks of VALUES for 'year'"),
        ("?year { UNDEF }", '?year { "1999"^^xsd:gYear UNDEF }', 8, "for 'year' holds 2 terms"),
        ("?year { UNDEF }", "?year { 1999 }", 8, "default of 'year' is not of the type gYear"),
        ("PREFIX film:", "PREFIX films:", 6, "for 'film' does not parse"),
        ("year: 1999", "yaer: 1999", 10, "There is no parameter 'yaer'"),
        ("[film/night-drive, no, 70:18]", "[film/night-drive, no]", 13, "has 2 cells for 3 columns"),
        ("#+ tags: [film, names]", "#+ title: Again", 4, "the key 'title' comes twice"),
        ("#+ tags: [film, names]", "#+ tags: [film, [names]]", 4, "something else than text"),
        ('"VALUES ?film { 3 }"', '"VALUES ?film { 3 }', 26, "The string is not closed"),
        ("ordered: false", "ordered: maybe", 15, "'ordered' is 'maybe'"),
        ("#+     rows: []\n", "", 16, "There is no 'rows'"),
        (
            "#+ title: Words of a film\n",
            "\n#+ title: Words of a film\n",
            1,
            "does not open with its question",
        ),
    ],
)
def test_a_fault_is_named_with_its_file_its_line_and_a_remedy(
    before: str, after: str, line: int, what: str
) -> None:
    assert before in TEXT
    with pytest.raises(InvalidData) as caught:
        read_question("words", TEXT.replace(before, after, 1), "words.rq")
    assert what in caught.value.what
    assert caught.value.where == f"words.rq:{line}"
    assert caught.value.remedy


def test_a_question_without_an_expectation_is_refused() -> None:
    head, _, rest = TEXT.partition("#+ expect:")
    text = head + rest[rest.index("# VALUES") :]
    with pytest.raises(InvalidData, match="There is no expectation"):
        read_question("words", text, "words.rq")


def test_a_folder_gives_its_questions_by_name(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.rq").write_text(TEXT, "utf-8")
    (tmp_path / "notes.txt").write_text("no question", "utf-8")
    assert list(load_questions(tmp_path)) == ["a", "b"]
    (tmp_path / "c.rq").write_text("SELECT * {}", "utf-8")
    with pytest.raises(InvalidData, match=r"c\.rq:1"):
        load_questions(tmp_path)


@pytest.mark.parametrize("kind", ["folder", "not UTF-8"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "mine.rq"
    if kind == "folder":
        file.mkdir()
    else:
        file.write_bytes(b"\xff")
    with pytest.raises(InvalidData) as caught:
        load_questions(tmp_path)
    assert caught.value.where == str(file)
