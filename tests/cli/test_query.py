"""``cuegraph query`` on an invented film."""

import csv
import json
import os
import shutil
import threading
from pathlib import Path

import pyoxigraph
import pytest
from click.testing import CliRunner, Result

from cuegraph.cli import query as module
from cuegraph.cli.table import table
from cuegraph.errors import BadInput, CuegraphError, NotFound, QuerySyntaxError, Refused

NIGHT_DRIVE = Path(__file__).parents[1] / "service" / "night_drive"
NAMES = """\
#+ title: What a film is called
#+ sentence: What do the sources call a film, and where?
#+ parameters:
#+   - {name: film, type: iri, class: fm:Film, help: the film}
#+ expect:
#+   - columns: [name]
#+     rows: [[Night Drive]]
PREFIX film: <https://w3id.org/cuegraph/film/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?film ?name ?where WHERE {
  VALUES ?film { film:none }
  GRAPH ?where { ?film rdfs:label ?name }
}
ORDER BY ?where
"""
CONSTRUCT = "CONSTRUCT WHERE { <https://w3id.org/cuegraph/film/night-drive> ?p ?o }"


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    folder = tmp_path / "queries"
    folder.mkdir()
    (folder / "film-names.rq").write_text(NAMES, "utf-8")
    return folder


@pytest.fixture(autouse=True)
def _shipped(monkeypatch: pytest.MonkeyPatch, questions: Path) -> None:
    def shipped(folder: str) -> Path:
        return questions if folder == "queries" else NIGHT_DRIVE / folder

    monkeypatch.setattr(module, "shipped", shipped)


def query(*arguments: str, stdin: str | None = None, columns: str = "") -> Result:
    return CliRunner().invoke(
        module.query, arguments, input=stdin, env={"COLUMNS": columns}, standalone_mode=False
    )


def refused(result: Result) -> CuegraphError:
    assert isinstance(result.exception, CuegraphError)
    assert result.stdout == ""
    return result.exception


TABLE = """\
film              name         where
----------------  -----------  -----------------------
film:night-drive  Night Drive  harbour-notes#char=17,61
film:night-drive  Night Drive  letter#char=0,51
""".replace("-----------------------\n", "------------------------\n")


@pytest.mark.parametrize("value", ["film/night-drive", "film:night-drive", "NIGHT DRIVE"])
def test_a_shipped_question_is_asked_by_name_and_answered_as_a_table(value: str) -> None:
    result = query("film-names", "--param", f"film={value}")
    assert result.exception is None
    assert result.stdout == TABLE
    assert result.stderr == "2 rows\n"


def test_a_file_and_standard_input_are_asked_with_parameters_too(questions: Path) -> None:
    for question, text in ((str(questions / "film-names.rq"), None), ("-", NAMES)):
        assert query(question, "--param", "film=film/night-drive", stdin=text).stdout == TABLE
        assert query(question, stdin=text).stderr == "0 rows\n"


def test_an_empty_value_lifts_the_restriction() -> None:
    rows = list(
        csv.DictReader(query("film-names", "--param", "film=", "--format", "csv").stdout.splitlines())
    )
    assert {"Ada Example", "Night Drive", "Blue Hour"} <= {row["name"] for row in rows}


def test_other_data_are_asked_where_they_are_named(tmp_path: Path) -> None:
    data = shutil.copytree(NIGHT_DRIVE / "data", tmp_path / "data")
    (data / "letter.trig").unlink()
    result = query("film-names", "--param", "film=film/night-drive", "--data", str(data))
    assert result.stderr == "1 row\n"


def test_each_results_format_carries_the_rows() -> None:
    for name, media in (
        ("json", pyoxigraph.QueryResultsFormat.JSON),
        ("xml", pyoxigraph.QueryResultsFormat.XML),
        ("tsv", pyoxigraph.QueryResultsFormat.TSV),
    ):
        body = query("film-names", "--param", "film=film/night-drive", "--format", name).stdout_bytes
        solutions = pyoxigraph.parse_query_results(body, format=media)
        assert isinstance(solutions, pyoxigraph.QuerySolutions)
        assert [row["name"].value for row in solutions] == ["Night Drive", "Night Drive"]


def test_a_graph_is_written_as_turtle_unless_told() -> None:
    turtle = query("-", stdin=CONSTRUCT)
    assert turtle.stderr == ""
    expected = set(pyoxigraph.parse(turtle.stdout, format=pyoxigraph.RdfFormat.TURTLE))
    assert len(expected) == 8
    for name, media in (
        ("ntriples", pyoxigraph.RdfFormat.N_TRIPLES),
        ("rdfxml", pyoxigraph.RdfFormat.RDF_XML),
        ("jsonld", pyoxigraph.RdfFormat.JSON_LD),
    ):
        body = query("-", "--format", name, stdin=CONSTRUCT).stdout
        assert set(pyoxigraph.parse(body, format=media)) == expected


@pytest.mark.parametrize(
    ("text", "wanted", "fitting"),
    [
        (CONSTRUCT, "csv", "turtle, ntriples, rdfxml, jsonld"),
        (CONSTRUCT, "table", "turtle, ntriples, rdfxml, jsonld"),
        ("SELECT * {}", "turtle", "json, xml, csv, tsv"),
        ("ASK {}", "jsonld", "json, xml, csv, tsv"),
    ],
)
def test_a_format_that_cannot_carry_the_answer_is_refused_with_those_that_can(
    text: str, wanted: str, fitting: str
) -> None:
    error = refused(query("-", "--format", wanted, stdin=text))
    assert isinstance(error, BadInput)
    assert error.remedy == f"Take one of: {fitting}."


def test_a_yes_or_no_is_answered_as_one() -> None:
    assert query("-", stdin="ASK { ?s ?p ?o }").stdout == "yes\n"
    assert query("-", stdin="ASK { ?s ?s ?s }").stdout == "no\n"
    assert json.loads(query("-", "--format", "json", stdin="ASK {}").stdout)["boolean"] is True


def test_wide_cells_are_wrapped_to_the_terminal() -> None:
    result = query("film-names", "--param", "film=film/night-drive", columns="50")
    assert max(len(line) for line in result.stdout.splitlines()) <= 50
    assert "".join(result.stdout.split()) != ""
    assert result.stdout.count("film:night-") == 2


def test_a_table_shows_no_control_characters() -> None:
    text = table(["a\x1b[2J"], [["one\ttwo\r\n\x07three"]], 80)
    assert text == "a [2J\n-------------\none two three\n"


@pytest.mark.parametrize(
    ("arguments", "kind", "what"),
    [
        ((), BadInput, "No question is given"),
        (("film-nmaes",), NotFound, "no question 'film-nmaes'"),
        (("none.rq",), NotFound, "There is no such file."),
        (("-", "--param", "film="), BadInput, "does not open with a head"),
        (("film-names", "--param", "film"), BadInput, "'film' gives no value"),
        (("film-names", "--param", "flim=x"), BadInput, "no parameter 'flim'"),
        (("film-names", "--param", "film=", "--param", "film="), BadInput, "given twice"),
        (("film-names", "--param", "film=Nightly"), NotFound, "has the name 'Nightly'"),
    ],
)
def test_what_means_nothing_is_refused_with_a_remedy(
    arguments: tuple[str, ...], kind: type[CuegraphError], what: str
) -> None:
    error = refused(query(*arguments))
    assert isinstance(error, kind)
    assert what in error.what
    assert error.remedy
    assert error.exit_code == 2


def test_a_query_that_does_not_parse_or_calls_out_is_refused() -> None:
    assert isinstance(refused(query("-", stdin="SELECT * { ?s ?p }")), QuerySyntaxError)
    assert isinstance(refused(query("-", stdin="SELECT * { SERVICE <http://127.0.0.1/> {} }")), Refused)


def test_the_questions_are_listed() -> None:
    assert query("--list").stdout.splitlines()[2] == "film-names  What a film is called"


def test_an_answer_without_columns_is_its_number_of_rows() -> None:
    result = query("-", stdin="SELECT * {}")
    assert result.exit_code == 0
    assert (result.stdout, result.stderr) == ("", "1 row\n")


def test_a_byte_order_mark_is_no_part_of_the_query(tmp_path: Path) -> None:
    file = tmp_path / "mine.rq"
    file.write_bytes(b"\xef\xbb\xbfASK {}")
    assert query(str(file)).stdout == "yes\n"
    assert query("-", stdin="\ufeffASK {}").stdout == "yes\n"


def test_a_pipe_is_read_as_a_file_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("ASK {}",))
    writer.start()
    result = query(str(pipe))
    writer.join()
    assert result.stdout == "yes\n"


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.rq"
    file.write_bytes(b"\xff\xfe")
    assert "no UTF-8 text" in refused(query(str(file))).what


def test_the_help_ends_with_an_example() -> None:
    assert "Example: cuegraph query" in query("--help", columns="200").stdout.strip().splitlines()[-1]
